/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "lk-confidence-report.h"
#include "lk-confidence.h"
#include "lk-error.h"
#include "lk-roc.h"
#include "lk-unknown.h"
#include "trust-reference.h"

#define N_CLASSES 4
#define N_QUERIES 2 /* a class */
#define N_DECISIONS 320

/* As in make-trust-reference.py. */
static double *
make_scores (guint n, double shift, guint n_levels, guint seed)
{
  double *scores = g_new (double, n);

  for (guint i = 0; i < n; i++)
    scores[i]
        = (double) ((i * 7919 + seed * 104729 + i * i % 97 * 31) % 1000 * n_levels / 1000)
              / n_levels
          + shift;
  return scores;
}

static void
test_roc (void)
{
  static const guint places[] = { 0, 10, 50, 99, 100 };

  for (guint i = 0; i < G_N_ELEMENTS (roc_reference); i++)
    {
      guint n_known = roc_reference[i].n_known, n_unknown = roc_reference[i].n_unknown;
      g_autofree double *known = make_scores (n_known, 0.25, roc_reference[i].levels, i);
      g_autofree double *unknown
          = make_scores (n_unknown, 0, roc_reference[i].levels, i + 10);
      const LkRoc roc = { n_known, known, n_unknown, unknown };
      double curve[LK_ROC_POINTS];

      g_assert_cmpfloat_with_epsilon (lk_roc_get_area (&roc), roc_reference[i].area,
                                      1e-12);
      g_assert_cmpfloat_with_epsilon (lk_roc_get_accepted (&roc, 0.95),
                                      roc_reference[i].accepted, 1e-12);
      lk_roc_fill_curve (&roc, curve);
      for (guint j = 0; j < G_N_ELEMENTS (places); j++)
        g_assert_cmpfloat_with_epsilon (curve[places[j]], roc_reference[i].curve[j],
                                        1e-12);
    }
}

/* One episode of the recipe, fused by the pixel level alone, as it is. */
static void
add_episode (LkConfidence *confidence, guint first)
{
  double pixel[N_CLASSES * N_QUERIES * N_CLASSES], others[G_N_ELEMENTS (pixel)] = { 0 };
  LkRawScores scores = { .n_classes = N_CLASSES, .n_queries = N_CLASSES * N_QUERIES };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < N_CLASSES * N_QUERIES; i++)
    for (guint c = 0; c < N_CLASSES; c++)
      {
        guint q = first + i;

        pixel[i * N_CLASSES + c]
            = ((q * 7919 + c * 13007 + (q * q % 97) * 31 * (c + 1)) % 1000) / 500.0 - 1.0
              + (c == i / N_QUERIES ? 0.75 : 0);
      }
  for (guint level = 0; level < LK_N_LEVELS; level++)
    scores.scores[level] = others;
  scores.scores[LK_LEVEL_PIXEL] = pixel;
  for (guint distance = 0; distance < LK_N_DISTANCES; distance++)
    scores.distances[distance] = others;
  lk_confidence_add (confidence, &scores, &error);
  g_assert_no_error (error);
}

static LkConfidence *
make_confidence (guint n_decisions)
{
  LkMetricOptions options = lk_metric_options_default ();
  LkConfidence *confidence;

  options.normalisation = LK_NORMALISE_RAW;
  for (guint level = 0; level < LK_N_LEVELS; level++)
    options.weights[level] = level == LK_LEVEL_PIXEL ? 1 : 0;
  confidence = lk_confidence_new (&options, NULL);
  for (guint i = 0; i < n_decisions; i += N_CLASSES * N_QUERIES)
    add_episode (confidence, i);
  return confidence;
}

static void
compare_reliability (const LkReliability *reliability, guint after)
{
  g_assert_cmpfloat_with_epsilon (reliability->error, confidence_reference.error[after],
                                  1e-6);
  g_assert_cmpfloat_with_epsilon (reliability->brier, confidence_reference.brier[after],
                                  1e-6);
  for (guint i = 0; i < LK_RELIABILITY_BINS; i++)
    g_assert_cmpuint (reliability->bins[i].n, ==, confidence_reference.bins[after][i]);
}

/* Of episodes of one half alone nothing is told that needs the other. */
static void
test_one_half (void)
{
  const LkMetricOptions options = lk_metric_options_default ();
  const LkSampler sampler = { 2, 1, 2, 0 };
  const guint64 numbers[] = { 1, 3, 5, 4 };
  double values[2 * 2 * 2 * LK_N_LEVELS];
  g_autoptr (LkConfidence) confidence = lk_confidence_new (&options, NULL);

  g_assert_cmpuint (sizeof values, >=, lk_confidence_get_size (&sampler));
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    values[i] = i % 3;
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) found = g_bytes_new (values, lk_confidence_get_size (&sampler));
      g_autoptr (LkConfidenceReport) report = NULL;

      lk_confidence_add_found (confidence, numbers[i], &sampler, found, &error);
      g_assert_no_error (error);
      report = lk_confidence_report_new (confidence);
      g_assert_cmpint (report->has_after, ==, numbers[i] == 4);
    }
}

static void
test_confidence (void)
{
  g_autoptr (LkConfidence) confidence = make_confidence (N_DECISIONS);
  LkReliability before = lk_confidence_measure_before (confidence);
  LkReliability after = lk_confidence_measure_after (confidence);
  g_autoptr (GArray) list = lk_confidence_list_coverage (confidence);
  const LkCoverage *wanted = lk_coverage_find (list, 0.8);

  g_assert_cmpuint (lk_confidence_get_n (confidence), ==, N_DECISIONS);
  g_assert_cmpfloat_with_epsilon (lk_confidence_fit (confidence),
                                  confidence_reference.temperature, 1e-5);
  compare_reliability (&before, 0);
  compare_reliability (&after, 1);
  g_assert_nonnull (wanted);
  g_assert_cmpfloat_with_epsilon (wanted->margin, confidence_reference.wanted[0], 1e-12);
  g_assert_cmpfloat_with_epsilon (wanted->coverage, confidence_reference.wanted[1],
                                  1e-12);
  g_assert_cmpfloat_with_epsilon (wanted->accuracy, confidence_reference.wanted[2],
                                  1e-12);
  g_assert_null (lk_coverage_find (list, 1.1));
}

/* Scores that say nothing make all classes as likely as each other. */
static void
test_no_temperature (void)
{
  LkMetricOptions options = lk_metric_options_default ();
  g_autoptr (LkConfidence) confidence = lk_confidence_new (&options, NULL);
  double zeros[4] = { 0 };
  LkRawScores scores = { .n_classes = 2, .n_queries = 2 };
  g_autoptr (GError) error = NULL;

  for (guint level = 0; level < LK_N_LEVELS; level++)
    scores.scores[level] = zeros;
  for (guint distance = 0; distance < LK_N_DISTANCES; distance++)
    scores.distances[distance] = zeros;
  g_assert_true (lk_confidence_add (confidence, &scores, &error));
  g_assert_no_error (error);
  g_assert_true (isinf (lk_confidence_fit (confidence)));
  g_assert_cmpfloat (lk_confidence_measure_before (confidence).error, ==, 0);
}

/* Where every query comes out right the temperature is small, and known. */
static void
test_separable (void)
{
  LkMetricOptions options = lk_metric_options_default ();
  g_autoptr (LkConfidence) confidence = lk_confidence_new (&options, NULL);
  double right[4] = { 1, 0, 0, 1 };
  LkRawScores scores = { .n_classes = 2, .n_queries = 2 };
  LkReliability after;
  g_autoptr (GError) error = NULL;
  double temperature;

  for (guint level = 0; level < LK_N_LEVELS; level++)
    scores.scores[level] = right;
  for (guint distance = 0; distance < LK_N_DISTANCES; distance++)
    scores.distances[distance] = right;
  for (guint i = 0; i < 2; i++)
    g_assert_true (lk_confidence_add (confidence, &scores, &error));
  g_assert_no_error (error);
  temperature = lk_confidence_fit (confidence);
  g_assert_cmpfloat (temperature, >, 0.001);
  g_assert_cmpfloat (temperature, <, 0.5);
  after = lk_confidence_measure_after (confidence);
  g_assert_cmpfloat (after.bins[LK_RELIABILITY_BINS - 1].probability, <, 1);
  g_assert_cmpfloat (after.error, <, 1e-4);
}

static const gsize shape[3] = { 6, 3, 2 };
static const LkSampler sampler = { 3, 3, 4, 0 };

/* @own: how much of a map all of its class share; @classes: in which order. */
static GPtrArray *
make_maps (guint32 seed, double own, guint n_classes, guint n_each)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  GPtrArray *maps = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_tensor_unref);

  for (guint i = 0; i < n_classes; i++)
    {
      double centre[6];

      for (guint c = 0; c < G_N_ELEMENTS (centre); c++)
        centre[c] = g_rand_double_range (random, -1, 1);
      for (guint j = 0; j < n_each; j++)
        {
          LkTensor *map = lk_tensor_new (3, shape);

          for (gsize k = 0; k < lk_tensor_get_size (map); k++)
            lk_tensor_get_data (map)[k] = (float) (own * centre[k / (shape[1] * shape[2])]
                                                   + g_rand_double_range (random, -1, 1));
          g_ptr_array_add (maps, map);
        }
    }
  return maps;
}

/* Maps class after class as an episode has them, its classes in @order. */
static GPtrArray *
arrange (GPtrArray *maps, const guint *order)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_tensor_unref);
  guint n_each = sampler.n_shots + sampler.n_queries;

  for (guint i = 0; i < sampler.n_ways; i++)
    for (guint j = 0; j < sampler.n_shots; j++)
      g_ptr_array_add (all, lk_tensor_ref (maps->pdata[order[i] * n_each + j]));
  for (guint i = 0; i < sampler.n_ways; i++)
    for (guint j = sampler.n_shots; j < n_each; j++)
      g_ptr_array_add (all, lk_tensor_ref (maps->pdata[order[i] * n_each + j]));
  return all;
}

static LkUnknown *
make_unknown (guint n_episodes, double own, const guint *order)
{
  const LkMetricOptions options = lk_metric_options_default ();
  LkUnknown *self = lk_unknown_new (&sampler, &options, NULL);

  for (guint i = 0; i < n_episodes; i++)
    {
      g_autoptr (GPtrArray) maps
          = make_maps (2 * i, own, sampler.n_ways, sampler.n_shots + sampler.n_queries);
      g_autoptr (GPtrArray) all = arrange (maps, order);
      g_autoptr (GPtrArray) unknown = make_maps (2 * i + 1, own, 3, 4);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) found = lk_unknown_find (self, all, unknown, NULL, &error);

      g_assert_no_error (error);
      g_assert_true (lk_unknown_add_found (self, found, &error));
      g_assert_no_error (error);
    }
  g_assert_cmpuint (lk_unknown_get_n (self), ==, n_episodes);
  return self;
}

/* Where maps are noise, nothing tells them apart. */
static void
test_random (void)
{
  const guint order[] = { 0, 1, 2 };
  g_autoptr (LkUnknown) unknown = make_unknown (60, 0, order);

  for (guint i = 0; i < LK_N_MEMBERSHIPS; i++)
    {
      double mean, ci95;

      g_assert_true (lk_unknown_get_figure (unknown, i, LK_UNKNOWN_AUROC, &mean, &ci95));
      g_assert_cmpfloat (fabs (mean - 0.5), <, 1.5 * ci95);
      g_assert_cmpfloat (ci95, <, 0.1);
    }
}

static void
test_classes (void)
{
  const guint order[] = { 0, 1, 2 };
  g_autoptr (LkUnknown) unknown = make_unknown (20, 1.5, order);
  double mean, ci95, curve[LK_ROC_POINTS];

  lk_unknown_get_figure (unknown, LK_MEMBERSHIP_FUSED, LK_UNKNOWN_AUROC, &mean, &ci95);
  g_assert_cmpfloat (mean - ci95, >, 0.7);
  lk_unknown_get_curve (unknown, LK_MEMBERSHIP_FUSED, curve);
  for (guint i = 1; i < LK_ROC_POINTS; i++)
    g_assert_cmpfloat (curve[i], >=, curve[i - 1]);
  g_assert_cmpfloat (curve[LK_ROC_POINTS - 1], ==, 1);
}

/* As bytes they say the same, wherever they were found; others are refused. */
static void
test_bytes (void)
{
  const guint order[] = { 0, 1, 2 };
  const LkMetricOptions options = lk_metric_options_default ();
  g_autoptr (LkUnknown) unknown = lk_unknown_new (&sampler, &options, NULL);
  g_autoptr (LkConfidence) confidence = lk_confidence_new (&options, NULL);
  g_autoptr (GPtrArray) maps
      = make_maps (0, 1, sampler.n_ways, sampler.n_shots + sampler.n_queries);
  g_autoptr (GPtrArray) all = arrange (maps, order);
  g_autoptr (GPtrArray) others = make_maps (1, 1, 3, 4);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) found = lk_unknown_find (unknown, all, others, NULL, &error);
  g_autoptr (GBytes) again = lk_unknown_find (unknown, all, others, NULL, &error);
  g_autofree guint8 *copy = NULL;
  g_autoptr (GBytes) wrong = NULL;
  g_autoptr (GBytes) less = g_bytes_new_from_bytes (found, 0, LK_UNKNOWN_SIZE - 1);

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (found), ==, LK_UNKNOWN_SIZE);
  g_assert_true (g_bytes_equal (found, again));
  copy = g_memdup2 (g_bytes_get_data (found, NULL), LK_UNKNOWN_SIZE);
  copy[7] = 0x7f;
  wrong = g_bytes_new (copy, LK_UNKNOWN_SIZE);
  g_assert_false (lk_unknown_add_found (unknown, wrong, NULL));
  g_assert_false (lk_unknown_add_found (unknown, less, NULL));
  g_assert_false (lk_confidence_add_found (confidence, 0, &sampler, found, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_FORMAT);
  g_assert_cmpuint (lk_unknown_get_n (unknown) + lk_confidence_get_n (confidence), ==, 0);
}

static void
test_relabelled (void)
{
  const guint order[] = { 0, 1, 2 }, other[] = { 2, 0, 1 };
  g_autoptr (LkUnknown) unknown = make_unknown (5, 1, order);
  g_autoptr (LkUnknown) again = make_unknown (5, 1, other);

  for (guint i = 0; i < LK_N_MEMBERSHIPS; i++)
    for (guint figure = 0; figure < LK_N_UNKNOWN_FIGURES; figure++)
      {
        double mean, ci95, mean_again, ci95_again;

        lk_unknown_get_figure (unknown, i, figure, &mean, &ci95);
        lk_unknown_get_figure (again, i, figure, &mean_again, &ci95_again);
        g_assert_cmpfloat_with_epsilon (mean, mean_again, 1e-12);
        g_assert_cmpfloat_with_epsilon (ci95, ci95_again, 1e-12);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trust/roc", test_roc);
  g_test_add_func ("/trust/confidence", test_confidence);
  g_test_add_func ("/trust/one-half", test_one_half);
  g_test_add_func ("/trust/confidence/separable", test_separable);
  g_test_add_func ("/trust/no-temperature", test_no_temperature);
  g_test_add_func ("/trust/unknown/random", test_random);
  g_test_add_func ("/trust/unknown/classes", test_classes);
  g_test_add_func ("/trust/unknown/relabelled", test_relabelled);
  g_test_add_func ("/trust/unknown/bytes", test_bytes);
  return g_test_run ();
}
