/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-support-check.h"

#include "lk-explanation.h"
#include "metric-fixture.h"

#define N_CLASSES 5

static const gsize shape[3] = { 12, 4, 3 };

/* @own: how much of a map all of its class share. */
static LkTensor *
make_map (GRand *random, const float *centre, double own)
{
  LkTensor *map = lk_tensor_new (3, shape);
  gsize n_cells = shape[1] * shape[2];

  for (gsize i = 0; i < lk_tensor_get_size (map); i++)
    lk_tensor_get_data (map)[i]
        = (float) (own * centre[i / n_cells] + g_rand_double_range (random, -1, 1));
  return map;
}

static GPtrArray *
make_maps (guint32 seed, const guint *n_shots, double own)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  GPtrArray *maps = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_tensor_unref);

  for (guint i = 0; i < N_CLASSES; i++)
    {
      float centre[12];

      for (guint c = 0; c < G_N_ELEMENTS (centre); c++)
        centre[c] = (float) g_rand_double_range (random, -1, 1);
      for (guint shot = 0; shot < n_shots[i]; shot++)
        g_ptr_array_add (maps, make_map (random, centre, own));
    }
  return maps;
}

static LkSupport *
make_support (const guint *n_shots, GPtrArray *maps)
{
  g_autoptr (GError) error = NULL;
  LkSupport *support
      = lk_support_new (N_CLASSES, n_shots, (LkTensor *const *) maps->pdata, &error);

  g_assert_no_error (error);
  return support;
}

static LkSupportCheck *
check (LkSupport *support, const LkMetricOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkLeaveOneOut) left_out
      = lk_leave_one_out_new (support, options, NULL, &error);
  LkSupportCheck *self;

  g_assert_no_error (error);
  self = lk_support_check_new (support, left_out, options, NULL, &error);
  g_assert_no_error (error);
  return self;
}

/* The support set without one shot, made anew, and the shot as a query. */
static LkExplanation *
explain_slowly (GPtrArray *maps,
                const guint *n_shots,
                guint class_index,
                guint shot,
                const LkMetricOptions *options)
{
  g_autoptr (GPtrArray) others = g_ptr_array_new ();
  g_autoptr (LkSupport) support = NULL;
  g_autoptr (GError) error = NULL;
  guint counts[N_CLASSES];
  guint number = 0, left_out = 0;
  LkExplanation *explanation;

  for (guint i = 0; i < N_CLASSES; i++)
    {
      counts[i] = n_shots[i] - (i == class_index);
      for (guint j = 0; j < n_shots[i]; j++, number++)
        if (i == class_index && j == shot)
          left_out = number;
        else
          g_ptr_array_add (others, maps->pdata[number]);
    }
  support = make_support (counts, others);
  explanation
      = lk_explanation_new (support, maps->pdata[left_out], options, NULL, &error);
  g_assert_no_error (error);
  return explanation;
}

static void
compare_scores (const LkLeaveOneOut *left_out, GPtrArray *maps, const guint *n_shots)
{
  static const LkDistance distances[]
      = { LK_DISTANCE_KL_SQ, LK_DISTANCE_KL_QS, LK_DISTANCE_W2, LK_DISTANCE_W2_SIMPLIFIED,
          LK_DISTANCE_W2_RELEASED };
  LkMetricOptions options = lk_metric_options_default ();

  for (guint i = 0; i < lk_leave_one_out_get_n_shots (left_out); i++)
    {
      guint shot, class_index = lk_leave_one_out_get_shot (left_out, i, &shot);
      g_autoptr (LkExplanation) slow
          = explain_slowly (maps, n_shots, class_index, shot, &options);

      for (guint d = 0; d < G_N_ELEMENTS (distances); d++)
        {
          double scores[LK_N_LEVELS * N_CLASSES];
          const double *expected[LK_N_LEVELS];

          options.distance = distances[d];
          lk_leave_one_out_fill_scores (left_out, i, &options, scores);
          lk_explanation_fill_scores (slow, &options, expected);
          for (guint level = 0; level < LK_N_LEVELS; level++)
            for (guint c = 0; c < N_CLASSES; c++)
              metric_assert_close (scores[level * N_CLASSES + c], expected[level][c],
                                   1e-9);
        }
    }
}

static void
test_scores (void)
{
  static const guint n_shots[N_CLASSES] = { 2, 4, 1, 3, 5 };
  g_autoptr (GPtrArray) maps = make_maps (3, n_shots, 1);
  g_autoptr (LkSupport) support = make_support (n_shots, maps);
  LkMetricOptions options = lk_metric_options_default ();
  g_autoptr (GError) error = NULL;
  g_autoptr (LkLeaveOneOut) left_out
      = lk_leave_one_out_new (support, &options, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (lk_leave_one_out_get_n_shots (left_out), ==, 14);
  compare_scores (left_out, maps, n_shots);
}

/* Counted again from decisions on the slow scores. */
static void
test_counts (void)
{
  static const guint n_shots[N_CLASSES] = { 3, 4, 1, 3, 5 };
  g_autoptr (GPtrArray) maps = make_maps (5, n_shots, 0.4);
  g_autoptr (LkSupport) support = make_support (n_shots, maps);
  LkMetricOptions options = lk_metric_options_default ();
  g_autoptr (LkSupportCheck) found = check (support, &options);
  guint n_recognised = 0, index = 0, alone[LK_N_LEVELS] = { 0 };
  guint confusion[N_CLASSES * N_CLASSES] = { 0 };
  guint mixed[N_CLASSES * N_CLASSES] = { 0 };
  double least = G_MAXDOUBLE;

  g_assert_cmpuint (found->n_unknown, ==, 1);
  g_assert_cmpuint (found->n_shots, ==, 15);
  for (guint i = 0; i < N_CLASSES; i++)
    for (guint shot = 0; n_shots[i] > 1 && shot < n_shots[i]; shot++, index++)
      {
        g_autoptr (LkExplanation) slow
            = explain_slowly (maps, n_shots, i, shot, &options);
        const double *scores[LK_N_LEVELS];
        g_autoptr (LkDecision) decision = NULL;
        double best = -G_MAXDOUBLE;

        lk_explanation_fill_scores (slow, &options, scores);
        decision = lk_decision_new (N_CLASSES, scores, &options, NULL, NULL);
        for (guint c = 0; c < N_CLASSES; c++)
          if (c != i)
            {
              best = MAX (best, decision->fused[c]);
              mixed[MIN (c, i) * N_CLASSES + MAX (c, i)]
                  += decision->fused[c] >= decision->fused[i];
            }
        metric_assert_close (found->shots[index].lead, decision->fused[i] - best, 1e-8);
        g_assert_cmpuint (found->shots[index].prediction, ==, decision->prediction);
        g_assert_cmpint (lk_support_check_is_doubtful (found, index), ==,
                         decision->prediction != i);
        n_recognised += decision->prediction == i;
        confusion[i * N_CLASSES + decision->prediction]++;
        for (guint level = 0; level < LK_N_LEVELS; level++)
          alone[level] += decision->alone[level] == i;
        least = MIN (least, decision->fused[i] - best);
      }
  g_assert_cmpuint (found->n_recognised, ==, n_recognised);
  g_assert_cmpmem (found->confusion, sizeof confusion, confusion, sizeof confusion);
  g_assert_cmpmem (found->level_recognised, sizeof alone, alone, sizeof alone);
  metric_assert_close (found->shots[found->weakest].lead, least, 1e-8);
  g_assert_cmpuint (found->n_pairs, >, 0);
  for (guint i = 0; i < found->n_pairs; i++)
    {
      const LkMixedPair *pair = &found->pairs[i];
      guint first = n_shots[pair->first], second = n_shots[pair->second];

      g_assert_cmpuint (pair->n_mixed, ==, mixed[pair->first * N_CLASSES + pair->second]);
      g_assert_cmpuint (pair->n_shots, ==,
                        (first > 1 ? first : 0) + (second > 1 ? second : 0));
      g_assert_cmpuint (3 * pair->n_mixed, >=, pair->n_shots);
    }
}

/* The best weights recognise as many as is said, and no level alone more. */
static void
test_best_weights (void)
{
  static const guint n_shots[N_CLASSES] = { 4, 4, 4, 4, 4 };
  LkMetricOptions options = lk_metric_options_default ();

  for (guint32 seed = 0; seed < 4; seed++)
    {
      g_autoptr (GPtrArray) maps = make_maps (20 + seed, n_shots, 0.5);
      g_autoptr (LkSupport) support = make_support (n_shots, maps);
      g_autoptr (LkSupportCheck) found = check (support, &options);
      g_autoptr (LkSupportCheck) again = NULL;
      LkMetricOptions best = options;
      double sum = 0;

      for (guint level = 0; level < LK_N_LEVELS; level++)
        sum += best.weights[level] = found->best_weights[level];
      g_assert_cmpfloat_with_epsilon (sum, 1, 1e-12);
      again = check (support, &best);
      g_assert_cmpuint (again->n_recognised, ==, found->best_recognised);
      g_assert_cmpuint (found->best_recognised, >=, found->n_recognised);
      for (guint level = 0; level < LK_N_LEVELS; level++)
        g_assert_cmpuint (found->best_recognised, >=, found->level_recognised[level]);
    }
}

/* Each shot is there twice: nothing is easier. */
static void
test_duplicates (void)
{
  static const guint n_shots[N_CLASSES] = { 2, 2, 2, 2, 2 };
  g_autoptr (GPtrArray) maps = make_maps (7, n_shots, 0);
  g_autoptr (GPtrArray) twice
      = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_tensor_unref);
  g_autoptr (LkSupport) support = NULL;
  g_autoptr (LkSupportCheck) found = NULL;
  LkMetricOptions options = lk_metric_options_default ();

  for (guint i = 0; i < N_CLASSES; i++)
    for (guint copy = 0; copy < 2; copy++)
      g_ptr_array_add (twice, lk_tensor_ref (maps->pdata[2 * i]));
  support = make_support (n_shots, twice);
  found = check (support, &options);
  g_assert_cmpuint (found->n_recognised, ==, 10);
  g_assert_cmpuint (found->n_pairs, ==, 0);
  for (guint level = 0; level < LK_N_LEVELS; level++)
    g_assert_cmpuint (found->level_recognised[level], ==, 10);
}

/* Of maps that mean nothing, about a fifth by luck: a few less, as a class without the
 * shot has fewer to be near to. */
static void
test_chance (void)
{
  static const guint n_shots[N_CLASSES] = { 6, 6, 6, 6, 6 };
  LkMetricOptions options = lk_metric_options_default ();
  guint n_recognised = 0;

  for (guint32 seed = 0; seed < 20; seed++)
    {
      g_autoptr (GPtrArray) maps = make_maps (100 + seed, n_shots, 0);
      g_autoptr (LkSupport) support = make_support (n_shots, maps);
      g_autoptr (LkSupportCheck) found = check (support, &options);

      n_recognised += found->n_recognised;
    }
  /* Of 600; by luck 120 with a deviation of 10. */
  g_assert_cmpuint (n_recognised, <, 150);
  g_assert_cmpuint (n_recognised, >, 30);
}

/* Classes in another order: the same shots are in doubt, by as much. */
static void
test_order (void)
{
  static const guint n_shots[N_CLASSES] = { 3, 3, 3, 3, 3 };
  static const guint order[N_CLASSES] = { 3, 0, 4, 2, 1 };
  g_autoptr (GPtrArray) maps = make_maps (9, n_shots, 0.5);
  g_autoptr (GPtrArray) moved = g_ptr_array_new ();
  g_autoptr (LkSupport) support = make_support (n_shots, maps), other = NULL;
  LkMetricOptions options = lk_metric_options_default ();
  g_autoptr (LkSupportCheck) found = check (support, &options), again = NULL;

  for (guint i = 0; i < N_CLASSES; i++)
    for (guint shot = 0; shot < 3; shot++)
      g_ptr_array_add (moved, maps->pdata[3 * order[i] + shot]);
  other = make_support (n_shots, moved);
  again = check (other, &options);
  g_assert_cmpuint (again->n_recognised, ==, found->n_recognised);
  g_assert_cmpuint (again->n_pairs, ==, found->n_pairs);
  for (guint i = 0; i < N_CLASSES; i++)
    for (guint shot = 0; shot < 3; shot++)
      {
        const LkCheckedShot *here = &again->shots[3 * i + shot];
        const LkCheckedShot *there = &found->shots[3 * order[i] + shot];

        metric_assert_close (here->lead, there->lead, 1e-9);
        g_assert_cmpuint (order[here->prediction], ==, there->prediction);
      }
}

/* With one shot a class nothing can be known. */
static void
test_single_shots (void)
{
  static const guint n_shots[N_CLASSES] = { 1, 1, 1, 1, 1 };
  g_autoptr (GPtrArray) maps = make_maps (11, n_shots, 1);
  g_autoptr (LkSupport) support = make_support (n_shots, maps);
  LkMetricOptions options = lk_metric_options_default ();
  g_autoptr (LkSupportCheck) found = check (support, &options);

  g_assert_cmpuint (found->n_shots, ==, 0);
  g_assert_cmpuint (found->n_unknown, ==, N_CLASSES);
  g_assert_cmpuint (found->weakest, ==, G_MAXUINT);
  g_assert_cmpuint (found->n_pairs, ==, 0);
}

static void
test_cancelled (void)
{
  static const guint n_shots[N_CLASSES] = { 3, 3, 3, 3, 3 };
  g_autoptr (GPtrArray) maps = make_maps (13, n_shots, 1);
  g_autoptr (LkSupport) support = make_support (n_shots, maps);
  LkMetricOptions options = lk_metric_options_default ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (lk_leave_one_out_new (support, &options, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/metric/support-check/scores", test_scores);
  g_test_add_func ("/metric/support-check/counts", test_counts);
  g_test_add_func ("/metric/support-check/best-weights", test_best_weights);
  g_test_add_func ("/metric/support-check/duplicates", test_duplicates);
  g_test_add_func ("/metric/support-check/chance", test_chance);
  g_test_add_func ("/metric/support-check/order", test_order);
  g_test_add_func ("/metric/support-check/single-shots", test_single_shots);
  g_test_add_func ("/metric/support-check/cancelled", test_cancelled);
  return g_test_run ();
}
