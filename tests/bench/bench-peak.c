/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bench-peak.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "bench-clock.h"

#define N_SUMS 12
#define N_STEPS 100000
#define N_ROUNDS 40

#define DEFINE_STEPS(name, n_lanes, attributes)                                          \
  typedef float Lanes_##name __attribute__ ((vector_size (n_lanes * sizeof (float))));   \
                                                                                         \
  attributes static float steps_##name (void)                                            \
  {                                                                                      \
    Lanes_##name sums[N_SUMS];                                                           \
    Lanes_##name factor = 0.999f - (Lanes_##name){ 0 };                                  \
    Lanes_##name term = 1e-3f - (Lanes_##name){ 0 };                                     \
    float total = 0;                                                                     \
                                                                                         \
    for (gsize j = 0; j < N_SUMS; j++)                                                   \
      sums[j] = (float) j - (Lanes_##name){ 0 };                                         \
    for (gsize i = 0; i < N_STEPS; i++)                                                  \
      for (gsize j = 0; j < N_SUMS; j++)                                                 \
        sums[j] = sums[j] * factor + term;                                               \
    for (gsize j = 0; j < N_SUMS; j++)                                                   \
      total += sums[j][0];                                                               \
    return total;                                                                        \
  }

#ifdef __x86_64__
DEFINE_STEPS (avx512, 16, __attribute__ ((target ("avx512f,fma"))))
DEFINE_STEPS (avx2, 8, __attribute__ ((target ("avx2,fma"))))
#endif
DEFINE_STEPS (portable, 4, )

double
bench_peak (const char *name)
{
  float (*steps) (void) = steps_portable;
  double n_lanes = 4;
  double best = INFINITY;
  volatile float sink;

#ifdef __x86_64__
  if (strcmp (name, "avx512") == 0)
    {
      steps = steps_avx512;
      n_lanes = 16;
    }
  else if (strcmp (name, "avx2") == 0)
    {
      steps = steps_avx2;
      n_lanes = 8;
    }
#endif
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      double start = bench_used ();

      sink = steps ();
      best = MIN (best, bench_used () - start);
    }
  (void) sink;
  return 2.0 * N_SUMS * N_STEPS * n_lanes / best;
}
