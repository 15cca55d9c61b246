/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "episodes-fixture.h"
#include "lk-curves-view.h"
#include "lk-confidence.h"
#include "lk-episode-runner.h"
#include "lk-episodes-page.h"
#include "lk-error.h"
#include "lk-evaluation-export.h"
#include "lk-evaluation-job.h"
#include "lk-hint.h"
#include "lk-predictor-row.h"
#include "lk-mistakes-view.h"
#include "window-fixture.h"

static void
assert_shown (EpisodesFixture *fixture, LkEvaluation *expected)
{
  for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
    {
      GtkWidget *row = window_fixture_find (episodes_fixture_find (fixture, "rows"),
                                            LK_TYPE_PREDICTOR_ROW, predictor);
      double accuracy, ci95;
      g_autofree char *text = NULL;
      g_autofree char *spoken = NULL;

      lk_evaluation_get_accuracy (expected, predictor, &accuracy, &ci95);
      text = g_strdup_printf ("%.1f %% ± %.1f", accuracy, ci95);
      spoken = g_strdup_printf ("%s: %s", lk_predictor_get_title (predictor), text);
      g_assert_cmpstr (lk_hint_get_text (row), ==, spoken);
      gtk_test_accessible_assert_property (GTK_ACCESSIBLE (row),
                                           GTK_ACCESSIBLE_PROPERTY_LABEL, spoken);
    }
  g_assert_cmpuint (lk_mistakes_view_get_n_shown (
                        LK_MISTAKES_VIEW (episodes_fixture_find (fixture, "mistakes"))),
                    ==, lk_evaluation_get_mistakes (expected)->len);
}

static void
test_dataset (EpisodesFixture *fixture, gconstpointer data)
{
  g_assert_false (gtk_widget_is_sensitive (episodes_fixture_find (fixture, "evaluate")));
  g_assert_false (gtk_widget_is_sensitive (episodes_fixture_find (fixture, "sample")));
  episodes_fixture_drop_dataset (fixture);
  g_assert_cmpstr (episodes_fixture_get_text (fixture, "location"), ==, fixture->dataset);
  g_assert_cmpstr (episodes_fixture_get_text (fixture, "contents"), ==,
                   "4 classes, 24 pictures");
  g_assert_true (gtk_widget_is_sensitive (episodes_fixture_find (fixture, "evaluate")));
  g_assert_true (gtk_widget_is_sensitive (episodes_fixture_find (fixture, "sample")));
  g_assert_false (gtk_widget_get_visible (episodes_fixture_find (fixture, "split")));

  episodes_fixture_set_number (fixture, "ways", 5);
  g_assert_false (gtk_widget_is_sensitive (episodes_fixture_find (fixture, "evaluate")));
  g_assert_nonnull (strstr (episodes_fixture_get_text (fixture, "status"), "5"));
  episodes_fixture_set_number (fixture, "ways", 3);
  episodes_fixture_set_number (fixture, "queries", EPISODES_FIXTURE_N_PICTURES);
  g_assert_false (gtk_widget_is_sensitive (episodes_fixture_find (fixture, "evaluate")));
  g_assert_nonnull (strstr (episodes_fixture_get_text (fixture, "status"), "class 0"));
  episodes_fixture_set_number (fixture, "queries", 4);
  g_assert_true (gtk_widget_is_sensitive (episodes_fixture_find (fixture, "evaluate")));
  g_assert_cmpstr (episodes_fixture_get_text (fixture, "status"), ==, "");
}

/* A picture that cannot be read, and a class too small: named beside the numbers. */
static void
test_left_out (EpisodesFixture *fixture, gconstpointer data)
{
  g_autofree char *broken = g_build_filename (fixture->dataset, "class 1", "1.png", NULL);
  g_autofree char *small = g_build_filename (fixture->dataset, "few", NULL);
  g_autofree char *only = g_build_filename (small, "1.png", NULL);
  const char *text;

  g_assert_true (g_file_test (broken, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_set_contents (broken, "nothing", -1, NULL));
  g_assert_cmpint (g_mkdir (small, 0700), ==, 0);
  g_assert_true (g_file_set_contents (only, "nothing", -1, NULL));
  lk_episodes_page_open_dataset (LK_EPISODES_PAGE (fixture->page), fixture->dataset);
  test_wait (episodes_fixture_has_dataset, fixture);
  episodes_fixture_set_number (fixture, "ways", 3);
  episodes_fixture_set_number (fixture, "shots", 1);
  episodes_fixture_set_number (fixture, "queries", 4);
  episodes_fixture_evaluate (fixture, 12);
  text = episodes_fixture_get_text (fixture, "settings");
  g_assert_true (g_str_has_prefix (text, "3-way 1-shot, 4 queries of each class"));
  g_assert_nonnull (strstr (text, "The class “few” has 1 picture"));
  g_assert_nonnull (strstr (text, "1 picture was left out"));
  g_assert_nonnull (strstr (text, "1.png"));
}

static gboolean
says_error (gpointer data)
{
  return gtk_widget_has_css_class (episodes_fixture_find (data, "contents"), "error");
}

static void
test_bad_dataset (EpisodesFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "nowhere", NULL);

  window_fixture_drop (fixture->page, (const char *[]){ path, NULL });
  test_wait (says_error, fixture);
  g_assert_nonnull (strstr (episodes_fixture_get_text (fixture, "contents"), "nowhere"));
  g_assert_false (gtk_widget_is_sensitive (episodes_fixture_find (fixture, "evaluate")));
  episodes_fixture_drop_dataset (fixture);
  g_assert_false (says_error (fixture));
}

static void
add_table (EpisodesFixture *fixture, const char *root, const char *name, guint n_classes)
{
  g_autofree char *path = g_build_filename (root, name, NULL);
  g_autoptr (GString) text = g_string_new ("filename,label\n");

  for (guint i = 0; i < n_classes; i++)
    g_string_append_printf (text, "class %u/%u.png,name %u\n", i, i, i);
  g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
}

static gboolean
has_two_classes (gpointer data)
{
  return g_str_has_prefix (episodes_fixture_get_text (data, "contents"), "2 classes");
}

static void
test_splits (EpisodesFixture *fixture, gconstpointer data)
{
  g_autofree char *root = g_build_filename (fixture->folder, "tables", NULL);
  g_autofree char *images = g_build_filename (root, "images", NULL);
  GtkWidget *split = episodes_fixture_find (fixture, "split");
  guint n;

  g_assert_cmpint (g_mkdir (root, 0700), ==, 0);
  g_assert_cmpint (g_rename (fixture->dataset, images), ==, 0);
  add_table (fixture, root, "test.csv", 3);
  add_table (fixture, root, "val.csv", 2);
  lk_episodes_page_open_dataset (LK_EPISODES_PAGE (fixture->page), root);
  test_wait (episodes_fixture_has_dataset, fixture);
  g_assert_true (gtk_widget_get_visible (split));
  n = g_list_model_get_n_items (gtk_drop_down_get_model (GTK_DROP_DOWN (split)));
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpstr (episodes_fixture_get_text (fixture, "contents"), ==,
                   "3 classes, 3 pictures");
  gtk_drop_down_set_selected (GTK_DROP_DOWN (split), 1);
  test_wait (has_two_classes, fixture);
  g_assert_cmpuint (gtk_drop_down_get_selected (GTK_DROP_DOWN (split)), ==, 1);
}

static void
test_evaluate (EpisodesFixture *fixture, gconstpointer data)
{
  g_autoptr (LkEvaluation) expected = NULL;

  episodes_fixture_drop_dataset (fixture);
  expected = episodes_fixture_evaluate_alone (fixture, 8);
  g_assert_cmpuint (lk_evaluation_get_mistakes (expected)->len, >, 0);
  episodes_fixture_evaluate (fixture, 8);
  g_assert_cmpstr (episodes_fixture_get_text (fixture, "status"), ==, "8 of 8 episodes");
  assert_shown (fixture, expected);
  g_assert_true (gtk_widget_is_sensitive (episodes_fixture_find (fixture, "export_csv")));
  g_assert_null (fixture->message);
}

static gboolean
collect (LkOutcome *outcome,
         const LkSample *sample,
         GPtrArray *maps,
         const LkRawScores *scores,
         gpointer confidence,
         GError **error)
{
  return lk_confidence_add (confidence, scores, error);
}

/* The temperature of the same episodes, found without a window. */
static double
fit_alone (EpisodesFixture *fixture, guint n_episodes)
{
  const LkSampler sampler = { 3, 1, 4, 0 };
  const LkMetricOptions *options = lk_session_get_options (fixture->session);
  g_autoptr (LkModel) model = lk_model_open (LK_MODEL_DEFAULT, NULL, NULL);
  LkDataset *dataset = episodes_fixture_get_dataset (fixture);
  g_autoptr (LkEvaluation) evaluation = lk_evaluation_new (dataset, &sampler);
  g_autoptr (LkEpisodeRunner) runner
      = lk_episode_runner_new (dataset, model, &sampler, options);
  g_autoptr (LkConfidence) confidence = lk_confidence_new (options, NULL);
  g_autoptr (GError) error = NULL;

  lk_episode_runner_set_collect (runner, collect, confidence);
  lk_episode_runner_run (runner, evaluation, 0, n_episodes, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  return lk_confidence_fit (confidence);
}

/* What is found beside the accuracies: how sure decisions may be, and what prototypes
 * would say. */
static void
test_confidence (EpisodesFixture *fixture, gconstpointer data)
{
  GtkWidget *view = episodes_fixture_find (fixture, "confidence");
  GtkWidget *wanted = window_fixture_find (view, GTK_TYPE_SPIN_BUTTON, 0);
  g_autoptr (LkEvaluation) expected = NULL;
  g_autofree char *prototypes = NULL, *fitted = NULL;
  double accuracy, ci95, temperature;
  gboolean has_interval;
  GtkWidget *coverage;

  g_assert_false (gtk_widget_get_visible (view));
  episodes_fixture_drop_dataset (fixture);
  expected = episodes_fixture_evaluate_alone (fixture, 8);
  episodes_fixture_evaluate (fixture, 8);
  g_assert_true (lk_evaluation_get_baseline (expected, &accuracy, &ci95, &has_interval));
  prototypes = g_strdup_printf ("Pooled prototypes, beside them: %.1f %% ± %.1f",
                                accuracy, ci95);
  g_assert_cmpstr (episodes_fixture_get_text (fixture, "baseline"), ==, prototypes);
  g_assert_true (gtk_widget_get_visible (view));
  g_assert_true (g_str_has_prefix (episodes_fixture_get_text (fixture, "numbers"),
                                   "96 decisions: calibration error"));
  temperature = fit_alone (fixture, 8);
  fitted = g_strdup_printf ("over a temperature of %.4g:", temperature);
  g_assert_true (
      isfinite (temperature)
      == (strstr (episodes_fixture_get_text (fixture, "numbers"), fitted) != NULL));
  coverage = window_fixture_find (view, LK_TYPE_CURVES_VIEW, 1);
  g_assert_cmpstr (lk_plot_view_get_summary (LK_PLOT_VIEW (coverage)), ==,
                   "96 decisions");
  /* Where little is wanted all are decided; of noise so much cannot be had. */
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (wanted), 1);
  g_assert_nonnull (
      strstr (episodes_fixture_get_text (fixture, "margin"), "100.0 % of the queries"));
  /* More episodes of the same: all decisions of both. */
  episodes_fixture_evaluate (fixture, 10);
  g_assert_true (
      g_str_has_prefix (episodes_fixture_get_text (fixture, "numbers"), "120 decisions"));
  episodes_fixture_set_number (fixture, "seed", 3);
  episodes_fixture_evaluate (fixture, 2);
  g_assert_true (
      g_str_has_prefix (episodes_fixture_get_text (fixture, "numbers"), "24 decisions"));
}

/* The softmax of what is shown, over @temperature. */
static double
find_probability (EpisodesFixture *fixture, double temperature)
{
  const LkDecision *decision
      = lk_evidence_get_decision (lk_session_get_evidence (fixture->session));
  double sum = 0;

  for (guint i = 0; i < 3; i++)
    sum += exp (decision->fused[i] / temperature);
  return exp (decision->fused[decision->prediction] / temperature) / sum;
}

static void
assert_unknown (EpisodesFixture *fixture)
{
  g_assert_true (episodes_fixture_is_scored (fixture));
  g_assert_null (lk_session_describe_probability (fixture->session));
}

/* A probability is told of what was measured, and of nothing else. */
static void
test_measured (EpisodesFixture *fixture, gconstpointer data)
{
  g_autofree char *expected = NULL;
  g_autofree char *found = NULL;
  g_autofree char *again = NULL;
  g_autofree gboolean *kept = NULL;
  LkMetricOptions options;
  guint n_cells;

  episodes_fixture_drop_dataset (fixture);
  episodes_fixture_click (fixture, "sample");
  test_wait (episodes_fixture_is_scored, fixture);
  assert_unknown (fixture);
  episodes_fixture_evaluate (fixture, 8);
  assert_unknown (fixture);
  episodes_fixture_evaluate (fixture, 10);
  expected = g_strdup_printf (
      "Probability %.0f %% (measured on 120 decisions on noise, 3-way 1-shot).",
      100 * find_probability (fixture, fit_alone (fixture, 10)));
  found = lk_session_describe_probability (fixture->session);
  g_assert_cmpstr (found, ==, expected);

  options = *lk_session_get_options (fixture->session);
  options.weights[LK_LEVEL_PART] *= 0.5;
  lk_session_set_options (fixture->session, &options);
  assert_unknown (fixture);
  lk_session_undo (fixture->session);
  again = lk_session_describe_probability (fixture->session);
  g_assert_cmpstr (again, ==, expected);

  n_cells = lk_evidence_get_n_cells (lk_session_get_evidence (fixture->session));
  kept = g_new (gboolean, n_cells);
  for (guint i = 0; i < n_cells; i++)
    kept[i] = i > 0;
  lk_session_set_mask (fixture->session, kept, n_cells);
  test_wait (episodes_fixture_is_scored, fixture);
  assert_unknown (fixture);
  lk_session_set_mask (fixture->session, NULL, 0);

  /* A class less is another question. */
  lk_episode_remove_class (lk_session_get_episode (fixture->session), 2);
  g_assert_true (lk_session_get_busy (fixture->session));
  test_wait (episodes_fixture_is_scored, fixture);
  assert_unknown (fixture);
}

static GBytes *
read_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *data;
  gsize size;

  g_file_get_contents (path, &data, &size, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (data, size);
}

static LkEvaluationJob *
new_job (EpisodesFixture *fixture, const LkSampler *sampler, LkModel *model)
{
  const LkEvaluationRequest request = {
    .dataset = episodes_fixture_get_dataset (fixture),
    .model_name = LK_MODEL_DEFAULT,
    .sampler = *sampler,
    .options = *lk_session_get_options (fixture->session),
  };

  return lk_evaluation_job_new (&request, model);
}

/* The numbers on the page are those of the figure, and those that are written. */
static void
test_export (EpisodesFixture *fixture, gconstpointer data)
{
  g_autofree char *svg = g_build_filename (fixture->folder, "a.svg", NULL);
  g_autofree char *json = g_build_filename (fixture->folder, "a.json", NULL);
  g_autoptr (LkEvaluation) expected = NULL;
  g_autoptr (LkEvaluationJob) job = NULL;
  g_autoptr (LkModel) model = lk_model_open (LK_MODEL_DEFAULT, NULL, NULL);
  g_autoptr (GBytes) drawn = NULL;
  g_autoptr (GBytes) written = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (gtk_widget_is_sensitive (episodes_fixture_find (fixture, "figures")));
  episodes_fixture_drop_dataset (fixture);
  episodes_fixture_evaluate (fixture, 4);
  expected = episodes_fixture_evaluate_alone (fixture, 4);
  g_assert_true (gtk_widget_is_sensitive (episodes_fixture_find (fixture, "figures")));
  job = new_job (fixture, lk_evaluation_get_sampler (expected), model);
  g_assert_false (lk_evaluation_export_can_draw (job));
  g_assert_false (lk_evaluation_export_figure (job, LK_SHEET_ACCURACY, 0, svg, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_EPISODE);
  g_clear_error (&error);
  lk_evaluation_job_run (job, 4);
  g_assert_false (lk_evaluation_export_can_draw (job));
  while (lk_evaluation_job_get_running (job))
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (lk_evaluation_export_figure (job, LK_SHEET_ACCURACY, 0, svg, &error));
  g_assert_true (lk_evaluation_export_json (job, json, &error));
  drawn = read_file (svg);
  written = read_file (json);
  g_assert_nonnull (strstr (g_bytes_get_data (written, NULL), "\"fused\""));
  g_assert_nonnull (strstr (g_bytes_get_data (written, NULL), "\"confidence\""));
  for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
    {
      double accuracy, ci95;
      g_autofree char *text = NULL;

      lk_evaluation_get_accuracy (expected, predictor, &accuracy, &ci95);
      text = g_strdup_printf ("%.1f %% ± %.1f", accuracy, ci95);
      g_assert_nonnull (g_strstr_len (g_bytes_get_data (drawn, NULL),
                                      (gssize) g_bytes_get_size (drawn), text));
    }
  gtk_widget_activate_action (fixture->page, "episodes.copy-figure", "s", "confusion");
  g_assert_cmpstr (fixture->message, ==, "The figure was copied");
}

/* The rest of an evaluation gives what the whole gives. */
static void
test_goes_on (EpisodesFixture *fixture, gconstpointer data)
{
  g_autoptr (LkEvaluation) expected = NULL;

  episodes_fixture_drop_dataset (fixture);
  episodes_fixture_evaluate (fixture, 3);
  episodes_fixture_evaluate (fixture, 9);
  g_assert_cmpstr (episodes_fixture_get_text (fixture, "status"), ==, "9 of 9 episodes");
  expected = episodes_fixture_evaluate_alone (fixture, 9);
  assert_shown (fixture, expected);
}

static gboolean
has_results (gpointer data)
{
  return gtk_widget_get_visible (episodes_fixture_find (data, "results"));
}

static void
test_cancel (EpisodesFixture *fixture, gconstpointer data)
{
  guint n_done = 0;
  g_autoptr (LkEvaluation) expected = NULL;

  episodes_fixture_drop_dataset (fixture);
  episodes_fixture_set_number (fixture, "episodes", 100000);
  episodes_fixture_click (fixture, "evaluate");
  test_wait (has_results, fixture);
  g_assert_true (gtk_widget_get_visible (episodes_fixture_find (fixture, "running")));
  g_assert_nonnull (strstr (episodes_fixture_get_text (fixture, "status"), "of 100000"));
  episodes_fixture_click (fixture, "cancel");
  test_wait (episodes_fixture_is_still, fixture);
  g_assert_cmpint (
      sscanf (episodes_fixture_get_text (fixture, "status"), "%u of", &n_done), ==, 1);
  g_assert_cmpuint (n_done, >, 0);
  g_assert_cmpuint (n_done, <, 100000);
  expected = episodes_fixture_evaluate_alone (fixture, n_done);
  assert_shown (fixture, expected);
}

/* Closing the page ends the evaluation; tear_down() waits until the page is gone. */
static void
test_close_while_running (EpisodesFixture *fixture, gconstpointer data)
{
  episodes_fixture_drop_dataset (fixture);
  episodes_fixture_set_number (fixture, "episodes", 100000);
  episodes_fixture_click (fixture, "evaluate");
  test_wait (has_results, fixture);
}

static void
on_ended (gboolean *ended)
{
  *ended = TRUE;
}

static gboolean
is_true (gpointer data)
{
  return *(gboolean *) data;
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (
      lk_evaluation_job_save_csv_finish (LK_EVALUATION_JOB (source), result, &error));
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static void
test_csv (EpisodesFixture *fixture, gconstpointer data)
{
  const LkSampler sampler = { 3, 1, 4, 0 };
  g_autofree char *path = g_build_filename (fixture->folder, "out.csv", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (LkEvaluationJob) job = NULL;
  gboolean ended = FALSE, saved = FALSE;

  episodes_fixture_drop_dataset (fixture);
  job = new_job (fixture, &sampler, NULL);
  g_signal_connect_swapped (job, "ended", G_CALLBACK (on_ended), &ended);
  lk_evaluation_job_run (job, 5);
  test_wait (is_true, &ended);
  lk_evaluation_job_save_csv (job, path, on_saved, &saved);
  test_wait (is_true, &saved);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (g_strchomp (text), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 6);
}

#define ADD(name, function)                                                              \
  g_test_add ("/app/episodes-page/" name, EpisodesFixture, NULL,                         \
              episodes_fixture_set_up, function, episodes_fixture_tear_down)

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("dataset", test_dataset);
  ADD ("bad-dataset", test_bad_dataset);
  ADD ("left-out", test_left_out);
  ADD ("splits", test_splits);
  ADD ("evaluate", test_evaluate);
  ADD ("confidence", test_confidence);
  ADD ("measured", test_measured);
  ADD ("export", test_export);
  ADD ("goes-on", test_goes_on);
  ADD ("cancel", test_cancel);
  ADD ("close-while-running", test_close_while_running);
  ADD ("csv", test_csv);
  return g_test_run ();
}
