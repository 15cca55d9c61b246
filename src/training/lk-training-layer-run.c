/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-tiles.h"

/* Pixels of a product with a kernel of 1. */
#define STRIP 168

#define OUT LK_CONVOLUTION_OUT

gsize
lk_training_layer_get_scratch_size (const LkTrainingLayer *self,
                                    gsize n_pictures,
                                    gsize height,
                                    gsize width)
{
  gsize n_most
      = MAX (lk_training_layer_count_in (self), lk_tiles_count_even (self->shape.n_out));
  gsize padded;
  LkTiles tiles;

  if (self->shape.kernel == 1)
    return STRIP * OUT;
  lk_tiles_plan (&tiles, &self->shape, n_most, n_most, n_pictures, height, width);
  if (!self->shape.planar)
    return lk_tiles_get_scratch_size (&tiles, n_most);
  padded = self->shape.n_in * (height + 2) * lk_tiles_get_padded_row (width);
  return MAX (lk_tiles_get_planar_scratch_size (&tiles, self->shape.n_in),
              lk_tiles_share (padded, LK_MAP_BLOCK) * LK_MAP_BLOCK);
}

/* A kernel of 1 on @area cells of a picture, or planar numbers, by weights
 * [pair][in][32]. */
static void
multiply_cells (const LkConvolutionKernels *kernels,
                const float *input,
                const LkTiles *tiles,
                gboolean planar,
                const float *weight,
                const LkTrainingTarget *target,
                gsize picture,
                float *m)
{
  gsize area = tiles->height * tiles->width;
  gsize side = planar ? 1 : LK_MAP_BLOCK;
  gsize pair_size = tiles->n_in * side * OUT;
  LkProducts products
      = { .n_blocks = tiles->n_in, .block_size = area * side, .n_positions = 1 };

  for (gsize i = 0; i < area; i += STRIP)
    for (gsize pair = 0; 2 * pair < tiles->n_out; pair++)
      {
        gsize n_now = MIN (STRIP, area - i);

        (planar ? kernels->multiply_planar : kernels->multiply) (
            &products, input + i * side, weight + pair * pair_size, n_now, m);
        for (gsize half = 0; half < 2 && 2 * pair + half < tiles->n_out; half++)
          {
            LkFinish finish;

            lk_tiles_aim (target, picture, 2 * pair + half, 0, i, &finish);
            finish.n_rows = 1;
            finish.n_columns = n_now;
            kernels->finish_pixels (m + half * LK_MAP_BLOCK, 0, &finish);
          }
      }
}

/* @n_in: blocks of channels, or planar ones */
static void
multiply_pictures (const LkMap *input,
                   gsize n_in,
                   gsize n_out,
                   gboolean planar,
                   const float *weight,
                   const LkTrainingTarget *target,
                   float *scratch)
{
  const LkConvolutionKernels *kernels
      = lk_convolution_kernels_get (lk_cpu_get_kernels ());
  LkTiles tiles
      = { .n_in = n_in, .n_out = n_out, .height = input->height, .width = input->width };
  gsize picture = n_in * (planar ? 1 : LK_MAP_BLOCK) * input->height * input->width;

  for (gsize i = 0; i < input->n_pictures; i++)
    multiply_cells (kernels, input->data + i * picture, &tiles, planar, weight, target, i,
                    scratch);
}

/* Without what the pool drops. */
static gsize
get_wanted (const LkTrainingLayer *self, const LkTrainingTarget *target, gsize edge)
{
  gsize all = lk_training_layer_resize (self, edge);

  return target->pool ? all / 2 * 2 : all;
}

void
lk_training_layer_run (const LkTrainingLayer *self,
                       const LkMap *input,
                       const LkTrainingTarget *target,
                       float *scratch)
{
  gsize n_in = lk_training_layer_count_in (self);
  gsize n_out = lk_training_layer_count_out (self);
  LkTiles tiles;

  if (self->shape.kernel == 1)
    {
      gboolean planar = self->shape.planar;

      multiply_pictures (input, planar ? self->shape.n_in : n_in, n_out, planar,
                         self->forward, target, scratch);
      return;
    }
  lk_tiles_plan (&tiles, &self->shape, n_in, n_out, input->n_pictures,
                 get_wanted (self, target, input->height),
                 get_wanted (self, target, input->width));
  if (self->shape.planar)
    lk_tiles_convolve_planar (&tiles, self, input, target, scratch);
  else
    lk_tiles_convolve (&tiles, input, 1 - self->shape.padding, self->forward, target,
                       scratch);
}

void
lk_training_layer_run_back (const LkTrainingLayer *self,
                            const LkMap *gradient,
                            const LkTrainingTarget *target,
                            float *scratch)
{
  gsize n_in = lk_training_layer_count_in (self);
  gsize n_out = lk_training_layer_count_out (self);
  LkTiles tiles;

  if (self->shape.kernel == 1)
    {
      multiply_pictures (gradient, n_out, n_in, FALSE, self->backward, target, scratch);
      return;
    }
  lk_tiles_plan (&tiles, &self->shape, n_out, n_in, gradient->n_pictures,
                 gradient->height, gradient->width);
  lk_tiles_convolve (&tiles, gradient, 0, self->backward, target, scratch);
}
