/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-what-if.h"

#include <math.h>

#include "lk-error.h"
#include "metric-fixture.h"

/* The maps of a case, class after class, and how many each class has. */
typedef struct
{
  LkTensor *maps[METRIC_N_CLASSES][5];
  const gboolean *kept[METRIC_N_CLASSES][5];
  guint n_shots[METRIC_N_CLASSES];
} Shots;

static Shots
get_shots (LkSupport *support)
{
  Shots shots;

  for (guint i = 0; i < METRIC_N_CLASSES; i++)
    {
      shots.n_shots[i] = lk_support_get_n_shots (support, i);
      for (guint j = 0; j < shots.n_shots[i]; j++)
        {
          shots.maps[i][j] = lk_support_get_map (support, i, j);
          shots.kept[i][j] = lk_support_get_kept (support, i, j);
        }
    }
  return shots;
}

/* The explanation of a support set with the change made to it. */
static LkExplanation *
explain_changed (LkExplanation *explanation, const LkShotChange *change)
{
  Shots shots = get_shots (lk_explanation_get_support (explanation));
  LkTensor **changed = shots.maps[change->class_index];
  const gboolean **changed_kept = shots.kept[change->class_index];
  LkTensor *maps[METRIC_N_CLASSES * 5];
  const gboolean *kept[METRIC_N_CLASSES * 5];
  guint n_maps = 0;
  g_autoptr (LkSupport) support = NULL;
  g_autoptr (LkExplanation) whole = NULL;

  if (change->other_class != G_MAXUINT)
    {
      changed[change->shot] = shots.maps[change->other_class][change->other_shot];
      changed_kept[change->shot] = shots.kept[change->other_class][change->other_shot];
    }
  else
    {
      shots.n_shots[change->class_index]--;
      for (guint j = change->shot; j < shots.n_shots[change->class_index]; j++)
        {
          changed[j] = changed[j + 1];
          changed_kept[j] = changed_kept[j + 1];
        }
    }
  for (guint i = 0; i < METRIC_N_CLASSES; i++)
    for (guint j = 0; j < shots.n_shots[i]; j++)
      {
        kept[n_maps] = shots.kept[i][j];
        maps[n_maps++] = shots.maps[i][j];
      }
  support = lk_support_new_kept (METRIC_N_CLASSES, shots.n_shots, maps, kept, NULL);
  whole = lk_explanation_new (support, lk_explanation_get_query (explanation),
                              lk_explanation_get_options (explanation), NULL, NULL);
  if (lk_explanation_get_kept (explanation) == NULL)
    return g_steal_pointer (&whole);
  return lk_what_if_masked (whole, lk_explanation_get_kept (explanation), NULL, NULL);
}

static LkDecision *
decide (LkExplanation *explanation, const LkMetricOptions *options)
{
  const double *scores[LK_N_LEVELS];
  g_autoptr (GError) error = NULL;
  LkDecision *decision;

  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    scores[level] = lk_explanation_get_scores (explanation, level);
  decision = lk_decision_new (METRIC_N_CLASSES, scores, options, NULL, &error);
  g_assert_no_error (error);
  return decision;
}

/* The cosine of the mean descriptors of two maps. */
static double
similarity_of (LkTensor *a, LkTensor *b)
{
  gsize n_channels = lk_tensor_get_dim (a, 0);
  gsize n_a = lk_tensor_get_size (a) / n_channels;
  gsize n_b = lk_tensor_get_size (b) / n_channels;
  double ab = 0, aa = 0, bb = 0;

  for (gsize c = 0; c < n_channels; c++)
    {
      double of_a = 0, of_b = 0;

      for (gsize p = 0; p < n_a; p++)
        of_a += lk_tensor_get_data (a)[c * n_a + p];
      for (gsize p = 0; p < n_b; p++)
        of_b += lk_tensor_get_data (b)[c * n_b + p];
      ab += of_a * of_b;
      aa += of_a * of_a;
      bb += of_b * of_b;
    }
  return ab / sqrt (aa * bb);
}

static void
check_substitute (LkSupport *support, const LkShotChange *change)
{
  Shots shots = get_shots (support);
  LkTensor *own = lk_support_get_counted (support, change->class_index, change->shot);
  double best = -INFINITY;

  g_assert_cmpuint (change->other_class, !=, change->class_index);
  for (guint i = 0; i < METRIC_N_CLASSES; i++)
    for (guint j = 0; j < shots.n_shots[i] && i != change->class_index; j++)
      best = fmax (best, similarity_of (own, lk_support_get_counted (support, i, j)));
  g_assert_cmpfloat_with_epsilon (
      similarity_of (
          own, lk_support_get_counted (support, change->other_class, change->other_shot)),
      best, 1e-12);
}

/* To the last bit what an explanation of the changed support set says. */
static void
check_change (LkExplanation *explanation,
              const LkMetricOptions *options,
              const LkShotChange *change)
{
  g_autoptr (LkExplanation) changed = explain_changed (explanation, change);
  g_autoptr (LkDecision) before = decide (explanation, options);
  g_autoptr (LkDecision) after = decide (changed, options);
  double best = -INFINITY;

  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    for (guint i = 0; i < METRIC_N_CLASSES; i++)
      {
        const double *scores = lk_explanation_get_scores (changed, level);

        if (i == change->class_index)
          g_assert_cmpfloat (change->scores[level], ==, scores[i]);
        else
          g_assert_cmpfloat (lk_explanation_get_scores (explanation, level)[i], ==,
                             scores[i]);
      }
  for (guint i = 0; i < METRIC_N_CLASSES; i++)
    {
      g_assert_cmpfloat (change->fused[i], ==, after->fused[i]);
      if (i != before->prediction)
        best = fmax (best, after->fused[i]);
    }
  g_assert_cmpuint (change->prediction, ==, after->prediction);
  g_assert_cmpfloat (change->margin, ==, after->fused[before->prediction] - best);
  g_assert_cmpfloat (change->change, ==, change->margin - before->margin);
  if (change->prediction != before->prediction)
    g_assert_cmpfloat (change->margin, <=, 0);
}

static void
check_changes (LkExplanation *explanation, const LkMetricOptions *options)
{
  LkSupport *support = lk_explanation_get_support (explanation);

  for (LkShotChangeKind kind = 0; kind <= LK_SHOT_SWAPPED; kind++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) changes
          = lk_what_if_shots (explanation, kind, options, NULL, NULL, &error);
      gboolean seen[METRIC_N_CLASSES][5] = { { FALSE } };
      guint n_expected = 0;

      g_assert_no_error (error);
      for (guint i = 0; i < METRIC_N_CLASSES; i++)
        {
          guint n_shots = lk_support_get_n_shots (support, i);

          n_expected += kind == LK_SHOT_SWAPPED || n_shots > 1 ? n_shots : 0;
        }
      g_assert_cmpuint (changes->len, ==, n_expected);
      for (guint i = 0; i < changes->len; i++)
        {
          const LkShotChange *change = changes->pdata[i];

          g_assert_false (seen[change->class_index][change->shot]);
          seen[change->class_index][change->shot] = TRUE;
          if (i > 0)
            g_assert_cmpfloat (change->change, >=,
                               ((LkShotChange *) changes->pdata[i - 1])->change);
          if (kind == LK_SHOT_SWAPPED)
            check_substitute (support, change);
          else
            g_assert_cmpuint (change->other_class & change->other_shot, ==, G_MAXUINT);
          check_change (explanation, options, change);
        }
    }
}

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

static void
test_against_changed_support (gconstpointer data)
{
  const MetricCase *fixture = data;
  const guint neighbours[] = { 1, 3, LK_MAX_NEIGHBOURS };

  for (guint k = 0; k < G_N_ELEMENTS (neighbours); k++)
    {
      LkMetricOptions options = lk_metric_options_default ();
      g_autoptr (LkExplanation) explanation = NULL;

      if (fixture->shape[0] == 64 && neighbours[k] != 3)
        continue;
      options.neighbours = neighbours[k];
      options.part_form = k % 2 ? LK_PART_RELEASED : LK_PART_COSINE;
      options.distance = (LkDistance) k;
      options.weights[LK_LEVEL_PIXEL] = 0.1 * k;
      explanation = explain (fixture, &options);
      check_changes (explanation, &options);
      options.normalisation = LK_NORMALISE_RAW;
      check_changes (explanation, &options);
    }
}

static void
test_masked (void)
{
  for (guint c = 0; c < METRIC_N_CASES; c += 3)
    {
      LkMetricOptions options = lk_metric_options_default ();
      g_autoptr (LkExplanation) plain = NULL;
      g_autoptr (LkExplanation) masked = NULL;
      gboolean kept[49];

      options.neighbours = 3;
      plain = explain (&metric_cases[c], &options);
      for (guint p = 0; p < G_N_ELEMENTS (kept); p++)
        kept[p] = p % 3 != 1;
      masked = lk_what_if_masked (plain, kept, NULL, NULL);
      check_changes (masked, &options);
    }
}

/* The same where cells of shots are painted out, and then of the query, too. */
static void
test_masked_shots (void)
{
  for (guint c = 0; c < METRIC_N_CASES; c++)
    for (LkPartForm form = 0; form < LK_N_PART_FORMS && c != 1; form++)
      {
        const MetricCase *fixture = &metric_cases[c];
        LkMetricOptions options = lk_metric_options_default ();
        g_autoptr (LkSupport) support = metric_fixture_support_masked (fixture, c > 0);
        g_autoptr (LkTensor) query = metric_fixture_query (fixture, 1);
        g_autoptr (LkExplanation) plain = NULL;
        g_autoptr (LkExplanation) masked = NULL;
        gboolean kept[49];

        options.neighbours = 3;
        options.part_form = form;
        plain = lk_explanation_new (support, query, &options, NULL, NULL);
        check_changes (plain, &options);
        for (guint p = 0; p < G_N_ELEMENTS (kept); p++)
          kept[p] = p % 3 != 1;
        masked = lk_what_if_masked (plain, kept, NULL, NULL);
        check_changes (masked, &options);
      }
}

/* What was asked for when the query was explained is no matter: the distance in force is
 * that of the options. */
static void
test_another_distance (void)
{
  LkMetricOptions options = lk_metric_options_default ();
  g_autoptr (LkExplanation) scored = explain (&metric_cases[0], &options);

  for (options.distance = 0; options.distance < LK_N_DISTANCES; options.distance++)
    {
      g_autoptr (LkExplanation) fresh = explain (&metric_cases[0], &options);
      g_autoptr (GPtrArray) changes
          = lk_what_if_shots (scored, LK_SHOT_REMOVED, &options, NULL, NULL, NULL);
      g_autoptr (GPtrArray) expected
          = lk_what_if_shots (fresh, LK_SHOT_REMOVED, &options, NULL, NULL, NULL);

      g_assert_cmpuint (changes->len, ==, expected->len);
      for (guint i = 0; i < changes->len; i++)
        {
          const LkShotChange *a = changes->pdata[i], *b = expected->pdata[i];

          g_assert_cmpuint (a->shot, ==, b->shot);
          g_assert_cmpuint (a->class_index, ==, b->class_index);
          g_assert_cmpuint (a->prediction, ==, b->prediction);
          g_assert_cmpfloat (a->margin, ==, b->margin);
          g_assert_cmpfloat (a->change, ==, b->change);
          g_assert_cmpmem (a->scores, sizeof a->scores, b->scores, sizeof b->scores);
        }
    }
}

static void
test_refused (void)
{
  LkMetricOptions options = lk_metric_options_default ();
  g_autoptr (LkExplanation) explanation = explain (&metric_cases[0], &options);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  options.normalisation = LK_NORMALISE_TRAINED;
  g_assert_null (
      lk_what_if_shots (explanation, LK_SHOT_REMOVED, &options, NULL, NULL, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_OPTION);
  g_clear_error (&error);

  options.normalisation = LK_NORMALISE_EPISODE;
  g_cancellable_cancel (cancellable);
  g_assert_null (lk_what_if_shots (explanation, LK_SHOT_SWAPPED, &options, NULL,
                                   cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < METRIC_N_CASES; i++)
    {
      g_autofree char *path = g_strconcat ("/metric/what-if-shots/changed-support/",
                                           metric_cases[i].name, NULL);

      g_test_add_data_func (path, &metric_cases[i], test_against_changed_support);
    }
  g_test_add_func ("/metric/what-if-shots/masked-shots", test_masked_shots);
  g_test_add_func ("/metric/what-if-shots/masked", test_masked);
  g_test_add_func ("/metric/what-if-shots/another-distance", test_another_distance);
  g_test_add_func ("/metric/what-if-shots/refused", test_refused);
  return g_test_run ();
}
