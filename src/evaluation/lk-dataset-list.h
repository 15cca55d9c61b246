/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define LK_DATASET_MAX_CLASSES 4096

/**
 * LkDatasetLabel:
 * @name: valid UTF-8
 * @folder: absolute path of the folder its files are in
 * @files: names of pictures in @folder, sorted bytewise, none twice
 *
 * Private to this room: a class of a dataset and its pictures.
 */
typedef struct
{
  char *name;
  char *folder;
  GPtrArray *files;
} LkDatasetLabel;

LkDatasetLabel *lk_dataset_label_new (const char *name, const char *folder);
void lk_dataset_label_free (LkDatasetLabel *self);

/**
 * lk_dataset_list_folder:
 *
 * The visible folders in @path as classes, sorted bytewise by their folders' names, with
 * the pictures that lie directly in them; a folder without any is a class of none.
 *
 * Returns: array of #LkDatasetLabel, or %NULL with %LK_ERROR_FILE, %LK_ERROR_EPISODE (no
 *   folder holds a picture) or %LK_ERROR_LIMIT (too many classes)
 */
GPtrArray *lk_dataset_list_folder (const char *path, GError **error);

/**
 * lk_dataset_list_csv:
 * @path: a table with the header "filename,label" and a picture a line (RFC 4180; a byte
 *   order mark and both kinds of line ends are fine)
 * @images: absolute path of the folder the names are relative to
 *
 * Names of pictures may lead into folders in @images, not out of it. Whether the pictures
 * are there is not looked at.
 *
 * Returns: array of #LkDatasetLabel sorted bytewise by label, or %NULL with
 *   %LK_ERROR_FILE, %LK_ERROR_FORMAT (names the line), %LK_ERROR_EPISODE (no picture) or
 *   %LK_ERROR_LIMIT
 */
GPtrArray *lk_dataset_list_csv (const char *path, const char *images, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkDatasetLabel, lk_dataset_label_free)

G_END_DECLS
