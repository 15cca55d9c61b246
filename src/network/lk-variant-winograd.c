/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-variant-finish.h"
#include "lk-winograd.h"

/* Powers of the points, see lk-winograd.h. */
#define A1 ((float) LK_WINOGRAD_NEAR)
#define B1 ((float) LK_WINOGRAD_FAR)
#define A2 (A1 * A1)
#define B2 (B1 * B1)
#define A3 (A2 * A1)
#define B3 (B2 * B1)

/* B^T times one line of a tile; @tile, 4 or 6, is a constant to the compiler. */
LK_INLINE void
take_line (gsize tile, const LkLanes *d, LkLanes *t)
{
  if (tile == 4)
    {
      t[0] = d[2] - d[0];
      t[1] = d[1] + d[2];
      t[2] = d[2] - d[1];
      t[3] = d[3] - d[1];
    }
  else
    {
      LkLanes near_even = d[4] - B2 * d[2];
      LkLanes near_odd = d[3] - B2 * d[1];
      LkLanes far_even = d[4] - A2 * d[2];
      LkLanes far_odd = d[3] - A2 * d[1];

      t[0] = d[4] - (A2 + B2) * d[2] + (A2 * B2) * d[0];
      t[1] = near_even + A1 * near_odd;
      t[2] = near_even - A1 * near_odd;
      t[3] = far_even + B1 * far_odd;
      t[4] = far_even - B1 * far_odd;
      t[5] = d[5] - (A2 + B2) * d[3] + (A2 * B2) * d[1];
    }
}

/* A^T times one line. */
LK_INLINE void
give_line (gsize tile, const LkLanes *m, LkLanes *y)
{
  if (tile == 4)
    {
      y[0] = m[0] + (m[1] + m[2]);
      y[1] = (m[1] - m[2]) + m[3];
    }
  else
    {
      LkLanes near_even = m[1] + m[2];
      LkLanes near_odd = m[1] - m[2];
      LkLanes far_even = m[3] + m[4];
      LkLanes far_odd = m[3] - m[4];

      y[0] = m[0] + near_even + far_even;
      y[1] = A1 * near_odd + B1 * far_odd;
      y[2] = A2 * near_even + B2 * far_even;
      y[3] = m[5] + A3 * near_odd + B3 * far_odd;
    }
}

/* Columns @first up to the tile's last, each transformed. */
LK_INLINE void
take_columns (gsize tile,
              gsize first,
              const float *map,
              gsize row_size,
              LkLanes columns[6][6])
{
  LK_UNROLL
  for (gsize x = first; x < tile; x++)
    {
      LkLanes column[6];

      LK_UNROLL
      for (gsize y = 0; y < tile; y++)
        column[y] = lk_lanes_get (map + y * row_size + x * LK_BLOCK);
      take_line (tile, column, columns[x]);
    }
}

LK_INLINE void
take_rows (gsize tile, LkLanes columns[6][6], float *v, gsize position_size)
{
  LK_UNROLL
  for (gsize y = 0; y < tile; y++)
    {
      LkLanes row[6];
      LkLanes taken[6];

      LK_UNROLL
      for (gsize x = 0; x < tile; x++)
        row[x] = columns[x][y];
      take_line (tile, row, taken);
      LK_UNROLL
      for (gsize x = 0; x < tile; x++)
        lk_lanes_put (v + (y * tile + x) * position_size, taken[x]);
    }
}

/* Columns first, then rows; the last two columns are the next tile's first. */
LK_INLINE void
take_tiles (gsize tile,
            const float *map,
            gsize row_size,
            gsize n_tiles,
            float *v,
            gsize position_size)
{
  gsize edge = tile - 2;

  for (gsize lane = 0; lane < LK_BLOCK; lane += LK_LANES)
    {
      LkLanes columns[6][6];

      take_columns (tile, 0, map + lane, row_size, columns);
      take_rows (tile, columns, v + lane, position_size);
      for (gsize i = 1; i < n_tiles; i++)
        {
          LK_UNROLL
          for (gsize y = 0; y < tile; y++)
            {
              columns[0][y] = columns[edge][y];
              columns[1][y] = columns[edge + 1][y];
            }
          take_columns (tile, 2, map + i * edge * LK_BLOCK + lane, row_size, columns);
          take_rows (tile, columns, v + i * LK_BLOCK + lane, position_size);
        }
    }
}

/* Number @x of a row that goes on with zeros. */
LK_INLINE float
number_of (const float *row, gsize width, gsize padding, gsize x)
{
  return x >= padding && x - padding < width ? row[x - padding] : 0;
}

LK_INLINE void
deal (const float *restrict row, gsize n, float *restrict strip, gsize deal_size)
{
  float *restrict second = strip + deal_size;
  float *restrict third = second + deal_size;
  float *restrict fourth = third + deal_size;

  for (gsize i = 0; i < n; i++)
    {
      strip[i] = row[4 * i];
      second[i] = row[4 * i + 1];
      third[i] = row[4 * i + 2];
      fourth[i] = row[4 * i + 3];
    }
}

void
LK_VARIANT_NAME (lk_deal_row) (const float *row,
                               gsize width,
                               gsize padding,
                               float *strip,
                               gsize deal_size)
{
  gsize n_whole = row != NULL ? (width + padding) / 4 : 0;
  gsize first = MIN (padding, n_whole);

  if (n_whole > first)
    deal (row + 4 * first - padding, n_whole - first, strip + first, deal_size);
  for (gsize i = 0; i < 4; i++)
    {
      float *to = strip + i * deal_size;

      for (gsize j = 0; j < first; j++)
        to[j] = number_of (row, width, padding, 4 * j + i);
      for (gsize j = n_whole; j < deal_size; j++)
        to[j] = 0;
      if (row != NULL && n_whole < deal_size)
        to[n_whole] = number_of (row, width, padding, 4 * n_whole + i);
    }
}

/* Like take_tiles(), but a vector holds a number each of as many tiles. */
void
LK_VARIANT_NAME (lk_take_planar) (const float *strip,
                                  gsize deal_size,
                                  gsize n_tiles,
                                  float *v,
                                  gsize position_size)
{
  for (gsize first = 0; first < n_tiles; first += LK_LANES)
    {
      LkLanes columns[6][6];

      LK_UNROLL
      for (gsize x = 0; x < 6; x++)
        {
          LkLanes column[6];

          LK_UNROLL
          for (gsize y = 0; y < 6; y++)
            column[y] = *(const LkLooseLanes *) (strip + (4 * y + x % 4) * deal_size
                                                 + first + x / 4);
          take_line (6, column, columns[x]);
        }
      LK_UNROLL
      for (gsize y = 0; y < 6; y++)
        {
          LkLanes row[6];
          LkLanes taken[6];

          LK_UNROLL
          for (gsize x = 0; x < 6; x++)
            row[x] = columns[x][y];
          take_line (6, row, taken);
          LK_UNROLL
          for (gsize x = 0; x < 6; x++)
            *(LkLooseLanes *) (v + (6 * y + x) * position_size + first) = taken[x];
        }
    }
}

LK_INLINE void
give_tile (gsize tile,
           const float *m,
           gsize position_size,
           const LkFinish *finish,
           gsize lane)
{
  gsize edge = tile - 2;
  LkLanes rows[4][6];
  LkLanes outputs[16];

  LK_UNROLL
  for (gsize x = 0; x < tile; x++)
    {
      LkLanes column[6];
      LkLanes given[4];

      LK_UNROLL
      for (gsize y = 0; y < tile; y++)
        column[y] = lk_lanes_get (m + (y * tile + x) * position_size + lane);
      give_line (tile, column, given);
      LK_UNROLL
      for (gsize y = 0; y < edge; y++)
        rows[y][x] = given[y];
    }
  LK_UNROLL
  for (gsize y = 0; y < edge; y++)
    give_line (tile, rows[y], outputs + y * edge);
  lk_finish (outputs, edge, edge, finish, lane);
}

void
LK_VARIANT_NAME (lk_take_tiles_2) (const float *map,
                                   gsize row_size,
                                   gsize n_tiles,
                                   float *v,
                                   gsize position_size)
{
  take_tiles (4, map, row_size, n_tiles, v, position_size);
}

void
LK_VARIANT_NAME (lk_take_tiles_4) (const float *map,
                                   gsize row_size,
                                   gsize n_tiles,
                                   float *v,
                                   gsize position_size)
{
  take_tiles (6, map, row_size, n_tiles, v, position_size);
}

void
LK_VARIANT_NAME (lk_give_tile_2) (const float *m,
                                  gsize position_size,
                                  const LkFinish *finish)
{
  for (gsize lane = 0; lane < LK_BLOCK; lane += LK_LANES)
    give_tile (4, m, position_size, finish, lane);
}

void
LK_VARIANT_NAME (lk_give_tile_4) (const float *m,
                                  gsize position_size,
                                  const LkFinish *finish)
{
  for (gsize lane = 0; lane < LK_BLOCK; lane += LK_LANES)
    give_tile (6, m, position_size, finish, lane);
}
