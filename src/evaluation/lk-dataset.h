/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lk-episode-state.h"

G_BEGIN_DECLS

/**
 * LkDataset:
 *
 * A folder of labelled pictures. Holds names, not pictures. Classes and pictures are
 * sorted by name, bytewise, so that a seed means the same everywhere. Immutable but for
 * the pictures that turn out to be unreadable; safe between threads.
 */
#define LK_TYPE_DATASET (lk_dataset_get_type ())
G_DECLARE_FINAL_TYPE (LkDataset, lk_dataset, LK, DATASET, GObject)

/**
 * lk_dataset_open:
 * @path: the folder
 * @split: (nullable): "train", "val" or "test", or another name of the same split
 * ("base", "valid", "novel", ...); by default the test split, or the only one there is;
 * must be %NULL where there are no splits
 *
 * Forms that are taken, the first that fits:
 * - tables TRAIN.csv and so on, in the folder or in "split", and a folder "images"; or
 *   lists BASE.json and so on, as CloserLookFewShot has them
 * - "data" and "labels.json", as FiftyOne writes them
 * - folders named as splits, each in any of these forms: such a folder is never a class
 * - one folder of pictures for each class
 * - one folder, or one called "images", that has any of these forms
 * - two levels of folders, as Omniglot has them: classes "Alphabet/character"
 *
 * Beside any of the last four, TEST.txt and so on, in the folder or in "splits", may list
 * the classes or the pictures of each split, a name a line, as CIFAR-FS and Food-101 do.
 * Where all pictures are in one table, a column "split" may tell theirs.
 *
 * Classes of two levels whose names repeat from folder to folder, but are no numbers, are
 * taken for domains, folds or masks, and refused: an episode of them would have one class
 * twice.
 *
 * What is left out (folders without pictures, folders within classes or beside splits,
 * what systems leave behind, drawings of lines) is told by lk_dataset_get_warnings().
 *
 * Returns: or %NULL with %LK_ERROR_FILE, %LK_ERROR_FORMAT (a table that is broken: names
 *   the line), %LK_ERROR_EPISODE (no classes: says which folder to give),
 *   %LK_ERROR_OPTION (no such split), %LK_ERROR_LIMIT
 */
LkDataset *lk_dataset_open (const char *path, const char *split, GError **error);

const char *lk_dataset_get_path (LkDataset *self);
/** (nullable): the split that was opened, as it is called there; %NULL where there are
 * none. */
const char *lk_dataset_get_split (LkDataset *self);
/** (transfer none): array of messages: what was left out of the folder, and why. */
GPtrArray *lk_dataset_get_warnings (LkDataset *self);
/** (transfer full): names of the splits in @path, that of the test split first; empty
 * where there are none. */
GPtrArray *lk_dataset_list_splits (const char *path);
guint lk_dataset_get_n_classes (LkDataset *self);
const char *lk_dataset_get_class_name (LkDataset *self, guint class_index);
guint lk_dataset_get_n_pictures (LkDataset *self, guint class_index);
/** (transfer full): absolute path of a picture. */
char *lk_dataset_get_picture_path (LkDataset *self, guint class_index, guint picture);

/**
 * LkLeftOut:
 * @class_index, @picture: which one, of the whole dataset
 * @problem: why
 *
 * A picture that no episode draws any more.
 */
typedef struct
{
  guint class_index;
  guint picture;
  const char *problem;
} LkLeftOut;

/**
 * lk_dataset_leave_out:
 * @problem: why it cannot be read, naming the picture
 *
 * From now on no episode draws this picture. Episodes do not change by that that were
 * drawn without it: see lk_sampler_draw(). A part and its whole leave out the same.
 */
void lk_dataset_leave_out (LkDataset *self,
                           guint class_index,
                           guint picture,
                           const char *problem);
gboolean lk_dataset_is_left_out (LkDataset *self, guint class_index, guint picture);
/** Pictures of a class that are not left out. */
guint lk_dataset_get_n_usable (LkDataset *self, guint class_index);
/** @left_out: (out): the @i-th that was left out, in the order of that. %FALSE where
 * there are not so many. */
gboolean lk_dataset_get_left_out (LkDataset *self, guint i, LkLeftOut *left_out);
/** (transfer full): array of the problems of all that is left out, sorted. */
GPtrArray *lk_dataset_list_left_out (LkDataset *self);

/** (transfer full): the classes numbered @classes, [n_classes], each once and in rising
 * order, as a dataset of their own; the same path and split. */
LkDataset *lk_dataset_new_part (LkDataset *self, const guint *classes, guint n_classes);

G_END_DECLS
