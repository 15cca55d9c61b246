/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-screen-kernels.h"

#include "lk-lanes.h"

/* As many sums as the registers hold beside the rows, a column and a product. */
#if LK_LANES == 16
#define ROW_VECTORS 2
#define COLUMNS 8
#elif defined __AVXVNNI__
#define ROW_VECTORS 3
#define COLUMNS 4
#else
#define ROW_VECTORS 2
#define COLUMNS 4
#endif
#define ROW_WIDTH (ROW_VECTORS * LK_LANES)
#define BLOCK_VECTORS (LK_SCREEN_BLOCK / LK_LANES)

G_STATIC_ASSERT (ROW_WIDTH <= LK_SCREEN_MAX_ROW_WIDTH);

static void
add_squares (const float *from, gsize width, gsize n_dims, gsize n, double *squares)
{
  for (gsize d = 0; d < n_dims; d++)
    for (gsize i = 0; i < n; i++)
      squares[i] += (double) from[d * width + i] * from[d * width + i];
}

/* Adding so large a number leaves no room for a fraction: for values below 2^22. */
LK_INLINE gint32
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
LK_INLINE LkIntLanes
add_products (LkIntLanes sums, LkIntLanes a, LkIntLanes b)
{
#if defined __AVX512VNNI__
  __asm__("vpdpwssd %2, %1, %0" : "+v"(sums) : "v"(a), "v"(b));
  return sums;
#elif defined __AVXVNNI__
  __asm__("%{vex%} vpdpwssd %2, %1, %0" : "+x"(sums) : "x"(a), "x"(b));
  return sums;
#else
  return sums + (LkIntLanes) _mm256_madd_epi16 ((__m256i) a, (__m256i) b);
#endif
}

/* The largest lane of each of four vectors. */
LK_INLINE __m128i
fold_four (const LkIntLanes *four)
{
#if LK_LANES == 16
  __m512i a = (__m512i) four[0], b = (__m512i) four[1];
  __m512i c = (__m512i) four[2], d = (__m512i) four[3];
  __m512i ab
      = _mm512_max_epi32 (_mm512_unpacklo_epi32 (a, b), _mm512_unpackhi_epi32 (a, b));
  __m512i cd
      = _mm512_max_epi32 (_mm512_unpacklo_epi32 (c, d), _mm512_unpackhi_epi32 (c, d));
  __m512i all
      = _mm512_max_epi32 (_mm512_unpacklo_epi64 (ab, cd), _mm512_unpackhi_epi64 (ab, cd));
  __m256i half = _mm256_max_epi32 (_mm512_castsi512_si256 (all),
                                   _mm512_extracti64x4_epi64 (all, 1));
#else
  __m256i a = (__m256i) four[0], b = (__m256i) four[1];
  __m256i c = (__m256i) four[2], d = (__m256i) four[3];
  __m256i ab
      = _mm256_max_epi32 (_mm256_unpacklo_epi32 (a, b), _mm256_unpackhi_epi32 (a, b));
  __m256i cd
      = _mm256_max_epi32 (_mm256_unpacklo_epi32 (c, d), _mm256_unpackhi_epi32 (c, d));
  __m256i half
      = _mm256_max_epi32 (_mm256_unpacklo_epi64 (ab, cd), _mm256_unpackhi_epi64 (ab, cd));
#endif
  return _mm_max_epi32 (_mm256_castsi256_si128 (half),
                        _mm256_extracti128_si256 (half, 1));
}

/* The largest products of four columns, from @column on, with the rows of a vector: all
 * of a block's, or a part of them, where those before are there already. */
LK_INLINE void
put_across (const LkIntLanes *four, gsize row, gsize column, const LkAcross *across)
{
  gint32 *to = across->largest + column / ROW_WIDTH * across->stride
               + row / LK_SCREEN_BLOCK * ROW_WIDTH + column % ROW_WIDTH;
  __m128i found = fold_four (four);

  if (row % LK_SCREEN_BLOCK != 0)
    found = _mm_max_epi32 (found, _mm_load_si128 ((const __m128i *) (gconstpointer) to));
  _mm_store_si128 ((__m128i *) (gpointer) to, found);
}

/* The largest products with COLUMNS columns of a panel, the first of which is @column
 * among all where they are wanted @across. */
LK_INLINE void
multiply_some (const LkIntLanes *rows,
               const gint32 *columns,
               gsize n_pairs,
               LkIntLanes *largest,
               gsize column,
               const LkAcross *across)
{
  LkIntLanes sums[ROW_VECTORS][COLUMNS];

#pragma GCC unroll 3
  for (guint v = 0; v < ROW_VECTORS; v++)
#pragma GCC unroll 8
    for (guint j = 0; j < COLUMNS; j++)
      sums[v][j] = (LkIntLanes){ 0 };
  for (gsize p = 0; p < n_pairs; p++)
    {
#pragma GCC unroll 8
      for (guint j = 0; j < COLUMNS; j++)
        {
          LkIntLanes entry = lk_lanes_fill_int (columns[p * LK_SCREEN_COLUMN_WIDTH + j]);

#pragma GCC unroll 3
          for (guint v = 0; v < ROW_VECTORS; v++)
            sums[v][j] = add_products (sums[v][j], rows[p * ROW_VECTORS + v], entry);
        }
    }
#pragma GCC unroll 3
  for (guint v = 0; v < ROW_VECTORS; v++)
#pragma GCC unroll 8
    for (guint j = 0; j < COLUMNS; j++)
      largest[v] = lk_lanes_larger_int (largest[v], sums[v][j]);
  if (across == NULL)
    return;
#pragma GCC unroll 3
  for (guint v = 0; v < ROW_VECTORS; v++)
#pragma GCC unroll 2
    for (guint j = 0; j < COLUMNS; j += 4)
      put_across (&sums[v][j], across->first_row + v * LK_LANES, column + j, across);
}

LK_INLINE void
find (const gint32 *rows,
      const gint32 *columns,
      gsize n_pairs,
      gsize n_blocks,
      gint32 *largest,
      const LkAcross *across)
{
  const LkIntLanes *row_vectors = (const LkIntLanes *) (gconstpointer) rows;
  LkIntLanes *found = (LkIntLanes *) (gpointer) largest;

  for (gsize i = 0; i < n_blocks; i++, found += ROW_VECTORS)
    {
      for (guint v = 0; v < ROW_VECTORS; v++)
        found[v] = lk_lanes_fill_int (G_MININT32);
      for (guint j = 0; j < LK_SCREEN_BLOCK; j += LK_SCREEN_COLUMN_WIDTH)
        {
          for (guint k = 0; k < LK_SCREEN_COLUMN_WIDTH; k += COLUMNS)
            multiply_some (row_vectors, columns + k, n_pairs, found,
                           i * LK_SCREEN_BLOCK + j + k, across);
          columns += n_pairs * LK_SCREEN_COLUMN_WIDTH;
        }
    }
}

static void
find_largest (const gint32 *rows,
              const gint32 *columns,
              gsize n_pairs,
              gsize n_blocks,
              gint32 *largest)
{
  find (rows, columns, n_pairs, n_blocks, largest, NULL);
}

static void
find_both (const gint32 *rows,
           const gint32 *columns,
           gsize n_pairs,
           gsize n_blocks,
           gint32 *largest,
           const LkAcross *across)
{
  find (rows, columns, n_pairs, n_blocks, largest, across);
}

/* What is pushed out of a place is put into the next. */
LK_INLINE void
rank_depth (const gint32 *largest, gsize n_blocks, guint depth, gint32 *ranked)
{
  const LkIntLanes *found = (const LkIntLanes *) (gconstpointer) largest;

  for (guint v = 0; v < ROW_VECTORS; v++)
    {
      LkIntLanes places[LK_SCREEN_MAX_DEPTH];

#pragma GCC unroll 8
      for (guint k = 0; k < depth; k++)
        places[k] = lk_lanes_fill_int (G_MININT32);
      for (gsize i = 0; i < n_blocks; i++)
        {
          LkIntLanes value = found[i * ROW_VECTORS + v];

#pragma GCC unroll 8
          for (guint k = 0; k < depth; k++)
            {
              LkIntLanes pushed = lk_lanes_smaller_int (places[k], value);

              places[k] = lk_lanes_larger_int (places[k], value);
              value = pushed;
            }
        }
      ((LkIntLanes *) (gpointer) ranked)[v] = places[depth - 1];
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
  const LkIntLanes *found = (const LkIntLanes *) (gconstpointer) largest;
  const LkIntLanes *at_least = (const LkIntLanes *) (gconstpointer) thresholds;
  gsize n = 0;

  for (gsize i = 0; i < n_blocks; i++)
    for (guint v = 0; v < ROW_VECTORS; v++)
      for (guint bits = lk_lanes_bits (
               lk_lanes_at_least_int (found[i * ROW_VECTORS + v], at_least[v]));
           bits != 0; bits &= bits - 1)
        candidates[n++]
            = (LkCandidate){ .row = (guint16) (v * LK_LANES + __builtin_ctz (bits)),
                             .block = (guint16) i };
  return n;
}

LK_INLINE void
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
  LkLanes sums[LK_SCREEN_GROUP][BLOCK_VECTORS] = { 0 };

  for (gsize d = 0; d < n_dims; d++)
#pragma GCC unroll 4
    for (guint i = 0; i < n; i++)
      {
        const LkLooseLanes *column
            = (const LkLooseLanes *) (gconstpointer) (columns[i] + d * column_stride);

#pragma GCC unroll 2
        for (guint v = 0; v < BLOCK_VECTORS; v++)
          sums[i][v] += rows[i][d * row_stride] * column[v];
      }
#pragma GCC unroll 4
  for (guint i = 0; i < n; i++)
    {
      LkLanes at_least = lk_lanes_fill (floors[i]);

      bits[i] = 0;
#pragma GCC unroll 2
      for (guint v = 0; v < BLOCK_VECTORS; v++)
        {
          *(LkLooseLanes *) (gpointer) (products + i * LK_SCREEN_BLOCK + v * LK_LANES)
              = sums[i][v];
          bits[i] |= lk_lanes_bits (lk_lanes_at_least (sums[i][v], at_least))
                     << v * LK_LANES;
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

const LkScreenKernels LK_VARIANT_NAME (lk_screen_kernels) = {
  .row_width = ROW_WIDTH,
  .add_squares = add_squares,
  .coarsen = coarsen,
  .find_largest = find_largest,
  .find_both = find_both,
  .rank = rank,
  .find_candidates = find_candidates,
  .multiply = multiply,
};
