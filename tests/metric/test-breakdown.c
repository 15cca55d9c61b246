/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-breakdown.h"

#include <math.h>

#include "lk-error.h"
#include "metric-fixture.h"

#define RIDGE 0.01

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
query_gaussian (const MetricCase *fixture, float scale)
{
  g_autoptr (LkTensor) query = metric_fixture_query (fixture, scale);

  return lk_gaussian_new (&query, 1);
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

static gboolean
is_kl (LkDistance distance)
{
  return distance == LK_DISTANCE_KL_SQ || distance == LK_DISTANCE_KL_QS;
}

static LkBreakdown *
take_apart (LkGaussian *query, LkGaussian *support, LkDistance distance)
{
  g_autoptr (GError) error = NULL;
  LkBreakdown *breakdown = lk_breakdown_new (query, support, distance, RIDGE, &error);

  g_assert_no_error (error);
  g_assert_cmpint (breakdown->distance, ==, distance);
  g_assert_cmpuint (breakdown->n_terms, ==, is_kl (distance) ? 3 : 2);
  g_assert_cmpuint (breakdown->n_directions, <=, lk_gaussian_get_n_dims (query));
  for (guint i = 0; i < breakdown->n_terms; i++)
    g_assert_true (isfinite (breakdown->terms[i]));
  for (guint i = 0; i < breakdown->n_directions; i++)
    {
      g_assert_true (isfinite (breakdown->eigenvalues[i]));
      g_assert_true (isfinite (breakdown->shares[i]) && breakdown->shares[i] >= 0);
      if (i > 0)
        g_assert_cmpfloat (breakdown->shares[i], <=, breakdown->shares[i - 1]);
      for (gsize c = 0; c < lk_gaussian_get_n_dims (query); c++)
        g_assert_true (
            isfinite (breakdown->directions[i * lk_gaussian_get_n_dims (query) + c]));
    }
  return breakdown;
}

static double
add_up (const double *values, guint n)
{
  double sum = 0;

  for (guint i = 0; i < n; i++)
    sum += values[i];
  return sum;
}

/* Everything adds up to the distance itself. */
static void
test_sums (void)
{
  const float scales[] = { 1, 100, 0.01f };

  for (guint i = 0; i < METRIC_N_CASES; i++)
    for (guint class_index = 0; class_index < METRIC_N_CLASSES; class_index++)
      for (guint s = 0; s < G_N_ELEMENTS (scales); s++)
        for (LkDistance distance = 0; distance < LK_N_DISTANCES; distance++)
          {
            g_autoptr (LkGaussian) query = query_gaussian (&metric_cases[i], scales[s]);
            g_autoptr (LkGaussian) support
                = class_gaussian (&metric_cases[i], class_index, scales[s]);
            g_autoptr (LkBreakdown) breakdown = take_apart (query, support, distance);
            double value;

            g_assert_true (lk_gaussian_distance (query, support, distance, RIDGE, &value,
                                                 NULL, NULL));
            g_assert_cmpfloat (breakdown->total, ==, value);
            metric_assert_close (add_up (breakdown->terms, breakdown->n_terms), value,
                                 1e-9);
            if (distance > LK_DISTANCE_W2)
              g_assert_cmpuint (breakdown->n_directions, ==, 0);
            else
              metric_assert_close (add_up (breakdown->shares, breakdown->n_directions),
                                   value, 1e-9);
          }
}

static const double *
check_terms (const LkBreakdown *breakdown, const double *expected)
{
  static const char *const names[][3]
      = { { "trace", "mahalanobis", "log-det" }, { "mean", "covariance", NULL } };

  for (guint i = 0; i < breakdown->n_terms; i++)
    {
      g_assert_cmpfloat_with_epsilon (breakdown->terms[i], expected[i],
                                      1e-9 * breakdown->total);
      g_assert_cmpstr (breakdown->term_names[i], ==,
                       names[breakdown->n_terms == 2 ? 1 : 0][i]);
    }
  return expected + breakdown->n_terms;
}

/* The reference has all C directions; where we have fewer the rest adds nothing. */
static const double *
check_shares (const LkBreakdown *breakdown, guint n_dims, const double *expected)
{
  for (guint i = 0; i < n_dims; i++)
    {
      double share = i < breakdown->n_directions ? breakdown->shares[i] : 0;

      g_assert_cmpfloat_with_epsilon (share, expected[i], 1e-9 * breakdown->total);
      if (share > 1e-6 * breakdown->total)
        metric_assert_close (breakdown->eigenvalues[i], expected[n_dims + i], 1e-7);
    }
  return expected + 2 * n_dims;
}

static void
test_against_reference (gconstpointer data)
{
  const MetricCase *fixture = data;
  g_autofree char *name = g_strconcat ("breakdown-", fixture->name, NULL);
  gsize n, n_dims = fixture->shape[0];
  g_autofree double *fixed = metric_fixture_read (name, &n);
  const double *expected = fixed;
  g_autoptr (LkGaussian) query = query_gaussian (fixture, 1);

  for (guint i = 0; i < METRIC_N_CLASSES; i++)
    {
      g_autoptr (LkGaussian) support = class_gaussian (fixture, i, 1);

      for (LkDistance distance = 0; distance <= LK_DISTANCE_W2; distance++)
        {
          g_autoptr (LkBreakdown) breakdown = take_apart (query, support, distance);

          if (distance == LK_DISTANCE_W2
              && lk_gaussian_get_n_descriptors (query) <= n_dims)
            continue;
          expected = check_terms (breakdown, expected);
          expected = check_shares (breakdown, n_dims, expected);
        }
    }
  g_assert_true (expected == fixed + n);
}

/* a^T M b, with the ridge on the diagonal of M. */
static double
form (const double *matrix, double ridge, const double *a, const double *b, gsize n)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    {
      sum += ridge * a[i] * b[i];
      for (gsize j = 0; j < n; j++)
        sum += a[i] * matrix[i * n + j] * b[j];
    }
  return sum;
}

static double
mean_difference_along (LkGaussian *a, LkGaussian *b, const double *direction)
{
  double sum = 0;

  for (gsize i = 0; i < lk_gaussian_get_n_dims (a); i++)
    sum += direction[i] * (lk_gaussian_get_mean (a)[i] - lk_gaussian_get_mean (b)[i]);
  return sum;
}

/* Along its direction a share is the dense formula, in all C dimensions and whatever the
 * ranks; R has unit variance along each, and no two are correlated. */
static void
test_kl_directions (void)
{
  for (guint i = 0; i < METRIC_N_CASES; i++)
    for (guint class_index = 0; class_index < METRIC_N_CLASSES; class_index++)
      for (guint d = 0; d < 2; d++)
        {
          g_autoptr (LkGaussian) query = query_gaussian (&metric_cases[i], 1);
          g_autoptr (LkGaussian) support
              = class_gaussian (&metric_cases[i], class_index, 1);
          g_autoptr (LkBreakdown) breakdown = take_apart (query, support, d);
          LkGaussian *p = d == LK_DISTANCE_KL_QS ? query : support;
          LkGaussian *r = d == LK_DISTANCE_KL_QS ? support : query;
          gsize n = lk_gaussian_get_n_dims (p);

          for (guint k = 0; k < breakdown->n_directions; k++)
            {
              const double *v = breakdown->directions + k * n;
              double l = form (lk_gaussian_get_covariance (p), RIDGE, v, v, n);
              double offset = mean_difference_along (p, r, v);
              double share = (l - log (l) - 1 + offset * offset) / 2;

              metric_assert_close (breakdown->eigenvalues[k], l, 1e-8);
              g_assert_cmpfloat_with_epsilon (breakdown->shares[k], share,
                                              1e-9 * breakdown->total);
              for (guint j = 0; j <= k; j++)
                g_assert_cmpfloat_with_epsilon (form (lk_gaussian_get_covariance (r),
                                                      RIDGE, v,
                                                      breakdown->directions + j * n, n),
                                                j == k, 1e-8);
            }
        }
}

/* Few descriptors in many dimensions: only the span of both and the means' difference. */
static void
test_few_directions (void)
{
  gsize n_dims = 50;
  float of_query[50 * 3], of_support[50 * 4];
  g_autoptr (LkGaussian) query = NULL;
  g_autoptr (LkGaussian) support = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (of_query); i++)
    of_query[i] = (float) (i * i % 17);
  for (guint i = 0; i < G_N_ELEMENTS (of_support); i++)
    of_support[i] = (float) (i * i % 23);
  query = gaussian_of_values (n_dims, 3, of_query);
  support = gaussian_of_values (n_dims, 4, of_support);
  for (LkDistance distance = 0; distance <= LK_DISTANCE_W2; distance++)
    {
      g_autoptr (LkBreakdown) breakdown = take_apart (query, support, distance);

      g_assert_cmpuint (breakdown->n_directions, <=, 3 + 4 + 1);
      metric_assert_close (add_up (breakdown->shares, breakdown->n_directions),
                           breakdown->total, 1e-9);
    }
}

static void
test_w2_directions (void)
{
  for (guint i = 0; i < METRIC_N_CASES; i++)
    for (guint class_index = 0; class_index < METRIC_N_CLASSES; class_index++)
      {
        g_autoptr (LkGaussian) query = query_gaussian (&metric_cases[i], 1);
        g_autoptr (LkGaussian) support
            = class_gaussian (&metric_cases[i], class_index, 1);
        g_autoptr (LkBreakdown) breakdown = take_apart (query, support, LK_DISTANCE_W2);
        gsize n = lk_gaussian_get_n_dims (query);
        gboolean full = lk_gaussian_get_n_descriptors (query) > n;

        g_assert_cmpuint (breakdown->n_directions, >, 0);
        for (guint k = 0; k < breakdown->n_directions; k++)
          {
            const double *v = breakdown->directions + k * n;
            double t = breakdown->eigenvalues[k];
            double of_query = form (lk_gaussian_get_covariance (query), 0, v, v, n);
            double offset = mean_difference_along (query, support, v);

            for (guint j = 0; j <= k; j++)
              {
                double product = 0;

                for (gsize c = 0; c < n; c++)
                  product += v[c] * breakdown->directions[j * n + c];
                g_assert_cmpfloat_with_epsilon (product, j == k, 1e-9);
              }
            if (full)
              g_assert_cmpfloat_with_epsilon (
                  breakdown->shares[k], (1 - t) * (1 - t) * of_query + offset * offset,
                  1e-9 * breakdown->total);
            /* No coupling moves less along v than the two variances ask for. */
            g_assert_cmpfloat (
                breakdown->shares[k] + 1e-9 * breakdown->total, >=,
                offset * offset
                    + pow (sqrt (of_query)
                               - sqrt (form (lk_gaussian_get_covariance (support), 0, v,
                                             v, n)),
                           2));
          }
      }
}

static LkBreakdown *
take_apart_values (const float *of_query, const float *of_support, LkDistance distance)
{
  g_autoptr (LkGaussian) query = gaussian_of_values (3, 2, of_query);
  g_autoptr (LkGaussian) support = gaussian_of_values (3, 2, of_support);

  return take_apart (query, support, distance);
}

/* Two descriptors in three dimensions: rank one, where the movement is known. */
static void
test_rank_one (void)
{
  const float of_query[] = { 1, -1, 0, 0, 0, 0 };
  const float along[] = { 3, -3, 0, 0, 5, 5 }, across[] = { 0, 0, 3, -3, 0, 0 };
  g_autoptr (LkBreakdown) parallel = take_apart_values (of_query, along, LK_DISTANCE_W2);
  g_autoptr (LkBreakdown) orthogonal
      = take_apart_values (of_query, across, LK_DISTANCE_W2);

  metric_assert_close (parallel->shares[0], 25, 1e-12);
  g_assert_cmpfloat_with_epsilon (fabs (parallel->directions[2]), 1, 1e-12);
  g_assert_cmpfloat_with_epsilon (parallel->eigenvalues[0], 0, 1e-12);
  metric_assert_close (parallel->shares[1], 8, 1e-12);
  g_assert_cmpfloat_with_epsilon (fabs (parallel->directions[3]), 1, 1e-12);
  metric_assert_close (parallel->eigenvalues[1], 3, 1e-12);
  metric_assert_close (parallel->terms[0], 25, 1e-12);
  metric_assert_close (parallel->terms[1], 8, 1e-12);

  metric_assert_close (orthogonal->shares[0], 18, 1e-12);
  metric_assert_close (orthogonal->shares[1], 2, 1e-12);
  g_assert_cmpfloat_with_epsilon (orthogonal->eigenvalues[0], 0, 1e-12);
  g_assert_cmpfloat_with_epsilon (orthogonal->eigenvalues[1], 0, 1e-12);
}

/* The simplified forms, in one dimension where they are known. */
static void
test_simplified (void)
{
  const float of_query[] = { 1, 3 }, of_support[] = { 10, 16 };
  g_autoptr (LkGaussian) query = gaussian_of_values (1, 2, of_query);
  g_autoptr (LkGaussian) support = gaussian_of_values (1, 2, of_support);
  g_autoptr (LkBreakdown) simplified
      = take_apart (query, support, LK_DISTANCE_W2_SIMPLIFIED);
  g_autoptr (LkBreakdown) released = take_apart (query, support, LK_DISTANCE_W2_RELEASED);

  metric_assert_close (simplified->terms[0], 11 * 11, 1e-12);
  metric_assert_close (simplified->terms[1], 16 * 16, 1e-12);
  metric_assert_close (released->terms[0], 11, 1e-12);
  metric_assert_close (released->terms[1], 16, 1e-12);
}

/* Nothing between a set and itself; nothing that is not a number at any scale. */
static void
test_extremes (void)
{
  static const float scales[] = { 1e-30f, 1e-6f, 1, 1e6f, 1e15f };
  static const gsize shapes[][2] = { { 1, 2 }, { 3, 2 }, { 9, 2 }, { 3, 9 } };

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
                g_autoptr (LkBreakdown) breakdown
                    = take_apart (gaussians[a], gaussians[b], distance);
                double sum = add_up (breakdown->shares, breakdown->n_directions);

                if (a == b && scales[s] <= 1)
                  g_assert_cmpfloat (sum, <=, 1e-7);
                else if (scales[s] == 1 && distance <= LK_DISTANCE_W2)
                  metric_assert_close (sum, breakdown->total, 1e-9);
              }
        for (guint kind = 0; kind < 4; kind++)
          lk_gaussian_unref (gaussians[kind]);
      }
}

/* The ridge that the distance had to use is the one that is taken apart. */
static void
test_ridge_grows (void)
{
  float values[3 * 4]
      = { 1e6f, -1e6f, 2e6f, -2e6f, 1e6f, -1e6f, 2e6f, -2e6f, 3e6f, -3e6f, 6e6f, -6e6f };
  g_autoptr (LkGaussian) a = gaussian_of_values (3, 4, values);
  g_autoptr (LkGaussian) b = NULL;
  g_autoptr (LkBreakdown) breakdown = NULL;
  double value, ridge_used;

  values[0] += 1e3f;
  b = gaussian_of_values (3, 4, values);
  g_assert_true (
      lk_gaussian_distance (a, b, LK_DISTANCE_KL_SQ, 1e-9, &value, &ridge_used, NULL));
  g_assert_cmpfloat (ridge_used, >, 1e-9);
  breakdown = lk_breakdown_new (a, b, LK_DISTANCE_KL_SQ, 1e-9, NULL);
  metric_assert_close (add_up (breakdown->terms, 3), value, 1e-6);
  metric_assert_close (add_up (breakdown->shares, breakdown->n_directions), value, 1e-6);
}

static void
test_not_finite (void)
{
  const float broken_values[] = { 1, NAN, 2, 3 }, values[] = { 1, 2, 3, 5 };
  g_autoptr (LkGaussian) broken = gaussian_of_values (2, 2, broken_values);
  g_autoptr (LkGaussian) fine = gaussian_of_values (2, 2, values);

  for (LkDistance distance = 0; distance < LK_N_DISTANCES; distance++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (lk_breakdown_new (broken, fine, distance, RIDGE, &error));
      g_assert_error (error, LK_ERROR, LK_ERROR_NUMERIC);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < METRIC_N_CASES; i++)
    {
      g_autofree char *path
          = g_strconcat ("/metric/breakdown/reference/", metric_cases[i].name, NULL);

      g_test_add_data_func (path, &metric_cases[i], test_against_reference);
    }
  g_test_add_func ("/metric/breakdown/sums", test_sums);
  g_test_add_func ("/metric/breakdown/kl-directions", test_kl_directions);
  g_test_add_func ("/metric/breakdown/few-directions", test_few_directions);
  g_test_add_func ("/metric/breakdown/w2-directions", test_w2_directions);
  g_test_add_func ("/metric/breakdown/rank-one", test_rank_one);
  g_test_add_func ("/metric/breakdown/simplified", test_simplified);
  g_test_add_func ("/metric/breakdown/extremes", test_extremes);
  g_test_add_func ("/metric/breakdown/ridge-grows", test_ridge_grows);
  g_test_add_func ("/metric/breakdown/not-finite", test_not_finite);
  return g_test_run ();
}
