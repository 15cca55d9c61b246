/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-convolution-kernels.h"

#include "lk-lanes.h"

/*
 * What the sources of the kernels share: channels come in blocks of 16.
 */
#define LK_BLOCK 16
#define LK_PARTS (LK_BLOCK / LK_LANES)

/* The larger one; not a number where @a is not finite or @b is not a number. */
LK_INLINE LkLanes
lk_lanes_larger (LkLanes a, LkLanes b)
{
  return lk_lanes_max (a, b) + (a - a);
}

/* LeakyReLU for a slope of 0 to 1. */
LK_INLINE LkLanes
lk_lanes_activate (LkLanes value, LkLanes slope)
{
  return lk_lanes_max (value, slope * value);
}

void LK_VARIANT_NAME (lk_multiply) (const LkProducts *products,
                                    const float *v,
                                    const float *u,
                                    gsize n_rows,
                                    float *m);
void LK_VARIANT_NAME (lk_multiply_planar) (const LkProducts *products,
                                           const float *v,
                                           const float *u,
                                           gsize n_rows,
                                           float *m);
void LK_VARIANT_NAME (lk_deal_row) (const float *row,
                                    gsize width,
                                    gsize padding,
                                    float *strip,
                                    gsize deal_size);
void LK_VARIANT_NAME (lk_take_planar) (const float *strip,
                                       gsize deal_size,
                                       gsize n_tiles,
                                       float *v,
                                       gsize position_size);
void LK_VARIANT_NAME (lk_take_tiles_2) (const float *map,
                                        gsize row_size,
                                        gsize n_tiles,
                                        float *v,
                                        gsize position_size);
void LK_VARIANT_NAME (lk_take_tiles_4) (const float *map,
                                        gsize row_size,
                                        gsize n_tiles,
                                        float *v,
                                        gsize position_size);
void LK_VARIANT_NAME (lk_give_tile_2) (const float *m,
                                       gsize position_size,
                                       const LkFinish *finish);
void LK_VARIANT_NAME (lk_give_tile_4) (const float *m,
                                       gsize position_size,
                                       const LkFinish *finish);
void LK_VARIANT_NAME (lk_finish_pixels) (const float *m,
                                         gsize m_row,
                                         const LkFinish *finish);
void LK_VARIANT_NAME (lk_pool_pixels) (const LkPoolWindow *window,
                                       const float *map,
                                       gsize stride,
                                       gsize n_pixels,
                                       float *output);
