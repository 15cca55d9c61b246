/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-convolution-private.h"

#include <string.h>

/*
 * Convolutions of any kernel, stride and padding: matrix products of what each output
 * sees. The output pixels of all pictures are numbered row by row and cut into blocks.
 * For a block, the inputs at each place of the kernel are gathered, V [place][n_in /
 * 16][pixel][16], or of planar pictures [n_in][place][pixel]; for each 32 output channels
 * the products, M [pixel][32], are then finished. An item of the pool is a block.
 */

/* Pixels of a block: V stays in the second cache, and weights are used for many. */
#define BLOCK 56

typedef struct
{
  LkConvolutionRun run;
  gsize n_pixels;
  gsize block;
  gsize n_blocks;
} Gather;

/* Output pixels that lie side by side, the first of them number @first of its block. */
typedef struct
{
  gsize picture;
  gsize y;
  gsize x;
  gsize n;
  gsize first;
} Piece;

static void
plan (Gather *gather, gsize n_pictures, gsize height, gsize width, guint n_threads)
{
  gather->n_pixels = n_pictures * height * width;
  gather->n_blocks
      = lk_convolution_split ((gather->n_pixels + BLOCK - 1) / BLOCK, n_threads);
  gather->block = (gather->n_pixels + gather->n_blocks - 1) / gather->n_blocks;
}

static gsize
count_places (const LkConvolution *self)
{
  return self->shape.kernel * self->shape.kernel;
}

static gsize
get_v_size (const LkConvolution *self, gsize block)
{
  return (self->n_rows * block + LK_MAP_BLOCK - 1) / LK_MAP_BLOCK * LK_MAP_BLOCK;
}

/* Numbers of a planar row that are a stride apart, for every place of the kernel. */
static gsize
get_strip_size (const LkConvolution *self, gsize block)
{
  return block + self->shape.kernel / self->shape.stride + 1;
}

void
lk_convolution_measure_gather (const LkConvolution *self,
                               gsize n_pictures,
                               gsize height,
                               gsize width,
                               guint n_threads,
                               LkConvolutionNeeds *needs)
{
  Gather gather;

  plan (&gather, n_pictures, height, width, n_threads);
  needs->own = MAX (needs->own,
                    get_v_size (self, gather.block) + gather.block * LK_CONVOLUTION_OUT
                        + (self->shape.planar
                               ? self->shape.stride * get_strip_size (self, gather.block)
                               : 0));
}

/* The part of a block of @end pixels that lies in one row, from number @piece->first on.
 */
static void
find_piece (const Gather *gather, gsize index, gsize end, Piece *piece)
{
  gsize pixel = index * gather->block + piece->first;
  gsize row = pixel / gather->run.width;

  piece->picture = row / gather->run.height;
  piece->y = row % gather->run.height;
  piece->x = pixel % gather->run.width;
  piece->n = MIN (end - piece->first, gather->run.width - piece->x);
}

/* How many of @n numbers from @at on, each @stride after the one before, are less than
 * @from. */
static gsize
count_before (gsize at, gsize stride, gsize n, gsize from)
{
  return at >= from ? 0 : MIN ((from - at + stride - 1) / stride, n);
}

static void
copy_pixels (const float *from, gsize stride, gsize n, float *to)
{
  for (gsize i = 0; i < n; i++)
    memcpy (to + i * LK_MAP_BLOCK, from + i * stride * LK_MAP_BLOCK,
            LK_MAP_BLOCK * sizeof *to);
}

/* What @piece sees at one place, @row and @column of the kernel, in 16 channels. */
static void
take_place (const LkConvolutionRun *run,
            const Piece *piece,
            gsize row,
            gsize column,
            gsize channels,
            float *v)
{
  const LkConvolutionShape *shape = &run->self->shape;
  gsize y = piece->y * shape->stride + row;
  gsize x = piece->x * shape->stride + column;
  gsize begin = piece->n;
  gsize end = piece->n;

  if (y >= shape->padding && y - shape->padding < run->input->height)
    {
      begin = count_before (x, shape->stride, piece->n, shape->padding);
      end = count_before (x, shape->stride, piece->n, shape->padding + run->input->width);
    }
  memset (v, 0, begin * LK_MAP_BLOCK * sizeof *v);
  if (begin < end)
    copy_pixels (lk_map_get_pixel (run->input, piece->picture, channels,
                                   y - shape->padding,
                                   x + begin * shape->stride - shape->padding),
                 shape->stride, end - begin, v + begin * LK_MAP_BLOCK);
  memset (v + end * LK_MAP_BLOCK, 0, (piece->n - end) * LK_MAP_BLOCK * sizeof *v);
}

static void
take (const Gather *gather, const Piece *piece, float *v)
{
  const LkConvolution *self = gather->run.self;
  gsize n_blocks = lk_map_count_blocks (self->shape.n_in);
  gsize step = gather->block * LK_MAP_BLOCK;

  v += piece->first * LK_MAP_BLOCK;
  for (gsize i = 0; i < count_places (self); i++)
    for (gsize j = 0; j < n_blocks; j++, v += step)
      take_place (&gather->run, piece, i / self->shape.kernel, i % self->shape.kernel, j,
                  v);
}

/* Every stride-th number of a row of @width with zeros around it, from @at on. */
static void
deal (const float *row,
      gsize width,
      gsize padding,
      gsize at,
      gsize stride,
      gsize n,
      float *to)
{
  gsize begin = count_before (at, stride, n, padding);
  gsize end = count_before (at, stride, n, padding + width);

  memset (to, 0, begin * sizeof *to);
  for (gsize i = begin; i < end; i++)
    to[i] = row[at + i * stride - padding];
  memset (to + end, 0, (n - end) * sizeof *to);
}

/* What @piece sees in one row of the kernel of one planar channel. */
static void
take_planar_row (const Gather *gather,
                 const Piece *piece,
                 const float *plane,
                 gsize y,
                 float *v,
                 float *strip)
{
  const LkConvolutionShape *shape = &gather->run.self->shape;
  const LkMap *input = gather->run.input;
  gsize size = get_strip_size (gather->run.self, gather->block);
  gboolean inside = y >= shape->padding && y - shape->padding < input->height;

  for (gsize i = 0; inside && i < MIN (shape->stride, shape->kernel); i++)
    deal (plane + (y - shape->padding) * input->width, input->width, shape->padding,
          piece->x * shape->stride + i, shape->stride,
          piece->n + shape->kernel / shape->stride, strip + i * size);
  for (gsize i = 0; i < shape->kernel; i++, v += gather->block)
    if (inside)
      memcpy (v, strip + i % shape->stride * size + i / shape->stride,
              piece->n * sizeof *v);
    else
      memset (v, 0, piece->n * sizeof *v);
}

static void
take_planar (const Gather *gather, const Piece *piece, float *v, float *strip)
{
  const LkConvolutionShape *shape = &gather->run.self->shape;
  const LkMap *input = gather->run.input;
  gsize area = input->height * input->width;

  v += piece->first;
  for (gsize i = 0; i < shape->n_in; i++)
    for (gsize j = 0; j < shape->kernel; j++, v += shape->kernel * gather->block)
      take_planar_row (gather, piece,
                       input->data + (piece->picture * shape->n_in + i) * area,
                       piece->y * shape->stride + j, v, strip);
}

static void
multiply (const Gather *gather, const float *v, gsize n, gsize channels, float *m)
{
  const LkConvolution *self = gather->run.self;
  const float *weight = self->weight + channels * self->block_size;
  LkProducts products
      = { .n_blocks = self->n_rows, .block_size = gather->block, .n_positions = 1 };

  if (self->shape.planar)
    {
      self->kernels->multiply_planar (&products, v, weight, n, m);
      return;
    }
  products.n_blocks /= LK_MAP_BLOCK;
  products.block_size *= LK_MAP_BLOCK;
  self->kernels->multiply (&products, v, weight, n, m);
}

static void
give (const Gather *gather, const Piece *piece, gsize channels, const float *m)
{
  const LkConvolution *self = gather->run.self;
  gsize n_blocks = lk_map_count_blocks (self->shape.n_out);

  for (gsize half = 0; half < 2 && 2 * channels + half < n_blocks; half++)
    {
      LkFinish finish;

      finish = lk_convolution_aim (&gather->run, piece->picture, 2 * channels + half,
                                   piece->y, piece->x, 1, piece->n);
      self->kernels->finish_pixels (
          m + piece->first * LK_CONVOLUTION_OUT + half * LK_MAP_BLOCK, 0, &finish);
    }
}

static void
run_block (guint index, guint worker, gpointer data)
{
  const Gather *gather = data;
  const LkConvolution *self = gather->run.self;
  gsize first = index * gather->block;
  gsize n = first < gather->n_pixels ? MIN (gather->block, gather->n_pixels - first) : 0;
  float *m = lk_convolution_get_own (&gather->run, worker);
  float *v = m + gather->block * LK_CONVOLUTION_OUT;
  float *strip = v + get_v_size (self, gather->block);

  for (Piece piece = { 0 }; piece.first < n; piece.first += piece.n)
    {
      find_piece (gather, index, n, &piece);
      if (self->shape.planar)
        take_planar (gather, &piece, v, strip);
      else
        take (gather, &piece, v);
    }
  for (gsize i = 0; n > 0 && i < self->n_blocks; i++)
    {
      multiply (gather, v, n, i, m);
      for (Piece piece = { 0 }; piece.first < n; piece.first += piece.n)
        {
          find_piece (gather, index, n, &piece);
          give (gather, &piece, i, m);
        }
    }
}

void
lk_convolution_run_gather (const LkConvolutionRun *run)
{
  guint n_threads
      = run->memory->pool != NULL ? lk_pool_get_n_threads (run->memory->pool) : 1;
  Gather gather = { .run = *run };

  plan (&gather, run->input->n_pictures, run->height, run->width, n_threads);
  if (gather.n_pixels > 0)
    lk_convolution_share (run, gather.n_blocks, run_block, &gather);
}
