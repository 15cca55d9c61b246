/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What people take for a file of weights, and what they can do. */

/**
 * lk_foreign_file_describe:
 * @bytes: of a file that is neither safetensors nor torch's
 * @path: (nullable): its name, which may tell more
 *
 * Returns: (transfer full): a message that says what it is, by its first bytes, and what
 * to do; or %NULL
 */
char *lk_foreign_file_describe (GBytes *bytes, const char *path);

/** (transfer full): a message for the folder @path, naming a file of weights in it where
 * there is one. */
char *lk_foreign_file_describe_folder (const char *path);

/** Whether files called so mostly hold weights. */
gboolean lk_foreign_file_may_be_weights (const char *name);

/** (transfer full): a message for a zip archive that is none of torch's, of which one
 * file is called @name (nullable). */
char *lk_foreign_file_describe_zip (const char *name);

G_END_DECLS
