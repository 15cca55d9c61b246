/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#if defined __x86_64__ || defined __i386__
#include <immintrin.h>
#endif

/*
 * The vectors of one variant of the kernels, LK_LANES floats wide, and the few operations
 * that the compiler's own vector arithmetic lacks. Each file that includes this is
 * compiled once for every variant of lk-cpu.h, with the flags of that variant and its
 * name in LK_VARIANT.
 */
#if defined __AVX512F__
#define LK_LANES 16
#elif defined __AVX2__
#define LK_LANES 8
#else
#define LK_LANES 4
#endif

/* With 32 registers 14 rows of two vectors are summed up at once beside what is
 * multiplied, with 16 registers 6. */
#if LK_LANES == 16
#define LK_LANES_ROWS 14
#else
#define LK_LANES_ROWS 6
#endif

/* LK_VARIANT_NAME (lk_multiply) is lk_multiply_avx2 in the variant avx2. */
#define LK_JOIN_NOW(name, variant) name##_##variant
#define LK_JOIN(name, variant) LK_JOIN_NOW (name, variant)
#define LK_VARIANT_NAME(name) LK_JOIN (name, LK_VARIANT)

#define LK_INLINE static inline __attribute__ ((always_inline))
#ifdef __clang__
#define LK_UNROLL _Pragma ("clang loop unroll(full)")
#else
#define LK_UNROLL _Pragma ("GCC unroll 16")
#endif

typedef float LkLanes __attribute__ ((vector_size (LK_LANES * 4)));
typedef gint32 LkIntLanes __attribute__ ((vector_size (LK_LANES * 4)));

/* The same among floats, and at any address. */
typedef LkLanes LkStoredLanes __attribute__ ((may_alias));
typedef float LkLooseLanes
    __attribute__ ((vector_size (LK_LANES * 4), aligned (4), may_alias));

LK_INLINE LkLanes
lk_lanes_get (const float *values)
{
  return *(const LkStoredLanes *) values;
}

LK_INLINE void
lk_lanes_put (float *values, LkLanes lanes)
{
  *(LkStoredLanes *) values = lanes;
}

/* All lanes the same; x - 0 is x whatever x is. */
LK_INLINE LkLanes
lk_lanes_fill (float value)
{
  return value - (LkLanes){ 0 };
}

LK_INLINE LkIntLanes
lk_lanes_fill_int (gint32 value)
{
  return value - (LkIntLanes){ 0 };
}

/* Like lk_lanes_fill(), in a register: left alone, compilers read the number from memory
 * once for each product, and the processor can read but two a cycle. */
LK_INLINE LkLanes
lk_lanes_spread (const float *value)
{
  LkLanes lanes = lk_lanes_fill (*value);

#if LK_LANES == 16
  __asm__("" : "+v"(lanes));
#elif defined __x86_64__
  __asm__("" : "+x"(lanes));
#endif
  return lanes;
}

/* @a where @a > @b, else @b: so also where either is not a number. */
LK_INLINE LkLanes
lk_lanes_max (LkLanes a, LkLanes b)
{
#if LK_LANES == 16
  return (LkLanes) _mm512_max_ps ((__m512) a, (__m512) b);
#elif LK_LANES == 8
  return (LkLanes) _mm256_max_ps ((__m256) a, (__m256) b);
#elif defined __SSE__
  return (LkLanes) _mm_max_ps ((__m128) a, (__m128) b);
#else
  LkLanes larger;

  for (guint i = 0; i < LK_LANES; i++)
    larger[i] = a[i] > b[i] ? a[i] : b[i];
  return larger;
#endif
}

/* The lanes of @b one up, and into the first the last of @a. */
LK_INLINE LkLanes
lk_lanes_shift_in (LkLanes a, LkLanes b)
{
#if LK_LANES == 16
  return __builtin_shufflevector (a, b, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26,
                                  27, 28, 29, 30);
#elif LK_LANES == 8
  return __builtin_shufflevector (a, b, 7, 8, 9, 10, 11, 12, 13, 14);
#else
  return __builtin_shufflevector (a, b, 3, 4, 5, 6);
#endif
}

LK_INLINE LkIntLanes
lk_lanes_shift_in_int (LkIntLanes a, LkIntLanes b)
{
  return (LkIntLanes) lk_lanes_shift_in ((LkLanes) a, (LkLanes) b);
}

#if defined __AVX512F__

typedef __mmask16 LkLaneMask;

LK_INLINE LkLaneMask
lk_lanes_equal_int (LkIntLanes a, LkIntLanes b)
{
  return _mm512_cmpeq_epi32_mask ((__m512i) a, (__m512i) b);
}

LK_INLINE LkLaneMask
lk_lanes_greater (LkLanes a, LkLanes b)
{
  return _mm512_cmp_ps_mask ((__m512) a, (__m512) b, _CMP_GT_OQ);
}

LK_INLINE LkLaneMask
lk_lanes_at_least (LkLanes a, LkLanes b)
{
  return _mm512_cmp_ps_mask ((__m512) a, (__m512) b, _CMP_GE_OQ);
}

LK_INLINE LkLaneMask
lk_lanes_at_least_int (LkIntLanes a, LkIntLanes b)
{
  return _mm512_cmpge_epi32_mask ((__m512i) a, (__m512i) b);
}

LK_INLINE LkIntLanes
lk_lanes_larger_int (LkIntLanes a, LkIntLanes b)
{
  return (LkIntLanes) _mm512_max_epi32 ((__m512i) a, (__m512i) b);
}

LK_INLINE LkIntLanes
lk_lanes_smaller_int (LkIntLanes a, LkIntLanes b)
{
  return (LkIntLanes) _mm512_min_epi32 ((__m512i) a, (__m512i) b);
}

LK_INLINE guint
lk_lanes_bits (LkLaneMask mask)
{
  return mask;
}

LK_INLINE LkLanes
lk_lanes_choose (LkLaneMask mask, LkLanes a, LkLanes b)
{
  return (LkLanes) _mm512_mask_blend_ps (mask, (__m512) b, (__m512) a);
}

LK_INLINE LkIntLanes
lk_lanes_choose_int (LkLaneMask mask, LkIntLanes a, LkIntLanes b)
{
  return (LkIntLanes) _mm512_mask_blend_epi32 (mask, (__m512i) b, (__m512i) a);
}

LK_INLINE float
lk_lanes_largest (LkLanes a)
{
  return _mm512_reduce_max_ps ((__m512) a);
}

LK_INLINE gint32
lk_lanes_smallest_int (LkIntLanes a)
{
  return _mm512_reduce_min_epi32 ((__m512i) a);
}

#elif defined __AVX2__

typedef __m256 LkLaneMask;

LK_INLINE LkLaneMask
lk_lanes_equal_int (LkIntLanes a, LkIntLanes b)
{
  return (LkLaneMask) _mm256_cmpeq_epi32 ((__m256i) a, (__m256i) b);
}

LK_INLINE LkLaneMask
lk_lanes_greater (LkLanes a, LkLanes b)
{
  return _mm256_cmp_ps ((__m256) a, (__m256) b, _CMP_GT_OQ);
}

LK_INLINE LkLaneMask
lk_lanes_at_least (LkLanes a, LkLanes b)
{
  return _mm256_cmp_ps ((__m256) a, (__m256) b, _CMP_GE_OQ);
}

LK_INLINE LkLaneMask
lk_lanes_at_least_int (LkIntLanes a, LkIntLanes b)
{
  return (LkLaneMask) (a >= b);
}

LK_INLINE LkIntLanes
lk_lanes_larger_int (LkIntLanes a, LkIntLanes b)
{
  return (LkIntLanes) _mm256_max_epi32 ((__m256i) a, (__m256i) b);
}

LK_INLINE LkIntLanes
lk_lanes_smaller_int (LkIntLanes a, LkIntLanes b)
{
  return (LkIntLanes) _mm256_min_epi32 ((__m256i) a, (__m256i) b);
}

LK_INLINE guint
lk_lanes_bits (LkLaneMask mask)
{
  return (guint) _mm256_movemask_ps (mask);
}

LK_INLINE LkLanes
lk_lanes_choose (LkLaneMask mask, LkLanes a, LkLanes b)
{
  return (LkLanes) _mm256_blendv_ps ((__m256) b, (__m256) a, mask);
}

LK_INLINE LkIntLanes
lk_lanes_choose_int (LkLaneMask mask, LkIntLanes a, LkIntLanes b)
{
  return (LkIntLanes) _mm256_blendv_ps ((__m256) b, (__m256) a, mask);
}

LK_INLINE float
lk_lanes_largest (LkLanes a)
{
  __m128 half = _mm_max_ps (_mm256_castps256_ps128 ((__m256) a),
                            _mm256_extractf128_ps ((__m256) a, 1));

  half = _mm_max_ps (half, _mm_movehl_ps (half, half));
  return _mm_cvtss_f32 (_mm_max_ss (half, _mm_movehdup_ps (half)));
}

LK_INLINE gint32
lk_lanes_smallest_int (LkIntLanes a)
{
  __m128i half = _mm_min_epi32 (_mm256_castsi256_si128 ((__m256i) a),
                                _mm256_extracti128_si256 ((__m256i) a, 1));

  half = _mm_min_epi32 (half, _mm_shuffle_epi32 (half, 0x4e));
  return _mm_cvtsi128_si32 (_mm_min_epi32 (half, _mm_shuffle_epi32 (half, 0xb1)));
}

#else

typedef LkIntLanes LkLaneMask;

LK_INLINE LkLaneMask
lk_lanes_equal_int (LkIntLanes a, LkIntLanes b)
{
  return a == b;
}

LK_INLINE LkLaneMask
lk_lanes_greater (LkLanes a, LkLanes b)
{
  return a > b;
}

LK_INLINE guint
lk_lanes_bits (LkLaneMask mask)
{
  guint bits = 0;

  for (guint i = 0; i < LK_LANES; i++)
    bits |= (guint) (mask[i] & 1) << i;
  return bits;
}

LK_INLINE LkIntLanes
lk_lanes_choose_int (LkLaneMask mask, LkIntLanes a, LkIntLanes b)
{
  return (a & mask) | (b & ~mask);
}

LK_INLINE LkLanes
lk_lanes_choose (LkLaneMask mask, LkLanes a, LkLanes b)
{
  return (LkLanes) lk_lanes_choose_int (mask, (LkIntLanes) a, (LkIntLanes) b);
}

LK_INLINE float
lk_lanes_largest (LkLanes a)
{
  float largest = a[0];

  for (guint i = 1; i < LK_LANES; i++)
    largest = a[i] > largest ? a[i] : largest;
  return largest;
}

LK_INLINE gint32
lk_lanes_smallest_int (LkIntLanes a)
{
  gint32 smallest = a[0];

  for (guint i = 1; i < LK_LANES; i++)
    smallest = MIN (a[i], smallest);
  return smallest;
}

#endif

/* The same in doubles: half as many. */
#define LK_DOUBLE_LANES (LK_LANES / 2)

typedef double LkDoubleLanes __attribute__ ((vector_size (LK_LANES * 4)));
typedef gint64 LkLongLanes __attribute__ ((vector_size (LK_LANES * 4)));

#if defined __AVX512F__

typedef __mmask8 LkDoubleLaneMask;

LK_INLINE LkDoubleLaneMask
lk_double_lanes_greater (LkDoubleLanes a, LkDoubleLanes b)
{
  return _mm512_cmp_pd_mask ((__m512d) a, (__m512d) b, _CMP_GT_OQ);
}

LK_INLINE gboolean
lk_double_lanes_any (LkDoubleLaneMask mask)
{
  return mask != 0;
}

LK_INLINE LkDoubleLanes
lk_double_lanes_choose (LkDoubleLaneMask mask, LkDoubleLanes a, LkDoubleLanes b)
{
  return (LkDoubleLanes) _mm512_mask_blend_pd (mask, (__m512d) b, (__m512d) a);
}

LK_INLINE LkDoubleLanes
lk_double_lanes_sqrt (LkDoubleLanes a)
{
  return (LkDoubleLanes) _mm512_sqrt_pd ((__m512d) a);
}

#elif defined __AVX2__

typedef __m256d LkDoubleLaneMask;

LK_INLINE LkDoubleLaneMask
lk_double_lanes_greater (LkDoubleLanes a, LkDoubleLanes b)
{
  return _mm256_cmp_pd ((__m256d) a, (__m256d) b, _CMP_GT_OQ);
}

LK_INLINE gboolean
lk_double_lanes_any (LkDoubleLaneMask mask)
{
  return _mm256_movemask_pd (mask) != 0;
}

LK_INLINE LkDoubleLanes
lk_double_lanes_choose (LkDoubleLaneMask mask, LkDoubleLanes a, LkDoubleLanes b)
{
  return (LkDoubleLanes) _mm256_blendv_pd ((__m256d) b, (__m256d) a, mask);
}

LK_INLINE LkDoubleLanes
lk_double_lanes_sqrt (LkDoubleLanes a)
{
  return (LkDoubleLanes) _mm256_sqrt_pd ((__m256d) a);
}

#else

typedef LkLongLanes LkDoubleLaneMask;

LK_INLINE LkDoubleLaneMask
lk_double_lanes_greater (LkDoubleLanes a, LkDoubleLanes b)
{
  return a > b;
}

LK_INLINE gboolean
lk_double_lanes_any (LkDoubleLaneMask mask)
{
  return (mask[0] | mask[1]) != 0;
}

LK_INLINE LkDoubleLanes
lk_double_lanes_choose (LkDoubleLaneMask mask, LkDoubleLanes a, LkDoubleLanes b)
{
  return (LkDoubleLanes) (((LkLongLanes) a & mask) | ((LkLongLanes) b & ~mask));
}

LK_INLINE LkDoubleLanes
lk_double_lanes_sqrt (LkDoubleLanes a)
{
  return (LkDoubleLanes){ __builtin_sqrt (a[0]), __builtin_sqrt (a[1]) };
}

#endif
