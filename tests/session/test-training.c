/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "lk-error.h"
#include "lk-trained-model.h"
#include "lk-training-job.h"
#include "learning-fixture.h"

#define FOREVER 100000000

/* How a job ended. */
typedef struct
{
  guint n;
  char *problem;
} Ends;

static void
on_ended (LkTrainingJob *job, const char *problem, Ends *ends)
{
  ends->n++;
  g_free (ends->problem);
  ends->problem = g_strdup (problem);
}

static gboolean
is_still (gpointer job)
{
  return !lk_training_job_get_running (job);
}

static gboolean
has_lines (gpointer job)
{
  return lk_training_curves_get_n_lines (lk_training_job_get_curves (job)) > 0;
}

static LkTrainingPlan *
make_plan (SessionFixture *fixture, guint pictures)
{
  LkTrainingPlan *plan = lk_training_plan_new ();

  plan->dataset = session_fixture_name (fixture, "pictures");
  g_free (plan->recipe);
  plan->recipe = learning_fixture_write_recipe (fixture, pictures);
  return plan;
}

static LkTrainingJob *
make_job (SessionFixture *fixture, LkTrainingPlan *plan, Ends *ends)
{
  g_autofree char *folder = session_fixture_name (fixture, "training");
  LkTrainingJob *job = lk_training_job_new (plan, folder);

  g_signal_connect (job, "ended", G_CALLBACK (on_ended), ends);
  return job;
}

static void
test_plan (SessionFixture *fixture, gconstpointer data)
{
  g_autofree char *folder = session_fixture_name (fixture, "a/new/folder");
  g_autoptr (LkTrainingPlan) plan = lk_training_plan_new ();
  g_autoptr (LkTrainingPlan) read = NULL;
  g_autoptr (GError) error = NULL;

  plan->dataset = g_strdup ("/some where/\xff\n=[x];");
  plan->split = g_strdup ("train");
  plan->validation = g_strdup ("/ä");
  plan->initial = g_strdup ("/a network.pth");
  plan->initial_profile = g_strdup ("p2");
  plan->initial_network = g_strdup ("pools=1100 slope=0.2");
  plan->minutes = 2.5;
  g_assert_true (lk_training_plan_save (plan, folder, &error));
  g_assert_no_error (error);
  read = lk_training_plan_load (folder, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (read->dataset, ==, plan->dataset);
  g_assert_cmpstr (read->split, ==, "train");
  g_assert_cmpstr (read->validation, ==, "/ä");
  g_assert_null (read->validation_split);
  g_assert_cmpstr (read->recipe, ==, "conv64f");
  g_assert_cmpstr (read->initial, ==, "/a network.pth");
  g_assert_cmpstr (read->initial_profile, ==, "p2");
  g_assert_cmpstr (read->initial_network, ==, "pools=1100 slope=0.2");
  g_assert_cmpfloat (read->minutes, ==, 2.5);
  g_assert_cmpuint (read->pictures, ==, 0);
}

/* To the end, with validation; then its weights explain the session, and Compare has the
 * model before. */
static void
test_whole (SessionFixture *fixture, gconstpointer data)
{
  g_autofree char *dataset = learning_fixture_make_dataset (fixture, "pictures", 0);
  g_autoptr (LkTrainingPlan) plan = make_plan (fixture, 64);
  g_autoptr (LkTrainingJob) job = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *model = NULL;
  g_autofree char *again = NULL;
  const LkOpponent *before;
  Ends ends = { 0 };

  plan->validation = learning_fixture_make_dataset (fixture, "others", 10);
  job = make_job (fixture, plan, &ends);
  g_assert_false (lk_training_job_has_model (job));
  g_assert_null (lk_training_job_take_model (job, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_FILE);
  g_clear_error (&error);
  lk_training_job_run (job);
  g_assert_true (lk_training_job_get_running (job));
  test_wait (is_still, job);
  g_assert_cmpuint (ends.n, ==, 1);
  g_assert_cmpstr (ends.problem, ==, NULL);
  g_assert_true (lk_training_job_get_done (job));
  g_assert_cmpuint (lk_training_curves_get_n_lines (lk_training_job_get_curves (job)), >=,
                    3);
  model = lk_training_job_take_model (job, &error);
  g_assert_no_error (error);
  again = lk_training_job_take_model (job, &error);
  g_assert_cmpstr (model, ==, again);

  lk_trained_model_use (fixture->session, model);
  session_fixture_settle (fixture);
  g_assert_cmpstr (lk_session_get_model_name (fixture->session), ==, model);
  g_assert_nonnull (lk_session_get_evidence (fixture->session));
  before = lk_session_get_opponent (fixture->session);
  g_assert_cmpstr (before->model, ==, fixture->model_a);
  g_assert_cmpint (before->weights, ==, LK_COMPARE_WEIGHTS_EQUAL);
  lk_session_undo (fixture->session);
  session_fixture_settle (fixture);
  g_assert_cmpstr (lk_session_get_model_name (fixture->session), ==, fixture->model_a);
  g_assert_nonnull (lk_session_get_evidence (fixture->session));
}

/* Stopped, it has weights; opened anew from its folder, it goes on. */
static void
test_stop_and_go_on (SessionFixture *fixture, gconstpointer data)
{
  g_autofree char *dataset = learning_fixture_make_dataset (fixture, "pictures", 0);
  g_autoptr (LkTrainingPlan) plan = make_plan (fixture, FOREVER);
  g_autoptr (LkTrainingJob) first = NULL;
  g_autoptr (LkTrainingJob) second = NULL;
  g_autoptr (GError) error = NULL;
  Ends ends = { 0 };
  guint n_lines;

  first = make_job (fixture, plan, &ends);
  lk_training_job_run (first);
  test_wait (has_lines, first);
  g_assert_cmpfloat (lk_training_job_get_progress (first), >=, 0);
  lk_training_job_stop (first);
  g_assert_true (lk_training_job_get_stopping (first));
  test_wait (is_still, first);
  g_assert_cmpuint (ends.n, ==, 1);
  g_assert_cmpstr (ends.problem, ==, NULL);
  g_assert_true (lk_training_job_get_begun (first));
  g_assert_false (lk_training_job_get_done (first));
  g_assert_true (lk_training_job_has_model (first));
  n_lines = lk_training_curves_get_n_lines (lk_training_job_get_curves (first));

  second = lk_training_job_open (lk_training_job_get_folder (first), &error);
  g_assert_no_error (error);
  g_assert_true (lk_training_job_get_begun (second));
  g_assert_false (lk_training_job_get_done (second));
  g_assert_cmpstr (lk_training_job_get_plan (second)->dataset, ==, dataset);
  g_assert_cmpuint (lk_training_curves_get_n_lines (lk_training_job_get_curves (second)),
                    ==, n_lines);
  g_signal_connect (second, "ended", G_CALLBACK (on_ended), &ends);
  lk_training_job_run (second);
  lk_training_job_stop (second);
  test_wait (is_still, second);
  g_assert_cmpuint (ends.n, ==, 2);
  g_assert_cmpstr (ends.problem, ==, NULL);
}

static void
test_problems (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (LkTrainingPlan) plan = make_plan (fixture, 64);
  g_autoptr (LkTrainingJob) job = NULL;
  g_autoptr (GError) error = NULL;
  Ends ends = { 0 };

  g_assert_null (lk_training_job_open (fixture->folder, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_FILE);
  job = make_job (fixture, plan, &ends);
  lk_training_job_run (job);
  test_wait (is_still, job);
  g_assert_nonnull (strstr (ends.problem, "pictures"));
  g_assert_false (lk_training_job_get_begun (job));
  g_free (ends.problem);
}

/* The network to begin with is read as the person said it is. */
static void
test_network_to_begin_with (SessionFixture *fixture, gconstpointer data)
{
  g_autofree char *dataset = learning_fixture_make_dataset (fixture, "pictures", 0);
  g_autoptr (LkTrainingPlan) plan = make_plan (fixture, 64);
  g_autoptr (LkTrainingJob) job = NULL;
  Ends ends = { 0 };

  plan->initial = g_strdup (fixture->model_a);
  plan->initial_profile = g_strdup ("p2");
  plan->initial_network = g_strdup ("slope=2");
  job = make_job (fixture, plan, &ends);
  lk_training_job_run (job);
  test_wait (is_still, job);
  g_assert_nonnull (ends.problem);
  g_assert_nonnull (strstr (ends.problem, "slope"));
  g_free (ends.problem);
}

#define ADD(name, function)                                                              \
  g_test_add ("/session-training/" name, SessionFixture, NULL, session_fixture_set_up,   \
              function, session_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("plan", test_plan);
  ADD ("whole", test_whole);
  ADD ("stop-and-go-on", test_stop_and_go_on);
  ADD ("problems", test_problems);
  ADD ("network-to-begin-with", test_network_to_begin_with);
  return g_test_run ();
}
