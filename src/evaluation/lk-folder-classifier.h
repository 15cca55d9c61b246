/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-classifier.h"
#include "lk-file-stamp.h"
#include "lk-map-source.h"

G_BEGIN_DECLS

/**
 * LkFolderListener:
 * @find: (nullable): what was decided of a picture before, or %NULL
 * @found: what is decided of one now; @kept where @find had it
 * @skipped: (nullable): one that cannot be read, which @problem names
 * @progress: (nullable): how many of all are seen, and the seconds still to go (-1: not
 *   known yet)
 *
 * Who hears of the pictures of a folder, on the thread that classifies.
 */
typedef struct
{
  const LkClassified *(*find) (const char *name, const LkFileStamp *stamp, gpointer data);
  void (*found) (const char *name,
                 const LkFileStamp *stamp,
                 const LkClassified *found,
                 gboolean kept,
                 gpointer data);
  void (*skipped) (const GError *problem, gpointer data);
  void (*progress) (guint done, guint total, double seconds_left, gpointer data);
  gpointer data;
} LkFolderListener;

/** (transfer full): array of paths within @folder of the pictures in it and in the
 * folders in it, sorted; hidden ones, what systems leave behind and links to folders are
 * passed over. %NULL with %LK_ERROR_FILE where a folder cannot be read. */
GPtrArray *lk_folder_list_pictures (const char *folder, GError **error);

/**
 * lk_folder_classify:
 * @names: paths within @folder
 *
 * Decides of every picture, a few at a time; one that cannot be read is skipped. %FALSE
 * with %G_IO_ERROR_CANCELLED where it was ended before.
 */
gboolean lk_folder_classify (LkClassifier *classifier,
                             LkMapSource *source,
                             const char *folder,
                             GPtrArray *names,
                             const LkFolderListener *listener,
                             GCancellable *cancellable,
                             GError **error);

G_END_DECLS
