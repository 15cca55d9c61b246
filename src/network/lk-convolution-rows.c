/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-convolution-private.h"

#include <string.h>

/*
 * Convolutions that go row by row, two at a time: direct ones of planar pictures, and
 * those with a kernel of 1. Products of two rows and 32 output channels are kept, then
 * finished. An item of the pool is a strip of a picture; with a kernel of 1, of one
 * block of output channels.
 */

/* Pairs of rows of a strip: its input stays in the nearest cache. */
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

/* Columns that a direct convolution computes, in whole groups. */
static gsize
count_columns (const LkConvolution *self, gsize width)
{
  gsize group = self->method == LK_CONVOLUTION_DIRECT ? self->kernels->n_direct : 1;

  return (width + group - 1) / group * group;
}

/* Floats between two rows of products. */
static gsize
product_row (const LkConvolution *self, gsize width)
{
  return count_columns (self, width) * LK_KERNELS_OUT;
}

static gsize
strip_row (const LkConvolution *self, gsize width)
{
  return count_columns (self, width) + self->shape.kernel - 1;
}

static gsize
strip_plane (const LkConvolution *self, gsize width)
{
  return (2 * PAIRS + self->shape.kernel - 1) * strip_row (self, width);
}

void
lk_convolution_measure_rows (const LkConvolution *self,
                             gsize height,
                             gsize width,
                             LkConvolutionNeeds *needs)
{
  gsize strip = self->method == LK_CONVOLUTION_DIRECT
                    ? self->shape.n_in * strip_plane (self, width)
                    : 0;

  needs->own = MAX (needs->own, 2 * product_row (self, width) + strip);
}

static void
finish_pair (const LkConvolutionRun *run,
             const float *products,
             gsize picture,
             gsize block,
             gsize y)
{
  gsize n_blocks = lk_map_count_blocks (run->self->shape.n_out);

  for (gsize half = 0; half < 2 && 2 * block + half < n_blocks; half++)
    {
      LkFinish finish;

      lk_convolution_aim (run, picture, 2 * block + half, y, 0, 2, run->width, &finish);
      run->self->kernels->finish_pixels (products + half * LK_MAP_BLOCK,
                                         product_row (run->self, run->width), &finish);
    }
}

/* A row of a planar picture and the zeros beside it; @row NULL: only zeros. */
static void
copy_row (const LkConvolutionRun *run, const float *row, float *copy)
{
  gsize padding = run->self->shape.padding;
  gsize all = strip_row (run->self, run->width);
  gsize n = row != NULL ? MIN (run->input->width, all - padding) : 0;

  memset (copy, 0, padding * sizeof *copy);
  if (n > 0)
    memcpy (copy + padding, row, n * sizeof *copy);
  memset (copy + padding + n, 0, (all - padding - n) * sizeof *copy);
}

/* The input that output rows @first up to @end see, one row more where they are odd. */
static void
copy_strip (const LkConvolutionRun *run,
            gsize picture,
            gsize first,
            gsize end,
            float *strip)
{
  const LkConvolution *self = run->self;
  gsize height = run->input->height;
  gsize width = run->input->width;
  gsize n_rows = 2 * count_pairs (end - first) + self->shape.kernel - 1;

  for (gsize channel = 0; channel < self->shape.n_in; channel++)
    for (gsize i = 0; i < n_rows; i++)
      {
        gsize y = first + i;
        gboolean inside = y >= self->shape.padding && y - self->shape.padding < height;
        const float *plane
            = run->input->data + (picture * self->shape.n_in + channel) * height * width;

        copy_row (run, inside ? plane + (y - self->shape.padding) * width : NULL,
                  strip + channel * strip_plane (self, run->width)
                      + i * strip_row (self, run->width));
      }
}

static void
convolve_strip (guint index, guint worker, gpointer data)
{
  const Rows *rows = data;
  const LkConvolutionRun *run = &rows->run;
  const LkConvolution *self = run->self;
  gsize picture = index / rows->n_strips;
  gsize n_pairs = count_pairs (run->height);
  gsize first = index % rows->n_strips * n_pairs / rows->n_strips * 2;
  gsize end = (index % rows->n_strips + 1) * n_pairs / rows->n_strips * 2;
  gsize m_row = product_row (self, run->width);
  float *products = lk_convolution_get_own (run, worker);
  float *strip = products + 2 * m_row;
  LkDirect direct = { .input_row = strip_row (self, run->width),
                      .input_plane = strip_plane (self, run->width),
                      .n_in = self->shape.n_in,
                      .kernel = self->shape.kernel };

  copy_strip (run, picture, first, end, strip);
  for (gsize y = first; y < end; y += 2)
    for (gsize block = 0; block < self->n_blocks; block++)
      {
        direct.input = strip + (y - first) * direct.input_row;
        direct.weight = self->weight + block * self->block_size;
        self->kernels->convolve (&direct, run->width, products, m_row);
        finish_pair (run, products, picture, block, y);
      }
}

static void
multiply_strip (guint index, guint worker, gpointer data)
{
  const Rows *rows = data;
  const LkConvolutionRun *run = &rows->run;
  const LkConvolution *self = run->self;
  gsize block = index % self->n_blocks;
  gsize strip = index / self->n_blocks % rows->n_strips;
  gsize picture = index / self->n_blocks / rows->n_strips;
  gsize n_pairs = count_pairs (run->height);
  gsize end = MIN ((strip + 1) * n_pairs / rows->n_strips * 2, run->height);
  gsize m_row = product_row (self, run->width);
  float *products = lk_convolution_get_own (run, worker);

  for (gsize y = strip * n_pairs / rows->n_strips * 2; y < end; y += 2)
    {
      for (gsize i = 0; i < MIN (end - y, 2); i++)
        self->kernels->multiply (
            lk_map_get_pixel (run->input, picture, 0, y + i, 0),
            lk_map_get_plane_size (run->input), self->weight + block * self->block_size,
            lk_map_count_blocks (self->shape.n_in), run->width, products + i * m_row);
      finish_pair (run, products, picture, block, y);
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

  if (run->height == 0 || run->width == 0)
    return;
  if (run->self->method == LK_CONVOLUTION_DIRECT)
    lk_convolution_share (run, run->input->n_pictures * rows.n_strips, convolve_strip,
                          &rows);
  else
    lk_convolution_share (run,
                          run->input->n_pictures * rows.n_strips * run->self->n_blocks,
                          multiply_strip, &rows);
}
