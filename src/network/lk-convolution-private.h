/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-convolution.h"

G_BEGIN_DECLS

/* Each in a file of its own. */
typedef enum
{
  LK_METHOD_TILES,
  LK_METHOD_ROWS,
  LK_METHOD_GATHER,
} LkConvolutionMethod;

/* @edge: of the outputs of Winograd's tiles, 2 or 4, with %LK_METHOD_TILES
 * @n_rows: rows of the matrix that weights are: n_in where the input is planar, else to
 *   whole blocks of 16; with %LK_METHOD_GATHER so many for each place of the kernel
 * @weight: blocks of 32 output channels, @block_size floats each; within a block
 *   [@n_rows][32], and with %LK_METHOD_TILES so for each position, see lk-winograd.h
 * @bias: to whole blocks of 32, what is added is 0 */
struct _LkConvolution
{
  LkConvolutionShape shape;
  LkConvolutionMethod method;
  const LkConvolutionKernels *kernels;
  gsize edge;
  gsize n_rows;
  gsize n_blocks;
  gsize block_size;
  float *weight;
  float *bias;
};

/* A run, as the items of a pool see it. @height and @width are of the output before the
 * pool, without a last row or column that the pool drops; @split is how the work is cut,
 * which each method knows. */
typedef struct
{
  const LkConvolution *self;
  const LkMap *input;
  const LkMap *addend;
  const LkMap *output;
  const LkConvolutionMemory *memory;
  gsize height;
  gsize width;
} LkConvolutionRun;

/* The number of parts, at least @least, that @n_threads can share evenly. */
static inline gsize
lk_convolution_split (gsize least, guint n_threads)
{
  return (MAX (least, 1) + n_threads - 1) / n_threads * n_threads;
}

/* Where the values of the 16 channels of @block go, from pixel @y, @x before the pool on,
 * at most @n_rows x @n_columns of them. */
LkFinish lk_convolution_aim (const LkConvolutionRun *run,
                             gsize picture,
                             gsize block,
                             gsize y,
                             gsize x,
                             gsize n_rows,
                             gsize n_columns);

/* All items, on the run's pool or here. @data begins with a #LkConvolutionRun. */
void lk_convolution_share (const LkConvolutionRun *run,
                           gsize n_items,
                           LkPoolWork work,
                           gpointer data);

static inline float *
lk_convolution_get_own (const LkConvolutionRun *run, guint worker)
{
  return run->memory->own + worker * run->memory->own_size;
}

/* Of each method: raise the needs, and run. @height and @width as in #LkConvolutionRun.
 */
void lk_convolution_measure_rows (const LkConvolution *self,
                                  gsize height,
                                  gsize width,
                                  LkConvolutionNeeds *needs);
void lk_convolution_run_rows (const LkConvolutionRun *run);

void lk_convolution_measure_tiles (const LkConvolution *self,
                                   gsize n_pictures,
                                   gsize height,
                                   gsize width,
                                   guint n_threads,
                                   LkConvolutionNeeds *needs);
void lk_convolution_run_tiles (const LkConvolutionRun *run);

void lk_convolution_measure_gather (const LkConvolution *self,
                                    gsize n_pictures,
                                    gsize height,
                                    gsize width,
                                    guint n_threads,
                                    LkConvolutionNeeds *needs);
void lk_convolution_run_gather (const LkConvolutionRun *run);

G_END_DECLS
