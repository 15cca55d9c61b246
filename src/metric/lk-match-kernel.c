/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-match-kernels.h"

#include <math.h>

#include "lk-lanes.h"

#define ROWS LK_LANES_ROWS
#define VECTORS 2
#define COLUMNS (VECTORS * LK_LANES)

#if LK_LANES == 16
#define KERNELS LK_KERNELS_AVX512
#else
#define KERNELS (LK_LANES == 8 ? LK_KERNELS_AVX2 : LK_KERNELS_PORTABLE)
#endif

LK_INLINE void
multiply_rows (const float *rows,
               const float *columns,
               gsize n_dims,
               guint n_rows,
               float *tile,
               gsize stride)
{
  LkLanes sums[ROWS][VECTORS] = { 0 };

  for (gsize d = 0; d < n_dims; d++)
    {
      const LkLanes *b = (const LkLanes *) (gconstpointer) (columns + d * COLUMNS);
      LkLanes b0 = b[0], b1 = b[1];

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
      *(LkLooseLanes *) (gpointer) (tile + i * stride + j * LK_LANES) = sums[i][j];
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
LK_INLINE void
insert_lanes (LkLanes products,
              LkIntLanes column,
              guint depth,
              LkLanes *best,
              LkIntLanes *index)
{
  LkLaneMask greater[LK_MATCH_MAX_LANE_DEPTH];

#pragma GCC unroll 3
  for (guint k = 0; k < depth; k++)
    greater[k] = lk_lanes_greater (products, best[k]);
#pragma GCC unroll 3
  for (guint k = depth - 1; k > 0; k--)
    {
      best[k] = lk_lanes_choose (greater[k - 1], best[k - 1],
                                 lk_lanes_choose (greater[k], products, best[k]));
      index[k] = lk_lanes_choose_int (greater[k - 1], index[k - 1],
                                      lk_lanes_choose_int (greater[k], column, index[k]));
    }
  best[0] = lk_lanes_choose (greater[0], products, best[0]);
  index[0] = lk_lanes_choose_int (greater[0], column, index[0]);
}

LK_INLINE void
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
      LkLanes *kept = (LkLanes *) (gpointer) lists->best + (gsize) i * depth;
      LkIntLanes *kept_index = (LkIntLanes *) (gpointer) lists->index + (gsize) i * depth;
      LkLanes best[LK_MATCH_MAX_LANE_DEPTH];
      LkIntLanes index[LK_MATCH_MAX_LANE_DEPTH];

#pragma GCC unroll 3
      for (guint k = 0; k < depth; k++)
        {
          best[k] = kept[k];
          index[k] = kept_index[k];
        }
      for (guint j = 0; j < n_columns; j += LK_LANES)
        {
          LkLanes products
              = *(const LkLooseLanes *) (gconstpointer) (tile + i * stride + j);
          LkIntLanes column = lk_lanes_fill_int ((gint32) ((first + j) / LK_LANES));

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
LK_INLINE void
insert_sorted (LkLanes product,
               LkIntLanes column,
               guint n_vectors,
               LkLanes *best,
               LkIntLanes *index)
{
#pragma GCC unroll 4
  for (guint v = n_vectors; v-- > 0;)
    {
      LkLanes before = v > 0 ? best[v - 1] : lk_lanes_fill (INFINITY);
      LkLanes moved = lk_lanes_shift_in (before, best[v]);
      LkIntLanes moved_index = lk_lanes_shift_in_int (index[v > 0 ? v - 1 : 0], index[v]);
      LkLaneMask greater = lk_lanes_greater (product, best[v]);
      LkLaneMask still_greater = lk_lanes_greater (product, moved);

      best[v] = lk_lanes_choose (greater, lk_lanes_choose (still_greater, moved, product),
                                 best[v]);
      index[v] = lk_lanes_choose_int (
          greater, lk_lanes_choose_int (still_greater, moved_index, column), index[v]);
    }
}

LK_INLINE LkLanes
threshold_of (const LkLanes *best, guint depth)
{
  return lk_lanes_fill (((const float *) best)[depth - 1]);
}

/* Most columns are below all that a row has kept, and cost no more than a look. */
LK_INLINE void
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
      LkLanes *best = (LkLanes *) (gpointer) lists->best + (gsize) i * n_vectors;
      LkIntLanes *index = (LkIntLanes *) (gpointer) lists->index + (gsize) i * n_vectors;
      LkLanes threshold = threshold_of (best, lists->depth);

      for (guint j = 0; j < n_columns; j += COLUMNS)
        {
          const LkLooseLanes *some
              = (const LkLooseLanes *) (gconstpointer) (products + j);
          guint bits = lk_lanes_bits (lk_lanes_greater (some[0], threshold))
                       | lk_lanes_bits (lk_lanes_greater (some[1], threshold))
                             << LK_LANES;

          if (bits == 0)
            continue;
          for (; bits != 0; bits &= bits - 1)
            {
              guint column = j + (guint) __builtin_ctz (bits);

              insert_sorted (lk_lanes_fill (products[column]),
                             lk_lanes_fill_int ((gint32) (first + column)), n_vectors,
                             best, index);
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
LK_INLINE LkIntLanes
find_columns (float product, LkLanes best, LkIntLanes columns)
{
  LkLanes products = lk_lanes_fill (product);

  return lk_lanes_choose_int (lk_lanes_greater (products, best),
                              lk_lanes_fill_int (G_MAXINT32), columns);
}

LK_INLINE void
finish_lanes_depth (const LkLanes *lists,
                    const LkIntLanes *lists_index,
                    guint depth,
                    float *similarity,
                    guint32 *column)
{
  LkLanes best[LK_MATCH_MAX_LANE_DEPTH + 1];
  LkIntLanes columns[LK_MATCH_MAX_LANE_DEPTH + 1], lane;

  for (gint32 i = 0; i < LK_LANES; i++)
    lane[i] = i;
#pragma GCC unroll 3
  for (guint k = 0; k < depth; k++)
    {
      best[k] = lists[k];
      columns[k] = lists_index[k] * LK_LANES + lane;
    }
  best[depth] = lk_lanes_fill (-INFINITY);
  columns[depth] = lk_lanes_fill_int (G_MAXINT32);
#pragma GCC unroll 3
  for (guint i = 0; i < depth; i++)
    {
      float largest = lk_lanes_largest (best[0]);
      gint32 lowest = lk_lanes_smallest_int (find_columns (largest, best[0], columns[0]));
      LkLaneMask taken = lk_lanes_equal_int (columns[0], lk_lanes_fill_int (lowest));

      similarity[i] = largest;
      column[i] = (guint32) lowest;
#pragma GCC unroll 3
      for (guint k = 0; k < depth; k++)
        {
          best[k] = lk_lanes_choose (taken, best[k + 1], best[k]);
          columns[k] = lk_lanes_choose_int (taken, columns[k + 1], columns[k]);
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
  const LkLanes *lists = (const LkLanes *) (gconstpointer) best;
  const LkIntLanes *lists_index = (const LkIntLanes *) (gconstpointer) index;

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

/* Two vectors of maxima: neither waits for the one before. */
static float
largest (const float *products, const float *scales, gsize n)
{
  LkLanes first = lk_lanes_fill (-INFINITY), second = first;
  gsize j = 0;
  float best;

  for (; j + 2 * LK_LANES <= n; j += 2 * LK_LANES)
    {
      const LkLooseLanes *a = (const LkLooseLanes *) (gconstpointer) (products + j);
      const LkLooseLanes *b = (const LkLooseLanes *) (gconstpointer) (scales + j);

      first = lk_lanes_max (first, a[0] * b[0]);
      second = lk_lanes_max (second, a[1] * b[1]);
    }
  best = lk_lanes_largest (lk_lanes_max (first, second));
  for (; j < n; j++)
    best = fmaxf (best, products[j] * scales[j]);
  return best;
}

const LkMatchKernels LK_VARIANT_NAME (lk_match_kernels) = {
  .variant = KERNELS,
  .n_lanes = LK_LANES,
  .row_width = ROWS,
  .column_width = COLUMNS,
  .multiply = multiply,
  .keep_lanes = keep_lanes,
  .keep_sorted = keep_sorted,
  .finish_lanes = finish_lanes,
  .largest = largest,
};
