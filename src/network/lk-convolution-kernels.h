/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-cpu.h"

G_BEGIN_DECLS

/** Output channels that the kernels compute at once. */
#define LK_CONVOLUTION_OUT 32

/**
 * LkFinish:
 * @output: the 16 channels of the first output pixel
 * @output_row: floats between two rows of it
 * @addend: (nullable): likewise, before the pool
 * @bias: of the 16 channels
 * @slope: of the LeakyReLU
 * @pool: whether 2x2 values become one, their maximum
 * @n_rows: rows of values, before the pool, that are wanted
 * @n_columns: likewise; with @pool both are even
 *
 * What becomes of a tile of products, and where it goes.
 */
typedef struct
{
  float *output;
  gsize output_row;
  const float *addend;
  gsize addend_row;
  const float *bias;
  float slope;
  gboolean pool;
  gsize n_rows;
  gsize n_columns;
} LkFinish;

/**
 * LkProducts:
 * @n_blocks: of a row of V: blocks of 16 numbers that lie side by side, or where channels
 *   are planar single numbers
 * @block_size: floats between two of them
 * @n_positions: how many products there are
 * @v_position: floats between two positions of V
 * @m_position: likewise of M
 *
 * How the operands of the products at all positions lie.
 */
typedef struct
{
  gsize n_blocks;
  gsize block_size;
  gsize n_positions;
  gsize v_position;
  gsize m_position;
} LkProducts;

/**
 * LkPoolWindow:
 * @n_rows: at least 1
 * @n_columns: at least 1
 * @row_size: floats between two rows
 *
 * What a max-pool looks through.
 */
typedef struct
{
  gsize n_rows;
  gsize n_columns;
  gsize row_size;
} LkPoolWindow;

/**
 * LkConvolutionKernels:
 * @multiply: M = V times U at each position: row r of position i has its number c at
 *   @v[i * v_position + c / 16 * block_size + r * 16 + c % 16], @u is [n_positions][16 *
 *   n_blocks][32], and the products of the row are at @m[i * m_position + r * 32]
 * @multiply_planar: the same for planar channels: number c at @v[i * v_position + c *
 *   block_size + r], and @u is [n_positions][n_blocks][32]
 * @take_tiles: B^T d B of @n_tiles tiles that lie side by side, for 16 channels: @map is
 *   the first pixel the first tile sees, @v[position * @position_size + tile * 16];
 *   for tiles of 2x2 outputs and of 4x4
 * @deal_row: @row of @width numbers, with @padding zeros before it and as many as it
 * takes after it, dealt out for @take_planar: number x goes to @strip[x % 4 * @deal_size
 * + x / 4];
 *   @row %NULL: all zeros
 * @take_planar: B^T d B of @n_tiles tiles of 4x4 outputs that lie side by side in a
 * planar channel, of which @strip has the six rows [6][4][@deal_size]: tile t at
 *   @v[position * @position_size + t], and up to 16 numbers more than there are tiles
 * @give_tile: A^T m A of a tile, @m[position * @position_size], for 16 channels, finished
 * @finish_pixels: finishes 1 or 2 rows of products, @m[row * @m_row + column * 32]
 * @pool_pixels: the largest of each window of 16 channels, for @n_pixels windows that are
 *   @stride pixels apart: the first begins at @map
 *
 * The inner loops, compiled once for each kind of processor. All pointers to blocks of 16
 * floats are aligned to 64 bytes; those to planar numbers need not be. What is not a
 * number stays so.
 */
typedef struct
{
  void (*multiply) (const LkProducts *products,
                    const float *v,
                    const float *u,
                    gsize n_rows,
                    float *m);
  void (*multiply_planar) (const LkProducts *products,
                           const float *v,
                           const float *u,
                           gsize n_rows,
                           float *m);
  void (*deal_row) (const float *row,
                    gsize width,
                    gsize padding,
                    float *strip,
                    gsize deal_size);
  void (*take_planar) (const float *strip,
                       gsize deal_size,
                       gsize n_tiles,
                       float *v,
                       gsize position_size);
  void (*take_tiles[2]) (const float *map,
                         gsize row_size,
                         gsize n_tiles,
                         float *v,
                         gsize position_size);
  void (*give_tile[2]) (const float *m, gsize position_size, const LkFinish *finish);
  void (*finish_pixels) (const float *m, gsize m_row, const LkFinish *finish);
  void (*pool_pixels) (const LkPoolWindow *window,
                       const float *map,
                       gsize stride,
                       gsize n_pixels,
                       float *output);
} LkConvolutionKernels;

extern const LkConvolutionKernels lk_convolution_kernels_portable;
extern const LkConvolutionKernels lk_convolution_kernels_avx2;
extern const LkConvolutionKernels lk_convolution_kernels_avx512;

/** Those for @kernels, which this processor must be able to run. */
const LkConvolutionKernels *lk_convolution_kernels_get (LkKernels kernels);

G_END_DECLS
