/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-descriptors.h"

#include <math.h>

#define SMALLEST_NORM 1e-12

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

static void
normalise_row (const float *row, gsize n, float *unit)
{
  double square = 0, scale;

  for (gsize i = 0; i < n; i++)
    square += (double) row[i] * row[i];
  scale = 1 / fmax (sqrt (square), SMALLEST_NORM);
  for (gsize i = 0; i < n; i++)
    unit[i] = (float) (row[i] * scale);
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
  g_autofree double *scales = NULL;

  if (form == LK_PART_COSINE)
    {
      for (gsize c = 0; c < n_channels; c++)
        normalise_row (data + c * n_cells, n_cells, parts + c * n_cells);
      return;
    }
  scales = column_scales (data, n_channels, n_cells);
  for (gsize c = 0; c < n_channels; c++)
    for (gsize p = 0; p < n_cells; p++)
      parts[c * n_cells + p] = (float) (data[c * n_cells + p] * scales[p]);
}
