/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * lk_folder_name_get_split:
 * @name: of a folder, or of a table without its ending
 *
 * Returns: (nullable): "train", "val" or "test" where @name is that of a split, in any
 *   case: train, training, base, images_background; val, valid, validation, dev; test,
 *   testing, novel, images_evaluation; with "meta" before or "set", "split", "images" or
 *   "classes" behind them as well: meta-test, val_set. A folder of such a name is never a
 *   class
 */
const char *lk_folder_name_get_split (const char *name);

/** Whether a folder holds nothing of a person's: what systems and archives leave behind,
 * such as "__MACOSX"; and all that is hidden. */
gboolean lk_folder_name_is_junk (const char *name);

G_END_DECLS
