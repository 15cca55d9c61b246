/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-cpu.h"

G_BEGIN_DECLS

/** Channels that lie side by side, as in #LkMap. */
#define LK_GRADIENT_BLOCK 16

/**
 * LkNormCard:
 *
 * What belongs to 16 channels of a norm, 16 numbers each: its output is scale y + shift;
 * the gradient of its input is direct dz + tilt (y - mean) + offset, where dz is that of
 * its output.
 */
typedef enum
{
  LK_CARD_SCALE,
  LK_CARD_SHIFT,
  LK_CARD_MEAN,
  LK_CARD_DIRECT,
  LK_CARD_TILT,
  LK_CARD_OFFSET,
} LkNormCard;
#define LK_CARD_SIZE (6 * LK_GRADIENT_BLOCK)

/**
 * LkNormPlane:
 * @values: [height][width][16]: of a convolution, before its norm
 * @card: see #LkNormCard
 * @beside: (nullable): likewise, of a shortcut whose norm's output is added
 * @slope: of the LeakyReLU that follows
 * @pool: whether a 2x2 max-pool follows, which drops an odd last row or column
 *
 * 16 channels of a picture between a convolution and the next.
 */
typedef struct
{
  const float *values;
  const float *card;
  const float *beside;
  const float *beside_card;
  gsize height;
  gsize width;
  float slope;
  gboolean pool;
} LkNormPlane;

/**
 * LkCorrelation:
 * @n_positions: how many products there are; as far apart as @v_position, @n_position and
 *   @sum_position say
 * @n_lines: of a product, runs of rows
 * @n_side: rows of a line, side by side
 * @n_in: blocks of 16 input channels, @v_block floats apart
 * @n_block: floats between two blocks of 16 output channels
 * @fresh: whether the sums begin at 0
 *
 * How the operands of a weight gradient lie.
 */
typedef struct
{
  gsize n_positions;
  gsize n_lines;
  gsize n_side;
  gsize n_in;
  gsize v_position;
  gsize v_line;
  gsize v_block;
  gsize n_position;
  gsize n_line;
  gsize n_block;
  gsize sum_position;
  gboolean fresh;
} LkCorrelation;

/**
 * LkDescent:
 * @scale: of the gradient
 * @decay: of the values, to be added to it
 * @momentum: of the velocity, to which that is added
 * @now: how much of the gradient, and
 * @ahead: how much of the velocity is subtracted from the values
 */
typedef struct
{
  float scale;
  float decay;
  float momentum;
  float now;
  float ahead;
} LkDescent;

/**
 * LkGradientKernels:
 * @sum_values: of @n_cells cells of 16 channels, the means to @sums[0..15] and the sums
 * of squared distances from them to @sums[16..31]
 * @activate: what the next convolution sees, [rows][@output_row], one cell after the
 * other
 * @sum_gradients: with the gradient dz of the norm's output, from the @gradient of what
 *   @activate gives, which lies without gaps: the sums of dz to @sums[0..15], of dz (y -
 *   mean) to @sums[16..31], and of the shortcut's to @sums[32..47]
 * @apply_gradients: the gradient of @values to @output, and that of @beside to
 *   @output_beside
 * @spread_tiles: A dy A^T of @n_tiles tiles of 4x4 that lie side by side, for 16
 * channels:
 *   @map is the first pixel of the first tile, @n[position * @position_size + tile * 16]
 * @correlate: @sums[position * @sum_position + in * 32 + out] grows by, or becomes, the
 * sum over rows of V[row][in] N[row][out], for 32 output channels; number c of row r at
 * line l of V is at
 *   @v[position * v_position + l * v_line + c / 16 * v_block + r * 16 + c % 16], and of N
 *   likewise
 * @correlate_planar: @sums[tap * 32 + out] grows by the sum over @height rows and @width
 *   columns of @taps[tap][row * @tap_row + column] N[row][column][out], for 9 taps;
 * number c of a pixel of N is at @n[c / 16 * @n_block + row * @n_row + column * 16 + c %
 * 16]
 * @transform_weights: G g G^T of 32 kernels: tap i of kernel k is @taps[i * 32 + k],
 *   @transformed[position * @position_size + k]
 * @gather_weights: G^T u G of the sum of @n_parts transformed kernels, @part_size floats
 *   apart, likewise
 * @sum_squares: of @n numbers, in double
 * @descend: a step of #LkOptimizer
 *
 * The inner loops of training, compiled once for each kind of processor. @g is the matrix
 * G of F(4x4, 3x3), see lk-winograd.h. All pointers to blocks of 16 floats are aligned to
 * 64 bytes; those to planar numbers need not be.
 */
typedef struct
{
  void (*sum_values) (const float *values, gsize n_cells, double *sums);
  void (*activate) (const LkNormPlane *plane, float *output, gsize output_row);
  void (*sum_gradients) (const LkNormPlane *plane, const float *gradient, double *sums);
  void (*apply_gradients) (const LkNormPlane *plane,
                           const float *gradient,
                           float *output,
                           gsize output_row,
                           float *output_beside,
                           gsize output_beside_row);
  void (*spread_tiles) (const float *map,
                        gsize row_size,
                        gsize n_tiles,
                        float *n,
                        gsize position_size);
  void (*correlate) (const LkCorrelation *how,
                     const float *v,
                     const float *n,
                     float *sums);
  void (*correlate_planar) (const float *const taps[9],
                            gsize tap_row,
                            const float *n,
                            gsize n_row,
                            gsize n_block,
                            gsize height,
                            gsize width,
                            float *sums);
  void (*transform_weights) (const float g[6][3],
                             const float *taps,
                             float *transformed,
                             gsize position_size);
  double (*sum_squares) (const float *values, gsize n);
  void (*descend) (const LkDescent *how,
                   float *values,
                   float *velocities,
                   const float *gradient,
                   gsize n);
  void (*gather_weights) (const float g[6][3],
                          const float *transformed,
                          gsize position_size,
                          gsize n_parts,
                          gsize part_size,
                          float *taps);
} LkGradientKernels;

extern const LkGradientKernels lk_gradient_kernels_portable;
extern const LkGradientKernels lk_gradient_kernels_avx2;
extern const LkGradientKernels lk_gradient_kernels_avx512;

/** Those for @kernels, which this processor must be able to run. */
const LkGradientKernels *lk_gradient_kernels_get (LkKernels kernels);

G_END_DECLS
