/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lk-picture.h"

G_BEGIN_DECLS

/**
 * LkImportFolder:
 * @name: of the folder: the class it becomes
 * @pictures: array of #LkPicture, in the natural order of their names
 */
typedef struct
{
  char *name;
  GPtrArray *pictures;
} LkImportFolder;

/**
 * LkImport:
 * @pictures: array of #LkPicture: the files that were given themselves
 * @folders: array of #LkImportFolder
 * @problems: array of messages, one for each file or folder that could not be used, and
 *   one for all folders that held more pictures than were taken
 *
 * Files and folders that were dropped, pasted or chosen, as pictures.
 */
typedef struct
{
  GPtrArray *pictures;
  GPtrArray *folders;
  GPtrArray *problems;
} LkImport;

/**
 * lk_import_run:
 * @paths: %NULL-terminated: pictures and folders
 * @max_in_folder: pictures taken from a folder at most
 *
 * A folder with folders and no pictures of its own stands for them. Files in a folder
 * that are not pictures by their names are passed over; broken ones are reported, and so
 * are folders named as splits, which are no classes. Blocks:
 * for another thread.
 *
 * Returns: what was found, perhaps nothing but problems; %NULL only where cancelled
 */
LkImport *lk_import_run (const char *const *paths,
                         guint max_in_folder,
                         GCancellable *cancellable,
                         GError **error);
void lk_import_free (LkImport *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkImport, lk_import_free)

G_END_DECLS
