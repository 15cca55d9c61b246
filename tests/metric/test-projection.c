/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-projection.h"

#include "metric-fixture.h"

#define N_SETS (1 + METRIC_N_CLASSES)
#define N_EXPECTED (2 + N_SETS * 7)

static LkProjection *
project_on (LkSupport *support, LkTensor *query, LkDistance distance, LkPlane plane)
{
  LkMetricOptions options = lk_metric_options_default ();
  g_autoptr (GError) error = NULL;
  g_autoptr (LkExplanation) explanation = NULL;
  LkProjection *projection;

  explanation = lk_explanation_new (support, query, &options, NULL, &error);
  projection = lk_projection_new (explanation, plane, 1, distance, &error);
  g_assert_no_error (error);
  return projection;
}

static LkProjection *
project (LkSupport *support, LkTensor *query)
{
  LkMetricOptions options = lk_metric_options_default ();
  g_autoptr (GError) error = NULL;
  g_autoptr (LkExplanation) explanation
      = lk_explanation_new (support, query, &options, NULL, &error);
  LkProjection *projection
      = lk_projection_new (explanation, LK_PLANE_ALL, 0, LK_DISTANCE_W2, &error);

  g_assert_no_error (error);
  return projection;
}

static void
check_projection (const LkProjection *projection, const double *expected, double epsilon)
{
  g_assert_cmpuint (projection->n_sets, ==, N_SETS);
  for (guint i = 0; i < 2; i++)
    metric_assert_close (projection->explained[i], expected[i], 1e-9);
  expected += 2;
  for (guint set = 0; set < N_SETS; set++, expected += 7)
    {
      const LkEllipse *ellipse = &projection->ellipses[set];

      for (guint i = 0; i < 2; i++)
        {
          g_assert_cmpfloat_with_epsilon (ellipse->mean[i], expected[i], epsilon);
          g_assert_cmpfloat_with_epsilon (projection->points[set][i], expected[5 + i],
                                          epsilon);
        }
      for (guint i = 0; i < 3; i++)
        g_assert_cmpfloat_with_epsilon (ellipse->covariance[i], expected[2 + i], epsilon);
    }
}

static void
test_against_reference (gconstpointer data)
{
  const MetricCase *fixture = data;
  g_autoptr (LkSupport) support = metric_fixture_support (fixture, 1);
  g_autoptr (LkTensor) query = metric_fixture_query (fixture, 1);
  g_autoptr (LkProjection) projection = project (support, query);
  gsize n;
  g_autofree double *fixed = metric_fixture_read (fixture->name, &n);

  g_assert_cmpuint (n, >, N_EXPECTED);
  check_projection (projection, fixed + n - N_EXPECTED, 1e-9);
}

static void
test_planes (gconstpointer data)
{
  const MetricCase *fixture = data;
  g_autofree char *name = g_strconcat ("planes-", fixture->name, NULL);
  g_autoptr (LkSupport) support = metric_fixture_support (fixture, 1);
  g_autoptr (LkTensor) query = metric_fixture_query (fixture, 1);
  g_autoptr (LkProjection) all
      = project_on (support, query, LK_DISTANCE_W2, LK_PLANE_ALL);
  g_autoptr (LkProjection) plain = project (support, query);
  g_autoptr (LkProjection) of_class
      = project_on (support, query, LK_DISTANCE_W2, LK_PLANE_CLASS);
  g_autoptr (LkProjection) of_kl
      = project_on (support, query, LK_DISTANCE_W2, LK_PLANE_KL);
  g_autoptr (LkProjection) backwards
      = project_on (support, query, LK_DISTANCE_KL_QS, LK_PLANE_KL);
  gsize n;
  g_autofree double *expected = metric_fixture_read (name, &n);

  g_assert_cmpuint (n, ==, 2 * N_EXPECTED);
  check_projection (of_class, expected, 1e-9);
  check_projection (of_kl, expected + N_EXPECTED, 1e-6);
  for (guint set = 0; set < N_SETS; set++)
    for (gsize i = 0; i < 2 * plain->n_points[set]; i++)
      g_assert_cmpfloat (all->points[set][i], ==, plain->points[set][i]);

  /* The reference, with the ridge, has unit variance along both axes: less without. */
  for (guint i = 0; i < 3; i += 2)
    {
      g_assert_cmpfloat (of_kl->ellipses[0].covariance[i], <=, 1);
      g_assert_cmpfloat (backwards->ellipses[2].covariance[i], <=, 1);
    }
}

/* An ellipse has the mean and covariance of its own points. */
static void
test_points (void)
{
  const MetricCase *fixture = &metric_cases[3];
  g_autoptr (LkSupport) support = metric_fixture_support (fixture, 1);
  g_autoptr (LkTensor) query = metric_fixture_query (fixture, 1);
  g_autoptr (LkProjection) projection = project (support, query);

  for (guint set = 0; set < N_SETS; set++)
    {
      const LkEllipse *ellipse = &projection->ellipses[set];
      const double *points = projection->points[set];
      gsize n = projection->n_points[set];
      double mean[2] = { 0 }, covariance[3] = { 0 };

      g_assert_cmpuint (n, ==, 9 * (set > 0 ? fixture->n_shots[set - 1] : 1));
      for (gsize i = 0; i < n; i++)
        for (guint axis = 0; axis < 2; axis++)
          mean[axis] += points[2 * i + axis] / (double) n;
      for (gsize i = 0; i < n; i++)
        {
          double x = points[2 * i] - mean[0], y = points[2 * i + 1] - mean[1];

          covariance[0] += x * x / (double) (n - 1);
          covariance[1] += x * y / (double) (n - 1);
          covariance[2] += y * y / (double) (n - 1);
        }
      for (guint i = 0; i < 2; i++)
        g_assert_cmpfloat_with_epsilon (ellipse->mean[i], mean[i], 1e-9);
      for (guint i = 0; i < 3; i++)
        g_assert_cmpfloat_with_epsilon (ellipse->covariance[i], covariance[i], 1e-9);
    }
}

/* One channel has one axis; maps without variance have none worth naming. */
static void
test_degenerate (void)
{
  static const gsize shapes[][3] = { { 1, 1, 3 }, { 4, 1, 2 } };

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    for (guint varied = 0; varied < 2; varied++)
      {
        g_autoptr (LkTensor) map = lk_tensor_new (3, shapes[i]);
        LkTensor *maps[] = { map, map };
        guint n_shots[] = { 1, 1 };
        g_autoptr (LkSupport) support = NULL;
        g_autoptr (LkProjection) projection = NULL;

        lk_tensor_get_data (map)[0] = varied ? 3 : 0;
        support = lk_support_new (2, n_shots, maps, NULL);
        projection = project (support, map);
        g_assert_cmpfloat_with_epsilon (projection->explained[0], varied, 1e-12);
        g_assert_cmpfloat_with_epsilon (projection->explained[1], 0, 1e-12);
        g_assert_cmpfloat_with_epsilon (projection->points[2][0], varied ? 3 : 0, 1e-12);
        g_assert_cmpfloat_with_epsilon (projection->ellipses[1].covariance[2], 0, 1e-12);
      }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < METRIC_N_CASES; i++)
    {
      g_autofree char *path
          = g_strconcat ("/metric/projection/reference/", metric_cases[i].name, NULL);

      g_autofree char *planes
          = g_strconcat ("/metric/projection/planes/", metric_cases[i].name, NULL);

      g_test_add_data_func (path, &metric_cases[i], test_against_reference);
      g_test_add_data_func (planes, &metric_cases[i], test_planes);
    }
  g_test_add_func ("/metric/projection/points", test_points);
  g_test_add_func ("/metric/projection/degenerate", test_degenerate);
  return g_test_run ();
}
