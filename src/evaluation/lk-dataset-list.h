/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define LK_DATASET_MAX_CLASSES 65536

/**
 * LkDatasetLabel:
 * @name: valid UTF-8
 * @folder: absolute path of the folder its files are in
 * @files: names of pictures in @folder, sorted bytewise, none twice
 * @left_out: (nullable): [files->len]: which of them turned out to be unreadable; changes
 *   under the lock of the dataset
 * @n_left_out: how many of them
 *
 * Private to this room: a class of a dataset and its pictures.
 */
typedef struct
{
  char *name;
  char *folder;
  GPtrArray *files;
  guint8 *left_out;
  guint n_left_out;
} LkDatasetLabel;

LkDatasetLabel *lk_dataset_label_new (const char *name, const char *folder);
void lk_dataset_label_free (LkDatasetLabel *self);

/**
 * LkDatasetListing:
 * @classes: array of #LkDatasetLabel, sorted bytewise by name
 * @warnings: array of messages: what was left out, and why
 * @split: (nullable): name of the split that was read, as it is written there; interned
 *
 * Private to this room: what was found in a folder.
 */
typedef struct
{
  GPtrArray *classes;
  GPtrArray *warnings;
  const char *split;
} LkDatasetListing;

LkDatasetListing *lk_dataset_listing_new (void);
void lk_dataset_listing_free (LkDatasetListing *self);
void lk_dataset_listing_warn (LkDatasetListing *self, const char *format, ...)
    G_GNUC_PRINTF (2, 3);
/** %FALSE with %LK_ERROR_LIMIT where there is no room for one more class; else takes
 * @label. */
gboolean lk_dataset_listing_add (LkDatasetListing *self,
                                 LkDatasetLabel *label,
                                 const char *path,
                                 GError **error);
/** For a form whose order is another: the files of each class, bytewise. */
void lk_dataset_listing_sort_files (LkDatasetListing *self);
/** The classes, bytewise by name. */
void lk_dataset_listing_sort_classes (LkDatasetListing *self);

/**
 * LkFolderEntries:
 * @folders, @pictures, @drawings, @junk: arrays of names, sorted bytewise
 *
 * Private to this room: what is in a folder and visible: folders, pictures by their
 * names, drawings of lines, and folders that no person made.
 */
typedef struct
{
  GPtrArray *folders;
  GPtrArray *pictures;
  GPtrArray *drawings;
  GPtrArray *junk;
} LkFolderEntries;

/** Returns: or %NULL with %LK_ERROR_FILE. */
LkFolderEntries *lk_folder_entries_new (const char *path, GError **error);
void lk_folder_entries_free (LkFolderEntries *self);

/**
 * lk_dataset_list_tree:
 * @wanted: (nullable): the split
 *
 * Reads a folder in any of the forms that lk_dataset_open() takes, tables included.
 *
 * Returns: or %NULL with the errors of lk_dataset_open()
 */
LkDatasetListing *
lk_dataset_list_tree (const char *path, const char *wanted, GError **error);

/**
 * lk_dataset_choose_split:
 * @found: array of names
 * @wanted: (nullable): one of them, or another name of the same split
 *
 * Returns: (nullable): the one that is meant; without @wanted the test split, or the only
 *   one there is; else %NULL with %LK_ERROR_OPTION
 */
const char *lk_dataset_choose_split (GPtrArray *found,
                                     const char *wanted,
                                     const char *path,
                                     GError **error);

/** (transfer full): names of the splits that @path has tables for, in it or in a folder
 * "split", "labels" or of another such name; (out) (nullable): array of the tables' paths
 * beside them. */
GPtrArray *lk_dataset_find_tables (const char *path, GPtrArray **tables);

/**
 * lk_dataset_list_other_tables:
 * @table: (nullable): the one that is read
 * @split: (nullable): of which it is; else those of all splits are listed
 *
 * Returns: (transfer full): paths of the tables of @path that could have been meant
 *   instead, sorted
 */
GPtrArray *
lk_dataset_list_other_tables (const char *path, const char *table, const char *split);

/** Reads one of these tables: of lk_dataset_list_csv() or lk_dataset_list_manifest(),
 * whose arguments and errors it has. */
gboolean lk_dataset_list_table (const char *path,
                                const char *root,
                                const char *split,
                                LkDatasetListing *listing,
                                GError **error);

/** (transfer full) (nullable): the one table in @path, if it is one of files and labels.
 */
char *lk_dataset_find_only_table (const char *path);
/** (transfer full) (nullable): the name of a file in @path that pictures are packed into,
 * for a message. */
char *lk_dataset_find_packed (const char *path);
/** Whether the table at @path begins with the names of a column of files and of one of
 * labels. */
gboolean lk_dataset_is_table (const char *path);

/**
 * lk_dataset_list_csv:
 * @path: a table: a line of names of columns, then a picture a line (RFC 4180, but with
 *   commas, semicolons, tabs or spaces between the fields; UTF-8, or UTF-16 with a byte
 *   order mark; both kinds of line ends)
 * @root: absolute path of the folder that the table describes
 * @split: name of the split, in which pictures may lie
 *
 * A column of file names (filename, image, file, path, ...) and one of labels (label,
 * class, ...) are taken, whatever the case and the order; others are passed over. Where
 * pictures are looked for lk-dataset-places.h says.
 *
 * Returns: %FALSE with %LK_ERROR_FILE, %LK_ERROR_FORMAT (names the line),
 *   %LK_ERROR_EPISODE (no picture) or %LK_ERROR_LIMIT
 */
gboolean lk_dataset_list_csv (const char *path,
                              const char *root,
                              const char *split,
                              LkDatasetListing *listing,
                              GError **error);

/** The same, of the rows whose column of splits (split, subset, partition) has @wanted,
 * in capital letters or small ones; %NULL: of all rows. */
gboolean lk_dataset_list_csv_part (const char *path,
                                   const char *root,
                                   const char *split,
                                   const char *wanted,
                                   LkDatasetListing *listing,
                                   GError **error);

/** (transfer full): the splits that the column of splits of the table at @path names, in
 * the order in which they come; empty where it has none, or where anything else than
 * splits stands there. */
GPtrArray *lk_dataset_list_column_splits (const char *path);

/** Whether @path holds what FiftyOne writes: "data" and "labels.json". */
gboolean lk_dataset_is_fiftyone (const char *path);
/** Reads such a folder (FiftyOneImageClassificationDataset). The errors are those of
 * lk_dataset_list_csv(). */
gboolean
lk_dataset_list_fiftyone (const char *path, LkDatasetListing *listing, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkDatasetLabel, lk_dataset_label_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkDatasetListing, lk_dataset_listing_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkFolderEntries, lk_folder_entries_free)

G_END_DECLS
