/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-variant-finish.h"

/* Two rows of LK_DIRECT pixels by two vectors of output channels. */
LK_INLINE void
convolve_some (const LkDirect *direct,
               const float *input,
               gsize out,
               float *m,
               gsize m_row)
{
  const float *u = direct->weight + out;
  Lanes sums[2][LK_DIRECT][2] = { 0 };

  for (gsize channel = 0; channel < direct->n_in; channel++)
    for (gsize y = 0; y < direct->kernel; y++)
      {
        const float *row = input + channel * direct->input_plane + y * direct->input_row;

        for (gsize x = 0; x < direct->kernel; x++, u += LK_KERNELS_OUT)
          {
            Lanes weights[] = { lk_lanes_get (u), lk_lanes_get (u + LK_LANES) };

            LK_UNROLL
            for (gsize i = 0; i < 2 * LK_DIRECT; i++)
              {
                Lanes value = lk_lanes_spread (row + i / LK_DIRECT * direct->input_row
                                               + i % LK_DIRECT + x);

                sums[i / LK_DIRECT][i % LK_DIRECT][0] += value * weights[0];
                sums[i / LK_DIRECT][i % LK_DIRECT][1] += value * weights[1];
              }
          }
      }
  LK_UNROLL
  for (gsize i = 0; i < 2 * LK_DIRECT; i++)
    {
      float *pixel = m + i / LK_DIRECT * m_row + i % LK_DIRECT * LK_KERNELS_OUT + out;

      lk_lanes_put (pixel, sums[i / LK_DIRECT][i % LK_DIRECT][0]);
      lk_lanes_put (pixel + LK_LANES, sums[i / LK_DIRECT][i % LK_DIRECT][1]);
    }
}

void
LK_VARIANT_NAME (lk_convolve) (const LkDirect *direct,
                               gsize n_columns,
                               float *m,
                               gsize m_row)
{
  for (gsize x = 0; x < n_columns; x += LK_DIRECT)
    for (gsize out = 0; out < LK_KERNELS_OUT; out += 2 * LK_LANES)
      convolve_some (direct, direct->input + x, out, m + x * LK_KERNELS_OUT, m_row);
}

/* As many pixels as lie in a square of 2x2, or what there is of it. */
LK_INLINE void
finish_some (const float *m, gsize m_row, const LkFinish *finish, gsize lane)
{
  Lanes values[4] = { 0 };

  LK_UNROLL
  for (gsize i = 0; i < 4; i++)
    if (i / 2 < finish->n_rows && i % 2 < finish->n_columns)
      values[i] = lk_lanes_get (m + i / 2 * m_row + i % 2 * LK_KERNELS_OUT + lane);
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
        finish_some (m + x * LK_KERNELS_OUT, m_row, &some, lane);
    }
}
