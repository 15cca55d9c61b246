/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cell-set.h"

#include <math.h>

#include "lk-cell-curve.h"
#include "lk-faithfulness.h"
#include "lk-what-if.h"
#include "metric-fixture.h"

static LkExplanation *
explain (const MetricCase *fixture, guint neighbours, LkPartForm form)
{
  g_autoptr (LkSupport) support = metric_fixture_support (fixture, 1);
  g_autoptr (LkTensor) query = metric_fixture_query (fixture, 1);
  LkMetricOptions options = lk_metric_options_default ();
  g_autoptr (GError) error = NULL;
  LkExplanation *explanation;

  options.neighbours = neighbours;
  options.part_form = form;
  explanation = lk_explanation_new (support, query, &options, NULL, &error);
  g_assert_no_error (error);
  return explanation;
}

static gsize
count_cells (const MetricCase *fixture)
{
  return fixture->shape[1] * fixture->shape[2];
}

static LkDecision *
decide (LkExplanation *explanation, const LkMetricOptions *options)
{
  g_autoptr (GError) error = NULL;
  const double *scores[LK_N_LEVELS];
  LkDecision *decision;

  lk_explanation_fill_scores (explanation, options, scores);
  decision = lk_decision_new (METRIC_N_CLASSES, scores, options, NULL, &error);
  g_assert_no_error (error);
  return decision;
}

static LkDecision *
decide_kept (LkExplanation *explanation,
             const gboolean *kept,
             const LkMetricOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkExplanation) masked = lk_what_if_masked (explanation, kept, NULL, &error);

  g_assert_no_error (error);
  return decide (masked, options);
}

static double
measure_margin (const LkDecision *decision, guint winner)
{
  double best = -INFINITY;

  for (guint i = 0; i < decision->n_classes; i++)
    if (i != winner)
      best = fmax (best, decision->fused[i]);
  return decision->fused[winner] - best;
}

/* As many sets as there are: the same as one by one by lk_what_if_masked(). */
static void
check_curves (LkExplanation *explanation, const LkMetricOptions *options, gsize n)
{
  const guint sizes[] = { 2, 3, (guint) n / 2, (guint) n - 1, (guint) n };
  g_autofree guint *orders = g_new (guint, 2 * n);
  g_autoptr (LkCellCurves) curves = NULL;
  g_autoptr (GError) error = NULL;

  for (guint p = 0; p < n; p++)
    {
      orders[p] = p * 2 % (guint) n; /* n is odd */
      orders[n + p] = (guint) n - 1 - p;
    }
  curves = lk_cell_curves_new (
      explanation, options, NULL, 1,
      &(LkCellOrders){ orders, 2, (guint) n, sizes, G_N_ELEMENTS (sizes) }, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 2; i++)
    for (guint j = 0; j < G_N_ELEMENTS (sizes); j++)
      {
        g_autofree gboolean *kept = g_new0 (gboolean, n);
        g_autoptr (LkDecision) decision = NULL;
        gsize place = i * G_N_ELEMENTS (sizes) + j;

        for (guint p = 0; p < sizes[j]; p++)
          kept[orders[i * n + p]] = TRUE;
        decision = decide_kept (explanation, kept, options);
        g_assert_cmpfloat_with_epsilon (curves->margins[place],
                                        measure_margin (decision, 1), 2e-3);
        g_assert_cmpuint (curves->predictions[place], ==, decision->prediction);
      }
}

static void
test_curves (gconstpointer data)
{
  const MetricCase *fixture = data;

  for (LkPartForm form = 0; form < LK_N_PART_FORMS; form++)
    for (guint k = 1; k <= 3; k += 2)
      {
        g_autoptr (LkExplanation) explanation = explain (fixture, k, form);
        LkMetricOptions options = *lk_explanation_get_options (explanation);

        for (options.distance = 0; options.distance < LK_N_DISTANCES; options.distance++)
          check_curves (explanation, &options, count_cells (fixture));
      }
}

/* The same where cells of shots are painted out: every shot is compared over positions of
 * its own. */
static void
test_curves_of_masked_shots (gconstpointer data)
{
  const MetricCase *fixture = data;
  g_autoptr (LkSupport) support = metric_fixture_support_masked (fixture, TRUE);
  g_autoptr (LkTensor) query = metric_fixture_query (fixture, 1);

  for (LkPartForm form = 0; form < LK_N_PART_FORMS; form++)
    for (guint k = 1; k <= 3; k += 2)
      {
        LkMetricOptions options = lk_metric_options_default ();
        g_autoptr (LkExplanation) explanation = NULL;

        options.part_form = form;
        options.neighbours = k;
        explanation = lk_explanation_new (support, query, &options, NULL, NULL);
        check_curves (explanation, &options, count_cells (fixture));
      }
}

/* A set is right if it does what it says, and if without any of its cells it does not. */
static void
check_set (LkExplanation *explanation,
           const LkMetricOptions *options,
           LkCellSetKind kind,
           guint towards,
           const LkCellSet *set,
           guint winner)
{
  gsize n = set->n_cells;
  guint n_in_set = 0;

  for (gsize left_out = 0; left_out <= n; left_out++)
    {
      g_autofree gboolean *kept = g_new (gboolean, n);
      g_autoptr (LkDecision) decision = NULL;
      gboolean wanted;
      guint n_kept = 0;

      if (left_out < n && !set->cells[left_out])
        continue;
      n_in_set += left_out < n;
      for (gsize p = 0; p < n; p++)
        {
          gboolean in_set = set->cells[p] && p != left_out;

          kept[p] = in_set == (kind == LK_CELL_SET_SUFFICES);
          n_kept += kept[p] ? 1 : 0;
        }
      if (n_kept < 2)
        continue;
      decision = decide_kept (explanation, kept, options);
      wanted = kind == LK_CELL_SET_SUFFICES ? decision->prediction == winner
               : towards == LK_CELL_SET_ANY ? decision->prediction != winner
                                            : decision->prediction == towards;
      g_assert_true (wanted == (left_out == n));
      if (left_out < n)
        continue;
      g_assert_cmpuint (decision->prediction, ==, set->prediction);
      g_assert_cmpfloat (measure_margin (decision, winner), ==, set->margin);
    }
  g_assert_cmpuint (n_in_set, ==, set->n_in_set);
}

static void
check_sets (LkExplanation *explanation, const LkMetricOptions *options, guint *n_found)
{
  g_autoptr (LkDecision) before = decide (explanation, options);

  for (guint towards = 0; towards <= METRIC_N_CLASSES; towards++)
    {
      gboolean any = towards == METRIC_N_CLASSES;
      guint target = any ? LK_CELL_SET_ANY : towards;
      g_autoptr (LkCellSet) flips = NULL;
      g_autoptr (GError) error = NULL;

      if (target == before->prediction)
        continue;
      g_assert_true (lk_cell_set_new (explanation, LK_CELL_SET_FLIPS, options, NULL,
                                      target, &flips, NULL, &error));
      g_assert_no_error (error);
      if (flips == NULL)
        continue;
      ++*n_found;
      g_assert_cmpfloat (flips->margin, <=, 0);
      check_set (explanation, options, LK_CELL_SET_FLIPS, target, flips,
                 before->prediction);
    }
}

static void
test_sets (gconstpointer data)
{
  const MetricCase *fixture = data;
  g_autoptr (LkExplanation) explanation = explain (fixture, 1, LK_PART_COSINE);
  LkMetricOptions options = *lk_explanation_get_options (explanation);
  guint n_found = 0;

  /* The larger cases take long, and tell nothing new. */
  if (count_cells (fixture) > 100)
    return;
  for (options.distance = 0; options.distance < LK_N_DISTANCES; options.distance += 2)
    {
      g_autoptr (LkDecision) before = decide (explanation, &options);
      g_autoptr (LkCellSet) suffices = NULL;
      g_autoptr (GError) error = NULL;

      check_sets (explanation, &options, &n_found);
      g_assert_true (lk_cell_set_new (explanation, LK_CELL_SET_SUFFICES, &options, NULL,
                                      LK_CELL_SET_ANY, &suffices, NULL, &error));
      g_assert_no_error (error);
      g_assert_nonnull (suffices);
      g_assert_cmpuint (suffices->n_in_set, >=, 2);
      check_set (explanation, &options, LK_CELL_SET_SUFFICES, LK_CELL_SET_ANY, suffices,
                 before->prediction);
    }
  if (fixture == metric_cases)
    g_assert_cmpuint (n_found, >, 0);
}

/* Cells that are masked already are in no set. */
static void
test_sets_of_masked (gconstpointer data)
{
  const MetricCase *fixture = data;
  gsize n = count_cells (fixture);
  g_autofree gboolean *kept = g_new (gboolean, n);
  g_autoptr (LkExplanation) whole = explain (fixture, 1, LK_PART_COSINE);
  g_autoptr (LkExplanation) masked = NULL;
  const LkMetricOptions *options = lk_explanation_get_options (whole);

  if (n > 100)
    return;
  for (gsize p = 0; p < n; p++)
    kept[p] = p % 4 != 0;
  masked = lk_what_if_masked (whole, kept, NULL, NULL);
  for (LkCellSetKind kind = 0; kind <= LK_CELL_SET_SUFFICES; kind++)
    {
      g_autoptr (LkCellSet) set = NULL;

      g_assert_true (lk_cell_set_new (masked, kind, options, NULL, LK_CELL_SET_ANY, &set,
                                      NULL, NULL));
      for (gsize p = 0; set != NULL && p < n; p += 4)
        g_assert_false (set->cells[p]);
    }
}

static void
test_faithfulness (gconstpointer data)
{
  const MetricCase *fixture = data;
  g_autoptr (LkExplanation) explanation = explain (fixture, 1, LK_PART_COSINE);
  const LkMetricOptions *options = lk_explanation_get_options (explanation);
  g_autoptr (LkDecision) before = decide (explanation, options);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkFaithfulness) first
      = lk_faithfulness_new (explanation, options, NULL, 7, NULL, &error);
  g_autoptr (LkFaithfulness) again
      = lk_faithfulness_new (explanation, options, NULL, 7, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (first, sizeof *first, again, sizeof *again);
  for (guint order = 0; order < LK_N_FAITHFULNESS_ORDERS; order++)
    {
      const LkFaithfulnessCurve *deletion = &first->deletion[order];
      const LkFaithfulnessCurve *insertion = &first->insertion[order];
      double area = 0;

      g_assert_cmpfloat (deletion->kept[0], ==, 1);
      g_assert_cmpfloat (insertion->kept[LK_FAITHFULNESS_STEPS - 1], ==, 1);
      g_assert_cmpfloat_with_epsilon (deletion->margin[0], before->margin, 1e-4);
      g_assert_cmpfloat_with_epsilon (insertion->margin[LK_FAITHFULNESS_STEPS - 1],
                                      before->margin, 1e-4);
      for (guint i = 0; i + 1 < LK_FAITHFULNESS_STEPS; i++)
        area += (deletion->kept[i] + deletion->kept[i + 1]) / 40;
      g_assert_cmpfloat_with_epsilon (deletion->area, area, 1e-12);
      g_assert_cmpfloat (deletion->area, >=, 0);
      g_assert_cmpfloat (insertion->area, <=, 1 + 1e-12);
    }
}

static void
add (const char *name, GTestDataFunc test)
{
  for (guint i = 0; i < METRIC_N_CASES; i++)
    {
      g_autofree char *path
          = g_strdup_printf ("/cell-set/%s/%s", name, metric_cases[i].name);

      g_test_add_data_func (path, &metric_cases[i], test);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("curves", test_curves);
  add ("curves-of-masked-shots", test_curves_of_masked_shots);
  add ("sets", test_sets);
  add ("masked", test_sets_of_masked);
  add ("faithfulness", test_faithfulness);
  return g_test_run ();
}
