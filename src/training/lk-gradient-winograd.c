/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-gradient-variant.h"
#include "lk-winograd.h"

#define EDGE 4
#define TILE 6
#define OUT 32

/* Floats between two positions from which on transformed weights leave the caches before
 * they are used. */
#define MANY (128 * OUT)

/* Powers of the points, see lk-winograd.h. */
#define A1 ((float) LK_WINOGRAD_NEAR)
#define B1 ((float) LK_WINOGRAD_FAR)
#define A2 (A1 * A1)
#define B2 (B1 * B1)
#define A3 (A2 * A1)
#define B3 (B2 * B1)

/* A times one line of a tile of outputs: its polynomial at each point. */
LK_INLINE void
spread_line (const LkLanes d[EDGE], LkLanes t[TILE])
{
  LkLanes near_even = d[0] + A2 * d[2];
  LkLanes near_odd = A1 * d[1] + A3 * d[3];
  LkLanes far_even = d[0] + B2 * d[2];
  LkLanes far_odd = B1 * d[1] + B3 * d[3];

  t[0] = d[0];
  t[1] = near_even + near_odd;
  t[2] = near_even - near_odd;
  t[3] = far_even + far_odd;
  t[4] = far_even - far_odd;
  t[5] = d[3];
}

LK_INLINE void
spread_tile (const float *map, gsize row_size, float *n, gsize position_size)
{
  LkLanes columns[EDGE][TILE];

  LK_UNROLL
  for (gsize x = 0; x < EDGE; x++)
    {
      LkLanes column[EDGE];

      LK_UNROLL
      for (gsize y = 0; y < EDGE; y++)
        column[y] = lk_lanes_get (map + y * row_size + x * LK_BLOCK);
      spread_line (column, columns[x]);
    }
  LK_UNROLL
  for (gsize y = 0; y < TILE; y++)
    {
      LkLanes row[EDGE];
      LkLanes spread[TILE];

      LK_UNROLL
      for (gsize x = 0; x < EDGE; x++)
        row[x] = columns[x][y];
      spread_line (row, spread);
      LK_UNROLL
      for (gsize x = 0; x < TILE; x++)
        lk_lanes_put (n + (y * TILE + x) * position_size, spread[x]);
    }
}

void
LK_VARIANT_NAME (lk_spread_tiles) (const float *map,
                                   gsize row_size,
                                   gsize n_tiles,
                                   float *n,
                                   gsize position_size)
{
  for (gsize i = 0; i < n_tiles; i++)
    for (gsize lane = 0; lane < LK_BLOCK; lane += LK_LANES)
      spread_tile (map + i * EDGE * LK_BLOCK + lane, row_size, n + i * LK_BLOCK + lane,
                   position_size);
}

/* G times a line of 3. */
LK_INLINE LkLanes
transform (const float g[3], LkLanes a, LkLanes b, LkLanes c)
{
  return g[0] * a + g[1] * b + g[2] * c;
}

void
LK_VARIANT_NAME (lk_transform_weights) (const float g[TILE][3],
                                        const float *taps,
                                        float *transformed,
                                        gsize position_size)
{
  for (gsize lane = 0; lane < OUT; lane += LK_LANES)
    {
      LkLanes rows[TILE][3];

      LK_UNROLL
      for (gsize i = 0; i < TILE; i++)
        LK_UNROLL
      for (gsize j = 0; j < 3; j++)
        rows[i][j] = transform (g[i], lk_lanes_get (taps + j * OUT + lane),
                                lk_lanes_get (taps + (3 + j) * OUT + lane),
                                lk_lanes_get (taps + (6 + j) * OUT + lane));
      LK_UNROLL
      for (gsize i = 0; i < TILE; i++)
        LK_UNROLL
      for (gsize j = 0; j < TILE; j++)
        {
          LkLanes value = transform (g[j], rows[i][0], rows[i][1], rows[i][2]);
          float *to = transformed + (i * TILE + j) * position_size + lane;

          if (position_size < MANY)
            lk_lanes_put (to, value);
          else
            lk_lanes_put_away (to, value);
        }
    }
}

/* The sum of @n_parts of them. */
LK_INLINE LkLanes
add_up (const float *parts, gsize n_parts, gsize part_size)
{
  LkLanes sum = lk_lanes_get (parts);

  for (gsize i = 1; i < n_parts; i++)
    sum += lk_lanes_get (parts + i * part_size);
  return sum;
}

/* G^T times a line of 6, number @i of it. */
LK_INLINE LkLanes
gather (const float g[TILE][3], const LkLanes line[TILE], gsize i)
{
  LkLanes sum = g[0][i] * line[0];

  LK_UNROLL
  for (gsize j = 1; j < TILE; j++)
    sum += g[j][i] * line[j];
  return sum;
}

void
LK_VARIANT_NAME (lk_gather_weights) (const float g[TILE][3],
                                     const float *transformed,
                                     gsize position_size,
                                     gsize n_parts,
                                     gsize part_size,
                                     float *taps)
{
  for (gsize lane = 0; lane < OUT; lane += LK_LANES)
    {
      LkLanes rows[3][TILE];

      for (gsize j = 0; j < TILE; j++)
        {
          LkLanes column[TILE];

          LK_UNROLL
          for (gsize i = 0; i < TILE; i++)
            column[i] = add_up (transformed + (i * TILE + j) * position_size + lane,
                                n_parts, part_size);
          LK_UNROLL
          for (gsize i = 0; i < 3; i++)
            rows[i][j] = gather (g, column, i);
        }
      LK_UNROLL
      for (gsize i = 0; i < 3; i++)
        LK_UNROLL
      for (gsize j = 0; j < 3; j++)
        lk_lanes_put (taps + (3 * i + j) * OUT + lane, gather (g, rows[i], j));
    }
}
