/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-gradient-variant.h"

/* Numbers whose squares are added up in float32 before they go to a double. */
#define RUN 256

double
LK_VARIANT_NAME (lk_sum_squares) (const float *values, gsize n)
{
  gsize n_whole = n / RUN * RUN;
  double sum = 0;

  for (gsize start = 0; start < n_whole; start += RUN)
    {
      LkLanes squares[2] = { 0 };

      for (gsize i = start; i < start + RUN; i += 2 * LK_LANES)
        {
          LkLanes first = *(const LkLooseLanes *) (values + i);
          LkLanes second = *(const LkLooseLanes *) (values + i + LK_LANES);

          squares[0] += first * first;
          squares[1] += second * second;
        }
      squares[0] += squares[1];
      for (gsize i = 0; i < LK_LANES; i++)
        sum += (double) squares[0][i];
    }
  for (gsize i = n_whole; i < n; i++)
    sum += (double) values[i] * values[i];
  return sum;
}

void
LK_VARIANT_NAME (lk_descend) (const LkDescent *how,
                              float *values,
                              float *velocities,
                              const float *gradient,
                              gsize n)
{
  gsize n_whole = n / LK_LANES * LK_LANES;

  for (gsize i = 0; i < n_whole; i += LK_LANES)
    {
      LkLanes value = *(LkLooseLanes *) (values + i);
      LkLanes g
          = how->scale * *(const LkLooseLanes *) (gradient + i) + how->decay * value;
      LkLanes v = how->momentum * *(LkLooseLanes *) (velocities + i) + g;

      *(LkLooseLanes *) (velocities + i) = v;
      *(LkLooseLanes *) (values + i) = value - (how->now * g + how->ahead * v);
    }
  for (gsize i = n_whole; i < n; i++)
    {
      float g = how->scale * gradient[i] + how->decay * values[i];
      float v = how->momentum * velocities[i] + g;

      velocities[i] = v;
      values[i] -= how->now * g + how->ahead * v;
    }
}
