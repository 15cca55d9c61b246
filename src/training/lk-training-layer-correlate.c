/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-tiles.h"

#include <string.h>

#define OUT LK_CONVOLUTION_OUT
#define TAPS 9

static void
correlate_block (const LkGradientKernels *kernels,
                 const LkTiles *tiles,
                 const LkCorrelation *how,
                 const float *v,
                 const float *n,
                 gsize n_pairs,
                 float *sums)
{
  LkCorrelation one = *how;

  one.n_positions = tiles->by_position ? 1 : LK_TILES_POSITIONS;
  for (gsize i = 0; i < LK_TILES_POSITIONS; i += one.n_positions)
    for (gsize pair = 0; pair < n_pairs; pair++)
      kernels->correlate (&one, v + i * how->v_position,
                          n + i * how->n_position + 2 * pair * how->n_block,
                          sums + (pair * LK_TILES_POSITIONS + i) * how->sum_position);
}

static void
correlate_tiles (const LkTrainingLayer *self,
                 const LkMap *input,
                 const LkMap *gradient,
                 gboolean fresh,
                 float *sums,
                 float *scratch)
{
  const LkGradientKernels *kernels = lk_gradient_kernels_get (lk_cpu_get_kernels ());
  gsize n_in = lk_training_layer_count_in (self);
  gsize n_out = lk_training_layer_count_out (self);
  gsize n_even = lk_tiles_count_even (self->shape.n_out);
  gsize position = n_in * LK_MAP_BLOCK * OUT;
  gsize start = 1 - self->shape.padding;
  LkCorrelation how = { .n_lines = 1, .n_in = n_in, .fresh = fresh };
  LkTilesSource inputs = { NULL, input, n_in, start };
  const LkTilesSource gradients = { kernels->spread_tiles, gradient, n_out, 1 + start };
  LkTiles in;
  LkTiles out;
  float *n;

  lk_tiles_plan (&in, &self->shape, n_in, n_out, input->n_pictures,
                 lk_training_layer_resize (self, input->height),
                 lk_training_layer_resize (self, input->width));
  inputs.how = in.kernels->take_tiles[1];
  out = in;
  out.v_position = lk_tiles_spread (n_even * in.block * LK_MAP_BLOCK);
  n = scratch + LK_TILES_POSITIONS * in.v_position;
  how.v_position = in.v_position;
  how.v_block = how.n_block = in.block * LK_MAP_BLOCK;
  how.n_position = out.v_position;
  how.sum_position = position;
  if (n_out < n_even)
    for (gsize i = 0; i < LK_TILES_POSITIONS; i++)
      memset (n + i * out.v_position + n_out * how.n_block, 0, how.n_block * sizeof *n);
  for (gsize first = 0; first < in.n_tiles; first += how.n_side)
    {
      how.n_side = MIN (in.block, in.n_tiles - first);
      lk_tiles_take (&in, &inputs, first, how.n_side, scratch);
      lk_tiles_take (&out, &gradients, first, how.n_side, n);
      correlate_block (kernels, &in, &how, scratch, n, n_even / 2, sums);
      how.fresh = FALSE;
    }
}

/* One picture's planes, with a border of zeros. */
static void
pad (const LkTrainingLayer *self, const LkMap *input, gsize picture, float *padded)
{
  gsize row = lk_tiles_get_padded_row (input->width);
  gsize padding = self->shape.padding;
  gsize area = input->height * input->width;
  const float *plane = input->data + picture * self->shape.n_in * area;

  memset (padded, 0, self->shape.n_in * (input->height + 2) * row * sizeof *padded);
  for (gsize i = 0; i < self->shape.n_in; i++)
    for (gsize y = 0; y < input->height; y++)
      memcpy (padded + (i * (input->height + 2) + y + padding) * row + padding,
              plane + i * area + y * input->width, input->width * sizeof *padded);
}

static void
correlate_planar (const LkTrainingLayer *self,
                  const LkMap *input,
                  const LkMap *gradient,
                  float *sums,
                  float *scratch)
{
  const LkGradientKernels *kernels = lk_gradient_kernels_get (lk_cpu_get_kernels ());
  gsize row = lk_tiles_get_padded_row (input->width);
  gsize height = lk_training_layer_resize (self, input->height);
  gsize width = lk_training_layer_resize (self, input->width);
  gsize start = 1 - self->shape.padding;
  gsize plane = (input->height + 2) * row;

  for (gsize i = 0; i < input->n_pictures; i++)
    {
      pad (self, input, i, scratch);
      for (gsize block = 0; block < lk_training_layer_count_out (self); block += 2)
        for (gsize in = 0; in < self->shape.n_in; in++)
          {
            const float *taps[TAPS];
            gsize first = (block / 2 * self->shape.n_in + in) * TAPS * OUT;

            for (gsize tap = 0; tap < TAPS; tap++)
              taps[tap] = scratch + in * plane + tap / 3 * row + tap % 3;
            kernels->correlate_planar (
                taps, row, lk_map_get_pixel (gradient, i, block, start, start),
                lk_map_get_row_size (gradient), lk_map_get_plane_size (gradient), height,
                width, sums + first);
          }
    }
}

/* A kernel of 1 on planar pictures, of at most nine channels. */
static void
correlate_planar_cells (const LkTrainingLayer *self,
                        const LkMap *input,
                        const LkMap *gradient,
                        float *sums)
{
  const LkGradientKernels *kernels = lk_gradient_kernels_get (lk_cpu_get_kernels ());
  gsize area = input->height * input->width;
  gsize n_out = lk_training_layer_count_out (self);

  for (gsize i = 0; i < input->n_pictures; i++)
    for (gsize block = 0; block < n_out; block += 2)
      {
        const float *taps[TAPS];

        for (gsize tap = 0; tap < TAPS; tap++)
          taps[tap] = input->data
                      + (i * self->shape.n_in + MIN (tap, self->shape.n_in - 1)) * area;
        kernels->correlate_planar (
            taps, 0, gradient->data + (i * n_out + block) * area * LK_MAP_BLOCK, 0,
            area * LK_MAP_BLOCK, 1, area, sums + block / 2 * TAPS * OUT);
      }
}

static void
correlate_cells (const LkTrainingLayer *self,
                 const LkMap *input,
                 const LkMap *gradient,
                 float *sums)
{
  const LkGradientKernels *kernels = lk_gradient_kernels_get (lk_cpu_get_kernels ());
  gsize area = input->height * input->width;
  gsize n_in = lk_training_layer_count_in (self);
  gsize n_out = lk_training_layer_count_out (self);
  LkCorrelation how = { .n_positions = 1,
                        .n_lines = 1,
                        .n_side = area,
                        .n_in = n_in,
                        .v_block = area * LK_MAP_BLOCK,
                        .n_block = area * LK_MAP_BLOCK };

  for (gsize i = 0; i < input->n_pictures; i++)
    for (gsize block = 0; block < n_out; block += 2)
      kernels->correlate (&how, input->data + i * n_in * how.v_block,
                          gradient->data + (i * n_out + block) * how.n_block,
                          sums + block / 2 * n_in * LK_MAP_BLOCK * OUT);
}

void
lk_training_layer_correlate (const LkTrainingLayer *self,
                             const LkMap *input,
                             const LkMap *gradient,
                             gboolean fresh,
                             float *sums,
                             float *scratch)
{
  if (fresh && (self->shape.planar || self->shape.kernel == 1))
    memset (sums, 0, lk_training_layer_get_sums_size (self) * sizeof *sums);
  if (self->shape.planar && self->shape.kernel == 1)
    correlate_planar_cells (self, input, gradient, sums);
  else if (self->shape.planar)
    correlate_planar (self, input, gradient, sums, scratch);
  else if (self->shape.kernel == 1)
    correlate_cells (self, input, gradient, sums);
  else
    correlate_tiles (self, input, gradient, fresh, sums, scratch);
}
