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

/* A kernel of 1: @n_in blocks of channels, or planar ones, by weights [pair][in][32]. */
typedef struct
{
  const LkConvolutionKernels *kernels;
  gsize n_in;
  gsize n_out;
  gboolean planar;
  gsize area; /* cells of a picture */
  const float *weight;
  const LkTrainingTarget *target;
} Cells;

static void
multiply_cells (const Cells *self, const float *input, gsize picture, float *m)
{
  const LkConvolutionKernels *kernels = self->kernels;
  gsize area = self->area;
  gsize side = self->planar ? 1 : LK_MAP_BLOCK;
  gsize pair_size = self->n_in * side * OUT;
  LkProducts products
      = { .n_blocks = self->n_in, .block_size = area * side, .n_positions = 1 };

  for (gsize i = 0; i < area; i += STRIP)
    for (gsize pair = 0; 2 * pair < self->n_out; pair++)
      {
        gsize n_now = MIN (STRIP, area - i);

        (self->planar ? kernels->multiply_planar : kernels->multiply) (
            &products, input + i * side, self->weight + pair * pair_size, n_now, m);
        for (gsize half = 0; half < 2 && 2 * pair + half < self->n_out; half++)
          {
            LkFinish finish;

            lk_tiles_aim (self->target, picture, 2 * pair + half, 0, i, &finish);
            finish.n_rows = 1;
            finish.n_columns = n_now;
            kernels->finish_pixels (m + half * LK_MAP_BLOCK, 0, &finish);
          }
      }
}

static void
multiply_pictures (const Cells *self, const LkMap *input, float *scratch)
{
  gsize picture = self->n_in * (self->planar ? 1 : LK_MAP_BLOCK) * self->area;

  for (gsize i = 0; i < input->n_pictures; i++)
    multiply_cells (self, input->data + i * picture, i, scratch);
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
      const Cells cells = { .kernels = lk_convolution_kernels_get (lk_cpu_get_kernels ()),
                            .n_in = planar ? self->shape.n_in : n_in,
                            .n_out = n_out,
                            .planar = planar,
                            .area = input->height * input->width,
                            .weight = self->forward,
                            .target = target };

      multiply_pictures (&cells, input, scratch);
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
      const Cells cells = { .kernels = lk_convolution_kernels_get (lk_cpu_get_kernels ()),
                            .n_in = n_out,
                            .n_out = n_in,
                            .area = gradient->height * gradient->width,
                            .weight = self->backward,
                            .target = target };

      multiply_pictures (&cells, gradient, scratch);
      return;
    }
  lk_tiles_plan (&tiles, &self->shape, n_out, n_in, gradient->n_pictures,
                 gradient->height, gradient->width);
  lk_tiles_convolve (&tiles, gradient, 0, self->backward, target, scratch);
}
