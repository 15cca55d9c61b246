/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-gradient-kernels.h"
#include "lk-variant.h"

/*
 * What the sources of the kernels of training share, see lk-variant.h.
 */

/* Past the caches, where the processor can: for what is not read again soon. */
LK_INLINE void
lk_lanes_put_away (float *values, LkLanes lanes)
{
#if LK_LANES == 16
  _mm512_stream_ps (values, (__m512) lanes);
#elif LK_LANES == 8
  _mm256_stream_ps (values, (__m256) lanes);
#else
  lk_lanes_put (values, lanes);
#endif
}

/* @a where @x > @y, else @b. */
LK_INLINE LkLanes
lk_lanes_where_larger (LkLanes x, LkLanes y, LkLanes a, LkLanes b)
{
  return lk_lanes_choose (lk_lanes_greater (x, y), a, b);
}

void LK_VARIANT_NAME (lk_sum_values) (const float *values, gsize n_cells, double *sums);
void LK_VARIANT_NAME (lk_activate) (const LkNormPlane *plane,
                                    float *output,
                                    gsize output_row);
void LK_VARIANT_NAME (lk_sum_gradients) (const LkNormPlane *plane,
                                         const float *gradient,
                                         double *sums);
void LK_VARIANT_NAME (lk_apply_gradients) (const LkNormPlane *plane,
                                           const float *gradient,
                                           float *output,
                                           gsize output_row,
                                           float *output_beside,
                                           gsize output_beside_row);
void LK_VARIANT_NAME (lk_spread_tiles) (const float *map,
                                        gsize row_size,
                                        gsize n_tiles,
                                        float *n,
                                        gsize position_size);
void LK_VARIANT_NAME (lk_correlate) (const LkCorrelation *how,
                                     const float *v,
                                     const float *n,
                                     float *sums);
void LK_VARIANT_NAME (lk_correlate_planar) (const float *const taps[9],
                                            gsize tap_row,
                                            const float *n,
                                            gsize n_row,
                                            gsize n_block,
                                            gsize height,
                                            gsize width,
                                            float *sums);
void LK_VARIANT_NAME (lk_transform_weights) (const float g[6][3],
                                             const float *taps,
                                             float *transformed,
                                             gsize position_size);
void LK_VARIANT_NAME (lk_gather_weights) (const float g[6][3],
                                          const float *transformed,
                                          gsize position_size,
                                          gsize n_parts,
                                          gsize part_size,
                                          float *taps);
double LK_VARIANT_NAME (lk_sum_squares) (const float *values, gsize n);
void LK_VARIANT_NAME (lk_descend) (const LkDescent *how,
                                   float *values,
                                   float *velocities,
                                   const float *gradient,
                                   gsize n);
