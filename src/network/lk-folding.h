/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-convolution.h"

G_BEGIN_DECLS

/**
 * lk_fold_convolution:
 * @tensors: names to #LkTensor, as in #LkLayout
 * @name: of the convolution, such as "stage1.conv": its "weight" is [n_out, n_in, kernel,
 *   kernel], its "bias" [n_out] may be missing
 * @norm: (nullable): of the BatchNorm that follows, such as "stage1.norm": "weight",
 *   "bias", "running_mean" and "running_var", each [n_out]
 * @shape: all but @n_out is given; @n_out is filled in from the weights
 * @n_parameters: (inout): grows by the number of weights of both, statistics not counted
 *
 * Folds the bias and the BatchNorm (as at inference, epsilon 1e-5) into weight and bias:
 * with a = weight / sqrt (running_var + epsilon), w' = a w and
 * b' = a (b - running_mean) + bias. Computed in double.
 *
 * Returns: the convolution, or %NULL with %LK_ERROR_FORMAT (a missing or misshapen
 *   tensor), %LK_ERROR_LIMIT (too many channels) or %LK_ERROR_NUMERIC (weights that are
 *   not finite), naming the tensor
 */
LkConvolution *lk_fold_convolution (GHashTable *tensors,
                                    const char *name,
                                    const char *norm,
                                    LkConvolutionShape *shape,
                                    gsize *n_parameters,
                                    GError **error);

/** Whether @tensors holds any tensor of the BatchNorm @norm. */
gboolean lk_fold_has_norm (GHashTable *tensors, const char *norm);

G_END_DECLS
