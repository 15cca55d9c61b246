/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-cpu.h"

G_BEGIN_DECLS

/** Rows of all matrices in double are this many entries apart, or a multiple of it, and
 * zero beyond their end: no kernel has a remainder to care for. */
#define LK_GAUSSIAN_PADDING 16

/**
 * LkGaussianKernels:
 * @n_lanes: how many eigenproblems are solved side by side
 * @tile_rows: of @multiply
 * @tile_columns: of @multiply
 * @sum: of @n entries of @x, in double
 * @centre: @rows [n, @stride] becomes the transpose of columns @first to @first + @n - 1
 *   of @map [n_channels, n_cells], less @mean
 * @multiply: adds to @tile [tile_rows, tile_columns] the sum over @n rows of a row of @a
 *   times a row of @b: A^T B, both with rows @stride apart
 * @eigenvalues: of symmetric matrices of @order: @a [order (order + 1) / 2, n_lanes] is
 *   their lower triangles, row after row, and is overwritten; @work [4 order, n_lanes].
 *   Their entries should be of size 1, roughly, as those below 1e-150 may vanish. @values
 *   [order, n_lanes], in no order. A lane's values do not depend on what is in the
 *   others. The sums of rounding errors stay below a small multiple of order * epsilon *
 *   trace for matrices that are not negative
 *
 * The inner loops of the distribution level. What they write vectors to is aligned to 64
 * bytes.
 */
typedef struct
{
  guint n_lanes;
  guint tile_rows;
  guint tile_columns;
  double (*sum) (const float *x, gsize n);
  void (*centre) (const float *map,
                  gsize n_channels,
                  gsize n_cells,
                  gsize first,
                  gsize n,
                  const double *mean,
                  double *rows,
                  gsize stride);
  void (
      *multiply) (const double *a, const double *b, gsize n, gsize stride, double *tile);
  void (*eigenvalues) (double *a, gsize order, double *work, double *values);
} LkGaussianKernels;

extern const LkGaussianKernels lk_gaussian_kernels_portable;
extern const LkGaussianKernels lk_gaussian_kernels_avx2;
extern const LkGaussianKernels lk_gaussian_kernels_avx512;

/** Those for @kernels, which this processor must be able to run. */
const LkGaussianKernels *lk_gaussian_kernels_get (LkKernels kernels);

/** @n rounded up to whole paddings. */
gsize lk_gaussian_stride (gsize n);

/** Zeros, [n_rows, lk_gaussian_stride (n)], aligned; free with g_aligned_free(). */
double *lk_gaussian_alloc_rows (gsize n_rows, gsize n);

/**
 * lk_gaussian_multiply_tn:
 * @a: [n_rows, stride]
 * @b: [n_rows, stride]
 * @lower: both are lower triangular: entries right of the diagonal are not read as
 *   anything but zeros
 * @c: [n, stride]: A^T B is added to it; where @a is @b, only to its lower triangle and
 *   some entries beside
 */
void lk_gaussian_multiply_tn (const LkGaussianKernels *kernels,
                              const double *a,
                              const double *b,
                              gsize n_rows,
                              gsize n,
                              gboolean lower,
                              double *c);

G_END_DECLS
