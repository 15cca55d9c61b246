/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-cpu.h"

G_BEGIN_DECLS

/* How many panels of columns a tile may be wide. */
#define LK_MATCH_TILE_PANELS 4

/**
 * LkMatchLists:
 * @n_lanes: how many columns side by side have a list of their own; 1: a row has one list
 * @best: [n_rows, depth, n_lanes], each list sorted, best first; -infinity: nothing yet
 * @index: [n_rows, depth, n_lanes]: the column; with several lanes, the column over the
 *   number of lanes
 *
 * The largest products found so far, @depth a list.
 */
typedef struct
{
  guint depth;
  guint n_lanes;
  float *best;
  guint32 *index;
} LkMatchLists;

/**
 * LkMatchKernels:
 * @n_lanes: floats in a vector
 * @row_width: rows in a panel of rows
 * @column_width: columns in a panel of columns; a multiple of @n_lanes
 * @multiply: @tile [n_rows, @stride] becomes the inner products of the first @n_rows rows
 *   of the panel @rows [n_dims, row_width] with all columns of the panel @columns
 *   [n_dims, column_width]. Each product is one sum in the order of the dimensions, so
 *   that it does not depend on where in which tile it is computed
 * @keep_lanes: takes the @n_columns products of each of @n_rows rows of @tile [n_rows,
 *   @stride] into the lists of the rows from @lists->best on, a list a lane; @n_columns
 *   and @first, the column of the first product, are multiples of @n_lanes. For depths
 *   from 1 to %LK_MATCH_MAX_LANE_DEPTH
 * @keep_sorted: the same with one list a row, for any depth and number
 * @finish_lanes: the best of all lanes of a row, @depth of them, sorted, of equal ones
 *   the lower column first
 *
 * The inner loops of matching. @rows and @columns are aligned to 64 bytes.
 */
typedef struct
{
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
                        const guint32 *index,
                        guint depth,
                        float *similarity,
                        guint32 *column);
} LkMatchKernels;

#define LK_MATCH_MAX_LANE_DEPTH 3

extern const LkMatchKernels lk_match_kernels_portable;
extern const LkMatchKernels lk_match_kernels_avx2;
extern const LkMatchKernels lk_match_kernels_avx512;

/** Those for @kernels, which this processor must be able to run. */
const LkMatchKernels *lk_match_kernels_get (LkKernels kernels);

G_END_DECLS
