/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LkConvolution:
 *
 * One convolution of stride 1 and all that follows it in one step: bias, an addend, a
 * LeakyReLU, and a 2x2 max-pool of stride 2 that drops an odd last row or column. How the
 * products are computed is known to lk-convolution.c alone. Immutable.
 */
typedef struct _LkConvolution LkConvolution;

/**
 * LkConvolutionShape:
 * @n_in: channels of the input
 * @n_out: channels of the output
 * @kernel: edge of the kernel: 1 or 3
 * @padding: rows and columns of zeros around the input
 * @slope: of the LeakyReLU, 0 to 1: 0 is ReLU, 1 leaves the activation out
 * @pool: whether the max-pool follows
 */
typedef struct
{
  gsize n_in;
  gsize n_out;
  gsize kernel;
  gsize padding;
  float slope;
  gboolean pool;
} LkConvolutionShape;

/** Takes over @weight [n_out, n_in, kernel, kernel] and @bias [n_out], which g_free() can
 * free. A kernel of 1 has no padding. */
LkConvolution *
lk_convolution_new (const LkConvolutionShape *shape, float *weight, float *bias);
void lk_convolution_free (LkConvolution *self);

const LkConvolutionShape *lk_convolution_get_shape (const LkConvolution *self);

/** Turns the size of an input into that of the output, after the pool; 0 where the input
 * is too small. */
void lk_convolution_resize (const LkConvolution *self, gsize *height, gsize *width);

/** Number of floats that lk_convolution_run() needs as scratch for an input of @height x
 * @width. */
gsize
lk_convolution_get_scratch_size (const LkConvolution *self, gsize height, gsize width);

/**
 * lk_convolution_run:
 * @input: [n_in, height, width]
 * @addend: (nullable): [n_out, height, width] of the output before the pool, added before
 *   the activation
 * @output: [n_out, height', width'], see lk_convolution_resize(); overlaps nothing
 *
 * Allocates nothing. What is not finite stays so, though infinity may become NaN.
 */
void lk_convolution_run (const LkConvolution *self,
                         const float *input,
                         gsize height,
                         gsize width,
                         const float *addend,
                         float *output,
                         float *scratch);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkConvolution, lk_convolution_free)

G_END_DECLS
