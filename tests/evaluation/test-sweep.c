/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-sweep.h"

#include <glib/gstdio.h>
#include <math.h>

#include "lk-sweep-plan.h"
#include "test-models.h"
#include "test-pictures.h"

#define N_CLASSES 5
#define N_PICTURES 7
#define N_EPISODES 5

static const TestModel models[2]
    = { { 1, 4, 5, FALSE, TRUE, NULL }, { 3, 4, 9, FALSE, TRUE, NULL } };
static const LkSampler sampler = { 3, 2, 4, 77 };

typedef struct
{
  char *folder;
  LkDataset *dataset;
  LkMapSource *sources[2];
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *pictures = NULL;
  g_autoptr (GError) error = NULL;

  fixture->folder = test_folder_new ();
  pictures = g_build_filename (fixture->folder, "pictures", NULL);
  for (guint i = 0; i < N_CLASSES; i++)
    {
      g_autofree char *name = g_strdup_printf ("class %u", i);
      g_autofree char *path = g_build_filename (pictures, name, NULL);

      g_assert_cmpint (g_mkdir_with_parents (path, 0755), ==, 0);
      for (guint j = 0; j < N_PICTURES; j++)
        {
          g_autofree char *file = g_strdup_printf ("%u.png", j);

          g_free (test_png_write (path, file, i * 100 + j, 6, 6));
        }
    }
  fixture->dataset = lk_dataset_open (pictures, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u.safetensors", i);
      g_autoptr (LkModel) model = test_model_open (&models[i], fixture->folder, name);

      fixture->sources[i] = lk_episode_runner_make_source (model);
    }
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->sources[0]);
  g_assert_finalize_object (fixture->sources[1]);
  g_assert_finalize_object (fixture->dataset);
  test_folder_remove (fixture->folder);
}

/* Every k, form, distance and fusion that is told apart somewhere. */
static GArray *
list_options (void)
{
  static const guint neighbours[] = { 5, 1, 64 };
  GArray *all = g_array_new (FALSE, FALSE, sizeof (LkMetricOptions));

  for (guint k = 0; k < G_N_ELEMENTS (neighbours); k++)
    for (guint form = 0; form < LK_N_PART_FORMS; form++)
      for (guint distance = 0; distance < LK_N_DISTANCES; distance++)
        {
          LkMetricOptions options = lk_metric_options_default ();

          options.neighbours = neighbours[k];
          options.part_form = form;
          options.distance = distance;
          options.normalisation = distance % 2 == 0 ? LK_NORMALISE_EPISODE
                                  : k % 2 == 0      ? LK_NORMALISE_RAW
                                                    : LK_NORMALISE_TRAINED;
          options.weights[k % LK_N_LEVELS] = 0.9;
          if (k == 2)
            options.ridge = 0.1;
          g_array_append_val (all, options);
        }
  return all;
}

static LkEvaluation *
run_alone (Fixture *fixture, LkMapSource *source, const LkMetricOptions *options)
{
  g_autoptr (LkEpisodeRunner) runner
      = lk_episode_runner_new_for_source (fixture->dataset, source, &sampler, options);
  LkEvaluation *evaluation = lk_evaluation_new (fixture->dataset, &sampler);
  g_autoptr (GError) error = NULL;

  lk_episode_runner_run (runner, evaluation, 0, N_EPISODES, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  return evaluation;
}

static LkSweep *
make_sweep (Fixture *fixture, GArray *options)
{
  LkSweep *sweep = lk_sweep_new (fixture->dataset, &sampler);

  for (guint source = 0; source < 2; source++)
    for (guint i = 0; i < options->len; i++)
      lk_sweep_add (sweep, fixture->sources[source],
                    &g_array_index (options, LkMetricOptions, i));
  return sweep;
}

/* Each setting is what an evaluation of its own tells, to the last bit. */
static void
test_alone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) options = list_options ();
  g_autoptr (LkSweep) sweep = make_sweep (fixture, options);
  g_autoptr (GError) error = NULL;
  guint64 n_embedded, n_repeated;

  lk_sweep_run (sweep, 0, N_EPISODES, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (lk_sweep_get_n (sweep), ==, 2 * options->len);
  g_assert_cmpuint (lk_sweep_get_n_episodes (sweep), ==, N_EPISODES);
  lk_sweep_get_n_embedded (sweep, &n_embedded, &n_repeated);
  g_assert_cmpuint (n_embedded, <=, 2 * N_CLASSES * N_PICTURES);
  for (guint i = 0; i < lk_sweep_get_n (sweep); i++)
    {
      const LkSweepSetting *setting = lk_sweep_get_setting (sweep, i);
      g_autoptr (LkEvaluation) alone
          = run_alone (fixture, setting->source, &setting->options);

      g_assert_cmpuint (lk_evaluation_get_n_episodes (setting->evaluation), ==,
                        N_EPISODES);
      for (guint j = 0; j < N_EPISODES; j++)
        g_assert_true (
            lk_outcome_equal (lk_evaluation_get_episode (setting->evaluation, j),
                              lk_evaluation_get_episode (alone, j)));
    }
}

static void
test_plan (void)
{
  g_autoptr (GArray) options = list_options ();
  g_autoptr (LkSweepPlan) plan = lk_sweep_plan_new (options);

  /* Two forms, each with two ridges; k, distance and fusion cost no match. */
  g_assert_cmpuint (lk_sweep_plan_get_n_matches (plan), ==, 4);
  g_assert_cmpuint (lk_sweep_plan_get_place (plan, 0), ==,
                    lk_sweep_plan_get_place (plan, 1));
  g_assert_cmpuint (lk_sweep_plan_get_place (plan, 0), !=,
                    lk_sweep_plan_get_place (plan, LK_N_DISTANCES));
}

/* The interval of the differences, by its definition; the quantile is from a table. */
static void
test_difference (Fixture *fixture, gconstpointer data)
{
  const double quantile = 2.776445; /* of 4 degrees of freedom */
  g_autoptr (GArray) options = list_options ();
  g_autoptr (LkSweep) sweep = NULL;
  g_autoptr (GError) error = NULL;

  g_array_set_size (options, 12);
  sweep = make_sweep (fixture, options);
  lk_sweep_run (sweep, 0, N_EPISODES, NULL, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < lk_sweep_get_n (sweep); i++)
    for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
      {
        LkEvaluation *a = lk_sweep_get_setting (sweep, i)->evaluation;
        LkEvaluation *b = lk_sweep_get_setting (sweep, 0)->evaluation;
        double d[N_EPISODES], mean = 0, variance = 0, difference, ci95;

        for (guint j = 0; j < N_EPISODES; j++)
          {
            d[j]
                = 100
                  * (lk_outcome_get_accuracy (lk_evaluation_get_episode (a, j), predictor)
                     - lk_outcome_get_accuracy (lk_evaluation_get_episode (b, j),
                                                predictor));
            mean += d[j] / N_EPISODES;
          }
        for (guint j = 0; j < N_EPISODES; j++)
          variance += pow (d[j] - mean, 2) / (N_EPISODES - 1);
        g_assert_true (lk_sweep_get_difference (sweep, i, predictor, &difference, &ci95));
        g_assert_cmpfloat_with_epsilon (difference, mean, 1e-9);
        g_assert_cmpfloat_with_epsilon (ci95, quantile * sqrt (variance / N_EPISODES),
                                        1e-4);
      }
}

typedef struct
{
  guint n_calls;
  guint last;
  GCancellable *cancellable;
} Watch;

static void
on_progress (guint n_done, guint total, double seconds_left, gpointer data)
{
  Watch *watch = data;

  g_assert_cmpuint (total, ==, 200);
  g_assert_cmpuint (n_done, >=, watch->last);
  g_assert_cmpuint (n_done, <=, total);
  watch->last = n_done;
  if (++watch->n_calls == 40)
    g_cancellable_cancel (watch->cancellable);
}

/* Where it ends early all settings have about as many episodes, and it goes on. */
static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) options = list_options ();
  g_autoptr (LkSweep) sweep = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Watch watch = { 0, 0, cancellable };
  const LkSweepObserver observer = { on_progress, &watch };
  guint n[2];

  g_array_set_size (options, 3);
  sweep = make_sweep (fixture, options);
  g_assert_false (lk_sweep_run (sweep, 0, 200, &observer, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  for (guint i = 0; i < 2; i++)
    n[i] = lk_evaluation_get_n_episodes (
        lk_sweep_get_setting (sweep, i * options->len)->evaluation);
  g_assert_cmpuint (n[0], <, 200);
  g_assert_cmpuint (n[0] - n[1], <=, 64);
  g_assert_cmpuint (lk_sweep_get_n_episodes (sweep), ==, n[1]);
  watch.n_calls = 1000;
  watch.last = 0;
  lk_sweep_run (sweep, 0, 200, &observer, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (lk_sweep_get_n_episodes (sweep), ==, 200);
  g_assert_cmpuint (watch.last, ==, 200);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sweep/plan", test_plan);
  g_test_add ("/sweep/alone", Fixture, NULL, set_up, test_alone, tear_down);
  g_test_add ("/sweep/difference", Fixture, NULL, set_up, test_difference, tear_down);
  g_test_add ("/sweep/cancelled", Fixture, NULL, set_up, test_cancelled, tear_down);
  return g_test_run ();
}
