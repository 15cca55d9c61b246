/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-dataset-list.h"

G_BEGIN_DECLS

/* Private to this room: lists of the pictures of a split, a line each: "cat/1.jpg", with
 * other folders before it or without its ending, and perhaps a label behind it. The
 * folder's name is that of the class, whatever the label is. */

/** Whether half of @lines, a set, or more are pictures of @listing. */
gboolean lk_dataset_lists_pictures (const LkDatasetListing *listing, GHashTable *lines);

/** Keeps those of @listing that are among @lines, of the list at @path; warns of how many
 * lines are no picture. */
void
lk_dataset_keep_pictures (LkDatasetListing *listing, GHashTable *lines, const char *path);

G_END_DECLS
