/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-why-wrong.h"

#include <math.h>

#include "lk-error.h"
#include "lk-flip-map.h"
#include "metric-fixture.h"

/* Points along a side of the triangle that is searched through. */
#define N_GRID 240

static LkExplanation *
explain (const MetricCase *fixture, const LkMetricOptions *options)
{
  g_autoptr (LkSupport) support = metric_fixture_support (fixture, 1);
  g_autoptr (LkTensor) query = metric_fixture_query (fixture, 1);
  g_autoptr (GError) error = NULL;
  LkExplanation *explanation = lk_explanation_new (support, query, options, NULL, &error);

  g_assert_no_error (error);
  return explanation;
}

static guint
choose (LkExplanation *explanation, const LkMetricOptions *options)
{
  const double *scores[LK_N_LEVELS];
  g_autoptr (LkDecision) decision = NULL;

  lk_explanation_fill_scores (explanation, options, scores);
  decision = lk_decision_new (METRIC_N_CLASSES, scores, options, NULL, NULL);
  g_assert_nonnull (decision);
  return decision->prediction;
}

static guint
choose_with (LkExplanation *explanation,
             const LkMetricOptions *options,
             const double weights[LK_N_LEVELS])
{
  LkMetricOptions others = *options;

  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    others.weights[level] = weights[level];
  return choose (explanation, &others);
}

/* The distance to the nearest point of a grid at which @truth wins, or infinity: slow and
 * obvious. */
static double
search (LkExplanation *explanation, const LkMetricOptions *options, guint truth)
{
  double x, y, shortest = INFINITY;
  double sum = 0, scaled[LK_N_FLIP_LEVELS];

  for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
    sum += options->weights[level];
  for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
    scaled[level] = options->weights[level] / sum;
  lk_flip_map_to_plane (scaled, &x, &y);
  for (guint i = 0; i <= N_GRID; i++)
    for (guint j = 0; i + j <= N_GRID; j++)
      {
        const double weights[LK_N_LEVELS] = { (double) i / N_GRID, (double) j / N_GRID,
                                              (double) (N_GRID - i - j) / N_GRID };
        double px, py;

        if (choose_with (explanation, options, weights) != truth)
          continue;
        lk_flip_map_to_plane (weights, &px, &py);
        shortest = fmin (shortest, hypot (px - x, py - y));
      }
  return shortest;
}

/* Of the changes that give the truth the one with the largest lead, found here again. */
static void
check_change (LkExplanation *explanation,
              const LkMetricOptions *options,
              guint truth,
              LkShotChangeKind kind,
              const LkShotChange *found)
{
  g_autoptr (GPtrArray) changes
      = lk_what_if_shots (explanation, kind, options, NULL, NULL, NULL);
  double most = -INFINITY;

  for (guint i = 0; i < changes->len; i++)
    {
      const LkShotChange *change = changes->pdata[i];
      double lead = INFINITY;

      for (guint j = 0; j < METRIC_N_CLASSES; j++)
        if (j != truth)
          lead = fmin (lead, change->fused[truth] - change->fused[j]);
      if (change->prediction == truth)
        most = fmax (most, lead);
    }
  g_assert_cmpint (found != NULL, ==, most > -INFINITY);
  if (found == NULL)
    return;
  g_assert_cmpuint (found->prediction, ==, truth);
  for (guint j = 0; j < METRIC_N_CLASSES; j++)
    if (j != truth)
      g_assert_cmpfloat (found->fused[truth] - found->fused[j], >=, most - 1e-12);
}

static guint
check (LkExplanation *explanation, const LkMetricOptions *options, guint truth)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkWhyWrong) why
      = lk_why_wrong_new (explanation, truth, options, NULL, NULL, &error);
  double slow = search (explanation, options, truth);
  double sum = 0, before = 0;

  g_assert_no_error (error);
  g_assert_cmpuint (why->truth, ==, truth);
  check_change (explanation, options, truth, LK_SHOT_REMOVED, why->removal);
  check_change (explanation, options, truth, LK_SHOT_SWAPPED, why->swap);
  if (!why->has_weights)
    {
      g_assert_true (isinf (slow));
      return 0;
    }
  g_assert_cmpuint (choose_with (explanation, options, why->weights), ==, truth);
  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    {
      g_assert_cmpfloat (why->weights[level], >=, 0);
      sum += why->weights[level];
      before += options->weights[level];
    }
  g_assert_cmpfloat_with_epsilon (sum, before, 1e-9);
  /* No grid point is nearer, and there is one not much farther. */
  g_assert_cmpfloat (why->distance, <=, slow + 1e-9);
  if (isfinite (slow))
    g_assert_cmpfloat (slow, <=, why->distance + 4.0 / N_GRID);
  return 1;
}

/* Every class of every case, under many weights. */
static void
test_against_slow (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (12);
  guint n_found = 0, n_asked = 0;

  for (guint i = 0; i < METRIC_N_CASES; i++)
    for (guint round = 0; round < 4; round++)
      {
        LkMetricOptions options = lk_metric_options_default ();
        g_autoptr (LkExplanation) explanation = NULL;

        for (LkLevel level = 0; level < LK_N_LEVELS; level++)
          options.weights[level] = g_rand_double_range (rand, 0, 2);
        options.normalisation = round % 2 == 0 ? LK_NORMALISE_EPISODE : LK_NORMALISE_RAW;
        explanation = explain (&metric_cases[i], &options);
        for (guint truth = 0; truth < METRIC_N_CLASSES; truth++)
          if (truth != choose (explanation, &options))
            {
              n_asked++;
              n_found += check (explanation, &options, truth);
            }
      }
  g_assert_cmpuint (n_asked, ==, METRIC_N_CASES * 4 * (METRIC_N_CLASSES - 1));
  g_assert_cmpuint (n_found, >, 0);
}

/* What is right needs no other weights. */
static void
test_right (void)
{
  LkMetricOptions options = lk_metric_options_default ();
  g_autoptr (LkExplanation) explanation = explain (&metric_cases[0], &options);
  g_autoptr (LkWhyWrong) why = lk_why_wrong_new (
      explanation, choose (explanation, &options), &options, NULL, NULL, NULL);

  g_assert_true (why->has_weights);
  g_assert_cmpfloat (why->distance, ==, 0);
  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    g_assert_cmpfloat_with_epsilon (why->weights[level], options.weights[level], 1e-12);
}

static void
test_cancelled (void)
{
  LkMetricOptions options = lk_metric_options_default ();
  g_autoptr (LkExplanation) explanation = explain (&metric_cases[0], &options);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (lk_why_wrong_new (explanation, 0, &options, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/metric/why-wrong/against-slow", test_against_slow);
  g_test_add_func ("/metric/why-wrong/right", test_right);
  g_test_add_func ("/metric/why-wrong/cancelled", test_cancelled);
  return g_test_run ();
}
