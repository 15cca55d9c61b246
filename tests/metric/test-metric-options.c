/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-metric-options.h"

#include <math.h>

#include "lk-error.h"

static void
test_default (void)
{
  LkMetricOptions options = lk_metric_options_default ();
  g_autoptr (GError) error = NULL;

  g_assert_true (lk_metric_options_validate (&options, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (options.neighbours, ==, 1);
  g_assert_cmpint (options.distance, ==, LK_DISTANCE_W2);
  g_assert_cmpfloat (options.ridge, ==, 0.01);
}

static void
refuse (LkMetricOptions options)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (lk_metric_options_validate (&options, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_OPTION);
}

static void
test_refused (void)
{
  const double ridges[] = { 0, -1, NAN, INFINITY },
               weights[] = { -0.1, 1e31, 1e308, NAN, INFINITY };
  LkMetricOptions options = lk_metric_options_default ();

  options.neighbours = 0;
  refuse (options);
  options.neighbours = LK_MAX_NEIGHBOURS + 1;
  refuse (options);
  for (guint i = 0; i < G_N_ELEMENTS (ridges); i++)
    {
      options = lk_metric_options_default ();
      options.ridge = ridges[i];
      refuse (options);
    }
  for (guint i = 0; i < G_N_ELEMENTS (weights); i++)
    {
      options = lk_metric_options_default ();
      options.weights[i % LK_N_LEVELS] = weights[i];
      refuse (options);
    }
}

static void
test_names (void)
{
  static const char *const names[]
      = { "kl-sq", "kl-qs", "w2", "w2-simplified", "w2-released" };
  g_autoptr (GError) error = NULL;
  LkDistance distance;
  LkPartForm form;
  LkNormalisation normalisation;

  for (guint i = 0; i < LK_N_DISTANCES; i++)
    {
      g_assert_true (lk_distance_parse (names[i], &distance, NULL));
      g_assert_cmpint (distance, ==, i);
      g_assert_cmpstr (lk_distance_to_string (i), ==, names[i]);
    }
  for (guint i = 0; i < LK_N_PART_FORMS; i++)
    {
      g_assert_true (lk_part_form_parse (lk_part_form_to_string (i), &form, NULL));
      g_assert_cmpint (form, ==, i);
    }
  for (guint i = 0; i < LK_N_NORMALISATIONS; i++)
    {
      g_assert_true (
          lk_normalisation_parse (lk_normalisation_to_string (i), &normalisation, NULL));
      g_assert_cmpint (normalisation, ==, i);
    }
  g_assert_false (lk_distance_parse ("kl", &distance, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_OPTION);
  for (guint i = 0; i < LK_N_DISTANCES; i++)
    g_assert_nonnull (strstr (error->message, names[i]));
}

static void
test_weights (void)
{
  static const char *const wrong[]
      = { "",        "1,2",     "1,2,3,4", "1,,3",      "1,2,x",    "1,-2,3",
          "nan,1,1", "1,inf,1", "1;2;3",   "1,2,1e999", "1e308,1,1" };
  double weights[LK_N_LEVELS];

  g_assert_true (lk_weights_parse ("0.25, 0,3e1", weights, NULL));
  g_assert_cmpfloat (weights[LK_LEVEL_PART], ==, 0.25);
  g_assert_cmpfloat (weights[LK_LEVEL_PIXEL], ==, 0);
  g_assert_cmpfloat (weights[LK_LEVEL_DISTRIBUTION], ==, 30);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (lk_weights_parse (wrong[i], weights, &error));
      g_assert_error (error, LK_ERROR, LK_ERROR_OPTION);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/metric/options/default", test_default);
  g_test_add_func ("/metric/options/refused", test_refused);
  g_test_add_func ("/metric/options/names", test_names);
  g_test_add_func ("/metric/options/weights", test_weights);
  return g_test_run ();
}
