/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lk-episode-state.h"

G_BEGIN_DECLS

/**
 * LkDataset:
 *
 * A folder of labelled pictures: one folder of pictures per class, or a folder "images"
 * with train.csv, val.csv, test.csv (header "filename,label"). Holds names, not pictures.
 * Classes and pictures are sorted by name, bytewise, so that a seed means the same
 * everywhere. Immutable, safe between threads.
 */
#define LK_TYPE_DATASET (lk_dataset_get_type ())
G_DECLARE_FINAL_TYPE (LkDataset, lk_dataset, LK, DATASET, GObject)

/**
 * lk_dataset_open:
 * @path: the folder
 * @split: (nullable): "train", "val" or "test" for a folder with csv files (default
 * "test", or the only one there is); must be %NULL for a folder of folders
 *
 * Returns: or %NULL with %LK_ERROR_FILE, %LK_ERROR_FORMAT (a csv that is broken: names
 * the line), %LK_ERROR_EPISODE (no classes), %LK_ERROR_OPTION (no such split)
 */
LkDataset *lk_dataset_open (const char *path, const char *split, GError **error);

const char *lk_dataset_get_path (LkDataset *self);
/** (nullable): the split that was opened, %NULL for a folder of folders. */
const char *lk_dataset_get_split (LkDataset *self);
guint lk_dataset_get_n_classes (LkDataset *self);
const char *lk_dataset_get_class_name (LkDataset *self, guint class_index);
guint lk_dataset_get_n_pictures (LkDataset *self, guint class_index);
/** (transfer full): absolute path of a picture. */
char *lk_dataset_get_picture_path (LkDataset *self, guint class_index, guint picture);

/** (transfer full): the classes numbered @classes, [n_classes], each once and in rising
 * order, as a dataset of their own; the same path and split. */
LkDataset *lk_dataset_new_part (LkDataset *self, const guint *classes, guint n_classes);

G_END_DECLS
