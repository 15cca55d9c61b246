/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-match-kernels.h"

#include <math.h>

#include "lk-lanes.h"

/* As many sums as the registers hold beside two vectors of columns and one of a row. */
#if LANES == 16
#define ROWS 14
#define VARIANT LK_KERNELS_AVX512
#else
#define ROWS 6
#define VARIANT (LANES == 8 ? LK_KERNELS_AVX2 : LK_KERNELS_PORTABLE)
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

/* Puts a product in its place in a list that is sorted through all its vectors; one that
 * is too small for it changes nothing. */
static ALWAYS_INLINE void
insert_sorted (Lanes product,
               IntLanes column,
               guint n_vectors,
               Lanes *best,
               IntLanes *index)
{
#pragma GCC unroll 4
  for (guint v = n_vectors; v-- > 0;)
    {
      Lanes before = v > 0 ? best[v - 1] : (Lanes){ 0 } + INFINITY;
      Lanes moved = lanes_shift_in (before, best[v]);
      IntLanes moved_index = lanes_shift_in_int (index[v > 0 ? v - 1 : 0], index[v]);
      LaneMask greater = lanes_greater (product, best[v]);
      LaneMask still_greater = lanes_greater (product, moved);

      best[v]
          = lanes_choose (greater, lanes_choose (still_greater, moved, product), best[v]);
      index[v] = lanes_choose_int (
          greater, lanes_choose_int (still_greater, moved_index, column), index[v]);
    }
}

static ALWAYS_INLINE Lanes
threshold_of (const Lanes *best, guint depth)
{
  return ((const float *) best)[depth - 1] - (Lanes){ 0 };
}

/* Most columns are below all that a row has kept, and cost no more than a look. */
static ALWAYS_INLINE void
keep_sorted_vectors (const float *tile,
                     gsize stride,
                     guint n_rows,
                     guint n_columns,
                     guint first,
                     guint n_vectors,
                     const LkMatchLists *lists)
{
  for (guint i = 0; i < n_rows; i++)
    {
      const float *products = tile + i * stride;
      Lanes *best = (Lanes *) (gpointer) lists->best + (gsize) i * n_vectors;
      IntLanes *index = (IntLanes *) (gpointer) lists->index + (gsize) i * n_vectors;
      Lanes threshold = threshold_of (best, lists->depth);

      for (guint j = 0; j < n_columns; j += COLUMNS)
        {
          const LooseLanes *some = (const LooseLanes *) (gconstpointer) (products + j);
          guint bits = lanes_bits (lanes_greater (some[0], threshold))
                       | lanes_bits (lanes_greater (some[1], threshold)) << LANES;

          if (bits == 0)
            continue;
          for (; bits != 0; bits &= bits - 1)
            {
              guint column = j + (guint) __builtin_ctz (bits);

              insert_sorted (products[column] - (Lanes){ 0 },
                             (gint32) (first + column) - (IntLanes){ 0 }, n_vectors, best,
                             index);
            }
          threshold = threshold_of (best, lists->depth);
        }
    }
}

static void
keep_sorted (const float *tile,
             gsize stride,
             guint n_rows,
             guint n_columns,
             guint first,
             const LkMatchLists *lists)
{
  switch (lists->n_vectors)
    {
    case 1:
      keep_sorted_vectors (tile, stride, n_rows, n_columns, first, 1, lists);
      break;
    case 2:
      keep_sorted_vectors (tile, stride, n_rows, n_columns, first, 2, lists);
      break;
    case 4:
      keep_sorted_vectors (tile, stride, n_rows, n_columns, first, 4, lists);
      break;
    default:
      keep_sorted_vectors (tile, stride, n_rows, n_columns, first, lists->n_vectors,
                           lists);
    }
}

/* The columns of all lanes where @product is, and no column's number elsewhere. */
static ALWAYS_INLINE IntLanes
find_columns (float product, Lanes best, IntLanes columns)
{
  Lanes products = product - (Lanes){ 0 };

  return lanes_choose_int (lanes_greater (products, best), G_MAXINT32 - (IntLanes){ 0 },
                           columns);
}

static ALWAYS_INLINE void
finish_lanes_depth (const Lanes *lists,
                    const IntLanes *lists_index,
                    guint depth,
                    float *similarity,
                    guint32 *column)
{
  Lanes best[LK_MATCH_MAX_LANE_DEPTH + 1];
  IntLanes columns[LK_MATCH_MAX_LANE_DEPTH + 1], lane;

  for (gint32 i = 0; i < LANES; i++)
    lane[i] = i;
#pragma GCC unroll 3
  for (guint k = 0; k < depth; k++)
    {
      best[k] = lists[k];
      columns[k] = lists_index[k] * LANES + lane;
    }
  best[depth] = -INFINITY - (Lanes){ 0 };
  columns[depth] = G_MAXINT32 - (IntLanes){ 0 };
#pragma GCC unroll 3
  for (guint i = 0; i < depth; i++)
    {
      float largest = lanes_largest (best[0]);
      gint32 lowest = lanes_smallest_int (find_columns (largest, best[0], columns[0]));
      LaneMask taken = lanes_equal_int (columns[0], lowest - (IntLanes){ 0 });

      similarity[i] = largest;
      column[i] = (guint32) lowest;
#pragma GCC unroll 3
      for (guint k = 0; k < depth; k++)
        {
          best[k] = lanes_choose (taken, best[k + 1], best[k]);
          columns[k] = lanes_choose_int (taken, columns[k + 1], columns[k]);
        }
    }
}

static void
finish_lanes (const float *best,
              const gint32 *index,
              guint depth,
              float *similarity,
              guint32 *column)
{
  const Lanes *lists = (const Lanes *) (gconstpointer) best;
  const IntLanes *lists_index = (const IntLanes *) (gconstpointer) index;

  switch (depth)
    {
    case 1:
      finish_lanes_depth (lists, lists_index, 1, similarity, column);
      break;
    case 2:
      finish_lanes_depth (lists, lists_index, 2, similarity, column);
      break;
    case 3:
      finish_lanes_depth (lists, lists_index, 3, similarity, column);
      break;
    default:
      g_assert_not_reached ();
    }
}

#define JOIN(a, b) a##b
#define TABLE(variant) JOIN (lk_match_kernels_, variant)

const LkMatchKernels TABLE (LK_VARIANT) = {
  .variant = VARIANT,
  .n_lanes = LANES,
  .row_width = ROWS,
  .column_width = COLUMNS,
  .multiply = multiply,
  .keep_lanes = keep_lanes,
  .keep_sorted = keep_sorted,
  .finish_lanes = finish_lanes,
};
