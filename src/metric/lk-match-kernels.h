/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-cpu.h"

G_BEGIN_DECLS

/* How many panels of columns a tile may be wide. */
#define LK_MATCH_TILE_PANELS 4

/**
 * LkMatchLists:
 * @depth: how many products are kept
 * @n_vectors: of a row: @depth lists side by side, a list a lane; or as many as one list
 *   of at least @depth needs
 * @best: [n_rows, n_vectors, n_lanes]: the products, the largest first; -infinity:
 *   nothing yet. Aligned to 64 bytes
 * @index: [n_rows, n_vectors, n_lanes]: their columns; where each lane has a list,
 *   divided by the number of lanes
 *
 * The largest products of each row found so far; of equal ones the lower column first.
 */
typedef struct
{
  guint depth;
  guint n_vectors;
  float *best;
  gint32 *index;
} LkMatchLists;

/**
 * LkMatchKernels:
 * @variant: which they are
 * @n_lanes: floats in a vector
 * @row_width: rows in a panel of rows
 * @column_width: columns in a panel of columns; a multiple of @n_lanes
 * @multiply: @tile [n_rows, @stride] becomes the inner products of the first @n_rows rows
 *   of the panel @rows [n_dims, row_width] with all columns of the panel @columns
 *   [n_dims, column_width]. Each product is one sum in the order of the dimensions, so
 *   that it does not depend on where in which tile it is computed
 * @keep_lanes: takes the @n_columns products of each of @n_rows rows of @tile [n_rows,
 *   @stride] into the lists of the rows from @lists->best on, a list a lane; @n_columns
 *   and @first, the column of the first product, are multiples of @column_width. For
 *   depths from 1 to %LK_MATCH_MAX_LANE_DEPTH
 * @keep_sorted: the same with one list a row, for any depth
 * @finish_lanes: the best of all lanes of a row, @depth of them
 * @largest: the largest of @n products times their scales, at any addresses; -infinity of
 *   none
 *
 * The inner loops of matching. @rows and @columns are aligned to 64 bytes.
 */
typedef struct
{
  LkKernels variant;
  guint n_lanes;
  guint row_width;
  guint column_width;
  void (*multiply) (const float *rows,
                    const float *columns,
                    gsize n_dims,
                    guint n_rows,
                    float *tile,
                    gsize stride);
  void (*keep_lanes) (const float *tile,
                      gsize stride,
                      guint n_rows,
                      guint n_columns,
                      guint first,
                      const LkMatchLists *lists);
  void (*keep_sorted) (const float *tile,
                       gsize stride,
                       guint n_rows,
                       guint n_columns,
                       guint first,
                       const LkMatchLists *lists);
  void (*finish_lanes) (const float *best,
                        const gint32 *index,
                        guint depth,
                        float *similarity,
                        guint32 *column);
  float (*largest) (const float *products, const float *scales, gsize n);
} LkMatchKernels;

#define LK_MATCH_MAX_LANE_DEPTH 3

extern const LkMatchKernels lk_match_kernels_portable;
extern const LkMatchKernels lk_match_kernels_avx2;
extern const LkMatchKernels lk_match_kernels_avx512;

/** Those for @kernels, which this processor must be able to run. */
const LkMatchKernels *lk_match_kernels_get (LkKernels kernels);

G_END_DECLS
