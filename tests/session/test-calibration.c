/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "lk-calibration-job.h"
#include "lk-model-defaults.h"
#include "learning-fixture.h"

static void
on_ended (LkCalibrationJob *job, const char *problem, char **told)
{
  g_free (*told);
  *told = g_strdup (problem != NULL ? problem : "");
}

static gboolean
is_still (gpointer job)
{
  return !lk_calibration_job_get_running (job);
}

/* @network: (nullable) */
static LkCalibrationJob *
make_job_for (SessionFixture *fixture,
              const char *network,
              guint n_ways,
              guint n_episodes,
              char **told)
{
  g_autofree char *path = session_fixture_name (fixture, "pictures");
  g_autoptr (GError) error = NULL;
  g_autoptr (LkDataset) dataset = lk_dataset_open (path, NULL, &error);
  const LkCalibrationRequest request = {
    .dataset = dataset,
    .model_name = fixture->model_b,
    .network = network,
    .sampler = { n_ways, 1, 3, 5 },
    .n_episodes = n_episodes,
    .options = { .part_form = LK_PART_COSINE,
                 .distance = LK_DISTANCE_KL_QS,
                 .neighbours = 1,
                 .ridge = 0.01,
                 .normalisation = LK_NORMALISE_TRAINED,
                 .weights = { 0, 0, 1 } },
  };
  LkCalibrationJob *job;

  g_assert_no_error (error);
  job = lk_calibration_job_new (&request);
  g_signal_connect (job, "ended", G_CALLBACK (on_ended), told);
  return job;
}

static LkCalibrationJob *
make_job (SessionFixture *fixture, guint n_ways, guint n_episodes, char **told)
{
  return make_job_for (fixture, NULL, n_ways, n_episodes, told);
}

/* Weights that add up to 1, within the episode, and a copy of the model that brings
 * them. */
static void
test_whole (SessionFixture *fixture, gconstpointer data)
{
  g_autofree char *dataset = learning_fixture_make_dataset (fixture, "pictures", 0);
  g_autofree char *path = session_fixture_name (fixture, "out.safetensors");
  g_autofree char *told = NULL;
  g_autoptr (LkCalibrationJob) job = make_job (fixture, 2, 12, &told);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkModel) model = NULL;
  g_autoptr (LkModelDefaults) defaults = NULL;
  LkMetricOptions options, stored;
  double sum = 0;

  g_assert_null (lk_calibration_job_get_result (job));
  lk_calibration_job_run (job);
  test_wait (is_still, job);
  g_assert_cmpstr (told, ==, "");
  g_assert_cmpuint (lk_calibration_job_get_result (job)->n_episodes, ==, 12);
  g_assert_nonnull (lk_calibration_job_get_accuracy (job));
  options = lk_calibration_job_get_options (job);
  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    sum += options.weights[level];
  g_assert_cmpfloat_with_epsilon (sum, 1, 1e-9);
  g_assert_cmpint (options.normalisation, ==, LK_NORMALISE_EPISODE);
  g_assert_cmpint (options.distance, ==, LK_DISTANCE_KL_QS);
  g_assert_true (lk_calibration_job_save (job, path, &error));
  g_assert_no_error (error);
  model = lk_model_open (path, NULL, &error);
  g_assert_no_error (error);
  defaults = lk_model_defaults_new (model);
  stored = lk_model_defaults_get_options (defaults, 1);
  g_assert_true (lk_metric_options_equal (&stored, &options));
}

/* What a person says of the network holds where the job opens it itself. */
static void
test_network (SessionFixture *fixture, gconstpointer data)
{
  g_autofree char *dataset = learning_fixture_make_dataset (fixture, "pictures", 0);
  g_autofree char *path = session_fixture_name (fixture, "out.safetensors");
  g_autofree char *told = NULL;
  g_autoptr (LkCalibrationJob) job = make_job_for (fixture, "slope=0.125", 2, 12, &told);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkModel) saved = NULL;
  g_autoptr (LkModel) said = NULL;

  lk_calibration_job_run (job);
  test_wait (is_still, job);
  g_assert_cmpstr (told, ==, "");
  g_assert_true (lk_calibration_job_save (job, path, &error));
  g_assert_no_error (error);
  saved = lk_model_open (path, NULL, &error);
  g_assert_no_error (error);
  said = lk_model_open_for (fixture->model_b, NULL, "slope=0.125", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (lk_model_get_fingerprint (saved), ==, lk_model_get_fingerprint (said));
}

static void
test_cancel (SessionFixture *fixture, gconstpointer data)
{
  g_autofree char *dataset = learning_fixture_make_dataset (fixture, "pictures", 0);
  g_autofree char *told = NULL;
  g_autoptr (LkCalibrationJob) job = make_job (fixture, 2, 100000, &told);

  lk_calibration_job_run (job);
  lk_calibration_job_cancel (job);
  test_wait (is_still, job);
  g_assert_cmpstr (told, ==, "");
  g_assert_null (lk_calibration_job_get_result (job));
}

/* Four classes make two halves of two. */
static void
test_problem (SessionFixture *fixture, gconstpointer data)
{
  g_autofree char *dataset = learning_fixture_make_dataset (fixture, "pictures", 0);
  g_autofree char *told = NULL;
  g_autoptr (LkCalibrationJob) job = make_job (fixture, 3, 12, &told);

  lk_calibration_job_run (job);
  test_wait (is_still, job);
  g_assert_cmpstr (told, !=, "");
  g_assert_nonnull (told);
  g_assert_null (lk_calibration_job_get_result (job));
}

#define ADD(name, function)                                                              \
  g_test_add ("/session-calibration/" name, SessionFixture, NULL,                        \
              session_fixture_set_up, function, session_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("whole", test_whole);
  ADD ("network", test_network);
  ADD ("cancel", test_cancel);
  ADD ("problem", test_problem);
  return g_test_run ();
}
