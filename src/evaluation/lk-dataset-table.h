/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-dataset-list.h"

G_BEGIN_DECLS

/**
 * LkDatasetTable:
 *
 * Private to this room: the pictures and labels that a file tells, entry after entry:
 * a table's lines, or the members of a list.
 */
typedef struct _LkDatasetTable LkDatasetTable;

/**
 * lk_dataset_table_new:
 * @path: of the file
 * @root: absolute path of the folder that it describes
 * @split: name of the split, in which pictures may lie
 * @entry: what an entry is called in messages: a translated format of a file's name, a
 *   number and a problem, such as "“%s”, line %u: %s"
 * @listing: receives the classes
 */
LkDatasetTable *lk_dataset_table_new (const char *path,
                                      const char *root,
                                      const char *split,
                                      const char *entry,
                                      LkDatasetListing *listing);
void lk_dataset_table_free (LkDatasetTable *self);

/** For messages. */
const char *lk_dataset_table_get_name (LkDatasetTable *self);

/** %FALSE with %LK_ERROR_FORMAT, naming the file and @number. */
gboolean lk_dataset_table_fail (LkDatasetTable *self,
                                guint number,
                                const char *problem,
                                GError **error);

/**
 * lk_dataset_table_add:
 * @number: of the entry, from 1 on
 * @filename: as it stands there: where it is absolute, as on another machine, the longest
 *   end of it counts that is a file in the root; where it goes up, it does so from the
 *   table, and must not leave the root
 *
 * Returns: or %LK_ERROR_FORMAT: one of them is empty, a file outside, or the same
 *   picture twice; or %LK_ERROR_LIMIT
 */
gboolean lk_dataset_table_add (LkDatasetTable *self,
                               guint number,
                               const char *filename,
                               const char *label,
                               GError **error);

/** Sorts what was added, and finds where each picture is (lk-dataset-places.h): or
 * %LK_ERROR_EPISODE: nothing was added; %LK_ERROR_FILE: no picture is anywhere;
 * %LK_ERROR_FORMAT: a picture is of two classes. */
gboolean lk_dataset_table_finish (LkDatasetTable *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkDatasetTable, lk_dataset_table_free)

G_END_DECLS
