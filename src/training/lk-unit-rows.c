/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-unit-rows.h"

#include <cblas.h>
#include <math.h>

#define SMALLEST_NORM 1e-12

void
lk_unit_rows_normalise (float *rows, gsize n_rows, gsize n_dims, double *scales)
{
  for (gsize i = 0; i < n_rows; i++)
    {
      float *row = rows + i * n_dims;
      double square = 0;

      for (gsize j = 0; j < n_dims; j++)
        square += (double) row[j] * row[j];
      scales[i] = 1 / fmax (sqrt (square), SMALLEST_NORM);
      for (gsize j = 0; j < n_dims; j++)
        row[j] = (float) (row[j] * scales[i]);
    }
}

void
lk_unit_rows_backward (const float *units,
                       const double *scales,
                       gsize n_rows,
                       gsize n_dims,
                       float *gradient)
{
  for (gsize i = 0; i < n_rows; i++)
    {
      const float *unit = units + i * n_dims;
      float *row = gradient + i * n_dims;
      float scale = (float) scales[i];
      float along = 0;

      if (scales[i] * SMALLEST_NORM < 1)
        along = cblas_sdot ((int) n_dims, unit, 1, row, 1);
      for (gsize j = 0; j < n_dims; j++)
        row[j] = (row[j] - unit[j] * along) * scale;
    }
}
