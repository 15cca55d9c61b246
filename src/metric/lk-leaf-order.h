/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * lk_leaf_order:
 * @rows: [n_rows, n_columns]
 * @order: (out caller-allocates): [n_rows]: a permutation
 *
 * Orders rows so that similar ones stand side by side: average-linkage clustering on
 * cosine distance, then the optimal leaf order (Bar-Joseph et al., 2001), which minimises
 * the sum of distances between neighbours among all orders the tree allows. Up to 1024
 * rows.
 */
void lk_leaf_order (const float *rows, guint n_rows, guint n_columns, guint *order);

G_END_DECLS
