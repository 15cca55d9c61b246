/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-student.h"

#include <math.h>

/* As printed in tables of Student's distribution (two-sided, 5 %). */
static void
test_table (void)
{
  const struct
  {
    guint freedom;
    double quantile;
  } table[] = { { 1, 12.7062 },  { 2, 4.3027 },   { 3, 3.1824 },   { 4, 2.7764 },
                { 5, 2.5706 },   { 6, 2.4469 },   { 7, 2.3646 },   { 8, 2.3060 },
                { 9, 2.2622 },   { 10, 2.2281 },  { 15, 2.1314 },  { 20, 2.0860 },
                { 30, 2.0423 },  { 40, 2.0211 },  { 60, 2.0003 },  { 100, 1.9840 },
                { 120, 1.9799 }, { 500, 1.9647 }, { 1000, 1.9623 } };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    g_assert_cmpfloat_with_epsilon (lk_student_quantile_975 (table[i].freedom),
                                    table[i].quantile, 1e-4);
  /* The normal distribution's, with the next term of its expansion (Abramowitz and Stegun
   * 26.7.5). */
  g_assert_cmpfloat_with_epsilon (lk_student_quantile_975 (1000000),
                                  1.959963984540054 + 2.3722711 / 1000000, 1e-9);
  g_assert_cmpfloat_with_epsilon (lk_student_quantile_975 (G_MAXUINT), 1.959963984540054,
                                  1e-6);
}

/* For 1, 2 and 4 degrees the distribution has a closed form. */
static void
test_closed_forms (void)
{
  for (double t = -20; t <= 20; t += 0.37)
    {
      double half = sqrt (2 + t * t);
      double u = t / sqrt (4 + t * t);

      g_assert_cmpfloat_with_epsilon (lk_student_probability (t, 1),
                                      0.5 + atan (t) / G_PI, 1e-12);
      g_assert_cmpfloat_with_epsilon (lk_student_probability (t, 2), 0.5 + t / (2 * half),
                                      1e-12);
      g_assert_cmpfloat_with_epsilon (lk_student_probability (t, 4),
                                      0.5 + u * (0.75 - u * u / 4), 1e-12);
    }
  g_assert_cmpfloat (lk_student_probability (0, 7), ==, 0.5);
}

/* Simpson's rule on the density. */
static double
integrate (double t, double freedom)
{
  double scale
      = exp (lgamma ((freedom + 1) / 2) - lgamma (freedom / 2)) / sqrt (freedom * G_PI);
  guint n = 20000;
  double sum = 0;

  for (guint i = 0; i <= n; i++)
    {
      double x = t * i / n;
      double weight = i == 0 || i == n ? 1 : i % 2 == 1 ? 4 : 2;

      sum += weight * pow (1 + x * x / freedom, -(freedom + 1) / 2);
    }
  return 0.5 + scale * sum * t / n / 3;
}

static void
test_against_density (void)
{
  const double freedoms[] = { 1, 3, 9, 29, 59, 99.5, 599, 2999 };

  for (guint i = 0; i < G_N_ELEMENTS (freedoms); i++)
    for (double t = 0.25; t < 8; t += 0.5)
      g_assert_cmpfloat_with_epsilon (lk_student_probability (t, freedoms[i]),
                                      integrate (t, freedoms[i]), 1e-10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/student/table", test_table);
  g_test_add_func ("/student/closed-forms", test_closed_forms);
  g_test_add_func ("/student/against-density", test_against_density);
  return g_test_run ();
}
