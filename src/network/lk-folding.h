/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-block.h"
#include "lk-convolution.h"

G_BEGIN_DECLS

/**
 * lk_fold_layer:
 * @shape: that of @layer
 * @tensors: names to #LkTensor; those of @layer are there and well-shaped
 *
 * Folds the bias and the BatchNorm (as at inference, epsilon 1e-5) into weight and bias:
 * with a = weight / sqrt (running_var + epsilon), w' = a w and
 * b' = a (b - running_mean) + bias. Computed in double.
 *
 * Returns: the convolution, or %NULL with %LK_ERROR_NUMERIC (scaled weights that no
 *   float32 holds), naming the tensors
 */
LkConvolution *lk_fold_layer (const LkLayer *layer,
                              const LkConvolutionShape *shape,
                              GHashTable *tensors,
                              GError **error);

/** Of a norm that stands alone: @scale and @shift [n] so that scale x + shift is what it
 * makes of x; %FALSE as lk_fold_layer(). */
gboolean lk_fold_norm (const char *norm,
                       gsize n,
                       GHashTable *tensors,
                       float *scale,
                       float *shift,
                       GError **error);

G_END_DECLS
