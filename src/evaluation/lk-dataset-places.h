/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-dataset-list.h"

G_BEGIN_DECLS

/**
 * lk_dataset_find_places:
 * @root: absolute path of the folder that a table describes
 * @split: name of the split, in which pictures may lie
 *
 * Private to this room: gives each file of @listing, which is called as a table has it,
 * the path that it has in @root: in a folder "images" or of another usual name, of the
 * split or of the label, or in none; whatever folders its name says; with an ending where
 * the table leaves it out. Those that are nowhere are said to be in "images", where they
 * will be missed.
 *
 * Returns: how many are somewhere
 */
guint
lk_dataset_find_places (LkDatasetListing *listing, const char *root, const char *split);

/** Whether @filename of a table is absolute, or goes up. */
gboolean lk_dataset_leads_out (const char *filename);

G_END_DECLS
