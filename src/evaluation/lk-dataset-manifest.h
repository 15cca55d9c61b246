/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-dataset-list.h"

G_BEGIN_DECLS

/** Private to this room: whether the file at @path is a list of pictures in JSON, as
 * CloserLookFewShot's base.json, val.json and novel.json are: an object with the arrays
 * "image_names" and "image_labels". */
gboolean lk_dataset_is_manifest (const char *path);

/** Reads such a list; labels are numbers of "label_names", where it has these, or names.
 * Arguments and errors are those of lk_dataset_list_csv(). */
gboolean lk_dataset_list_manifest (const char *path,
                                   const char *root,
                                   const char *split,
                                   LkDatasetListing *listing,
                                   GError **error);

G_END_DECLS
