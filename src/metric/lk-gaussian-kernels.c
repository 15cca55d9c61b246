/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-gaussian-kernels.h"

#include <string.h>

#define ALIGNMENT 64
#define MAX_TILE 128

const LkGaussianKernels *
lk_gaussian_kernels_get (LkKernels kernels)
{
  g_return_val_if_fail (lk_cpu_can_run (kernels), NULL);

  switch (kernels)
    {
#ifdef __x86_64__
    case LK_KERNELS_AVX2:
      return &lk_gaussian_kernels_avx2;
    case LK_KERNELS_AVX512:
      return &lk_gaussian_kernels_avx512;
#endif
    default:
      return &lk_gaussian_kernels_portable;
    }
}

gsize
lk_gaussian_stride (gsize n)
{
  return (n + LK_GAUSSIAN_PADDING - 1) / LK_GAUSSIAN_PADDING * LK_GAUSSIAN_PADDING;
}

double *
lk_gaussian_alloc_rows (gsize n_rows, gsize n)
{
  return g_aligned_alloc0 (n_rows * lk_gaussian_stride (n), sizeof (double), ALIGNMENT);
}

void
lk_gaussian_multiply_tn (const LkGaussianKernels *kernels,
                         const double *a,
                         const double *b,
                         gsize n_rows,
                         gsize n,
                         gboolean lower,
                         double *c)
{
  gsize stride = lk_gaussian_stride (n);
  gsize rows = kernels->tile_rows, columns = kernels->tile_columns;
  _Alignas(ALIGNMENT) double tile[MAX_TILE];

  for (gsize i = 0; i < n; i += rows)
    for (gsize j = 0; j < n; j += columns)
      {
        gsize first = lower ? MAX (i, j) : 0;

        if (a == b && j >= i + rows)
          break;
        memset (tile, 0, sizeof tile);
        kernels->multiply (a + first * stride + i, b + first * stride + j,
                           n_rows - MIN (first, n_rows), stride, tile);
        for (gsize k = 0; k < MIN (rows, n - i); k++)
          for (gsize l = 0; l < columns; l++)
            c[(i + k) * stride + j + l] += tile[k * columns + l];
      }
}
