/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Private to this room: what is in folders, without reading a dataset. */

/** Whether @path has folders with pictures in them, at any depth. */
gboolean lk_dataset_leads_to_classes (const char *path);
/** Whether the folder @name in @path leads to classes, or has tables of them. */
gboolean lk_dataset_leads (const char *path, const char *name);
/** Whether there are pictures in the folder @name in @path itself. */
gboolean lk_dataset_holds_pictures (const char *path, const char *name);

/** (transfer container): those of @folders that are named as splits, or the others. */
GPtrArray *lk_dataset_pick_splits (GPtrArray *folders, gboolean want_splits);
/** (transfer full) (nullable): the first of @splits whose folder has classes: the one to
 * give instead of a flat one. */
char *lk_dataset_find_split_with_classes (const char *path, GPtrArray *splits);
/** (nullable): the one of @folders that is called "images" or the like: where it has the
 * classes, what is beside it are masks. */
const char *lk_dataset_find_images (GPtrArray *folders);

G_END_DECLS
