/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-tiles.h"

/* Tiles of a block. Many weights come from afar and serve more; V and N would come from
 * afar too if all positions were multiplied by some weights, and then all again by
 * others: so all weights of a position take turns. */
#define BLOCK 42
#define BLOCK_OF_MANY 84
#define MANY_WEIGHTS (96 * 96)

#define OUT LK_CONVOLUTION_OUT

static const float no_bias[LK_MAP_BLOCK] __attribute__ ((aligned (64)));

void
lk_tiles_plan (LkTiles *tiles,
               const LkTrainingLayerShape *shape,
               gsize n_in,
               gsize n_out,
               gsize n_pictures,
               gsize height,
               gsize width)
{
  gsize most;

  tiles->by_position = shape->n_in * shape->n_out > MANY_WEIGHTS;
  tiles->n_products = tiles->by_position ? lk_tiles_share (n_out, 2) : 1;
  most = tiles->by_position ? BLOCK_OF_MANY : BLOCK;
  tiles->kernels = lk_convolution_kernels_get (lk_cpu_get_kernels ());
  tiles->n_rows = lk_tiles_share (height, LK_TILES_EDGE);
  tiles->n_columns = lk_tiles_share (width, LK_TILES_EDGE);
  tiles->n_tiles = n_pictures * tiles->n_rows * tiles->n_columns;
  tiles->block = lk_tiles_share (tiles->n_tiles, lk_tiles_share (tiles->n_tiles, most));
  tiles->n_in = n_in;
  tiles->n_out = n_out;
  tiles->height = height;
  tiles->width = width;
  tiles->v_position = lk_tiles_spread (n_in * tiles->block * LK_MAP_BLOCK);
  tiles->m_position = lk_tiles_spread (tiles->n_products * tiles->block * OUT);
}

/* The six rows of a row of tiles, dealt out, see #LkConvolutionKernels. */
static gsize
get_deal_size (gsize n_columns)
{
  return lk_map_count_blocks (n_columns) * LK_MAP_BLOCK + LK_MAP_BLOCK;
}

void
lk_tiles_take (const LkTiles *tiles,
               const LkTilesSource *source,
               gsize first,
               gsize n_tiles,
               float *v)
{
  const LkMap *map = source->map;
  gsize row_size = lk_map_get_row_size (map);
  gsize corner = row_size + LK_MAP_BLOCK;

  for (gsize block = 0; block < source->n_blocks;
       block++, v += tiles->block * LK_MAP_BLOCK)
    for (gsize tile = first, n_now; tile < first + n_tiles; tile += n_now)
      {
        gsize column = tile % tiles->n_columns;
        gsize row = tile / tiles->n_columns % tiles->n_rows;
        gsize picture = tile / tiles->n_columns / tiles->n_rows;
        const float *pixel = lk_map_get_pixel (map, picture, block, row * LK_TILES_EDGE,
                                               column * LK_TILES_EDGE);

        n_now = MIN (first + n_tiles - tile, tiles->n_columns - column);
        source->how (pixel + source->origin * corner - corner, row_size, n_now,
                     v + (tile - first) * LK_MAP_BLOCK, tiles->v_position);
      }
}

void
lk_tiles_aim (const LkTrainingTarget *target,
              gsize picture,
              gsize block,
              gsize y,
              gsize x,
              LkFinish *finish)
{
  gsize shrink = target->pool ? 2 : 1;

  *finish = (LkFinish){
    .output
    = lk_training_place_get (&target->output, picture, block, y / shrink, x / shrink),
    .output_row = target->output.row,
    .bias = target->bias != NULL ? target->bias + block * target->bias_step : no_bias,
    .slope = target->slope,
    .pool = target->pool,
  };
  if (target->addend.data == NULL)
    return;
  finish->addend = lk_training_place_get (&target->addend, picture, block, y, x);
  finish->addend_row = target->addend.row;
}

/* Finishes @n_tiles tiles of 16 channels that lie side by side. */
static void
give_row (const LkTiles *tiles,
          const LkTrainingTarget *target,
          gsize first,
          gsize n_tiles,
          gsize block,
          const float *m)
{
  gsize x = first % tiles->n_columns * LK_TILES_EDGE;
  gsize y = first / tiles->n_columns % tiles->n_rows * LK_TILES_EDGE;
  gsize picture = first / tiles->n_columns / tiles->n_rows;
  gsize step = (target->pool ? LK_TILES_EDGE / 2 : LK_TILES_EDGE) * LK_MAP_BLOCK;
  LkFinish finish;

  lk_tiles_aim (target, picture, block, y, x, &finish);
  finish.n_rows = MIN (LK_TILES_EDGE, tiles->height - y);
  for (gsize i = 0; i < n_tiles; i++, x += LK_TILES_EDGE)
    {
      finish.n_columns = MIN (LK_TILES_EDGE, tiles->width - x);
      tiles->kernels->give_tile[1](m + i * OUT, tiles->m_position, &finish);
      finish.output += step;
      if (finish.addend != NULL)
        finish.addend += LK_TILES_EDGE * LK_MAP_BLOCK;
    }
}

void
lk_tiles_give (const LkTiles *tiles,
               const LkTrainingTarget *target,
               gsize first,
               gsize n_tiles,
               gsize pair,
               const float *m)
{
  for (gsize half = 0; half < 2 && 2 * pair + half < tiles->n_out; half++)
    for (gsize i = 0, n_now; i < n_tiles; i += n_now)
      {
        n_now = MIN (n_tiles - i, tiles->n_columns - (first + i) % tiles->n_columns);
        give_row (tiles, target, first + i, n_now, 2 * pair + half,
                  m + i * OUT + half * LK_MAP_BLOCK);
      }
}

/* [position][pair][tile][32]. */
static void
multiply_by_position (const LkTiles *tiles,
                      const float *v,
                      const float *weight,
                      gsize n_tiles,
                      float *m)
{
  LkProducts products = { .n_blocks = tiles->n_in,
                          .block_size = tiles->block * LK_MAP_BLOCK,
                          .n_positions = 1 };
  gsize size = tiles->n_in * LK_MAP_BLOCK * OUT;

  for (gsize i = 0; i < LK_TILES_POSITIONS; i++)
    for (gsize pair = 0; pair < tiles->n_products; pair++)
      tiles->kernels->multiply (&products, v + i * tiles->v_position,
                                weight + (pair * LK_TILES_POSITIONS + i) * size, n_tiles,
                                m + i * tiles->m_position + pair * tiles->block * OUT);
}

void
lk_tiles_convolve (const LkTiles *tiles,
                   const LkMap *map,
                   gsize origin,
                   const float *weight,
                   const LkTrainingTarget *target,
                   float *scratch)
{
  float *v = scratch;
  float *m = scratch + LK_TILES_POSITIONS * tiles->v_position;
  LkProducts products = { .n_blocks = tiles->n_in,
                          .block_size = tiles->block * LK_MAP_BLOCK,
                          .n_positions = LK_TILES_POSITIONS,
                          .v_position = tiles->v_position,
                          .m_position = tiles->m_position };
  const LkTilesSource source
      = { tiles->kernels->take_tiles[1], map, tiles->n_in, origin };
  gsize pair_size = LK_TILES_POSITIONS * tiles->n_in * LK_MAP_BLOCK * OUT;

  for (gsize first = 0, n_now; first < tiles->n_tiles; first += n_now)
    {
      n_now = MIN (tiles->block, tiles->n_tiles - first);
      lk_tiles_take (tiles, &source, first, n_now, v);
      if (tiles->by_position)
        {
          multiply_by_position (tiles, v, weight, n_now, m);
          for (gsize pair = 0; pair < tiles->n_products; pair++)
            lk_tiles_give (tiles, target, first, n_now, pair,
                           m + pair * tiles->block * OUT);
          continue;
        }
      for (gsize pair = 0; 2 * pair < tiles->n_out; pair++)
        {
          tiles->kernels->multiply (&products, v, weight + pair * pair_size, n_now, m);
          lk_tiles_give (tiles, target, first, n_now, pair, m);
        }
    }
}

void
lk_tiles_convolve_planar (const LkTiles *tiles,
                          const LkTrainingLayer *self,
                          const LkMap *pictures,
                          const LkTrainingTarget *target,
                          float *scratch)
{
  gsize v_tiles = tiles->n_columns + LK_MAP_BLOCK;
  gsize v_position = lk_tiles_spread (self->shape.n_in * v_tiles);
  gsize deal_size = get_deal_size (tiles->n_columns);
  gsize padding = self->shape.padding;
  float *v = scratch;
  float *m = v + LK_TILES_POSITIONS * v_position;
  float *strip = m + LK_TILES_POSITIONS * lk_tiles_spread (tiles->n_columns * OUT);
  LkTiles row_tiles = *tiles;
  LkProducts products = { .n_blocks = self->shape.n_in,
                          .block_size = v_tiles,
                          .n_positions = LK_TILES_POSITIONS,
                          .v_position = v_position };

  row_tiles.m_position = products.m_position = lk_tiles_spread (tiles->n_columns * OUT);
  for (gsize row = 0; row < tiles->n_tiles / tiles->n_columns; row++)
    {
      gsize y = row % tiles->n_rows * LK_TILES_EDGE;
      const float *plane
          = pictures->data
            + row / tiles->n_rows * self->shape.n_in * pictures->height * pictures->width;

      for (gsize i = 0; i < self->shape.n_in;
           i++, plane += pictures->height * pictures->width)
        {
          for (gsize j = 0; j < LK_TILES_EDGE + 2; j++)
            {
              gboolean inside = y + j >= padding && y + j - padding < pictures->height;

              tiles->kernels->deal_row (
                  inside ? plane + (y + j - padding) * pictures->width : NULL,
                  pictures->width, padding, strip + 4 * j * deal_size, deal_size);
            }
          tiles->kernels->take_planar (strip, deal_size, tiles->n_columns,
                                       v + i * v_tiles, v_position);
        }
      for (gsize pair = 0; 2 * pair < tiles->n_out; pair++)
        {
          tiles->kernels->multiply_planar (
              &products, v,
              self->forward + pair * LK_TILES_POSITIONS * self->shape.n_in * OUT,
              tiles->n_columns, m);
          lk_tiles_give (&row_tiles, target, row * tiles->n_columns, tiles->n_columns,
                         pair, m);
        }
    }
}

gsize
lk_tiles_get_scratch_size (const LkTiles *tiles, gsize n_blocks)
{
  gsize most = tiles->by_position ? BLOCK_OF_MANY : BLOCK;

  return 2 * LK_TILES_POSITIONS
         * lk_tiles_spread (lk_tiles_share (n_blocks, 2) * OUT * most);
}

gsize
lk_tiles_get_planar_scratch_size (const LkTiles *tiles, gsize n_in)
{
  return LK_TILES_POSITIONS * lk_tiles_spread (n_in * (tiles->n_columns + LK_MAP_BLOCK))
         + LK_TILES_POSITIONS * lk_tiles_spread (tiles->n_columns * OUT)
         + (LK_TILES_EDGE + 2) * 4 * get_deal_size (tiles->n_columns);
}
