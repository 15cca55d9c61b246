/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-screen-kernels.h"

#include "lk-lanes.h"

/* As many sums as the registers hold beside the rows, a column and a product. */
#if LANES == 16
#define ROW_VECTORS 2
#define COLUMNS 8
#elif defined __AVXVNNI__
#define ROW_VECTORS 3
#define COLUMNS 4
#else
#define ROW_VECTORS 2
#define COLUMNS 4
#endif
#define ROW_WIDTH (ROW_VECTORS * LANES)
#define BLOCK_VECTORS (LK_SCREEN_BLOCK / LANES)

#define ALWAYS_INLINE inline __attribute__ ((always_inline))

G_STATIC_ASSERT (ROW_WIDTH <= LK_SCREEN_MAX_ROW_WIDTH);

static void
add_squares (const float *from, gsize width, gsize n_dims, gsize n, double *squares)
{
  for (gsize d = 0; d < n_dims; d++)
    for (gsize i = 0; i < n; i++)
      squares[i] += (double) from[d * width + i] * from[d * width + i];
}

/* Adding so large a number leaves no room for a fraction: for values below 2^22. */
static ALWAYS_INLINE gint32
round_to_int (float value)
{
  const float large = 12582912; /* 1.5 * 2^23 */

  return (gint32) ((value + large) - large);
}

static void
coarsen (const float *from,
         gsize from_width,
         gsize n_dims,
         gsize n,
         const float *scales,
         gint32 *to,
         gsize to_width)
{
  gsize d = 0;

  for (; d + 2 <= n_dims; d += 2, from += 2 * from_width, to += to_width)
    for (gsize i = 0; i < n; i++)
      {
        guint32 low = (guint32) round_to_int (from[i] * scales[i]);
        guint32 high = (guint32) round_to_int (from[from_width + i] * scales[i]);

        to[i] = (gint32) ((low & 0xffff) | high << 16);
      }
  for (gsize i = 0; d < n_dims && i < n; i++)
    to[i] = round_to_int (from[i] * scales[i]) & 0xffff;
}

/* Of each lane the products of both halves, added up. Compilers copy the sums of the
 * built-in functions to and fro, so that the instruction is written out. */
static ALWAYS_INLINE IntLanes
add_products (IntLanes sums, IntLanes a, IntLanes b)
{
#if defined __AVX512VNNI__
  __asm__("vpdpwssd %2, %1, %0" : "+v"(sums) : "v"(a), "v"(b));
  return sums;
#elif defined __AVXVNNI__
  __asm__("%{vex%} vpdpwssd %2, %1, %0" : "+x"(sums) : "x"(a), "x"(b));
  return sums;
#else
  return sums + (IntLanes) _mm256_madd_epi16 ((__m256i) a, (__m256i) b);
#endif
}

/* The largest products with COLUMNS columns of a panel. */
static ALWAYS_INLINE void
multiply_some (const IntLanes *rows,
               const gint32 *columns,
               gsize n_pairs,
               IntLanes *largest)
{
  IntLanes sums[ROW_VECTORS][COLUMNS];

#pragma GCC unroll 3
  for (guint v = 0; v < ROW_VECTORS; v++)
#pragma GCC unroll 8
    for (guint j = 0; j < COLUMNS; j++)
      sums[v][j] = (IntLanes){ 0 };
  for (gsize p = 0; p < n_pairs; p++)
    {
#pragma GCC unroll 8
      for (guint j = 0; j < COLUMNS; j++)
        {
          IntLanes column = columns[p * LK_SCREEN_COLUMN_WIDTH + j] - (IntLanes){ 0 };

#pragma GCC unroll 3
          for (guint v = 0; v < ROW_VECTORS; v++)
            sums[v][j] = add_products (sums[v][j], rows[p * ROW_VECTORS + v], column);
        }
    }
#pragma GCC unroll 3
  for (guint v = 0; v < ROW_VECTORS; v++)
#pragma GCC unroll 8
    for (guint j = 0; j < COLUMNS; j++)
      largest[v] = lanes_larger_int (largest[v], sums[v][j]);
}

static void
find_largest (const gint32 *rows,
              const gint32 *columns,
              gsize n_pairs,
              gsize n_blocks,
              gint32 *largest)
{
  const IntLanes *row_vectors = (const IntLanes *) (gconstpointer) rows;
  IntLanes *found = (IntLanes *) (gpointer) largest;

  for (gsize i = 0; i < n_blocks; i++, found += ROW_VECTORS)
    {
      for (guint v = 0; v < ROW_VECTORS; v++)
        found[v] = G_MININT32 - (IntLanes){ 0 };
      for (guint j = 0; j < LK_SCREEN_BLOCK; j += LK_SCREEN_COLUMN_WIDTH)
        {
          for (guint k = 0; k < LK_SCREEN_COLUMN_WIDTH; k += COLUMNS)
            multiply_some (row_vectors, columns + k, n_pairs, found);
          columns += n_pairs * LK_SCREEN_COLUMN_WIDTH;
        }
    }
}

/* What is pushed out of a place is put into the next. */
static ALWAYS_INLINE void
rank_depth (const gint32 *largest, gsize n_blocks, guint depth, gint32 *ranked)
{
  const IntLanes *found = (const IntLanes *) (gconstpointer) largest;

  for (guint v = 0; v < ROW_VECTORS; v++)
    {
      IntLanes places[LK_SCREEN_MAX_DEPTH];

#pragma GCC unroll 8
      for (guint k = 0; k < depth; k++)
        places[k] = G_MININT32 - (IntLanes){ 0 };
      for (gsize i = 0; i < n_blocks; i++)
        {
          IntLanes value = found[i * ROW_VECTORS + v];

#pragma GCC unroll 8
          for (guint k = 0; k < depth; k++)
            {
              IntLanes pushed = lanes_smaller_int (places[k], value);

              places[k] = lanes_larger_int (places[k], value);
              value = pushed;
            }
        }
      ((IntLanes *) (gpointer) ranked)[v] = places[depth - 1];
    }
}

static void
rank (const gint32 *largest, gsize n_blocks, guint depth, gint32 *ranked)
{
  switch (depth)
    {
    case 1:
      rank_depth (largest, n_blocks, 1, ranked);
      break;
    case 3:
      rank_depth (largest, n_blocks, 3, ranked);
      break;
    default:
      rank_depth (largest, n_blocks, depth, ranked);
    }
}

static gsize
find_candidates (const gint32 *largest,
                 gsize n_blocks,
                 const gint32 *thresholds,
                 LkCandidate *candidates)
{
  const IntLanes *found = (const IntLanes *) (gconstpointer) largest;
  const IntLanes *at_least = (const IntLanes *) (gconstpointer) thresholds;
  gsize n = 0;

  for (gsize i = 0; i < n_blocks; i++)
    for (guint v = 0; v < ROW_VECTORS; v++)
      for (guint bits
           = lanes_bits (lanes_at_least_int (found[i * ROW_VECTORS + v], at_least[v]));
           bits != 0; bits &= bits - 1)
        candidates[n++]
            = (LkCandidate){ .row = (guint16) (v * LANES + __builtin_ctz (bits)),
                             .block = (guint16) i };
  return n;
}

static ALWAYS_INLINE void
multiply_group (const float *const *rows,
                gsize row_stride,
                const float *const *columns,
                gsize column_stride,
                gsize n_dims,
                guint n,
                const float *floors,
                float *products,
                guint *bits)
{
  Lanes sums[LK_SCREEN_GROUP][BLOCK_VECTORS] = { 0 };

  for (gsize d = 0; d < n_dims; d++)
#pragma GCC unroll 4
    for (guint i = 0; i < n; i++)
      {
        const LooseLanes *column
            = (const LooseLanes *) (gconstpointer) (columns[i] + d * column_stride);

#pragma GCC unroll 2
        for (guint v = 0; v < BLOCK_VECTORS; v++)
          sums[i][v] += rows[i][d * row_stride] * column[v];
      }
#pragma GCC unroll 4
  for (guint i = 0; i < n; i++)
    {
      Lanes at_least = floors[i] - (Lanes){ 0 };

      bits[i] = 0;
#pragma GCC unroll 2
      for (guint v = 0; v < BLOCK_VECTORS; v++)
        {
          *(LooseLanes *) (gpointer) (products + i * LK_SCREEN_BLOCK + v * LANES)
              = sums[i][v];
          bits[i] |= lanes_bits (lanes_at_least (sums[i][v], at_least)) << v * LANES;
        }
    }
}

static void
multiply (const float *const *rows,
          gsize row_stride,
          const float *const *columns,
          gsize column_stride,
          gsize n_dims,
          guint n,
          const float *floors,
          float *products,
          guint *bits)
{
  if (n == LK_SCREEN_GROUP)
    {
      multiply_group (rows, row_stride, columns, column_stride, n_dims, LK_SCREEN_GROUP,
                      floors, products, bits);
      return;
    }
  for (guint i = 0; i < n; i++)
    multiply_group (rows + i, row_stride, columns + i, column_stride, n_dims, 1,
                    floors + i, products + i * LK_SCREEN_BLOCK, bits + i);
}

#define JOIN(a, b) a##b
#define TABLE(variant) JOIN (lk_screen_kernels_, variant)

const LkScreenKernels TABLE (LK_VARIANT) = {
  .row_width = ROW_WIDTH,
  .add_squares = add_squares,
  .coarsen = coarsen,
  .find_largest = find_largest,
  .rank = rank,
  .find_candidates = find_candidates,
  .multiply = multiply,
};
