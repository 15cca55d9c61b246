/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-convolution-kernels.h"

#if defined __x86_64__ || defined __i386__
#include <immintrin.h>
#endif

/*
 * What the sources of the kernels share. They are compiled once for each kind of
 * processor with LK_VARIANT, its name; LK_LANES are the floats of its vectors.
 */
#if defined __AVX512F__
#define LK_LANES 16
#elif defined __AVX2__
#define LK_LANES 8
#else
#define LK_LANES 4
#endif

#define LK_JOIN_NOW(name, variant) name##_##variant
#define LK_JOIN(name, variant) LK_JOIN_NOW (name, variant)
#define LK_VARIANT_NAME(name) LK_JOIN (name, LK_VARIANT)

#define LK_BLOCK 16
#define LK_PARTS (LK_BLOCK / LK_LANES)

#define LK_INLINE static inline __attribute__ ((always_inline))
#ifdef __clang__
#define LK_UNROLL _Pragma ("clang loop unroll(full)")
#else
#define LK_UNROLL _Pragma ("GCC unroll 16")
#endif

/* With 32 registers 14 rows of two vectors are summed up at once, with 16 registers 6. */
#if LK_LANES == 16
#define LK_ROWS 14
#else
#define LK_ROWS 6
#endif

typedef float Lanes __attribute__ ((vector_size (LK_LANES * sizeof (float)), may_alias));

/* The same anywhere in memory. */
typedef float LooseLanes
    __attribute__ ((vector_size (LK_LANES * sizeof (float)), may_alias, aligned (4)));

LK_INLINE Lanes
lk_lanes_get (const float *values)
{
  return *(const Lanes *) values;
}

LK_INLINE void
lk_lanes_put (float *values, Lanes lanes)
{
  *(Lanes *) values = lanes;
}

/* All lanes the same; x - 0 is x whatever x is. */
LK_INLINE Lanes
lk_lanes_fill (float value)
{
  return value - (Lanes){ 0 };
}

/* Like lk_lanes_fill(), in a register: left alone, compilers read the number from memory
 * once for each product, and the processor can read but two a cycle. */
LK_INLINE Lanes
lk_lanes_spread (const float *value)
{
  Lanes lanes = lk_lanes_fill (*value);

#if LK_LANES == 16
  __asm__("" : "+v"(lanes));
#elif defined __x86_64__
  __asm__("" : "+x"(lanes));
#endif
  return lanes;
}

/* @a where @a > @b, else @b: so also where either is not a number. */
LK_INLINE Lanes
lk_lanes_max (Lanes a, Lanes b)
{
#if LK_LANES == 16
  return (Lanes) _mm512_max_ps ((__m512) a, (__m512) b);
#elif LK_LANES == 8
  return (Lanes) _mm256_max_ps ((__m256) a, (__m256) b);
#elif defined __SSE__
  return (Lanes) _mm_max_ps ((__m128) a, (__m128) b);
#else
  Lanes larger;

  for (guint i = 0; i < LK_LANES; i++)
    larger[i] = a[i] > b[i] ? a[i] : b[i];
  return larger;
#endif
}

/* The larger one; not a number where @a is not finite or @b is not a number. */
LK_INLINE Lanes
lk_lanes_larger (Lanes a, Lanes b)
{
  return lk_lanes_max (a, b) + (a - a);
}

/* LeakyReLU for a slope of 0 to 1. */
LK_INLINE Lanes
lk_lanes_activate (Lanes value, Lanes slope)
{
  return lk_lanes_max (value, slope * value);
}

void LK_VARIANT_NAME (lk_multiply) (const LkProducts *products,
                                    const float *v,
                                    const float *u,
                                    gsize n_rows,
                                    float *m);
void LK_VARIANT_NAME (lk_multiply_planar) (const LkProducts *products,
                                           const float *v,
                                           const float *u,
                                           gsize n_rows,
                                           float *m);
void LK_VARIANT_NAME (lk_deal_row) (const float *row,
                                    gsize width,
                                    gsize padding,
                                    float *strip,
                                    gsize deal_size);
void LK_VARIANT_NAME (lk_take_planar) (const float *strip,
                                       gsize deal_size,
                                       gsize n_tiles,
                                       float *v,
                                       gsize position_size);
void LK_VARIANT_NAME (lk_take_tiles_2) (const float *map,
                                        gsize row_size,
                                        gsize n_tiles,
                                        float *v,
                                        gsize position_size);
void LK_VARIANT_NAME (lk_take_tiles_4) (const float *map,
                                        gsize row_size,
                                        gsize n_tiles,
                                        float *v,
                                        gsize position_size);
void LK_VARIANT_NAME (lk_give_tile_2) (const float *m,
                                       gsize position_size,
                                       const LkFinish *finish);
void LK_VARIANT_NAME (lk_give_tile_4) (const float *m,
                                       gsize position_size,
                                       const LkFinish *finish);
void LK_VARIANT_NAME (lk_finish_pixels) (const float *m,
                                         gsize m_row,
                                         const LkFinish *finish);
