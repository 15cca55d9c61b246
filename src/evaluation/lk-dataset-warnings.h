/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-dataset-list.h"

G_BEGIN_DECLS

/* Private to this room: what of a folder is left out, as warnings of @listing. */

void lk_dataset_warn_of_drawings (LkDatasetListing *listing,
                                  const char *folder,
                                  LkFolderEntries *entries);
void lk_dataset_warn_of_junk (LkDatasetListing *listing,
                              const char *path,
                              LkFolderEntries *entries);
void lk_dataset_warn_of_empty (LkDatasetListing *listing, const char *folder);
/** @splits: names of folders in @path that are no classes */
void lk_dataset_warn_of_split_names (LkDatasetListing *listing,
                                     const char *path,
                                     GPtrArray *splits);
/** @folders: paths of folders with pictures within classes; one warning for all */
void lk_dataset_warn_of_inner (LkDatasetListing *listing, GPtrArray *folders);
/** The tables that are not read beside @table, of @split; both (nullable): none is. */
void lk_dataset_warn_of_other_tables (LkDatasetListing *listing,
                                      const char *path,
                                      const char *table,
                                      const char *split);

G_END_DECLS
