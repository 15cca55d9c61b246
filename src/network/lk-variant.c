/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-variant.h"

const LkConvolutionKernels LK_VARIANT_NAME (lk_convolution_kernels) = {
  .multiply = LK_VARIANT_NAME (lk_multiply),
  .multiply_planar = LK_VARIANT_NAME (lk_multiply_planar),
  .deal_row = LK_VARIANT_NAME (lk_deal_row),
  .take_planar = LK_VARIANT_NAME (lk_take_planar),
  .take_tiles = { LK_VARIANT_NAME (lk_take_tiles_2), LK_VARIANT_NAME (lk_take_tiles_4) },
  .give_tile = { LK_VARIANT_NAME (lk_give_tile_2), LK_VARIANT_NAME (lk_give_tile_4) },
  .finish_pixels = LK_VARIANT_NAME (lk_finish_pixels),
  .pool_pixels = LK_VARIANT_NAME (lk_pool_pixels),
};
