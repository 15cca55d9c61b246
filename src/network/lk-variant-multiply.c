/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-variant.h"

/* Floats ahead of the weights in use; they come from a farther cache, or from memory. */
#define AHEAD 2048

/* @n_rows rows by two vectors of output channels, all sums in registers. Of a row,
 * @n_side numbers lie side by side, and rows are as far apart; both are constants to the
 * compiler.
 */
LK_INLINE void
multiply_some (const float *v,
               gsize n_side,
               gsize block_size,
               const float *u,
               gsize n_blocks,
               gsize n_rows,
               float *m)
{
  LkLanes sums[LK_LANES_ROWS][2];

  LK_UNROLL
  for (gsize r = 0; r < n_rows; r++)
    sums[r][0] = sums[r][1] = (LkLanes){ 0 };
  for (gsize block = 0; block < n_blocks; block++, v += block_size)
    for (gsize i = 0; i < n_side; i++, u += LK_CONVOLUTION_OUT)
      {
        LkLanes weights[] = { lk_lanes_get (u), lk_lanes_get (u + LK_LANES) };

        __builtin_prefetch (u + AHEAD);
        __builtin_prefetch (u + AHEAD + LK_BLOCK);
        LK_UNROLL
        for (gsize r = 0; r < n_rows; r++)
          {
            LkLanes value = lk_lanes_spread (v + r * n_side + i);

            sums[r][0] = value * weights[0] + sums[r][0];
            sums[r][1] = value * weights[1] + sums[r][1];
          }
      }
  LK_UNROLL
  for (gsize r = 0; r < n_rows; r++)
    {
      lk_lanes_put (m + r * LK_CONVOLUTION_OUT, sums[r][0]);
      lk_lanes_put (m + r * LK_CONVOLUTION_OUT + LK_LANES, sums[r][1]);
    }
}

/* A few rows at @n_positions positions; @n_side and @n_rows are constants to the
 * compiler.
 */
LK_INLINE void
multiply_positions (const LkProducts *products,
                    gsize n_side,
                    gsize n_positions,
                    const float *v,
                    const float *u,
                    gsize n_rows,
                    float *m)
{
  gsize n_blocks = products->n_blocks;

  for (gsize i = 0; i < n_positions; i++)
    {
      multiply_some (v, n_side, products->block_size, u, n_blocks, n_rows, m);
      v += products->v_position;
      u += n_blocks * n_side * LK_CONVOLUTION_OUT;
      m += products->m_position;
    }
}

#define CASE(n)                                                                          \
  case n:                                                                                \
    multiply_positions (products, n_side, n_positions, v, u, n, m);                      \
    break

LK_INLINE void
multiply_rows (const LkProducts *products,
               gsize n_side,
               gsize n_positions,
               const float *v,
               const float *u,
               gsize n_rows,
               float *m)
{
  switch (n_rows)
    {
      CASE (1);
      CASE (2);
      CASE (3);
      CASE (4);
      CASE (5);
      CASE (6);
#if LK_LANES_ROWS == 14
      CASE (7);
      CASE (8);
      CASE (9);
      CASE (10);
      CASE (11);
      CASE (12);
      CASE (13);
      CASE (14);
#endif
    }
}

/* As many rows at a time as registers allow, shared out evenly. */
LK_INLINE void
multiply_all (const LkProducts *products,
              gsize n_side,
              gsize n_positions,
              const float *v,
              const float *u,
              gsize n_rows,
              float *m)
{
  gsize n_steps = (n_rows + LK_LANES_ROWS - 1) / LK_LANES_ROWS;

  for (gsize step = 0, first = 0; step < n_steps; step++)
    {
      gsize n_now = (n_rows - first + n_steps - step - 1) / (n_steps - step);

      for (gsize out = 0; out < LK_CONVOLUTION_OUT; out += 2 * LK_LANES)
        multiply_rows (products, n_side, n_positions, v + first * n_side, u + out, n_now,
                       m + first * LK_CONVOLUTION_OUT + out);
      first += n_now;
    }
}

/* The weights of a position serve all rows while they are in the nearest cache. */
void
LK_VARIANT_NAME (lk_multiply) (const LkProducts *products,
                               const float *v,
                               const float *u,
                               gsize n_rows,
                               float *m)
{
  for (gsize i = 0; i < products->n_positions; i++)
    {
      multiply_all (products, LK_BLOCK, 1, v, u, n_rows, m);
      v += products->v_position;
      u += products->n_blocks * LK_BLOCK * LK_CONVOLUTION_OUT;
      m += products->m_position;
    }
}

/* There are so few products at a position that it would cost as much to come there. */
void
LK_VARIANT_NAME (lk_multiply_planar) (const LkProducts *products,
                                      const float *v,
                                      const float *u,
                                      gsize n_rows,
                                      float *m)
{
  multiply_all (products, 1, products->n_positions, v, u, n_rows, m);
}
