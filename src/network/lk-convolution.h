/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-convolution-kernels.h"
#include "lk-map.h"
#include "lk-pool.h"

G_BEGIN_DECLS

/**
 * LkConvolution:
 *
 * One convolution and all that follows it in one step: bias, an addend, a LeakyReLU, and
 * a 2x2 max-pool of stride 2 that drops an odd last row or column. Immutable. How the
 * products are computed is known to the files lk-convolution*.c alone:
 *
 * - a kernel of 3 and a stride of 1 by Winograd's F(4x4, 3x3), or F(2x2, 3x3) where the
 * weights are so many that reading them is what takes the time (see lk-winograd.h); they
 * are transformed once, in double,
 * - a kernel of 1 and a stride of 1 as a matrix product,
 * - all else as a matrix product of what each output sees, gathered before.
 *
 * Each output number is a sum in an order that is always the same, whatever the number of
 * pictures, of threads, or the way the work is split: the same picture gives the same
 * bits. Only other kernels (see #LkConvolutionKernels) round otherwise.
 */
typedef struct _LkConvolution LkConvolution;

/**
 * LkConvolutionShape:
 * @n_in: channels of the input
 * @n_out: channels of the output
 * @kernel: edge of the kernel, at least 1
 * @stride: rows and columns from one output to the next, at least 1
 * @padding: rows and columns of zeros around the input, less than @kernel
 * @slope: of the LeakyReLU, 0 to 1: 0 is ReLU, 1 leaves the activation out
 * @pool: whether the max-pool follows; see lk_convolution_can_pool()
 * @planar: whether the input is that of the network: planar pictures
 */
typedef struct
{
  gsize n_in;
  gsize n_out;
  gsize kernel;
  gsize stride;
  gsize padding;
  float slope;
  gboolean pool;
  gboolean planar;
} LkConvolutionShape;

/**
 * LkConvolutionNeeds:
 * @shared: floats that all threads share
 * @own: floats that each thread has of its own
 *
 * Memory that a run takes beside its maps.
 */
typedef struct
{
  gsize shared;
  gsize own;
} LkConvolutionNeeds;

/**
 * LkConvolutionMemory:
 * @pool: (nullable): shares the work; without it the calling thread works alone
 * @shared: aligned to 64 bytes
 * @own: likewise, @own_size floats for each thread, one after the other
 * @own_size: a multiple of 16
 */
typedef struct
{
  LkPool *pool;
  float *shared;
  float *own;
  gsize own_size;
} LkConvolutionMemory;

/** Whether a convolution of @shape, but for its pool, can be followed by one. */
gboolean lk_convolution_can_pool (const LkConvolutionShape *shape);

/** @weight [n_out, n_in, kernel, kernel] and @bias [n_out] are read, not kept. @kernels
 * are usually those for lk_cpu_get_kernels(). */
LkConvolution *lk_convolution_new (const LkConvolutionShape *shape,
                                   const float *weight,
                                   const float *bias,
                                   const LkConvolutionKernels *kernels);
void lk_convolution_free (LkConvolution *self);

const LkConvolutionShape *lk_convolution_get_shape (const LkConvolution *self);
const LkConvolutionKernels *lk_convolution_get_kernels (const LkConvolution *self);

/** Bytes of the weights as they are kept. */
gsize lk_convolution_get_weight_size (const LkConvolution *self);

/** How the products are computed, for people: "1x1", "F(2x2)", "F(4x4)"
 * or "gather". */
const char *lk_convolution_get_method (const LkConvolution *self);

/** Turns the size of an input into that of the output, after the pool; 0 where the input
 * is too small. */
void lk_convolution_resize (const LkConvolution *self, gsize *height, gsize *width);

/** Raises @needs to what a run on @n_pictures of @height x @width needs; @n_threads of
 * the pool, 1 without. */
void lk_convolution_measure (const LkConvolution *self,
                             gsize n_pictures,
                             gsize height,
                             gsize width,
                             guint n_threads,
                             LkConvolutionNeeds *needs);

/**
 * lk_convolution_run:
 * @input: n_in channels; where the shape says planar, its data is
 *   [n_pictures, n_in, height, width] instead
 * @addend: (nullable): n_out channels of the output's size before the pool, added before
 *   the activation
 * @output: n_out channels, see lk_convolution_resize(); border and all is written, and
 *   overlaps nothing
 *
 * Allocates nothing. What is not finite stays so in what it touches, though infinity may
 * become NaN and NaN spread to neighbours.
 */
void lk_convolution_run (const LkConvolution *self,
                         const LkMap *input,
                         const LkMap *addend,
                         const LkMap *output,
                         const LkConvolutionMemory *memory);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkConvolution, lk_convolution_free)

G_END_DECLS
