/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-convolution-private.h"

/*
 * Convolutions with a kernel of 1: matrix products, two rows of pixels and 32 output
 * channels at a time, whose products are then finished. An item of the pool is a strip of
 * a picture and 32 output channels of it.
 */

/* Pairs of rows of a strip. */
#define PAIRS 6

typedef struct
{
  LkConvolutionRun run;
  gsize n_strips;
} Rows;

static gsize
count_pairs (gsize height)
{
  return (height + 1) / 2;
}

void
lk_convolution_measure_rows (const LkConvolution *self,
                             gsize height,
                             gsize width,
                             LkConvolutionNeeds *needs)
{
  needs->own = MAX (needs->own, 2 * width * LK_CONVOLUTION_OUT);
}

static void
multiply_row (const LkConvolutionRun *run, gsize picture, gsize block, gsize y, float *m)
{
  const LkConvolution *self = run->self;
  const float *weight = self->weight + block * self->block_size;
  gsize n_in = self->shape.n_in;
  gsize area = run->input->height * run->input->width;

  if (self->shape.planar)
    self->kernels->multiply_planar (
        &(LkProducts){ .n_blocks = n_in, .block_size = area, .n_positions = 1 },
        run->input->data + picture * n_in * area + y * run->input->width, weight,
        run->width, m);
  else
    self->kernels->multiply (
        &(LkProducts){ .n_blocks = lk_map_count_blocks (n_in),
                       .block_size = lk_map_get_plane_size (run->input),
                       .n_positions = 1 },
        lk_map_get_pixel (run->input, picture, 0, y, 0), weight, run->width, m);
}

static void
finish_pair (const LkConvolutionRun *run,
             const float *m,
             gsize picture,
             gsize block,
             gsize y)
{
  gsize n_blocks = lk_map_count_blocks (run->self->shape.n_out);

  for (gsize half = 0; half < 2 && 2 * block + half < n_blocks; half++)
    {
      LkFinish finish;

      finish = lk_convolution_aim (run, picture, 2 * block + half, y, 0, 2, run->width);
      run->self->kernels->finish_pixels (m + half * LK_MAP_BLOCK,
                                         run->width * LK_CONVOLUTION_OUT, &finish);
    }
}

static void
run_strip (guint index, guint worker, gpointer data)
{
  const Rows *rows = data;
  const LkConvolutionRun *run = &rows->run;
  gsize block = index % run->self->n_blocks;
  gsize strip = index / run->self->n_blocks % rows->n_strips;
  gsize picture = index / run->self->n_blocks / rows->n_strips;
  gsize n_pairs = count_pairs (run->height);
  gsize end = MIN ((strip + 1) * n_pairs / rows->n_strips * 2, run->height);
  float *m = lk_convolution_get_own (run, worker);

  for (gsize y = strip * n_pairs / rows->n_strips * 2; y < end; y += 2)
    {
      for (gsize i = 0; i < MIN (end - y, 2); i++)
        multiply_row (run, picture, block, y + i,
                      m + i * run->width * LK_CONVOLUTION_OUT);
      finish_pair (run, m, picture, block, y);
    }
}

void
lk_convolution_run_rows (const LkConvolutionRun *run)
{
  gsize n_pairs = count_pairs (run->height);
  guint n_threads
      = run->memory->pool != NULL ? lk_pool_get_n_threads (run->memory->pool) : 1;
  gsize least = (n_pairs + PAIRS - 1) / PAIRS;
  Rows rows = { *run, MIN (lk_convolution_split (least, n_threads), n_pairs) };

  if (run->height > 0 && run->width > 0)
    lk_convolution_share (run,
                          run->input->n_pictures * rows.n_strips * run->self->n_blocks,
                          run_strip, &rows);
}
