/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-descriptors.h"

#include <math.h>

#define SMALLEST_NORM 1e-12
#define N_SUMS 8
#define PACKED_CELLS 64 /* at once: their part of a panel stays in the nearest cache */

/* One over the norm of each of the P columns of a map [C, P]. */
static double *
column_scales (const float *map, gsize n_channels, gsize n_cells)
{
  double *scales = g_new0 (double, n_cells);

  for (gsize c = 0; c < n_channels; c++)
    for (gsize p = 0; p < n_cells; p++)
      scales[p] += (double) map[c * n_cells + p] * map[c * n_cells + p];
  for (gsize p = 0; p < n_cells; p++)
    scales[p] = 1 / fmax (sqrt (scales[p]), SMALLEST_NORM);
  return scales;
}

/* Several sums side by side: each waits for its own last addition only. */
static double
sum_squares (const float *values, gsize n)
{
  double sums[N_SUMS] = { 0 }, sum = 0;
  gsize p = 0;

  for (; p + N_SUMS <= n; p += N_SUMS)
    for (guint i = 0; i < N_SUMS; i++)
      sums[i] += (double) values[p + i] * values[p + i];
  for (guint i = 0; p + i < n; i++)
    sums[i] += (double) values[p + i] * values[p + i];
  for (guint i = 0; i < N_SUMS; i++)
    sum += sums[i];
  return sum;
}

/* One over the norm of each of the C rows of a map [C, P]. */
static double *
row_scales (const float *map, gsize n_channels, gsize n_cells)
{
  double *scales = g_new (double, n_channels);

  for (gsize c = 0; c < n_channels; c++)
    scales[c] = 1 / fmax (sqrt (sum_squares (map + c * n_cells, n_cells)), SMALLEST_NORM);
  return scales;
}

void
lk_descriptors_fill_pixels (LkTensor *map, float *pixels)
{
  gsize n_channels = lk_tensor_get_dim (map, 0);
  gsize n_cells = lk_tensor_get_size (map) / n_channels;
  const float *data = lk_tensor_get_data (map);
  g_autofree double *scales = column_scales (data, n_channels, n_cells);

  for (gsize p = 0; p < n_cells; p++)
    for (gsize c = 0; c < n_channels; c++)
      pixels[p * n_channels + c] = (float) (data[c * n_cells + p] * scales[p]);
}

void
lk_descriptors_fill_parts (LkTensor *map, LkPartForm form, float *parts)
{
  gsize n_channels = lk_tensor_get_dim (map, 0);
  gsize n_cells = lk_tensor_get_size (map) / n_channels;
  const float *data = lk_tensor_get_data (map);
  g_autofree double *scales = form == LK_PART_COSINE
                                  ? row_scales (data, n_channels, n_cells)
                                  : column_scales (data, n_channels, n_cells);

  for (gsize c = 0; c < n_channels; c++)
    for (gsize p = 0; p < n_cells; p++)
      parts[c * n_cells + p]
          = (float) (data[c * n_cells + p] * scales[form == LK_PART_COSINE ? c : p]);
}

/* How many of @n vectors, put in from @first on, fall into the panel of the first. */
static gsize
count_in_panel (const LkPanels *panels, gsize first, gsize n)
{
  return MIN (panels->width - first % panels->width, n);
}

void
lk_descriptors_pack_pixels (LkTensor *map, LkPanels *panels, gsize first)
{
  gsize n_channels = lk_tensor_get_dim (map, 0), width = panels->width;
  gsize n_cells = lk_tensor_get_size (map) / n_channels;
  const float *data = lk_tensor_get_data (map);
  g_autofree double *scales = column_scales (data, n_channels, n_cells);
  gsize n;

  for (gsize p = 0; p < n_cells; p += n)
    {
      float *column = lk_panels_get (panels, (first + p) / width) + (first + p) % width;

      n = count_in_panel (panels, first + p, n_cells - p);
      for (gsize c = 0; c < n_channels; c++)
        for (gsize j = 0; j < n; j++)
          column[c * width + j] = (float) (data[c * n_cells + p + j] * scales[p + j]);
    }
}

/* A few entries of a vector, one a row of its panel; the scales are @step apart. */
static void
pack_entries (const float *from,
              const double *scales,
              gsize step,
              gsize n,
              float *to,
              gsize width)
{
  for (gsize p = 0; p < n; p++)
    to[p * width] = (float) (from[p] * scales[p * step]);
}

void
lk_descriptors_pack_parts (LkTensor *map, LkPartForm form, LkPanels *panels, gsize first)
{
  gsize n_channels = lk_tensor_get_dim (map, 0), width = panels->width;
  gsize n_cells = lk_tensor_get_size (map) / n_channels;
  const float *data = lk_tensor_get_data (map);
  gboolean by_row = form == LK_PART_COSINE;
  g_autofree double *scales = by_row ? row_scales (data, n_channels, n_cells)
                                     : column_scales (data, n_channels, n_cells);
  gsize n;

  for (gsize c = 0; c < n_channels; c += n)
    {
      float *column = lk_panels_get (panels, (first + c) / width) + (first + c) % width;

      n = count_in_panel (panels, first + c, n_channels - c);
      for (gsize p = 0; p < n_cells; p += PACKED_CELLS)
        for (gsize j = 0; j < n; j++)
          pack_entries (data + (c + j) * n_cells + p, scales + (by_row ? c + j : p),
                        by_row ? 0 : 1, MIN (PACKED_CELLS, n_cells - p),
                        column + p * width + j, width);
    }
}
