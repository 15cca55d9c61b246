/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-cpu.h"

G_BEGIN_DECLS

/* Columns that are looked at as one. */
#define LK_SCREEN_BLOCK 16

/* Coarse columns in a panel. */
#define LK_SCREEN_COLUMN_WIDTH 8

/* Blocks of columns that are screened at once, at most. */
#define LK_SCREEN_MAX_BLOCKS 256

/* Rows in a panel of coarse rows, at most. */
#define LK_SCREEN_MAX_ROW_WIDTH 32

/* Neighbours of a row, at most. */
#define LK_SCREEN_MAX_DEPTH 8

/* Candidates that are multiplied at once, at most. */
#define LK_SCREEN_GROUP 4

/** LkCandidate: a row and a block of columns, counted from the first screened. */
typedef struct
{
  guint16 row;
  guint16 block;
} LkCandidate;

/**
 * LkAcross:
 * @first_row: the first of a panel of rows, among all that the columns meet
 * @stride: from one panel of columns, of as many as there are rows in one, to the next
 * @largest: [panels of columns, blocks of rows, row_width], @stride apart: what rows find
 *   of blocks of columns, these find of blocks of rows. Aligned to 64 bytes
 */
typedef struct
{
  gsize first_row;
  gsize stride;
  gint32 *largest;
} LkAcross;

/**
 * LkScreenKernels:
 * @row_width: rows in a panel of coarse rows
 * @add_squares: adds the squares of the @n vectors @from [n_dims, @width] to @squares [n]
 * @coarsen: multiplies each of the @n vectors @from [n_dims, @from_width] by its scale,
 *   @scales [n], rounds to integers of 16 bits and puts them into @to [(n_dims + 1) / 2,
 *   @to_width], two dimensions an entry
 * @find_largest: @largest [@n_blocks, row_width]: the largest inner product of each of
 *   the coarse @rows [@n_pairs, row_width] with the columns of each block; @columns
 *   [2 * @n_blocks, @n_pairs, %LK_SCREEN_COLUMN_WIDTH]. Sums must fit into 32 bits
 * @find_both: the same, and into @across the largest inner product of each column with
 *   the rows of each block. Panels of rows come in their order, the first one first
 * @rank: @ranked [row_width]: each row's number @depth, counted from one, of @largest in
 *   descending order; %G_MININT32 where there are fewer blocks
 * @find_candidates: where @largest is at least its row's threshold, block after block;
 *   returns how many. @candidates: room for all
 * @multiply: @products [@n, %LK_SCREEN_BLOCK]: the inner products, in float, of one row
 *   with the columns of one block each: dimension d of row i is @rows[i][d * row_stride],
 *   those of its columns begin at @columns[i][d * column_stride]. To the last bit what
 *   LkMatchKernels.multiply() gives. @n: 1 to %LK_SCREEN_GROUP. @bits [@n]: bit j is set
 *   where product j is at least @floors [@n]
 *
 * The inner loops of screening, see lk-screening.h. All arrays of vectors are aligned to
 * 64 bytes.
 */
typedef struct
{
  guint row_width;
  void (*add_squares) (const float *from,
                       gsize width,
                       gsize n_dims,
                       gsize n,
                       double *squares);
  void (*coarsen) (const float *from,
                   gsize from_width,
                   gsize n_dims,
                   gsize n,
                   const float *scales,
                   gint32 *to,
                   gsize to_width);
  void (*find_largest) (const gint32 *rows,
                        const gint32 *columns,
                        gsize n_pairs,
                        gsize n_blocks,
                        gint32 *largest);
  void (*find_both) (const gint32 *rows,
                     const gint32 *columns,
                     gsize n_pairs,
                     gsize n_blocks,
                     gint32 *largest,
                     const LkAcross *across);
  void (*rank) (const gint32 *largest, gsize n_blocks, guint depth, gint32 *ranked);
  gsize (*find_candidates) (const gint32 *largest,
                            gsize n_blocks,
                            const gint32 *thresholds,
                            LkCandidate *candidates);
  void (*multiply) (const float *const *rows,
                    gsize row_stride,
                    const float *const *columns,
                    gsize column_stride,
                    gsize n_dims,
                    guint n,
                    const float *floors,
                    float *products,
                    guint *bits);
} LkScreenKernels;

extern const LkScreenKernels lk_screen_kernels_avx2;
extern const LkScreenKernels lk_screen_kernels_avx2_vnni;
extern const LkScreenKernels lk_screen_kernels_avx512_vnni;

/** (nullable): those that make matching with @kernels faster on this processor. */
const LkScreenKernels *lk_screen_kernels_get (LkKernels kernels);

G_END_DECLS
