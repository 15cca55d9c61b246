/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-student.h"

#include <float.h>
#include <math.h>

#define MAX_STEPS 500
#define TINY 1e-300

/* DLMF 8.17.22: the continued fraction's m-th pair of coefficients, evaluated from the
 * front (Lentz's method, DLMF 3.10). Converges fast for x < (a + 1) / (a + b + 2). */
static double
beta_fraction (double a, double b, double x)
{
  double c = 1;
  double d = 1 / MAX (1 - (a + b) * x / (a + 1), TINY);
  double fraction = d;

  for (int m = 1; m <= MAX_STEPS; m++)
    {
      double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
      double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
      double before = fraction;

      for (int half = 0; half < 2; half++)
        {
          double coefficient = half == 0 ? even : odd;

          d = 1 + coefficient * d;
          d = 1 / (fabs (d) < TINY ? TINY : d);
          c = 1 + coefficient / c;
          c = fabs (c) < TINY ? TINY : c;
          fraction *= c * d;
        }
      if (fabs (fraction - before) <= 4 * DBL_EPSILON * fabs (fraction))
        break;
    }
  return fraction;
}

/* lgamma() itself writes to a global. */
static double
log_gamma (double x)
{
  int sign;

  return lgamma_r (x, &sign);
}

/* I_x (a, b), with @y = 1 - x to its full precision. */
static double
incomplete_beta (double a, double b, double x, double y)
{
  double front;

  if (x <= 0 || y <= 0)
    return x <= 0 ? 0 : 1;
  front = exp (log_gamma (a + b) - log_gamma (a) - log_gamma (b) + a * log (x)
               + b * log (y));
  if (x < (a + 1) / (a + b + 2))
    return front * beta_fraction (a, b, x) / a;
  return 1 - front * beta_fraction (b, a, y) / b;
}

double
lk_student_probability (double t, double freedom)
{
  double square = t * t;
  double beyond = incomplete_beta (freedom / 2, 0.5, freedom / (freedom + square),
                                   square / (freedom + square))
                  / 2;

  return t > 0 ? 1 - beyond : beyond;
}

double
lk_student_quantile_975 (guint freedom)
{
  double low = 1.9;
  double high = 13;

  g_return_val_if_fail (freedom > 0, NAN);

  while (high - low > 1e-12)
    {
      double middle = (low + high) / 2;

      if (lk_student_probability (middle, freedom) < 0.975)
        low = middle;
      else
        high = middle;
    }
  return (low + high) / 2;
}

gboolean
lk_student_find_mean (const double *values, guint n, double *mean, double *ci95)
{
  double squares = 0;

  *mean = *ci95 = 0;
  for (guint i = 0; i < n; i++)
    *mean += values[i] / n;
  if (n < 2)
    return FALSE;
  for (guint i = 0; i < n; i++)
    squares += (values[i] - *mean) * (values[i] - *mean);
  *ci95 = lk_student_quantile_975 (n - 1) * sqrt (squares / (n - 1) / n);
  return TRUE;
}
