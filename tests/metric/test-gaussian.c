/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-gaussian.h"

#include <math.h>

#include "lk-error.h"
#include "lk-linalg.h"
#include "metric-fixture.h"

static double
distance_of (LkGaussian *query, LkGaussian *support, LkDistance distance, double ridge)
{
  g_autoptr (GError) error = NULL;
  double value = -1, ridge_used = -1;

  g_assert_true (lk_gaussian_distance (query, support, distance, ridge, &value,
                                       &ridge_used, &error));
  g_assert_no_error (error);
  g_assert_true (isfinite (value));
  g_assert_cmpfloat (value, >=, 0);
  g_assert_cmpfloat (ridge_used, >=, distance > LK_DISTANCE_KL_QS ? 0 : ridge);
  return value;
}

static double
trace_of (LkGaussian *gaussian)
{
  gsize n = lk_gaussian_get_n_dims (gaussian);
  double trace = 0;

  for (gsize i = 0; i < n; i++)
    trace += lk_gaussian_get_covariance (gaussian)[i * n + i];
  return trace;
}

static LkGaussian *
class_gaussian (const MetricCase *fixture, guint class_index, float scale)
{
  LkTensor *maps[4];
  LkGaussian *gaussian;

  for (guint i = 0; i < fixture->n_shots[class_index]; i++)
    maps[i] = metric_fixture_map (fixture, class_index, i, scale);
  gaussian = lk_gaussian_new (maps, fixture->n_shots[class_index]);
  for (guint i = 0; i < fixture->n_shots[class_index]; i++)
    lk_tensor_unref (maps[i]);
  return gaussian;
}

static LkGaussian *
gaussian_of_values (gsize n_dims, gsize n_cells, const float *values)
{
  gsize shape[] = { n_dims, 1, n_cells };
  g_autoptr (LkTensor) map = lk_tensor_new (3, shape);

  for (gsize i = 0; i < n_dims * n_cells; i++)
    lk_tensor_get_data (map)[i] = values[i];
  return lk_gaussian_new (&map, 1);
}

/* KL (P || R) of docs/METHOD.md 5.3 in all C dimensions, whatever the number of
 * descriptors. */
static double
dense_kl (LkGaussian *p, LkGaussian *r, double ridge)
{
  gsize n = lk_gaussian_get_n_dims (p);
  g_autofree double *of_p = g_new (double, n *n);
  g_autofree double *of_r = g_new (double, n *n);
  g_autofree double *d = g_new (double, n);
  double sum = -(double) n;

  for (gsize i = 0; i < n * n; i++)
    {
      of_p[i] = lk_gaussian_get_covariance (p)[i] + (i % (n + 1) == 0 ? ridge : 0);
      of_r[i] = lk_gaussian_get_covariance (r)[i] + (i % (n + 1) == 0 ? ridge : 0);
    }
  g_assert_true (lk_linalg_cholesky (of_p, n));
  g_assert_true (lk_linalg_cholesky (of_r, n));
  for (gsize i = 0; i < n; i++)
    {
      d[i] = lk_gaussian_get_mean (p)[i] - lk_gaussian_get_mean (r)[i];
      sum += 2 * (log (of_r[i * n + i]) - log (of_p[i * n + i]));
    }
  lk_linalg_solve_lower (of_r, n, of_p, n);
  lk_linalg_solve_lower (of_r, n, d, 1);
  for (gsize i = 0; i < n * n; i++)
    sum += of_p[i] * of_p[i];
  for (gsize i = 0; i < n; i++)
    sum += d[i] * d[i];
  return sum / 2;
}

static void
test_every_rank_equals_dense (void)
{
  for (guint i = 0; i < METRIC_N_CASES; i++)
    for (guint a = 0; a < METRIC_N_CLASSES; a++)
      for (guint b = 0; b < METRIC_N_CLASSES; b++)
        {
          g_autoptr (LkGaussian) query = class_gaussian (&metric_cases[i], a, 1);
          g_autoptr (LkGaussian) support = class_gaussian (&metric_cases[i], b, 1);

          if (a == b)
            continue;
          metric_assert_close (distance_of (query, support, LK_DISTANCE_KL_QS, 0.01),
                               dense_kl (query, support, 0.01), 1e-9);
          metric_assert_close (distance_of (query, support, LK_DISTANCE_KL_SQ, 0.5),
                               dense_kl (support, query, 0.5), 1e-9);
          metric_assert_close (distance_of (query, support, LK_DISTANCE_W2, 1),
                               distance_of (support, query, LK_DISTANCE_W2, 1), 1e-9);
        }
}

static void
test_moments (void)
{
  const MetricCase *fixture = &metric_cases[3];
  gsize n = fixture->shape[0], n_cells = 9;

  for (guint class_index = 0; class_index < 2; class_index++)
    {
      g_autoptr (LkGaussian) gaussian = class_gaussian (fixture, class_index, 1);
      guint n_shots = fixture->n_shots[class_index];
      g_autofree double *sums = g_new0 (double, n);
      g_autofree double *products = g_new0 (double, n *n);
      double count = n_shots * n_cells;

      g_assert_cmpuint (lk_gaussian_get_n_descriptors (gaussian), ==, count);
      g_assert_cmpuint (lk_gaussian_get_n_dims (gaussian), ==, n);
      for (guint shot = 0; shot < n_shots; shot++)
        {
          g_autoptr (LkTensor) map = metric_fixture_map (fixture, class_index, shot, 1);
          const float *x = lk_tensor_get_data (map);

          for (gsize p = 0; p < n_cells; p++)
            for (gsize i = 0; i < n; i++)
              {
                sums[i] += x[i * n_cells + p];
                for (gsize j = 0; j < n; j++)
                  products[i * n + j] += (double) x[i * n_cells + p] * x[j * n_cells + p];
              }
        }
      for (gsize i = 0; i < n; i++)
        {
          metric_assert_close (lk_gaussian_get_mean (gaussian)[i], sums[i] / count,
                               1e-12);
          for (gsize j = 0; j < n; j++)
            g_assert_cmpfloat_with_epsilon (
                lk_gaussian_get_covariance (gaussian)[i * n + j],
                (products[i * n + j] - sums[i] * sums[j] / count) / (count - 1), 1e-12);
        }
    }
}

static void
test_self_distances (void)
{
  const float scales[] = { 1, 1e6f, 1e-6f };

  for (guint i = 0; i < METRIC_N_CASES; i++)
    for (guint class_index = 0; class_index < METRIC_N_CLASSES; class_index++)
      for (guint s = 0; s < G_N_ELEMENTS (scales); s++)
        {
          g_autoptr (LkGaussian) a
              = class_gaussian (&metric_cases[i], class_index, scales[s]);
          g_autoptr (LkGaussian) b
              = class_gaussian (&metric_cases[i], class_index, scales[s]);

          for (LkDistance distance = 0; distance < LK_N_DISTANCES; distance++)
            g_assert_cmpfloat (
                distance_of (a, b, distance, 0.01), <,
                distance == LK_DISTANCE_KL_QS || distance == LK_DISTANCE_KL_SQ ? 1e-7
                                                                               : 1e-20);
        }
}

/* One dimension and two descriptors, where every distance is known in closed form. */
static void
test_closed_form (void)
{
  const float of_query[] = { 1, 3 }, of_support[] = { 10, 16 };
  g_autoptr (LkGaussian) query = gaussian_of_values (1, 2, of_query);
  g_autoptr (LkGaussian) support = gaussian_of_values (1, 2, of_support);
  double q = 2 + 0.01, s = 18 + 0.01, d = 11;

  metric_assert_close (distance_of (query, support, LK_DISTANCE_KL_SQ, 0.01),
                       (s / q + log (q / s) + d * d / q - 1) / 2, 1e-12);
  metric_assert_close (distance_of (query, support, LK_DISTANCE_KL_QS, 0.01),
                       (q / s + log (s / q) + d * d / s - 1) / 2, 1e-12);
  metric_assert_close (distance_of (query, support, LK_DISTANCE_W2, 0.01),
                       d * d + pow (sqrt (18) - sqrt (2), 2), 1e-12);
  metric_assert_close (distance_of (query, support, LK_DISTANCE_W2_SIMPLIFIED, 0.01),
                       d * d + 16 * 16, 1e-12);
  metric_assert_close (distance_of (query, support, LK_DISTANCE_W2_RELEASED, 0.01),
                       d + 16, 1e-12);
}

/* Two descriptors in three dimensions: rank one. */
static void
test_rank_one (void)
{
  const float of_query[] = { 1, -1, 0, 0, 0, 0 };
  const float along[] = { 3, -3, 0, 0, 0, 0 }, across[] = { 0, 0, 3, -3, 0, 0 };
  g_autoptr (LkGaussian) query = gaussian_of_values (3, 2, of_query);
  g_autoptr (LkGaussian) parallel = gaussian_of_values (3, 2, along);
  g_autoptr (LkGaussian) orthogonal = gaussian_of_values (3, 2, across);

  metric_assert_close (distance_of (query, parallel, LK_DISTANCE_W2, 1),
                       pow (sqrt (18) - sqrt (2), 2), 1e-12);
  metric_assert_close (distance_of (query, orthogonal, LK_DISTANCE_W2, 1), 20, 1e-12);
  metric_assert_close (distance_of (query, orthogonal, LK_DISTANCE_KL_QS, 1),
                       (3.0 + 1.0 / 19 + 1 + log (19) - log (3) - 3) / 2, 1e-12);
}

static gboolean
has_cholesky (LkGaussian *gaussian, double ridge)
{
  gsize n = lk_gaussian_get_n_dims (gaussian);
  g_autofree double *matrix = g_new (double, n *n);

  for (gsize i = 0; i < n * n; i++)
    matrix[i] = lk_gaussian_get_covariance (gaussian)[i] + (i % (n + 1) == 0 ? ridge : 0);
  return lk_linalg_cholesky (matrix, n);
}

/* A wide and a narrow direction that are a rotation away from the axes: float rounding
 * of the covariance hides the narrow one, and with a tiny ridge Cholesky must fail. */
static void
test_ridge_grows (void)
{
  float values[3 * 4]
      = { 1e6f, -1e6f, 2e6f, -2e6f, 1e6f, -1e6f, 2e6f, -2e6f, 3e6f, -3e6f, 6e6f, -6e6f };
  g_autoptr (LkGaussian) a = gaussian_of_values (3, 4, values);
  g_autoptr (LkGaussian) b = NULL;
  double value, ridge_used;

  values[0] += 1e3f;
  b = gaussian_of_values (3, 4, values);
  g_assert_true (
      lk_gaussian_distance (a, b, LK_DISTANCE_KL_SQ, 1e-9, &value, &ridge_used, NULL));
  g_assert_true (isfinite (value) && value >= 0);
  g_assert_cmpfloat (ridge_used, >, 0.9e-8);
  g_assert_cmpfloat_with_epsilon (remainder (log10 (ridge_used), 1), 0, 1e-9);
  metric_assert_close (value, dense_kl (b, a, ridge_used), 1e-3);
  g_assert_true (!has_cholesky (a, ridge_used / 10)
                 || !has_cholesky (b, ridge_used / 10));

  g_assert_true (
      lk_gaussian_distance (a, b, LK_DISTANCE_KL_SQ, 1e4, &value, &ridge_used, NULL));
  g_assert_cmpfloat (ridge_used, ==, 1e4);
  g_assert_true (
      lk_gaussian_distance (a, b, LK_DISTANCE_W2, 1e4, &value, &ridge_used, NULL));
  g_assert_cmpfloat (ridge_used, ==, 0);
}

static void
test_not_finite (void)
{
  const float broken_values[] = { 1, NAN, 2, 3 }, values[] = { 1, 2, 3, 5 };
  const float wide_values[] = { 1, NAN, 2, 3, 4, 5 }, wide[] = { 1, 2, 2, 3, 4, 5 };
  g_autoptr (LkGaussian) broken = gaussian_of_values (2, 2, broken_values);
  g_autoptr (LkGaussian) fine = gaussian_of_values (2, 2, values);
  g_autoptr (LkGaussian) broken_wide = gaussian_of_values (3, 2, wide_values);
  g_autoptr (LkGaussian) fine_wide = gaussian_of_values (3, 2, wide);

  for (LkDistance distance = 0; distance < LK_N_DISTANCES; distance++)
    {
      g_autoptr (GError) error = NULL;
      double value;

      g_assert_false (
          lk_gaussian_distance (broken, fine, distance, 0.01, &value, NULL, &error));
      g_assert_error (error, LK_ERROR, LK_ERROR_NUMERIC);
      g_clear_error (&error);
      g_assert_false (lk_gaussian_distance (fine_wide, broken_wide, distance, 0.01,
                                            &value, NULL, &error));
      g_assert_error (error, LK_ERROR, LK_ERROR_NUMERIC);
    }
}

/* Constant and zero maps, few and many descriptors, against one another and against an
 * ordinary one, at every scale. */
static void
test_extremes (void)
{
  static const float scales[] = { 1e-30f, 1e-6f, 1, 1e6f, 1e15f };
  static const gsize shapes[][2] = { { 1, 2 }, { 3, 2 }, { 6, 2 }, { 3, 9 } };

  for (guint shape = 0; shape < G_N_ELEMENTS (shapes); shape++)
    for (guint s = 0; s < G_N_ELEMENTS (scales); s++)
      {
        gsize n = shapes[shape][0] * shapes[shape][1];
        g_autofree float *values = g_new0 (float, n);
        LkGaussian *gaussians[4];

        for (guint kind = 0; kind < 4; kind++)
          {
            for (gsize i = 0; i < n; i++)
              values[i] = kind == 0   ? 0
                          : kind == 1 ? scales[s]
                          : kind == 2 ? scales[s] * (float) (i * i % 7)
                                      : (float) (i * i % 5);
            gaussians[kind]
                = gaussian_of_values (shapes[shape][0], shapes[shape][1], values);
          }
        for (guint a = 0; a < 4; a++)
          for (guint b = 0; b < 4; b++)
            for (LkDistance distance = 0; distance < LK_N_DISTANCES; distance++)
              {
                double value = distance_of (gaussians[a], gaussians[b], distance, 0.01);
                double trace = trace_of (gaussians[a]);

                if (a == b)
                  g_assert_cmpfloat (value, <=, 1e-7 + 1e-12 * trace);
              }
        for (guint kind = 0; kind < 4; kind++)
          lk_gaussian_unref (gaussians[kind]);
      }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/metric/gaussian/moments", test_moments);
  g_test_add_func ("/metric/gaussian/closed-form", test_closed_form);
  g_test_add_func ("/metric/gaussian/rank-one", test_rank_one);
  g_test_add_func ("/metric/gaussian/every-rank-equals-dense",
                   test_every_rank_equals_dense);
  g_test_add_func ("/metric/gaussian/self-distances", test_self_distances);
  g_test_add_func ("/metric/gaussian/ridge-grows", test_ridge_grows);
  g_test_add_func ("/metric/gaussian/not-finite", test_not_finite);
  g_test_add_func ("/metric/gaussian/extremes", test_extremes);
  return g_test_run ();
}
