/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-gradient-variant.h"

/* Sums that are kept in registers: so many input channels by two vectors of outputs. */
#if LK_LANES == 16
#define ROWS 8
#else
#define ROWS 4
#endif

#define OUT 32
#define TAPS 9

/* Output channels at once of the planar products. */
#if LK_LANES == 16
#define PLANAR_VECTORS 2
#else
#define PLANAR_VECTORS 1
#endif

LK_INLINE void
correlate_some (const LkCorrelation *how,
                const float *v,
                const float *n,
                gsize n_next,
                float *sums)
{
  LkLanes kept[ROWS][2];

  LK_UNROLL
  for (gsize i = 0; i < ROWS; i++)
    {
      kept[i][0] = how->fresh ? (LkLanes){ 0 } : lk_lanes_get (sums + i * OUT);
      kept[i][1] = how->fresh ? (LkLanes){ 0 } : lk_lanes_get (sums + i * OUT + LK_LANES);
    }
  for (gsize line = 0; line < how->n_lines; line++)
    for (gsize row = 0; row < how->n_side; row++)
      {
        const float *here = v + line * how->v_line + row * LK_BLOCK;
        const float *there = n + line * how->n_line + row * LK_BLOCK;
        LkLanes first = lk_lanes_get (there);
        LkLanes second = lk_lanes_get (there + n_next);

        LK_UNROLL
        for (gsize i = 0; i < ROWS; i++)
          {
            LkLanes value = lk_lanes_spread (here + i);

            kept[i][0] = value * first + kept[i][0];
            kept[i][1] = value * second + kept[i][1];
          }
      }
  LK_UNROLL
  for (gsize i = 0; i < ROWS; i++)
    {
      lk_lanes_put (sums + i * OUT, kept[i][0]);
      lk_lanes_put (sums + i * OUT + LK_LANES, kept[i][1]);
    }
}

void
LK_VARIANT_NAME (lk_correlate) (const LkCorrelation *how,
                                const float *v,
                                const float *n,
                                float *sums)
{
  /* From the first vector of a pair of outputs to the second. */
  gsize n_next = LK_LANES == LK_BLOCK ? how->n_block : LK_LANES;

  for (gsize i = 0; i < how->n_positions; i++)
    for (gsize in = 0; in < how->n_in * LK_BLOCK; in += ROWS)
      for (gsize out = 0; out < OUT; out += 2 * LK_LANES)
        correlate_some (
            how, v + i * how->v_position + in / LK_BLOCK * how->v_block + in % LK_BLOCK,
            n + i * how->n_position + out / LK_BLOCK * how->n_block + out % LK_BLOCK,
            n_next, sums + i * how->sum_position + in * OUT + out);
}

LK_INLINE void
correlate_row (const float *const taps[TAPS],
               gsize shift,
               const float *n,
               gsize n_next,
               gsize width,
               LkLanes kept[TAPS][PLANAR_VECTORS])
{
  for (gsize x = 0; x < width; x++)
    {
      LkLanes values[PLANAR_VECTORS];

      LK_UNROLL
      for (gsize j = 0; j < PLANAR_VECTORS; j++)
        values[j] = lk_lanes_get (n + j * n_next + x * LK_BLOCK);
      LK_UNROLL
      for (gsize i = 0; i < TAPS; i++)
        {
          LkLanes tap = lk_lanes_spread (taps[i] + shift + x);

          LK_UNROLL
          for (gsize j = 0; j < PLANAR_VECTORS; j++)
            kept[i][j] = tap * values[j] + kept[i][j];
        }
    }
}

void
LK_VARIANT_NAME (lk_correlate_planar) (const float *const taps[TAPS],
                                       gsize tap_row,
                                       const float *n,
                                       gsize n_row,
                                       gsize n_block,
                                       gsize height,
                                       gsize width,
                                       float *sums)
{
  for (gsize out = 0; out < OUT; out += PLANAR_VECTORS * LK_LANES)
    {
      const float *first = n + out / LK_BLOCK * n_block + out % LK_BLOCK;
      LkLanes kept[TAPS][PLANAR_VECTORS];

      LK_UNROLL
      for (gsize i = 0; i < TAPS; i++)
        LK_UNROLL
      for (gsize j = 0; j < PLANAR_VECTORS; j++)
        kept[i][j] = lk_lanes_get (sums + i * OUT + out + j * LK_LANES);
      for (gsize y = 0; y < height; y++)
        correlate_row (taps, y * tap_row, first + y * n_row, n_block, width, kept);
      LK_UNROLL
      for (gsize i = 0; i < TAPS; i++)
        LK_UNROLL
      for (gsize j = 0; j < PLANAR_VECTORS; j++)
        lk_lanes_put (sums + i * OUT + out + j * LK_LANES, kept[i][j]);
    }
}
