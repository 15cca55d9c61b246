/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-dataset.h"

G_BEGIN_DECLS

/**
 * lk_dataset_compute_digest:
 *
 * Tells whether two folders hold the same classes of the same pictures, wherever they lie
 * and whatever they are called: copies on other machines do. Pictures are told apart by
 * their names in the folder and their sizes, which takes no reading of them.
 *
 * Returns: (transfer full): SHA-256 in hexadecimal
 */
char *lk_dataset_compute_digest (LkDataset *self);

G_END_DECLS
