/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-dataset-list.h"

G_BEGIN_DECLS

/* Private to this room: splits that are told by lists of classes, a folder's name a line,
 * as CIFAR-FS has them beside its folder "data": splits/bertinetto/test.txt; or by lists
 * of pictures (lk-dataset-picture-lists.h), as Food-101 has: meta/test.txt. */

/** (transfer full): names of the splits that lists in @path tell; (out) (nullable): array
 * of their paths beside them. Empty where neither @path nor a folder "split", "splits",
 * "meta" or of another such name has some, or several folders of lists that no name puts
 * first. */
GPtrArray *lk_dataset_find_class_lists (const char *path, GPtrArray **lists);

/**
 * lk_dataset_apply_class_list:
 * @listing: of all classes, without a split
 * @wanted: (nullable): the split
 *
 * Keeps those classes of @listing that the list of the split names, if there are lists in
 * @path and the one of the split names classes of @listing alone, or those pictures; else
 * it warns that there are lists which say something else.
 *
 * Returns: %FALSE with the errors of lk_dataset_choose_split()
 */
gboolean lk_dataset_apply_class_list (LkDatasetListing *listing,
                                      const char *path,
                                      const char *wanted,
                                      GError **error);

G_END_DECLS
