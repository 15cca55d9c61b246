/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-gradient-variant.h"

const LkGradientKernels LK_VARIANT_NAME (lk_gradient_kernels) = {
  .sum_values = LK_VARIANT_NAME (lk_sum_values),
  .activate = LK_VARIANT_NAME (lk_activate),
  .sum_gradients = LK_VARIANT_NAME (lk_sum_gradients),
  .apply_gradients = LK_VARIANT_NAME (lk_apply_gradients),
  .spread_tiles = LK_VARIANT_NAME (lk_spread_tiles),
  .correlate = LK_VARIANT_NAME (lk_correlate),
  .correlate_planar = LK_VARIANT_NAME (lk_correlate_planar),
  .transform_weights = LK_VARIANT_NAME (lk_transform_weights),
  .gather_weights = LK_VARIANT_NAME (lk_gather_weights),
  .sum_squares = LK_VARIANT_NAME (lk_sum_squares),
  .descend = LK_VARIANT_NAME (lk_descend),
};
