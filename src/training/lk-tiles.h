/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-training-layer.h"

G_BEGIN_DECLS

/*
 * The products of a layer on a group of pictures, on one thread. With a kernel of 3 by
 * Winograd's F(4x4, 3x3), see lk-winograd.h: with V = B^T d B of the input and N = A dy
 * A^T of the gradient, the output is A^T (V U) A; the gradient of U is V^T N; that of the
 * input is the convolution of dy with the kernels turned round. The tiles of the group
 * are numbered row by row and worked off in blocks whose V stays in the second cache.
 */

#define LK_TILES_EDGE 4
#define LK_TILES_POSITIONS 36

/* @block: tiles of a block
 * @n_in: blocks of channels that are transformed
 * @v_position: floats between two positions
 * @m_position: likewise of the products
 * @by_position: whether there are many weights
 * @n_products: blocks of 32 output channels whose products are kept at once
 * @n_out: blocks of 16 output channels
 * @height: of the output that is wanted, before a pool */
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
  gsize n_out;
  gsize height;
  gsize width;
} LkTiles;

typedef void (*LkTilesTake) (const float *map,
                             gsize row_size,
                             gsize n_tiles,
                             float *v,
                             gsize position_size);

/* Floats between two rows of a padded plane. */
static inline gsize
lk_tiles_get_padded_row (gsize width)
{
  return width + 2 + LK_MAP_BLOCK;
}

/* Blocks of channels come in pairs where they are outputs. */
static inline gsize
lk_tiles_count_even (gsize n_channels)
{
  return 2 * lk_training_layer_count_pairs (n_channels);
}

/* To a multiple of 16 that is odd in lines: at powers of two positions would fall on one
 * another in the cache. */
static inline gsize
lk_tiles_spread (gsize n_floats)
{
  return ((n_floats + LK_MAP_BLOCK - 1) / LK_MAP_BLOCK | 1) * LK_MAP_BLOCK;
}

static inline gsize
lk_tiles_share (gsize n, gsize n_parts)
{
  return (n + n_parts - 1) / n_parts;
}

/* For outputs of @height x @width; @n_in and @n_out in blocks. */
void lk_tiles_plan (LkTiles *tiles,
                    const LkTrainingLayerShape *shape,
                    gsize n_in,
                    gsize n_out,
                    gsize n_pictures,
                    gsize height,
                    gsize width);

/* What tiles are transformed, and how: the first tile of a picture begins at row and
 * column @origin, counted with the border. */
typedef struct
{
  LkTilesTake how;
  const LkMap *map;
  gsize n_blocks;
  gsize origin;
} LkTilesSource;

/* Transforms @n_tiles tiles from @first on. */
void lk_tiles_take (const LkTiles *tiles,
                    const LkTilesSource *source,
                    gsize first,
                    gsize n_tiles,
                    float *v);

/* Finishes the products of @n_tiles tiles, of 32 output channels. */
void lk_tiles_give (const LkTiles *tiles,
                    const LkTrainingTarget *target,
                    gsize first,
                    gsize n_tiles,
                    gsize pair,
                    const float *m);

/* The convolution of a map with transformed weights. */
void lk_tiles_convolve (const LkTiles *tiles,
                        const LkMap *map,
                        gsize origin,
                        const float *weight,
                        const LkTrainingTarget *target,
                        float *scratch);

/* Likewise of planar pictures, a row of tiles at a time. */
void lk_tiles_convolve_planar (const LkTiles *tiles,
                               const LkTrainingLayer *layer,
                               const LkMap *pictures,
                               const LkTrainingTarget *target,
                               float *scratch);

/* Floats that these need, for any layer of @n_blocks at most on either side. */
gsize lk_tiles_get_scratch_size (const LkTiles *tiles, gsize n_blocks);
gsize lk_tiles_get_planar_scratch_size (const LkTiles *tiles, gsize n_in);

/* Where the 16 channels of @block go, from pixel @y, @x before the pool on; all but the
 * number of rows and columns. */
void lk_tiles_aim (const LkTrainingTarget *target,
                   gsize picture,
                   gsize block,
                   gsize y,
                   gsize x,
                   LkFinish *finish);

G_END_DECLS
