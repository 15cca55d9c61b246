/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#if defined __AVX2__
#include <immintrin.h>
#endif

/*
 * The vectors of one variant of the kernels, LANES floats wide, and the few operations
 * that the compiler's own vector arithmetic lacks. Each file that includes this is
 * compiled once for every variant, with the flags of that variant.
 */
#if defined __AVX512F__
#define LANES 16
#elif defined __AVX2__
#define LANES 8
#else
#define LANES 4
#endif

typedef float Lanes __attribute__ ((vector_size (LANES * 4)));
typedef gint32 IntLanes __attribute__ ((vector_size (LANES * 4)));

/* The same at any address. */
typedef float LooseLanes
    __attribute__ ((vector_size (LANES * 4), aligned (4), may_alias));

/* The lanes of @b one up, and into the first the last of @a. */
static inline Lanes
lanes_shift_in (Lanes a, Lanes b)
{
#if LANES == 16
  return __builtin_shufflevector (a, b, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26,
                                  27, 28, 29, 30);
#elif LANES == 8
  return __builtin_shufflevector (a, b, 7, 8, 9, 10, 11, 12, 13, 14);
#else
  return __builtin_shufflevector (a, b, 3, 4, 5, 6);
#endif
}

static inline IntLanes
lanes_shift_in_int (IntLanes a, IntLanes b)
{
  return (IntLanes) lanes_shift_in ((Lanes) a, (Lanes) b);
}

#if defined __AVX512F__

typedef __mmask16 LaneMask;

static inline LaneMask
lanes_equal_int (IntLanes a, IntLanes b)
{
  return _mm512_cmpeq_epi32_mask ((__m512i) a, (__m512i) b);
}

static inline LaneMask
lanes_greater (Lanes a, Lanes b)
{
  return _mm512_cmp_ps_mask ((__m512) a, (__m512) b, _CMP_GT_OQ);
}

static inline LaneMask
lanes_at_least (Lanes a, Lanes b)
{
  return _mm512_cmp_ps_mask ((__m512) a, (__m512) b, _CMP_GE_OQ);
}

static inline LaneMask
lanes_at_least_int (IntLanes a, IntLanes b)
{
  return _mm512_cmpge_epi32_mask ((__m512i) a, (__m512i) b);
}

static inline IntLanes
lanes_larger_int (IntLanes a, IntLanes b)
{
  return (IntLanes) _mm512_max_epi32 ((__m512i) a, (__m512i) b);
}

static inline IntLanes
lanes_smaller_int (IntLanes a, IntLanes b)
{
  return (IntLanes) _mm512_min_epi32 ((__m512i) a, (__m512i) b);
}

static inline guint
lanes_bits (LaneMask mask)
{
  return mask;
}

static inline Lanes
lanes_choose (LaneMask mask, Lanes a, Lanes b)
{
  return (Lanes) _mm512_mask_blend_ps (mask, (__m512) b, (__m512) a);
}

static inline IntLanes
lanes_choose_int (LaneMask mask, IntLanes a, IntLanes b)
{
  return (IntLanes) _mm512_mask_blend_epi32 (mask, (__m512i) b, (__m512i) a);
}

static inline float
lanes_largest (Lanes a)
{
  return _mm512_reduce_max_ps ((__m512) a);
}

static inline gint32
lanes_smallest_int (IntLanes a)
{
  return _mm512_reduce_min_epi32 ((__m512i) a);
}

#elif defined __AVX2__

typedef __m256 LaneMask;

static inline LaneMask
lanes_equal_int (IntLanes a, IntLanes b)
{
  return (LaneMask) _mm256_cmpeq_epi32 ((__m256i) a, (__m256i) b);
}

static inline LaneMask
lanes_greater (Lanes a, Lanes b)
{
  return _mm256_cmp_ps ((__m256) a, (__m256) b, _CMP_GT_OQ);
}

static inline LaneMask
lanes_at_least (Lanes a, Lanes b)
{
  return _mm256_cmp_ps ((__m256) a, (__m256) b, _CMP_GE_OQ);
}

static inline LaneMask
lanes_at_least_int (IntLanes a, IntLanes b)
{
  return (LaneMask) (a >= b);
}

static inline IntLanes
lanes_larger_int (IntLanes a, IntLanes b)
{
  return (IntLanes) _mm256_max_epi32 ((__m256i) a, (__m256i) b);
}

static inline IntLanes
lanes_smaller_int (IntLanes a, IntLanes b)
{
  return (IntLanes) _mm256_min_epi32 ((__m256i) a, (__m256i) b);
}

static inline guint
lanes_bits (LaneMask mask)
{
  return (guint) _mm256_movemask_ps (mask);
}

static inline Lanes
lanes_choose (LaneMask mask, Lanes a, Lanes b)
{
  return (Lanes) _mm256_blendv_ps ((__m256) b, (__m256) a, mask);
}

static inline IntLanes
lanes_choose_int (LaneMask mask, IntLanes a, IntLanes b)
{
  return (IntLanes) _mm256_blendv_ps ((__m256) b, (__m256) a, mask);
}

static inline float
lanes_largest (Lanes a)
{
  __m128 half = _mm_max_ps (_mm256_castps256_ps128 ((__m256) a),
                            _mm256_extractf128_ps ((__m256) a, 1));

  half = _mm_max_ps (half, _mm_movehl_ps (half, half));
  return _mm_cvtss_f32 (_mm_max_ss (half, _mm_movehdup_ps (half)));
}

static inline gint32
lanes_smallest_int (IntLanes a)
{
  __m128i half = _mm_min_epi32 (_mm256_castsi256_si128 ((__m256i) a),
                                _mm256_extracti128_si256 ((__m256i) a, 1));

  half = _mm_min_epi32 (half, _mm_shuffle_epi32 (half, 0x4e));
  return _mm_cvtsi128_si32 (_mm_min_epi32 (half, _mm_shuffle_epi32 (half, 0xb1)));
}

#else

typedef IntLanes LaneMask;

static inline LaneMask
lanes_equal_int (IntLanes a, IntLanes b)
{
  return a == b;
}

static inline LaneMask
lanes_greater (Lanes a, Lanes b)
{
  return a > b;
}

static inline guint
lanes_bits (LaneMask mask)
{
  guint bits = 0;

  for (guint i = 0; i < LANES; i++)
    bits |= (guint) (mask[i] & 1) << i;
  return bits;
}

static inline IntLanes
lanes_choose_int (LaneMask mask, IntLanes a, IntLanes b)
{
  return (a & mask) | (b & ~mask);
}

static inline Lanes
lanes_choose (LaneMask mask, Lanes a, Lanes b)
{
  return (Lanes) lanes_choose_int (mask, (IntLanes) a, (IntLanes) b);
}

static inline float
lanes_largest (Lanes a)
{
  float largest = a[0];

  for (guint i = 1; i < LANES; i++)
    largest = a[i] > largest ? a[i] : largest;
  return largest;
}

static inline gint32
lanes_smallest_int (IntLanes a)
{
  gint32 smallest = a[0];

  for (guint i = 1; i < LANES; i++)
    smallest = MIN (a[i], smallest);
  return smallest;
}

#endif

/* The same in doubles: half as many. */
#define DOUBLE_LANES (LANES / 2)

typedef double DoubleLanes __attribute__ ((vector_size (LANES * 4)));
typedef gint64 LongLanes __attribute__ ((vector_size (LANES * 4)));

#if defined __AVX512F__

typedef __mmask8 DoubleLaneMask;

static inline DoubleLaneMask
double_lanes_greater (DoubleLanes a, DoubleLanes b)
{
  return _mm512_cmp_pd_mask ((__m512d) a, (__m512d) b, _CMP_GT_OQ);
}

static inline gboolean
double_lanes_any (DoubleLaneMask mask)
{
  return mask != 0;
}

static inline DoubleLanes
double_lanes_choose (DoubleLaneMask mask, DoubleLanes a, DoubleLanes b)
{
  return (DoubleLanes) _mm512_mask_blend_pd (mask, (__m512d) b, (__m512d) a);
}

static inline DoubleLanes
double_lanes_sqrt (DoubleLanes a)
{
  return (DoubleLanes) _mm512_sqrt_pd ((__m512d) a);
}

#elif defined __AVX2__

typedef __m256d DoubleLaneMask;

static inline DoubleLaneMask
double_lanes_greater (DoubleLanes a, DoubleLanes b)
{
  return _mm256_cmp_pd ((__m256d) a, (__m256d) b, _CMP_GT_OQ);
}

static inline gboolean
double_lanes_any (DoubleLaneMask mask)
{
  return _mm256_movemask_pd (mask) != 0;
}

static inline DoubleLanes
double_lanes_choose (DoubleLaneMask mask, DoubleLanes a, DoubleLanes b)
{
  return (DoubleLanes) _mm256_blendv_pd ((__m256d) b, (__m256d) a, mask);
}

static inline DoubleLanes
double_lanes_sqrt (DoubleLanes a)
{
  return (DoubleLanes) _mm256_sqrt_pd ((__m256d) a);
}

#else

typedef LongLanes DoubleLaneMask;

static inline DoubleLaneMask
double_lanes_greater (DoubleLanes a, DoubleLanes b)
{
  return a > b;
}

static inline gboolean
double_lanes_any (DoubleLaneMask mask)
{
  return (mask[0] | mask[1]) != 0;
}

static inline DoubleLanes
double_lanes_choose (DoubleLaneMask mask, DoubleLanes a, DoubleLanes b)
{
  return (DoubleLanes) (((LongLanes) a & mask) | ((LongLanes) b & ~mask));
}

static inline DoubleLanes
double_lanes_sqrt (DoubleLanes a)
{
  return (DoubleLanes){ __builtin_sqrt (a[0]), __builtin_sqrt (a[1]) };
}

#endif
