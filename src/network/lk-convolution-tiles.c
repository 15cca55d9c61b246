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
#define BLOCK_OF_MANY 84
#define MANY_WEIGHTS ((gsize) 1 << 20)
#define TILES_TO_SHARE 128

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
  gsize v_tiles;
  gsize v_position;
  gsize m_position;
} Tiles;

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
  tiles->n_rows = (height + self->edge - 1) / self->edge;
  tiles->n_columns = (width + self->edge - 1) / self->edge;
  tiles->n_tiles = n_pictures * tiles->n_rows * tiles->n_columns;
  tiles->by_channels = n_threads > 1 && many && tiles->n_tiles < TILES_TO_SHARE;
  tiles->n_blocks = lk_convolution_split ((tiles->n_tiles + most - 1) / most,
                                          tiles->by_channels ? 1 : n_threads);
  tiles->block = (tiles->n_tiles + tiles->n_blocks - 1) / tiles->n_blocks;
  tiles->n_blocks
      = tiles->block > 0 ? (tiles->n_tiles + tiles->block - 1) / tiles->block : 0;
  tiles->v_tiles = tiles->by_channels ? tiles->n_tiles : tiles->block;
  tiles->v_position
      = (lk_map_count_blocks (self->shape.n_in) * tiles->v_tiles | 1) * LK_MAP_BLOCK;
  tiles->m_position = (tiles->block * LK_KERNELS_OUT / LK_MAP_BLOCK | 1) * LK_MAP_BLOCK;
}

void
lk_convolution_measure_tiles (const LkConvolution *self,
                              gsize n_pictures,
                              gsize height,
                              gsize width,
                              guint n_threads,
                              LkConvolutionNeeds *needs)
{
  Tiles tiles;
  gsize v;
  gsize m;

  plan (&tiles, self, n_pictures, height, width, n_threads);
  v = tiles.n_positions * tiles.v_position;
  m = tiles.n_positions * tiles.m_position;
  needs->shared = MAX (needs->shared, tiles.by_channels ? v : 0);
  needs->own = MAX (needs->own, tiles.by_channels ? m : v + m);
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
  gsize n_in = lk_map_count_blocks (self->shape.n_in);
  const float *weight = self->weight + channels * self->block_size;

  for (gsize i = 0; i < tiles->n_positions; i++)
    self->kernels->multiply (v + i * tiles->v_position + v_first * LK_MAP_BLOCK,
                             tiles->v_tiles * LK_MAP_BLOCK,
                             weight + i * n_in * LK_MAP_BLOCK * LK_KERNELS_OUT, n_in,
                             n_tiles, m + i * tiles->m_position);
}

static void
give (const Tiles *tiles, gsize first, gsize n_tiles, gsize channels, const float *m)
{
  const LkConvolutionRun *run = &tiles->run;
  const LkConvolution *self = run->self;
  gsize n_blocks = lk_map_count_blocks (self->shape.n_out);

  for (gsize half = 0; half < 2 && 2 * channels + half < n_blocks; half++)
    for (gsize i = 0; i < n_tiles; i++)
      {
        gsize column = (first + i) % tiles->n_columns;
        gsize row = (first + i) / tiles->n_columns % tiles->n_rows;
        LkFinish finish;

        lk_convolution_aim (run, (first + i) / tiles->n_columns / tiles->n_rows,
                            2 * channels + half, row * self->edge, column * self->edge,
                            self->edge, self->edge, &finish);
        self->kernels->give_tile[self->edge / 4](
            m + i * LK_KERNELS_OUT + half * LK_MAP_BLOCK, tiles->m_position, &finish);
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

  for (gsize i = 0; i < lk_map_count_blocks (self->shape.n_in); i++)
    take (tiles, i, first, n_tiles, v);
  for (gsize i = 0; i < self->n_blocks; i++)
    {
      multiply (tiles, v, 0, n_tiles, i, m);
      give (tiles, first, n_tiles, i, m);
    }
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

  for (gsize first = 0; first < tiles->n_tiles; first += tiles->block)
    {
      gsize n_tiles = MIN (tiles->block, tiles->n_tiles - first);

      multiply (tiles, tiles->run.memory->shared, first, n_tiles, index, m);
      give (tiles, first, n_tiles, index, m);
    }
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
