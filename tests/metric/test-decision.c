/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-decision.h"

#include <math.h>

#include "lk-error.h"
#include "metric-fixture.h"

#define N 4

static const double part[N] = { 40.5, 41.25, 40, 39.5 };
static const double pixel[N] = { 350, 341, 362, 355 };
static const double distance[N] = { 7, 2, 5.5, 2 };
static const double *const scores[LK_N_LEVELS] = { part, pixel, distance };

static LkMetricOptions
options_for (LkNormalisation normalisation, double w1, double w2, double w3)
{
  LkMetricOptions options = lk_metric_options_default ();

  options.normalisation = normalisation;
  options.weights[LK_LEVEL_PART] = w1;
  options.weights[LK_LEVEL_PIXEL] = w2;
  options.weights[LK_LEVEL_DISTRIBUTION] = w3;
  return options;
}

static LkDecision *
decide (const LkMetricOptions *options, const LkTrainedFusion *trained)
{
  g_autoptr (GError) error = NULL;
  LkDecision *decision = lk_decision_new (N, scores, options, trained, &error);

  g_assert_no_error (error);
  return decision;
}

static double
z_score (const double *values, guint i)
{
  double sum = 0, squares = 0;

  for (guint j = 0; j < N; j++)
    sum += values[j];
  for (guint j = 0; j < N; j++)
    squares += pow (values[j] - sum / N, 2);
  return (values[i] - sum / N) / sqrt (squares / N);
}

static void
check_sums (const LkDecision *decision)
{
  double split = 0, largest = -INFINITY;

  for (guint i = 0; i < decision->n_classes; i++)
    {
      double sum = decision->contribution[LK_LEVEL_PART][i]
                   + decision->contribution[LK_LEVEL_PIXEL][i];

      sum += decision->contribution[LK_LEVEL_DISTRIBUTION][i];
      g_assert_cmpfloat (decision->fused[i], ==, sum);
      if (i > 0)
        {
          guint better = decision->ranking[i - 1], worse = decision->ranking[i];

          g_assert_true (
              decision->fused[better] > decision->fused[worse]
              || (decision->fused[better] == decision->fused[worse] && better < worse));
        }
    }
  for (guint level = 0; level < LK_N_LEVELS; level++)
    {
      split += decision->margin_split[level];
      largest = MAX (largest, decision->margin_split[level]);
    }
  g_assert_cmpfloat_with_epsilon (split, decision->margin,
                                  1e-12 * (1 + fabs (decision->fused[0])));
  g_assert_cmpfloat (decision->margin_split[decision->decisive], ==, largest);
  g_assert_cmpuint (decision->prediction, ==, decision->ranking[0]);
  g_assert_cmpuint (decision->runner_up, ==, decision->ranking[1]);
  g_assert_cmpfloat (decision->margin, ==,
                     decision->fused[decision->prediction]
                         - decision->fused[decision->runner_up]);
}

static void
test_raw (void)
{
  LkMetricOptions options = options_for (LK_NORMALISE_RAW, 2, 0.5, 3);
  g_autoptr (LkDecision) decision = decide (&options, NULL);

  check_sums (decision);
  for (guint i = 0; i < N; i++)
    g_assert_cmpfloat_with_epsilon (
        decision->fused[i], 2 * part[i] + 0.5 * pixel[i] - 3 * distance[i], 1e-12);
  g_assert_cmpuint (decision->prediction, ==, 3);
  g_assert_cmpuint (decision->runner_up, ==, 1);
  g_assert_cmpint (decision->decisive, ==, LK_LEVEL_PIXEL);
  g_assert_cmpuint (decision->alone[LK_LEVEL_PART], ==, 1);
  g_assert_cmpuint (decision->alone[LK_LEVEL_PIXEL], ==, 2);
  g_assert_cmpuint (decision->alone[LK_LEVEL_DISTRIBUTION], ==, 1);
}

static void
test_episode (void)
{
  LkMetricOptions options = options_for (LK_NORMALISE_EPISODE, 0.25, 0.5, 2);
  g_autoptr (LkDecision) decision = decide (&options, NULL);

  check_sums (decision);
  for (guint i = 0; i < N; i++)
    {
      g_assert_cmpfloat_with_epsilon (decision->contribution[LK_LEVEL_PART][i],
                                      0.25 * z_score (part, i), 1e-12);
      g_assert_cmpfloat_with_epsilon (decision->contribution[LK_LEVEL_PIXEL][i],
                                      0.5 * z_score (pixel, i), 1e-12);
      g_assert_cmpfloat_with_epsilon (decision->contribution[LK_LEVEL_DISTRIBUTION][i],
                                      -2 * z_score (distance, i), 1e-12);
    }
}

/* Classes that a level cannot tell apart get nothing from it, not rounding blown up. */
static void
test_equal_scores (void)
{
  const double flat[3] = { 0.1 + 0.2, 0.3, 0.3 }, zeros[3] = { 0 },
               other[3] = { 3, 1, 2 };
  const double *const some[LK_N_LEVELS] = { flat, other, zeros };
  const double *const none[LK_N_LEVELS] = { flat, flat, zeros };
  LkMetricOptions options = options_for (LK_NORMALISE_EPISODE, 1, 1, 1);
  g_autoptr (LkDecision) decision = lk_decision_new (3, some, &options, NULL, NULL);
  g_autoptr (LkDecision) draw = lk_decision_new (3, none, &options, NULL, NULL);

  check_sums (decision);
  check_sums (draw);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpfloat (decision->contribution[LK_LEVEL_PART][i], ==, 0);
      g_assert_cmpfloat (decision->contribution[LK_LEVEL_DISTRIBUTION][i], ==, 0);
      g_assert_false (signbit (decision->contribution[LK_LEVEL_DISTRIBUTION][i]));
      g_assert_cmpuint (draw->ranking[i], ==, i);
    }
  g_assert_cmpuint (decision->prediction, ==, 0);
  g_assert_cmpint (decision->decisive, ==, LK_LEVEL_PIXEL);
  g_assert_cmpfloat (draw->margin, ==, 0);
}

static LkTrainedFusion
fusion_layer (void)
{
  LkTrainedFusion trained = { .n_slots = N, .n_inputs = 3 };

  for (guint level = 0; level < LK_N_LEVELS; level++)
    {
      trained.slope[level] = 0.5 + level;
      for (guint slot = 0; slot < N; slot++)
        {
          trained.slot_slope[level][slot] = trained.slope[level] + 0.01 * slot;
          trained.slot_offset[level][slot] = -3 + 0.1 * slot + level;
        }
    }
  return trained;
}

static void
test_trained (void)
{
  LkTrainedFusion trained = fusion_layer ();
  LkMetricOptions options = options_for (LK_NORMALISE_TRAINED, 1, 2, 3);
  g_autoptr (LkDecision) collapsed = decide (&options, &trained);
  g_autoptr (LkDecision) exact = NULL;

  options.normalisation = LK_NORMALISE_TRAINED_EXACT;
  exact = decide (&options, &trained);
  check_sums (collapsed);
  check_sums (exact);
  for (guint i = 0; i < N; i++)
    {
      double s = 0.01 * i, o = 0.1 * i;

      g_assert_cmpfloat_with_epsilon (
          collapsed->fused[i], 0.5 * part[i] + 2 * 1.5 * pixel[i] - 3 * 2.5 * distance[i],
          1e-9);
      g_assert_cmpfloat_with_epsilon (exact->fused[i],
                                      (0.5 + s) * part[i] - 3 + o
                                          + 2 * ((1.5 + s) * pixel[i] - 2 + o)
                                          + 3 * (-(2.5 + s) * distance[i] - 1 + o),
                                      1e-9);
    }
}

/* What a level would add at weight 1, whatever the weights are. */
static void
test_unit (void)
{
  LkTrainedFusion trained = fusion_layer ();

  for (LkNormalisation normalisation = 0; normalisation < LK_N_NORMALISATIONS;
       normalisation++)
    {
      LkMetricOptions options = options_for (normalisation, 0.3, 0, 7);
      LkMetricOptions ones = options_for (normalisation, 1, 1, 1);
      g_autoptr (LkDecision) decision = decide (&ones, &trained);
      double values[LK_N_LEVELS][N];
      double *const unit[LK_N_LEVELS] = { values[0], values[1], values[2] };
      g_autoptr (GError) error = NULL;

      g_assert_true (lk_decision_get_unit (N, scores, &options, &trained, unit, &error));
      g_assert_no_error (error);
      for (guint level = 0; level < LK_N_LEVELS; level++)
        for (guint i = 0; i < N; i++)
          g_assert_cmpfloat (values[level][i], ==, decision->contribution[level][i]);
      if (normalisation == LK_NORMALISE_RAW)
        for (guint i = 0; i < N; i++)
          {
            g_assert_cmpfloat (values[LK_LEVEL_PIXEL][i], ==, pixel[i]);
            g_assert_cmpfloat (values[LK_LEVEL_DISTRIBUTION][i], ==, -distance[i]);
          }
      if (normalisation == LK_NORMALISE_TRAINED
          || normalisation == LK_NORMALISE_TRAINED_EXACT)
        {
          g_assert_false (lk_decision_get_unit (N, scores, &options, NULL, unit, &error));
          g_assert_error (error, LK_ERROR, LK_ERROR_OPTION);
        }
    }
}

static void
test_refused (void)
{
  LkTrainedFusion trained = fusion_layer ();
  g_autoptr (GError) error = NULL;

  for (LkNormalisation normalisation = LK_NORMALISE_TRAINED;
       normalisation <= LK_NORMALISE_TRAINED_EXACT; normalisation++)
    {
      LkMetricOptions options = options_for (normalisation, 1, 1, 1);

      g_assert_null (lk_decision_new (N, scores, &options, NULL, &error));
      g_assert_error (error, LK_ERROR, LK_ERROR_OPTION);
      g_clear_error (&error);
    }
  trained.n_slots = N + 1;
  {
    LkMetricOptions options = options_for (LK_NORMALISE_TRAINED_EXACT, 1, 1, 1);

    g_assert_null (lk_decision_new (N, scores, &options, &trained, &error));
    g_assert_error (error, LK_ERROR, LK_ERROR_OPTION);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/metric/decision/raw", test_raw);
  g_test_add_func ("/metric/decision/episode", test_episode);
  g_test_add_func ("/metric/decision/equal-scores", test_equal_scores);
  g_test_add_func ("/metric/decision/trained", test_trained);
  g_test_add_func ("/metric/decision/unit", test_unit);
  g_test_add_func ("/metric/decision/refused", test_refused);
  return g_test_run ();
}
