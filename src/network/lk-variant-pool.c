/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-variant.h"

LK_INLINE LkLanes
pool_window (const LkPoolWindow *window, const float *map)
{
  LkLanes largest = lk_lanes_get (map);

  for (gsize y = 0; y < window->n_rows; y++)
    for (gsize x = 0; x < window->n_columns; x++)
      largest = lk_lanes_larger (lk_lanes_get (map + y * window->row_size + x * LK_BLOCK),
                                 largest);
  return largest;
}

void
LK_VARIANT_NAME (lk_pool_pixels) (const LkPoolWindow *window,
                                  const float *map,
                                  gsize stride,
                                  gsize n_pixels,
                                  float *output)
{
  for (gsize i = 0; i < n_pixels; i++)
    for (gsize lane = 0; lane < LK_BLOCK; lane += LK_LANES)
      lk_lanes_put (output + i * LK_BLOCK + lane,
                    pool_window (window, map + i * stride * LK_BLOCK + lane));
}
