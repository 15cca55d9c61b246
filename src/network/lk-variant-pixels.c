/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-variant-finish.h"

/* As many pixels as lie in a square of 2x2, or what there is of it. */
LK_INLINE void
finish_some (const float *m, gsize m_row, const LkFinish *finish, gsize lane)
{
  LkLanes values[4] = { 0 };

  LK_UNROLL
  for (gsize i = 0; i < 4; i++)
    if (i / 2 < finish->n_rows && i % 2 < finish->n_columns)
      values[i] = lk_lanes_get (m + i / 2 * m_row + i % 2 * LK_CONVOLUTION_OUT + lane);
  lk_finish (values, 2, 2, finish, lane);
}

void
LK_VARIANT_NAME (lk_finish_pixels) (const float *m, gsize m_row, const LkFinish *finish)
{
  for (gsize x = 0; x < finish->n_columns; x += 2)
    {
      LkFinish some = *finish;

      some.n_columns = MIN (finish->n_columns - x, 2);
      some.output += (finish->pool ? x / 2 : x) * LK_BLOCK;
      if (some.addend != NULL)
        some.addend += x * LK_BLOCK;
      for (gsize lane = 0; lane < LK_BLOCK; lane += LK_LANES)
        finish_some (m + x * LK_CONVOLUTION_OUT, m_row, &some, lane);
    }
}
