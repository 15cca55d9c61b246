/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-match-kernels.h"

#include <math.h>

#include "lk-lanes.h"

/* As many sums as the registers hold beside two vectors of columns and one of a row. */
#if LANES == 16
#define ROWS 14
#else
#define ROWS 6
#endif
#define VECTORS 2
#define COLUMNS (VECTORS * LANES)

#define ALWAYS_INLINE inline __attribute__ ((always_inline))

static ALWAYS_INLINE void
multiply_rows (const float *rows,
               const float *columns,
               gsize n_dims,
               guint n_rows,
               float *tile,
               gsize stride)
{
  Lanes sums[ROWS][VECTORS] = { 0 };

  for (gsize d = 0; d < n_dims; d++)
    {
      const Lanes *b = (const Lanes *) (gconstpointer) (columns + d * COLUMNS);
      Lanes b0 = b[0], b1 = b[1];

#pragma GCC unroll 14
      for (guint i = 0; i < n_rows; i++)
        {
          float a = rows[d * ROWS + i];

          sums[i][0] += a * b0;
          sums[i][1] += a * b1;
        }
    }
#pragma GCC unroll 14
  for (guint i = 0; i < n_rows; i++)
    for (guint j = 0; j < VECTORS; j++)
      *(LooseLanes *) (gpointer) (tile + i * stride + j * LANES) = sums[i][j];
}

static void
multiply (const float *rows,
          const float *columns,
          gsize n_dims,
          guint n_rows,
          float *tile,
          gsize stride)
{
  switch (n_rows)
    {
#define CASE(n)                                                                          \
  case n:                                                                                \
    multiply_rows (rows, columns, n_dims, n, tile, stride);                              \
    break;
      CASE (1)
      CASE (2)
      CASE (3)
      CASE (4)
      CASE (5)
      CASE (6)
#if ROWS > 6
      CASE (7)
      CASE (8)
      CASE (9)
      CASE (10)
      CASE (11)
      CASE (12)
      CASE (13)
      CASE (14)
#endif
#undef CASE
    default:
      g_assert_not_reached ();
    }
}

/* A product that is only as large as one in the list came later, and stays behind it. */
static ALWAYS_INLINE void
insert_lanes (Lanes products, IntLanes column, guint depth, Lanes *best, IntLanes *index)
{
  LaneMask greater[LK_MATCH_MAX_LANE_DEPTH];

#pragma GCC unroll 3
  for (guint k = 0; k < depth; k++)
    greater[k] = lanes_greater (products, best[k]);
#pragma GCC unroll 3
  for (guint k = depth - 1; k > 0; k--)
    {
      best[k] = lanes_choose (greater[k - 1], best[k - 1],
                              lanes_choose (greater[k], products, best[k]));
      index[k] = lanes_choose_int (greater[k - 1], index[k - 1],
                                   lanes_choose_int (greater[k], column, index[k]));
    }
  best[0] = lanes_choose (greater[0], products, best[0]);
  index[0] = lanes_choose_int (greater[0], column, index[0]);
}

static ALWAYS_INLINE void
keep_lanes_depth (const float *tile,
                  gsize stride,
                  guint n_rows,
                  guint n_columns,
                  guint first,
                  guint depth,
                  const LkMatchLists *lists)
{
  for (guint i = 0; i < n_rows; i++)
    {
      Lanes *kept = (Lanes *) (gpointer) lists->best + (gsize) i * depth;
      IntLanes *kept_index = (IntLanes *) (gpointer) lists->index + (gsize) i * depth;
      Lanes best[LK_MATCH_MAX_LANE_DEPTH];
      IntLanes index[LK_MATCH_MAX_LANE_DEPTH];

#pragma GCC unroll 3
      for (guint k = 0; k < depth; k++)
        {
          best[k] = kept[k];
          index[k] = kept_index[k];
        }
      for (guint j = 0; j < n_columns; j += LANES)
        {
          Lanes products = *(const LooseLanes *) (gconstpointer) (tile + i * stride + j);
          IntLanes column = (gint32) ((first + j) / LANES) - (IntLanes){ 0 };

          insert_lanes (products, column, depth, best, index);
        }
#pragma GCC unroll 3
      for (guint k = 0; k < depth; k++)
        {
          kept[k] = best[k];
          kept_index[k] = index[k];
        }
    }
}

static void
keep_lanes (const float *tile,
            gsize stride,
            guint n_rows,
            guint n_columns,
            guint first,
            const LkMatchLists *lists)
{
  switch (lists->depth)
    {
    case 1:
      keep_lanes_depth (tile, stride, n_rows, n_columns, first, 1, lists);
      break;
    case 2:
      keep_lanes_depth (tile, stride, n_rows, n_columns, first, 2, lists);
      break;
    case 3:
      keep_lanes_depth (tile, stride, n_rows, n_columns, first, 3, lists);
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
insert_sorted (float product, guint32 column, guint depth, float *best, guint32 *index)
{
  guint slot = depth - 1;

  for (; slot > 0 && product > best[slot - 1]; slot--)
    {
      best[slot] = best[slot - 1];
      index[slot] = index[slot - 1];
    }
  best[slot] = product;
  index[slot] = column;
}

static void
keep_sorted (const float *tile,
             gsize stride,
             guint n_rows,
             guint n_columns,
             guint first,
             const LkMatchLists *lists)
{
  guint depth = lists->depth, n_whole = n_columns - n_columns % LANES;

  for (guint i = 0; i < n_rows; i++)
    {
      const float *products = tile + i * stride;
      float *best = lists->best + (gsize) i * depth;
      guint32 *index = lists->index + (gsize) i * depth;

      for (guint j = 0; j < n_whole; j += LANES)
        {
          Lanes some = *(const LooseLanes *) (gconstpointer) (products + j);
          Lanes threshold = best[depth - 1] - (Lanes){ 0 };
          guint bits = lanes_bits (lanes_greater (some, threshold));

          for (; bits != 0; bits &= bits - 1)
            {
              guint column = j + (guint) __builtin_ctz (bits);

              if (products[column] > best[depth - 1])
                insert_sorted (products[column], first + column, depth, best, index);
            }
        }
      for (guint j = n_whole; j < n_columns; j++)
        if (products[j] > best[depth - 1])
          insert_sorted (products[j], first + j, depth, best, index);
    }
}

static void
finish_lanes (const float *best,
              const guint32 *index,
              guint depth,
              float *similarity,
              guint32 *column)
{
  guint taken[LANES] = { 0 };

  for (guint k = 0; k < depth; k++)
    {
      guint lane = 0;
      float largest = -INFINITY;
      guint32 lowest = 0;

      for (guint i = 0; i < LANES; i++)
        {
          guint entry = taken[i] * LANES + i;
          float product = taken[i] < depth ? best[entry] : -INFINITY;
          guint32 at = taken[i] < depth ? index[entry] * LANES + i : 0;

          if (product > largest || (product == largest && at < lowest))
            {
              largest = product;
              lowest = at;
              lane = i;
            }
        }
      taken[lane]++;
      similarity[k] = largest;
      column[k] = lowest;
    }
}

#define JOIN(a, b) a##b
#define TABLE(variant) JOIN (lk_match_kernels_, variant)

const LkMatchKernels TABLE (LK_VARIANT) = {
  .n_lanes = LANES,
  .row_width = ROWS,
  .column_width = COLUMNS,
  .multiply = multiply,
  .keep_lanes = keep_lanes,
  .keep_sorted = keep_sorted,
  .finish_lanes = finish_lanes,
};
