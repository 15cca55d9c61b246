/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-dataset-list.h"

G_BEGIN_DECLS

/** Private to this room: whether the classes of @listing, of two levels, are each a class
 * of its own; else, where half of them or more have a name that is in another folder as
 * well, %LK_ERROR_EPISODE. */
gboolean
lk_dataset_check_repeated (LkDatasetListing *listing, const char *path, GError **error);

G_END_DECLS
