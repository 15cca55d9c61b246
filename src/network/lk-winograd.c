/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-winograd.h"

#define MAX_EDGE 6
#define TAPS 9

typedef double Column[LK_WINOGRAD_OUT];

/* M' at @points[@i]: the product of its distances to the others. */
static double
derivative (const double *points, gsize n_points, gsize i)
{
  double product = 1;

  for (gsize j = 0; j < n_points; j++)
    if (j != i)
      product *= points[i] - points[j];
  return product;
}

static void
make_kernel_matrix (gsize edge, double g[MAX_EDGE][3])
{
  const double few[] = { 0, 1, -1 };
  const double many[]
      = { 0, LK_WINOGRAD_NEAR, -LK_WINOGRAD_NEAR, LK_WINOGRAD_FAR, -LK_WINOGRAD_FAR };
  const double *points = edge == 2 ? few : many;
  gsize n_points = edge + 1;

  for (gsize i = 0; i < n_points; i++)
    {
      double scale = 1 / derivative (points, n_points, i);

      for (gsize j = 0; j < 3; j++, scale *= points[i])
        g[i][j] = scale;
    }
  g[n_points][0] = g[n_points][1] = 0;
  g[n_points][2] = 1;
}

/* The kernels of one input channel, output channels side by side, zeros where none is. */
static void
gather (const float *weight,
        gsize n_in,
        gsize n_out,
        gsize first,
        gsize in,
        Column taps[TAPS])
{
  for (gsize j = 0; j < LK_WINOGRAD_OUT; j++)
    for (gsize i = 0; i < TAPS; i++)
      taps[i][j] = first + j < n_out ? weight[((first + j) * n_in + in) * TAPS + i] : 0;
}

/* G times the 3x3 @taps, its transpose at once: @rows[j * tile + i]. */
static void
transform_columns (const double g[MAX_EDGE][3], gsize tile, Column *taps, Column *rows)
{
  for (gsize i = 0; i < tile; i++)
    for (gsize j = 0; j < 3; j++)
      for (gsize k = 0; k < LK_WINOGRAD_OUT; k++)
        rows[j * tile + i][k]
            = g[i][0] * taps[j][k] + g[i][1] * taps[3 + j][k] + g[i][2] * taps[6 + j][k];
}

static void
transform_rows (const double g[MAX_EDGE][3],
                gsize tile,
                Column *rows,
                float *transformed,
                gsize position_size)
{
  for (gsize i = 0; i < tile; i++)
    for (gsize j = 0; j < tile; j++)
      for (gsize k = 0; k < LK_WINOGRAD_OUT; k++)
        transformed[(i * tile + j) * position_size + k]
            = (float) (g[j][0] * rows[i][k] + g[j][1] * rows[tile + i][k]
                       + g[j][2] * rows[2 * tile + i][k]);
}

void
lk_winograd_transform_weights (gsize edge,
                               const float *weight,
                               gsize n_in,
                               gsize n_out,
                               gsize first,
                               float *transformed,
                               gsize position_size)
{
  gsize tile = edge + 2;
  double g[MAX_EDGE][3];

  make_kernel_matrix (edge, g);
  for (gsize in = 0; in < n_in; in++)
    {
      Column taps[TAPS];
      Column rows[3 * MAX_EDGE];

      gather (weight, n_in, n_out, first, in, taps);
      transform_columns (g, tile, taps, rows);
      transform_rows (g, tile, rows, transformed + in * LK_WINOGRAD_OUT, position_size);
    }
}
