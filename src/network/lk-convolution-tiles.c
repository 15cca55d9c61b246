/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-convolution-private.h"

#include "lk-winograd.h"

/*
 * Convolutions by Winograd's tiles. The tiles of all pictures are numbered row by row and
 * cut into blocks. For a block: its inputs transformed, V [position][n_in /
 * 16][tile][16]; for each 32 output channels a product at each position, M
 * [position][tile][32]; the transformed outputs, finished. Positions are a line apart
 * more than the tiles take: at powers of two they would fall on one another in the cache.
 *
 * An item of the pool is a block, with a V of its own. Few tiles with many weights would
 * make each thread read all weights; so there all threads share one V, an item of a first
 * run is 16 channels of it, and of a second run 32 output channels.
 */

/* Tiles of a block: V stays in the second cache, and weights that do not come from there
 * are used for many tiles. */
#define BLOCK 42
#define BLOCK_OF_MANY 56
#define MANY_WEIGHTS ((gsize) 1 << 20)
#define TILES_TO_SHARE 128

/* Tiles whose products are kept at once where channels are so few that no weights need be
 * read again: they fit the nearest cache. */
#define PRODUCTS_OF_FEW 12

/* Rows that a tile sees, each dealt out to four. */
#define DEALT_ROWS (6 * 4)

typedef struct
{
  LkConvolutionRun run;
  gsize n_positions;
  gsize n_rows;
  gsize n_columns;
  gsize n_tiles;
  gsize block;
  gsize n_blocks;
  gboolean by_channels;
  gsize m_tiles;
  gsize v_tiles;
  gsize v_position;
  gsize m_position;
  gsize deal_size;
} Tiles;

/* To a multiple of 16 that is odd in lines. */
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

/* Cuts the tiles into blocks of at most about @most, and of whole @units. */
static void
cut (Tiles *tiles, gsize most, gsize unit, guint n_threads)
{
  gsize n_units = unit > 0 ? tiles->n_tiles / unit : 0;
  gsize most_units = unit > 0 ? MAX (most / unit, 1) : 1;

  tiles->n_blocks = lk_convolution_split (share (n_units, most_units), n_threads);
  tiles->block = share (n_units, tiles->n_blocks) * unit;
  tiles->n_blocks = tiles->block > 0 ? share (tiles->n_tiles, tiles->block) : 0;
}

static void
plan (Tiles *tiles,
      const LkConvolution *self,
      gsize n_pictures,
      gsize height,
      gsize width,
      guint n_threads)
{
  gboolean many = lk_convolution_get_weight_size (self) > MANY_WEIGHTS;
  gsize most = many ? BLOCK_OF_MANY : BLOCK;

  tiles->n_positions = lk_winograd_count_positions (self->edge);
  tiles->n_rows = share (height, self->edge);
  tiles->n_columns = share (width, self->edge);
  tiles->n_tiles = n_pictures * tiles->n_rows * tiles->n_columns;
  tiles->by_channels
      = n_threads > 1 && many && !self->shape.planar && tiles->n_tiles < TILES_TO_SHARE;
  cut (tiles, most, self->shape.planar ? tiles->n_columns : 1,
       tiles->by_channels ? 1 : n_threads);
  tiles->v_tiles = tiles->by_channels ? tiles->n_tiles : tiles->block;
  if (self->shape.planar)
    {
      tiles->v_tiles += LK_MAP_BLOCK;
      tiles->v_position = spread (self->shape.n_in * tiles->v_tiles);
      tiles->deal_size
          = lk_map_count_blocks (tiles->n_columns) * LK_MAP_BLOCK + LK_MAP_BLOCK;
    }
  else
    {
      tiles->v_position = spread (lk_map_count_blocks (self->shape.n_in) * tiles->v_tiles
                                  * LK_MAP_BLOCK);
    }
  tiles->m_tiles = tiles->block;
  if (self->shape.planar && tiles->block > 0)
    tiles->m_tiles = share (tiles->block, share (tiles->block, PRODUCTS_OF_FEW));
  tiles->m_position = spread (tiles->m_tiles * LK_CONVOLUTION_OUT);
}

void
lk_convolution_measure_tiles (const LkConvolution *self,
                              gsize n_pictures,
                              gsize height,
                              gsize width,
                              guint n_threads,
                              LkConvolutionNeeds *needs)
{
  Tiles tiles = { 0 };
  gsize v;
  gsize m;

  plan (&tiles, self, n_pictures, height, width, n_threads);
  v = tiles.n_positions * tiles.v_position;
  m = tiles.n_positions * tiles.m_position;
  needs->shared = MAX (needs->shared, tiles.by_channels ? v : 0);
  needs->own
      = MAX (needs->own, tiles.by_channels ? m : v + m + DEALT_ROWS * tiles.deal_size);
}

/* Transforms the inputs of 16 channels of @n_tiles tiles from @first on. */
static void
take (const Tiles *tiles, gsize channels, gsize first, gsize n_tiles, float *v)
{
  const LkConvolutionRun *run = &tiles->run;
  const LkConvolution *self = run->self;
  gsize row_size = lk_map_get_row_size (run->input);
  gsize origin = self->shape.padding * (row_size + LK_MAP_BLOCK);
  gsize end = first + n_tiles;

  v += channels * tiles->v_tiles * LK_MAP_BLOCK;
  for (gsize tile = first; tile < end;)
    {
      gsize column = tile % tiles->n_columns;
      gsize row = tile / tiles->n_columns % tiles->n_rows;
      gsize picture = tile / tiles->n_columns / tiles->n_rows;
      gsize n_now = MIN (end - tile, tiles->n_columns - column);

      self->kernels->take_tiles[self->edge / 4](
          lk_map_get_pixel (run->input, picture, channels, row * self->edge,
                            column * self->edge)
              - origin,
          row_size, n_now, v + (tile - first) * LK_MAP_BLOCK, tiles->v_position);
      tile += n_now;
    }
}

/* Likewise of all planar channels of one row of tiles. */
static void
take_planar_row (const Tiles *tiles, gsize row, float *v, float *strip)
{
  const LkConvolution *self = tiles->run.self;
  const LkMap *input = tiles->run.input;
  gsize padding = self->shape.padding;
  gsize first = row % tiles->n_rows * self->edge;
  const float *plane
      = input->data
        + row / tiles->n_rows * self->shape.n_in * input->height * input->width;

  for (gsize i = 0; i < self->shape.n_in; i++, plane += input->height * input->width)
    {
      for (gsize j = 0; j < self->edge + 2; j++)
        {
          gboolean inside = first + j >= padding && first + j - padding < input->height;

          self->kernels->deal_row (
              inside ? plane + (first + j - padding) * input->width : NULL, input->width,
              padding, strip + 4 * j * tiles->deal_size, tiles->deal_size);
        }
      self->kernels->take_planar (strip, tiles->deal_size, tiles->n_columns,
                                  v + i * tiles->v_tiles, tiles->v_position);
    }
}

/* Multiplies @n_tiles tiles, the first of them tile @v_first of @v, for one block of
 * output channels. */
static void
multiply (const Tiles *tiles,
          const float *v,
          gsize v_first,
          gsize n_tiles,
          gsize channels,
          float *m)
{
  const LkConvolution *self = tiles->run.self;
  const float *weight = self->weight + channels * self->block_size;
  LkProducts products = { .n_blocks = self->n_rows,
                          .block_size = tiles->v_tiles,
                          .n_positions = tiles->n_positions,
                          .v_position = tiles->v_position,
                          .m_position = tiles->m_position };

  if (self->shape.planar)
    {
      self->kernels->multiply_planar (&products, v + v_first, weight, n_tiles, m);
      return;
    }
  products.n_blocks /= LK_MAP_BLOCK;
  products.block_size *= LK_MAP_BLOCK;
  self->kernels->multiply (&products, v + v_first * LK_MAP_BLOCK, weight, n_tiles, m);
}

/* Finishes @n_tiles tiles that lie side by side. */
static void
give_row (const Tiles *tiles, gsize first, gsize n_tiles, gsize block, const float *m)
{
  const LkConvolutionRun *run = &tiles->run;
  gsize edge = run->self->edge;
  gsize row = first / tiles->n_columns;
  gsize x = first % tiles->n_columns * edge;
  gsize step = (run->self->shape.pool ? edge / 2 : edge) * LK_MAP_BLOCK;
  LkFinish finish;

  finish = lk_convolution_aim (run, row / tiles->n_rows, block,
                               row % tiles->n_rows * edge, x, edge, edge);
  for (gsize i = 0; i < n_tiles; i++, x += edge)
    {
      finish.n_columns = MIN (edge, run->width - x);
      run->self->kernels->give_tile[edge / 4](m + i * LK_CONVOLUTION_OUT,
                                              tiles->m_position, &finish);
      finish.output += step;
      if (finish.addend != NULL)
        finish.addend += edge * LK_MAP_BLOCK;
    }
}

static void
give (const Tiles *tiles, gsize first, gsize n_tiles, gsize channels, const float *m)
{
  gsize n_blocks = lk_map_count_blocks (tiles->run.self->shape.n_out);

  for (gsize half = 0; half < 2 && 2 * channels + half < n_blocks; half++)
    for (gsize i = 0, n_now; i < n_tiles; i += n_now)
      {
        n_now = MIN (n_tiles - i, tiles->n_columns - (first + i) % tiles->n_columns);
        give_row (tiles, first + i, n_now, 2 * channels + half,
                  m + i * LK_CONVOLUTION_OUT + half * LK_MAP_BLOCK);
      }
}

/* Multiplies and finishes @n_tiles tiles from @first on, which is tile @v_first of @v. */
static void
multiply_and_give (const Tiles *tiles,
                   const float *v,
                   gsize v_first,
                   gsize first,
                   gsize n_tiles,
                   gsize channels,
                   float *m)
{
  for (gsize i = 0; i < n_tiles; i += tiles->m_tiles)
    {
      gsize n_now = MIN (tiles->m_tiles, n_tiles - i);

      multiply (tiles, v, v_first + i, n_now, channels, m);
      give (tiles, first + i, n_now, channels, m);
    }
}

static void
run_block (guint index, guint worker, gpointer data)
{
  const Tiles *tiles = data;
  const LkConvolution *self = tiles->run.self;
  gsize first = index * tiles->block;
  gsize n_tiles = MIN (tiles->block, tiles->n_tiles - first);
  float *m = lk_convolution_get_own (&tiles->run, worker);
  float *v = m + tiles->n_positions * tiles->m_position;

  if (self->shape.planar)
    for (gsize i = 0; i < n_tiles; i += tiles->n_columns)
      take_planar_row (tiles, (first + i) / tiles->n_columns, v + i,
                       v + tiles->n_positions * tiles->v_position);
  else
    for (gsize i = 0; i < lk_map_count_blocks (self->shape.n_in); i++)
      take (tiles, i, first, n_tiles, v);
  for (gsize i = 0; i < self->n_blocks; i++)
    multiply_and_give (tiles, v, 0, first, n_tiles, i, m);
}

static void
take_channels (guint index, guint worker, gpointer data)
{
  const Tiles *tiles = data;

  take (tiles, index, 0, tiles->n_tiles, tiles->run.memory->shared);
}

static void
give_channels (guint index, guint worker, gpointer data)
{
  const Tiles *tiles = data;
  float *m = lk_convolution_get_own (&tiles->run, worker);

  multiply_and_give (tiles, tiles->run.memory->shared, 0, 0, tiles->n_tiles, index, m);
}

void
lk_convolution_run_tiles (const LkConvolutionRun *run)
{
  const LkConvolution *self = run->self;
  guint n_threads
      = run->memory->pool != NULL ? lk_pool_get_n_threads (run->memory->pool) : 1;
  Tiles tiles = { .run = *run };

  plan (&tiles, self, run->input->n_pictures, run->height, run->width, n_threads);
  if (!tiles.by_channels)
    {
      lk_convolution_share (run, tiles.n_blocks, run_block, &tiles);
      return;
    }
  lk_convolution_share (run, lk_map_count_blocks (self->shape.n_in), take_channels,
                        &tiles);
  lk_convolution_share (run, self->n_blocks, give_channels, &tiles);
}
