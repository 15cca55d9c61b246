/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-training-layer.h"

#include <string.h>

/*
 * The products of a layer on a group of pictures, on one thread. With a kernel of 3 by
 * Winograd's F(4x4, 3x3), see lk-winograd.h: with V = B^T d B of the input and N = A dy
 * A^T of the gradient, the output is A^T (V U) A; the gradient of U is V^T N; that of the
 * input is the convolution of dy with the kernels turned round. The tiles of the group
 * are numbered row by row and worked off in blocks whose V stays in the second cache.
 */

/* Tiles of a block. Many weights come from afar and serve more; V and N would come from
 * afar too if all positions were multiplied by some weights, and then all again by
 * others: so all weights of a position take turns. */
#define BLOCK 42
#define BLOCK_OF_MANY 84
#define MANY_WEIGHTS (96 * 96)

/* Pixels of a product with a kernel of 1. */
#define STRIP 168

#define EDGE 4
#define N_POSITIONS 36
#define OUT LK_CONVOLUTION_OUT
#define TAPS 9

/* @block: tiles of a block
 * @n_in: blocks of channels that are transformed
 * @v_position: floats between two positions
 * @m_position: likewise of the products
 * @by_position: whether there are many weights
 * @n_products: blocks of 32 output channels whose products are kept at once */
typedef struct
{
  const LkConvolutionKernels *kernels;
  gsize n_rows;
  gsize n_columns;
  gsize n_tiles;
  gsize block;
  gsize n_in;
  gsize v_position;
  gsize m_position;
  gboolean by_position;
  gsize n_products;
} Tiles;

typedef void (*Take) (const float *map,
                      gsize row_size,
                      gsize n_tiles,
                      float *v,
                      gsize position_size);

/* Where cells go. */
typedef struct
{
  float *output;
  gsize output_picture;
  const float *addend;
  gsize addend_picture;
  gsize n_blocks;
  gsize height;
  gsize width;
} Target;

static const float no_bias[LK_MAP_BLOCK] __attribute__ ((aligned (64)));

/* To a multiple of 16 that is odd in lines: at powers of two positions would fall on one
 * another in the cache. */
static gsize
spread (gsize n_floats)
{
  return ((n_floats + LK_MAP_BLOCK - 1) / LK_MAP_BLOCK | 1) * LK_MAP_BLOCK;
}

static gsize
share (gsize n, gsize n_parts)
{
  return (n + n_parts - 1) / n_parts;
}

/* For outputs of @height x @width; @n_in and @n_out in blocks. */
static void
plan (Tiles *tiles,
      const LkTrainingLayerShape *shape,
      gsize n_in,
      gsize n_out,
      gsize n_pictures,
      gsize height,
      gsize width)
{
  gsize most;

  tiles->by_position = shape->n_in * shape->n_out > MANY_WEIGHTS;
  tiles->n_products = tiles->by_position ? share (n_out, 2) : 1;
  most = tiles->by_position ? BLOCK_OF_MANY : BLOCK;
  tiles->kernels = lk_convolution_kernels_get (lk_cpu_get_kernels ());
  tiles->n_rows = share (height, EDGE);
  tiles->n_columns = share (width, EDGE);
  tiles->n_tiles = n_pictures * tiles->n_rows * tiles->n_columns;
  tiles->block = share (tiles->n_tiles, share (tiles->n_tiles, most));
  tiles->n_in = n_in;
  tiles->v_position = spread (n_in * tiles->block * LK_MAP_BLOCK);
  tiles->m_position = spread (tiles->n_products * tiles->block * OUT);
}

static gsize
get_padded_row (gsize width)
{
  return width + 2 + LK_MAP_BLOCK;
}

/* The six rows of a row of tiles, dealt out, see #LkConvolutionKernels. */
static gsize
get_deal_size (gsize n_columns)
{
  return lk_map_count_blocks (n_columns) * LK_MAP_BLOCK + LK_MAP_BLOCK;
}

static gsize
measure_planar (const LkTrainingLayer *self,
                const Tiles *tiles,
                gsize height,
                gsize width)
{
  gsize v = N_POSITIONS * spread (self->shape.n_in * (tiles->n_columns + LK_MAP_BLOCK));
  gsize m = N_POSITIONS * spread (tiles->n_columns * OUT);
  gsize taps = self->shape.n_in * (height + 2) * get_padded_row (width);

  return MAX (v + m + 6 * 4 * get_deal_size (tiles->n_columns),
              share (taps, LK_MAP_BLOCK) * LK_MAP_BLOCK);
}

/* Blocks of channels come in pairs where they are outputs. */
static gsize
count_even (gsize n_channels)
{
  return 2 * lk_training_layer_count_pairs (n_channels);
}

gsize
lk_training_layer_get_scratch_size (const LkTrainingLayer *self,
                                    gsize n_pictures,
                                    gsize height,
                                    gsize width)
{
  gsize n_most = MAX (lk_training_layer_count_in (self), count_even (self->shape.n_out));
  Tiles tiles;

  if (self->shape.kernel == 1)
    return STRIP * OUT;
  plan (&tiles, &self->shape, n_most, n_most, n_pictures, height, width);
  if (self->shape.planar)
    return measure_planar (self, &tiles, height, width);
  /* A layer without padding has fewer tiles one way than the other, but no larger
   * blocks. */
  n_most = share (n_most, 2) * OUT * (tiles.by_position ? BLOCK_OF_MANY : BLOCK);
  return 2 * N_POSITIONS * spread (n_most);
}

/* Transforms @n_tiles tiles from @first on; the first tile of a picture begins at row and
 * column @origin, counted with the border. */
static void
take (const Tiles *tiles,
      Take how,
      const LkMap *map,
      gsize n_blocks,
      gsize origin,
      gsize first,
      gsize n_tiles,
      float *v)
{
  gsize row_size = lk_map_get_row_size (map);
  gsize corner = row_size + LK_MAP_BLOCK;

  for (gsize block = 0; block < n_blocks; block++, v += tiles->block * LK_MAP_BLOCK)
    for (gsize tile = first, n_now; tile < first + n_tiles; tile += n_now)
      {
        gsize column = tile % tiles->n_columns;
        gsize row = tile / tiles->n_columns % tiles->n_rows;
        gsize picture = tile / tiles->n_columns / tiles->n_rows;
        const float *pixel
            = lk_map_get_pixel (map, picture, block, row * EDGE, column * EDGE);

        n_now = MIN (first + n_tiles - tile, tiles->n_columns - column);
        how (pixel + origin * corner - corner, row_size, n_now,
             v + (tile - first) * LK_MAP_BLOCK, tiles->v_position);
      }
}

/* Finishes @n_tiles tiles of 16 channels that lie side by side. */
static void
give_row (const Tiles *tiles,
          const Target *target,
          gsize first,
          gsize n_tiles,
          gsize block,
          const float *m)
{
  gsize x = first % tiles->n_columns * EDGE;
  gsize y = first / tiles->n_columns % tiles->n_rows * EDGE;
  gsize picture = first / tiles->n_columns / tiles->n_rows;
  gsize start
      = (block * target->height * target->width + y * target->width + x) * LK_MAP_BLOCK;
  LkFinish finish = {
    .output = target->output + picture * target->output_picture + start,
    .output_row = target->width * LK_MAP_BLOCK,
    .bias = no_bias,
    .slope = 1,
    .n_rows = MIN (EDGE, target->height - y),
  };

  if (target->addend != NULL)
    {
      finish.addend = target->addend + picture * target->addend_picture + start;
      finish.addend_row = finish.output_row;
    }
  for (gsize i = 0; i < n_tiles; i++, x += EDGE)
    {
      finish.n_columns = MIN (EDGE, target->width - x);
      tiles->kernels->give_tile[1](m + i * OUT, tiles->m_position, &finish);
      finish.output += EDGE * LK_MAP_BLOCK;
      if (finish.addend != NULL)
        finish.addend += EDGE * LK_MAP_BLOCK;
    }
}

static void
give (const Tiles *tiles,
      const Target *target,
      gsize first,
      gsize n_tiles,
      gsize pair,
      const float *m)
{
  for (gsize half = 0; half < 2 && 2 * pair + half < target->n_blocks; half++)
    for (gsize i = 0, n_now; i < n_tiles; i += n_now)
      {
        n_now = MIN (n_tiles - i, tiles->n_columns - (first + i) % tiles->n_columns);
        give_row (tiles, target, first + i, n_now, 2 * pair + half,
                  m + i * OUT + half * LK_MAP_BLOCK);
      }
}

/* [position][pair][tile][32]. */
static void
multiply_by_position (const Tiles *tiles,
                      const float *v,
                      const float *weight,
                      gsize n_tiles,
                      float *m)
{
  LkProducts products = { .n_blocks = tiles->n_in,
                          .block_size = tiles->block * LK_MAP_BLOCK,
                          .n_positions = 1 };
  gsize size = tiles->n_in * LK_MAP_BLOCK * OUT;

  for (gsize i = 0; i < N_POSITIONS; i++)
    for (gsize pair = 0; pair < tiles->n_products; pair++)
      tiles->kernels->multiply (&products, v + i * tiles->v_position,
                                weight + (pair * N_POSITIONS + i) * size, n_tiles,
                                m + i * tiles->m_position + pair * tiles->block * OUT);
}

/* The convolution of a map of padding 1, or without where @origin is 1, with transformed
 * weights. */
static void
convolve (const Tiles *tiles,
          const LkMap *map,
          gsize origin,
          const float *weight,
          const Target *target,
          float *scratch)
{
  float *v = scratch;
  float *m = scratch + N_POSITIONS * tiles->v_position;
  LkProducts products = { .n_blocks = tiles->n_in,
                          .block_size = tiles->block * LK_MAP_BLOCK,
                          .n_positions = N_POSITIONS,
                          .v_position = tiles->v_position,
                          .m_position = tiles->m_position };
  gsize pair_size = N_POSITIONS * tiles->n_in * LK_MAP_BLOCK * OUT;

  for (gsize first = 0, n_now; first < tiles->n_tiles; first += n_now)
    {
      n_now = MIN (tiles->block, tiles->n_tiles - first);
      take (tiles, tiles->kernels->take_tiles[1], map, tiles->n_in, origin, first, n_now,
            v);
      if (tiles->by_position)
        {
          multiply_by_position (tiles, v, weight, n_now, m);
          for (gsize pair = 0; pair < tiles->n_products; pair++)
            give (tiles, target, first, n_now, pair, m + pair * tiles->block * OUT);
          continue;
        }
      for (gsize pair = 0; 2 * pair < target->n_blocks; pair++)
        {
          tiles->kernels->multiply (&products, v, weight + pair * pair_size, n_now, m);
          give (tiles, target, first, n_now, pair, m);
        }
    }
}

/* Planar pictures, a row of tiles at a time. */
static void
convolve_planar (const LkTrainingLayer *self,
                 const Tiles *tiles,
                 const LkMap *pictures,
                 const Target *target,
                 float *scratch)
{
  gsize v_tiles = tiles->n_columns + LK_MAP_BLOCK;
  gsize v_position = spread (self->shape.n_in * v_tiles);
  gsize deal_size = get_deal_size (tiles->n_columns);
  gsize padding = self->shape.padding;
  float *v = scratch;
  float *m = v + N_POSITIONS * v_position;
  float *strip = m + N_POSITIONS * spread (tiles->n_columns * OUT);
  Tiles row_tiles = *tiles;
  LkProducts products = { .n_blocks = self->shape.n_in,
                          .block_size = v_tiles,
                          .n_positions = N_POSITIONS,
                          .v_position = v_position };

  row_tiles.m_position = products.m_position = spread (tiles->n_columns * OUT);
  for (gsize row = 0; row < tiles->n_tiles / tiles->n_columns; row++)
    {
      gsize y = row % tiles->n_rows * EDGE;
      const float *plane
          = pictures->data
            + row / tiles->n_rows * self->shape.n_in * pictures->height * pictures->width;

      for (gsize i = 0; i < self->shape.n_in;
           i++, plane += pictures->height * pictures->width)
        {
          for (gsize j = 0; j < EDGE + 2; j++)
            {
              gboolean inside = y + j >= padding && y + j - padding < pictures->height;

              tiles->kernels->deal_row (
                  inside ? plane + (y + j - padding) * pictures->width : NULL,
                  pictures->width, padding, strip + 4 * j * deal_size, deal_size);
            }
          tiles->kernels->take_planar (strip, deal_size, tiles->n_columns,
                                       v + i * v_tiles, v_position);
        }
      for (gsize pair = 0; 2 * pair < target->n_blocks; pair++)
        {
          tiles->kernels->multiply_planar (
              &products, v, self->forward + pair * N_POSITIONS * self->shape.n_in * OUT,
              tiles->n_columns, m);
          give (&row_tiles, target, row * tiles->n_columns, tiles->n_columns, pair, m);
        }
    }
}

/* A kernel of 1: cells, or planar numbers, by weights [pair][in][32]. */
static void
multiply_cells (const LkConvolutionKernels *kernels,
                const float *input,
                gsize n_in,
                gboolean planar,
                const float *weight,
                const Target *target,
                gsize picture,
                float *m)
{
  gsize area = target->height * target->width;
  gsize side = planar ? 1 : LK_MAP_BLOCK;
  gsize pair_size = n_in * side * OUT;
  LkProducts products = { .n_blocks = n_in, .block_size = area * side, .n_positions = 1 };

  for (gsize i = 0; i < area; i += STRIP)
    for (gsize pair = 0; 2 * pair < target->n_blocks; pair++)
      {
        gsize n_now = MIN (STRIP, area - i);

        (planar ? kernels->multiply_planar : kernels->multiply) (
            &products, input + i * side, weight + pair * pair_size, n_now, m);
        for (gsize half = 0; half < 2 && 2 * pair + half < target->n_blocks; half++)
          {
            LkFinish finish = {
              .output = target->output + picture * target->output_picture
                        + ((2 * pair + half) * area + i) * LK_MAP_BLOCK,
              .bias = no_bias,
              .slope = 1,
              .n_rows = 1,
              .n_columns = n_now,
            };

            kernels->finish_pixels (m + half * LK_MAP_BLOCK, 0, &finish);
          }
      }
}

static void
multiply_pictures (const LkMap *input,
                   gsize picture_size,
                   gsize n_in,
                   gboolean planar,
                   const float *weight,
                   const Target *target,
                   float *scratch)
{
  const LkConvolutionKernels *kernels
      = lk_convolution_kernels_get (lk_cpu_get_kernels ());

  for (gsize i = 0; i < input->n_pictures; i++)
    multiply_cells (kernels, input->data + i * picture_size, n_in, planar, weight, target,
                    i, scratch);
}

void
lk_training_layer_run (const LkTrainingLayer *self,
                       const LkMap *input,
                       float *output,
                       gsize output_picture,
                       float *scratch)
{
  Target target = { .output = output,
                    .output_picture = output_picture,
                    .n_blocks = lk_training_layer_count_out (self),
                    .height = lk_training_layer_resize (self, input->height),
                    .width = lk_training_layer_resize (self, input->width) };
  gsize area = input->height * input->width;
  gsize n_in = lk_training_layer_count_in (self);
  Tiles tiles;

  if (self->shape.kernel == 1)
    {
      gboolean planar = self->shape.planar;

      multiply_pictures (input, (planar ? self->shape.n_in : n_in * LK_MAP_BLOCK) * area,
                         planar ? self->shape.n_in : n_in, planar, self->forward, &target,
                         scratch);
      return;
    }
  plan (&tiles, &self->shape, n_in, target.n_blocks, input->n_pictures, target.height,
        target.width);
  if (self->shape.planar)
    convolve_planar (self, &tiles, input, &target, scratch);
  else
    convolve (&tiles, input, 1 - self->shape.padding, self->forward, &target, scratch);
}

void
lk_training_layer_run_back (const LkTrainingLayer *self,
                            const LkMap *gradient,
                            const float *addend,
                            gsize addend_picture,
                            float *output,
                            gsize output_picture,
                            float *scratch)
{
  Target target = { .output = output,
                    .output_picture = output_picture,
                    .addend = addend,
                    .addend_picture = addend_picture,
                    .n_blocks = lk_training_layer_count_in (self),
                    .height = gradient->height,
                    .width = gradient->width };
  gsize n_out = lk_training_layer_count_out (self);
  Tiles tiles;

  if (self->shape.kernel == 1)
    {
      multiply_pictures (gradient,
                         n_out * LK_MAP_BLOCK * gradient->height * gradient->width, n_out,
                         FALSE, self->backward, &target, scratch);
      return;
    }
  plan (&tiles, &self->shape, n_out, target.n_blocks, gradient->n_pictures, target.height,
        target.width);
  convolve (&tiles, gradient, 0, self->backward, &target, scratch);
}

static void
correlate_block (const LkGradientKernels *kernels,
                 const Tiles *tiles,
                 const LkCorrelation *how,
                 const float *v,
                 const float *n,
                 gsize n_pairs,
                 float *sums)
{
  LkCorrelation one = *how;

  one.n_positions = tiles->by_position ? 1 : N_POSITIONS;
  for (gsize i = 0; i < N_POSITIONS; i += one.n_positions)
    for (gsize pair = 0; pair < n_pairs; pair++)
      kernels->correlate (&one, v + i * how->v_position,
                          n + i * how->n_position + 2 * pair * how->n_block,
                          sums + (pair * N_POSITIONS + i) * how->sum_position);
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
  gsize n_even = count_even (self->shape.n_out);
  gsize position = n_in * LK_MAP_BLOCK * OUT;
  gsize start = 1 - self->shape.padding;
  LkCorrelation how = { .n_lines = 1, .n_in = n_in, .fresh = fresh };
  Tiles in;
  Tiles out;
  float *n;

  plan (&in, &self->shape, n_in, n_out, input->n_pictures,
        lk_training_layer_resize (self, input->height),
        lk_training_layer_resize (self, input->width));
  out = in;
  out.v_position = spread (n_even * in.block * LK_MAP_BLOCK);
  n = scratch + N_POSITIONS * in.v_position;
  how.v_position = in.v_position;
  how.v_block = how.n_block = in.block * LK_MAP_BLOCK;
  how.n_position = out.v_position;
  how.sum_position = position;
  if (n_out < n_even)
    for (gsize i = 0; i < N_POSITIONS; i++)
      memset (n + i * out.v_position + n_out * how.n_block, 0, how.n_block * sizeof *n);
  for (gsize first = 0; first < in.n_tiles; first += how.n_side)
    {
      how.n_side = MIN (in.block, in.n_tiles - first);
      take (&in, in.kernels->take_tiles[1], input, n_in, start, first, how.n_side,
            scratch);
      take (&out, kernels->spread_tiles, gradient, n_out, 1 + start, first, how.n_side,
            n);
      correlate_block (kernels, &in, &how, scratch, n, n_even / 2, sums);
      how.fresh = FALSE;
    }
}

/* One picture's planes, with a border of zeros. */
static void
pad (const LkTrainingLayer *self, const LkMap *input, gsize picture, float *padded)
{
  gsize row = get_padded_row (input->width);
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
  gsize row = get_padded_row (input->width);
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
