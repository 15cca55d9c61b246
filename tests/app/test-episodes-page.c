/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <string.h>

#include "lk-confusion-view.h"
#include "lk-dataset-picker.h"
#include "lk-episodes-page.h"
#include "lk-evaluation-job.h"
#include "lk-judge-row.h"
#include "lk-mistake-item.h"
#include "lk-mistakes-view.h"
#include "lk-tally-view.h"
#include "window-fixture.h"

#define N_CLASSES 4
#define N_PICTURES 6

/* A window that holds the page alone, and a dataset of noise: mistakes are certain. */
typedef struct
{
  char *folder;
  char *dataset;
  GtkWidget *window;
  GtkWidget *page;
  LkSession *session;
  char *message;
} Fixture;

static void
save_noise (const char *folder, guint index, GRand *random)
{
  g_autofree char *name = g_strdup_printf ("%u.png", index);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 24, 24);
  guchar *pixels = gdk_pixbuf_get_pixels (pixbuf);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < gdk_pixbuf_get_byte_length (pixbuf); i++)
    pixels[i] = (guchar) g_rand_int_range (random, 0, 256);
  gdk_pixbuf_save (pixbuf, path, "png", &error, NULL);
  g_assert_no_error (error);
}

static char *
make_dataset (const char *parent)
{
  char *dataset = g_build_filename (parent, "noise", NULL);
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  g_assert_cmpint (g_mkdir (dataset, 0700), ==, 0);
  for (guint i = 0; i < N_CLASSES; i++)
    {
      g_autofree char *name = g_strdup_printf ("class %u", i);
      g_autofree char *folder = g_build_filename (dataset, name, NULL);

      g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
      for (guint picture = 0; picture < N_PICTURES; picture++)
        save_noise (folder, picture, random);
    }
  return dataset;
}

static void
on_message (Fixture *fixture, const char *text)
{
  g_free (fixture->message);
  fixture->message = g_strdup (text);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("likeness-episodes-XXXXXX", NULL);
  fixture->dataset = make_dataset (fixture->folder);
  fixture->session = lk_session_new ();
  g_signal_connect_swapped (fixture->session, "message", G_CALLBACK (on_message),
                            fixture);
  fixture->page = g_object_new (LK_TYPE_EPISODES_PAGE, NULL);
  lk_episodes_page_set_session (LK_EPISODES_PAGE (fixture->page), fixture->session);
  fixture->window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 760, 860);
  adw_window_set_content (ADW_WINDOW (fixture->window), fixture->page);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *entry = g_build_filename (path, name, NULL);

      remove_tree (entry);
    }
  g_remove (path);
}

static gboolean
is_null (gpointer data)
{
  return *(gpointer *) data == NULL;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = fixture->page;

  g_signal_handlers_disconnect_by_data (fixture->session, fixture);
  g_object_add_weak_pointer (G_OBJECT (page), (gpointer *) &page);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  window_fixture_wait (is_null, &page);
  lk_session_cancel (fixture->session);
  g_object_unref (fixture->session);
  remove_tree (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->dataset);
  g_free (fixture->message);
}

static GtkWidget *
find (Fixture *fixture, const char *id)
{
  return window_fixture_find_id (fixture->page, id);
}

static void
set_number (Fixture *fixture, const char *id, guint value)
{
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (find (fixture, id)), value);
}

static const char *
get_text (Fixture *fixture, const char *id)
{
  return gtk_label_get_text (GTK_LABEL (find (fixture, id)));
}

static gboolean
has_dataset (gpointer data)
{
  Fixture *fixture = data;
  LkDatasetPicker *picker = LK_DATASET_PICKER (find (fixture, "picker"));

  return lk_dataset_picker_get_dataset (picker) != NULL;
}

static LkDataset *
get_dataset (Fixture *fixture)
{
  return lk_dataset_picker_get_dataset (LK_DATASET_PICKER (find (fixture, "picker")));
}

static void
drop_dataset (Fixture *fixture)
{
  window_fixture_drop (fixture->page, (const char *[]){ fixture->dataset, NULL });
  window_fixture_wait (has_dataset, fixture);
  set_number (fixture, "ways", 3);
  set_number (fixture, "shots", 1);
  set_number (fixture, "queries", 4);
}

static gboolean
is_still (gpointer data)
{
  return gtk_widget_get_visible (find (data, "evaluate"));
}

static gboolean
is_scored (gpointer data)
{
  Fixture *fixture = data;

  return lk_session_get_evidence (fixture->session) != NULL
         && !lk_session_get_busy (fixture->session);
}

static void
click (Fixture *fixture, const char *id)
{
  GtkWidget *button = find (fixture, id);

  g_assert_true (gtk_widget_is_sensitive (button));
  g_assert_true (gtk_widget_get_visible (button));
  g_signal_emit_by_name (button, "clicked");
}

static void
evaluate (Fixture *fixture, guint n_episodes)
{
  set_number (fixture, "episodes", n_episodes);
  click (fixture, "evaluate");
  g_assert_false (is_still (fixture));
  window_fixture_wait (is_still, fixture);
}

/* The same without a window. */
static LkEvaluation *
evaluate_alone (Fixture *fixture, guint n_episodes)
{
  const LkSampler sampler = { 3, 1, 4, 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (LkModel) model = lk_model_open (LK_MODEL_DEFAULT, NULL, &error);
  LkEvaluation *evaluation;

  g_assert_no_error (error);
  evaluation = lk_evaluation_new (get_dataset (fixture), model, &sampler,
                                  lk_session_get_options (fixture->session));
  lk_evaluation_run (evaluation, n_episodes, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  return evaluation;
}

static void
assert_shown (Fixture *fixture, LkEvaluation *expected)
{
  for (guint judge = 0; judge < LK_N_JUDGES; judge++)
    {
      GtkWidget *row
          = window_fixture_find (find (fixture, "rows"), LK_TYPE_JUDGE_ROW, judge);
      double accuracy, ci95;
      g_autofree char *text = NULL;
      g_autofree char *spoken = NULL;

      lk_evaluation_get_accuracy (expected, judge, &accuracy, &ci95);
      text = g_strdup_printf ("%.1f %% ± %.1f", accuracy, ci95);
      spoken = g_strdup_printf ("%s: %s", lk_judge_get_title (judge), text);
      g_assert_cmpstr (gtk_widget_get_tooltip_text (row), ==, spoken);
      gtk_test_accessible_assert_property (GTK_ACCESSIBLE (row),
                                           GTK_ACCESSIBLE_PROPERTY_LABEL, spoken);
    }
  g_assert_cmpuint (
      lk_mistakes_view_get_n_shown (LK_MISTAKES_VIEW (find (fixture, "mistakes"))), ==,
      lk_evaluation_get_mistakes (expected)->len);
}

static void
test_dataset (Fixture *fixture, gconstpointer data)
{
  g_assert_false (gtk_widget_is_sensitive (find (fixture, "evaluate")));
  g_assert_false (gtk_widget_is_sensitive (find (fixture, "sample")));
  drop_dataset (fixture);
  g_assert_cmpstr (get_text (fixture, "location"), ==, fixture->dataset);
  g_assert_cmpstr (get_text (fixture, "contents"), ==, "4 classes, 24 pictures");
  g_assert_true (gtk_widget_is_sensitive (find (fixture, "evaluate")));
  g_assert_true (gtk_widget_is_sensitive (find (fixture, "sample")));
  g_assert_false (gtk_widget_get_visible (find (fixture, "split")));

  set_number (fixture, "ways", 5);
  g_assert_false (gtk_widget_is_sensitive (find (fixture, "evaluate")));
  g_assert_nonnull (strstr (get_text (fixture, "status"), "5"));
  set_number (fixture, "ways", 3);
  set_number (fixture, "queries", N_PICTURES);
  g_assert_false (gtk_widget_is_sensitive (find (fixture, "evaluate")));
  g_assert_nonnull (strstr (get_text (fixture, "status"), "class 0"));
  set_number (fixture, "queries", 4);
  g_assert_true (gtk_widget_is_sensitive (find (fixture, "evaluate")));
  g_assert_cmpstr (get_text (fixture, "status"), ==, "");
}

static gboolean
says_error (gpointer data)
{
  return gtk_widget_has_css_class (find (data, "contents"), "error");
}

static void
test_bad_dataset (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "nowhere", NULL);

  window_fixture_drop (fixture->page, (const char *[]){ path, NULL });
  window_fixture_wait (says_error, fixture);
  g_assert_nonnull (strstr (get_text (fixture, "contents"), "nowhere"));
  g_assert_false (gtk_widget_is_sensitive (find (fixture, "evaluate")));
  drop_dataset (fixture);
  g_assert_false (says_error (fixture));
}

static void
add_table (Fixture *fixture, const char *root, const char *name, guint n_classes)
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
  return g_str_has_prefix (get_text (data, "contents"), "2 classes");
}

static void
test_splits (Fixture *fixture, gconstpointer data)
{
  g_autofree char *root = g_build_filename (fixture->folder, "tables", NULL);
  g_autofree char *images = g_build_filename (root, "images", NULL);
  GtkWidget *split = find (fixture, "split");
  guint n;

  g_assert_cmpint (g_mkdir (root, 0700), ==, 0);
  g_assert_cmpint (g_rename (fixture->dataset, images), ==, 0);
  add_table (fixture, root, "test.csv", 3);
  add_table (fixture, root, "val.csv", 2);
  lk_episodes_page_open_dataset (LK_EPISODES_PAGE (fixture->page), root);
  window_fixture_wait (has_dataset, fixture);
  g_assert_true (gtk_widget_get_visible (split));
  n = g_list_model_get_n_items (gtk_drop_down_get_model (GTK_DROP_DOWN (split)));
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpstr (get_text (fixture, "contents"), ==, "3 classes, 3 pictures");
  gtk_drop_down_set_selected (GTK_DROP_DOWN (split), 1);
  window_fixture_wait (has_two_classes, fixture);
  g_assert_cmpuint (gtk_drop_down_get_selected (GTK_DROP_DOWN (split)), ==, 1);
}

static void
test_evaluate (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkEvaluation) expected = NULL;

  drop_dataset (fixture);
  expected = evaluate_alone (fixture, 8);
  g_assert_cmpuint (lk_evaluation_get_mistakes (expected)->len, >, 0);
  evaluate (fixture, 8);
  g_assert_cmpstr (get_text (fixture, "status"), ==, "8 of 8 episodes");
  assert_shown (fixture, expected);
  g_assert_true (gtk_widget_is_sensitive (find (fixture, "export_csv")));
  g_assert_null (fixture->message);
}

/* The rest of an evaluation gives what the whole gives. */
static void
test_goes_on (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkEvaluation) expected = NULL;

  drop_dataset (fixture);
  evaluate (fixture, 3);
  evaluate (fixture, 9);
  g_assert_cmpstr (get_text (fixture, "status"), ==, "9 of 9 episodes");
  expected = evaluate_alone (fixture, 9);
  assert_shown (fixture, expected);
}

static gboolean
has_results (gpointer data)
{
  return gtk_widget_get_visible (find (data, "results"));
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  guint n_done = 0;
  g_autoptr (LkEvaluation) expected = NULL;

  drop_dataset (fixture);
  set_number (fixture, "episodes", 100000);
  click (fixture, "evaluate");
  window_fixture_wait (has_results, fixture);
  g_assert_true (gtk_widget_get_visible (find (fixture, "running")));
  g_assert_nonnull (strstr (get_text (fixture, "status"), "of 100000"));
  click (fixture, "cancel");
  window_fixture_wait (is_still, fixture);
  g_assert_cmpint (sscanf (get_text (fixture, "status"), "%u of", &n_done), ==, 1);
  g_assert_cmpuint (n_done, >, 0);
  g_assert_cmpuint (n_done, <, 100000);
  expected = evaluate_alone (fixture, n_done);
  assert_shown (fixture, expected);
}

/* Closing the page ends the evaluation; tear_down() waits until the page is gone. */
static void
test_close_while_running (Fixture *fixture, gconstpointer data)
{
  drop_dataset (fixture);
  set_number (fixture, "episodes", 100000);
  click (fixture, "evaluate");
  window_fixture_wait (has_results, fixture);
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
test_csv (Fixture *fixture, gconstpointer data)
{
  const LkSampler sampler = { 3, 1, 4, 0 };
  g_autofree char *path = g_build_filename (fixture->folder, "out.csv", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (LkEvaluationJob) job = NULL;
  gboolean ended = FALSE, saved = FALSE;

  drop_dataset (fixture);
  job = lk_evaluation_job_new (get_dataset (fixture), NULL, LK_MODEL_DEFAULT, NULL,
                               &sampler, lk_session_get_options (fixture->session));
  g_signal_connect_swapped (job, "ended", G_CALLBACK (on_ended), &ended);
  lk_evaluation_job_run (job, 5);
  window_fixture_wait (is_true, &ended);
  lk_evaluation_job_save_csv (job, path, on_saved, &saved);
  window_fixture_wait (is_true, &saved);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (g_strchomp (text), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 6);
}

static gboolean
has_view (gpointer data)
{
  Fixture *fixture = data;

  return g_str_equal (lk_session_get_view (fixture->session), "decision")
         && is_scored (fixture);
}

/* A mistake opens as the evaluation had it: its query, its truth, the same wrong answer
 * by the same margin. */
static void
test_open_mistake (Fixture *fixture, gconstpointer data)
{
  GtkWidget *list;
  GtkSelectionModel *model;
  g_autoptr (LkMistakeItem) item = NULL;
  g_autoptr (LkQuery) query = NULL;
  LkEpisodeState *episode;
  const LkDecision *decision;

  drop_dataset (fixture);
  evaluate (fixture, 6);
  lk_session_set_view (fixture->session, "pixel");
  list = window_fixture_find_id (find (fixture, "mistakes"), "list");
  model = gtk_column_view_get_model (GTK_COLUMN_VIEW (list));
  item = g_list_model_get_item (G_LIST_MODEL (model), 1);
  g_signal_emit_by_name (list, "activate", 1u);
  window_fixture_wait (has_view, fixture);

  query = g_list_model_get_item (
      lk_episode_get_queries (lk_session_get_episode (fixture->session)),
      (guint) lk_session_get_selected_query (fixture->session));
  g_assert_cmpint (lk_session_get_selected_query (fixture->session), ==,
                   (int) lk_mistake_item_get (item)->query);
  g_assert_cmpstr (lk_query_get_label (query), ==, lk_mistake_item_get_truth (item));
  episode = lk_scoring_get_episode (lk_session_get_scoring (fixture->session));
  decision = lk_session_get_decision (fixture->session, query);
  g_assert_cmpstr (lk_episode_state_get_class_name (episode, decision->prediction), ==,
                   lk_mistake_item_get_prediction (item));
  for (guint i = 0; i < decision->n_classes; i++)
    if (g_str_equal (lk_episode_state_get_class_name (episode, i),
                     lk_mistake_item_get_truth (item)))
      g_assert_cmpfloat_with_epsilon (decision->fused[decision->prediction]
                                          - decision->fused[i],
                                      lk_mistake_item_get (item)->margin, 1e-6);
  lk_session_undo (fixture->session);
  g_assert_cmpuint (g_list_model_get_n_items (lk_episode_get_classes (
                        lk_session_get_episode (fixture->session))),
                    ==, 0);
}

static double
get_margin (GListModel *model, guint i)
{
  g_autoptr (LkMistakeItem) item = g_list_model_get_item (model, i);

  return lk_mistake_item_get (item)->margin;
}

static gboolean
is_sorted (gpointer data)
{
  GListModel *model = data;
  guint n = g_list_model_get_n_items (model);

  for (guint i = 1; i < n; i++)
    if (get_margin (model, i - 1) > get_margin (model, i))
      return FALSE;
  return TRUE;
}

static void
press (GtkWidget *widget, guint keyval)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  gboolean taken = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !taken; i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", keyval, 0u, 0, &taken);
    }
  g_assert_true (taken);
}

/* By keys alone: order, a cell of the matrix, its mistakes, all of them again. */
static void
test_sort_and_filter (Fixture *fixture, gconstpointer data)
{
  GtkWidget *mistakes = find (fixture, "mistakes");
  GtkWidget *confusion = find (fixture, "confusion");
  g_autoptr (LkEvaluation) expected = NULL;
  GtkSelectionModel *model;
  guint count, n_all;

  drop_dataset (fixture);
  expected = evaluate_alone (fixture, 8);
  evaluate (fixture, 8);
  model = gtk_column_view_get_model (
      GTK_COLUMN_VIEW (window_fixture_find_id (mistakes, "list")));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (window_fixture_find_id (mistakes, "order")),
                              1);
  window_fixture_wait (is_sorted, model);

  n_all = lk_mistakes_view_get_n_shown (LK_MISTAKES_VIEW (mistakes));
  press (confusion, GDK_KEY_Down);
  press (confusion, GDK_KEY_Down);
  press (confusion, GDK_KEY_Right);
  press (confusion, GDK_KEY_Right);
  press (confusion, GDK_KEY_Return);
  count = lk_evaluation_get_confusion (expected)[1 * N_CLASSES + 2];
  g_assert_cmpuint (lk_mistakes_view_get_n_shown (LK_MISTAKES_VIEW (mistakes)), ==,
                    count);
  g_assert_true (
      g_str_has_prefix (lk_confusion_view_get_summary (LK_CONFUSION_VIEW (confusion)),
                        "class 1 taken for class 2: "));
  g_signal_emit_by_name (window_fixture_find_id (mistakes, "show_all"), "clicked");
  g_assert_cmpuint (lk_mistakes_view_get_n_shown (LK_MISTAKES_VIEW (mistakes)), ==,
                    n_all);
}

static void
test_sample (Fixture *fixture, gconstpointer data)
{
  GListModel *queries
      = lk_episode_get_queries (lk_session_get_episode (fixture->session));
  g_autoptr (LkEpisodeState) first = NULL;
  g_autoptr (LkEpisodeState) second = NULL;

  drop_dataset (fixture);
  click (fixture, "sample");
  window_fixture_wait (is_scored, fixture);
  g_assert_cmpuint (g_list_model_get_n_items (queries), ==, 12);
  first = lk_episode_get_state (lk_session_get_episode (fixture->session));
  g_assert_cmpuint (lk_episode_state_get_n_classes (first), ==, 3);
  g_assert_nonnull (lk_session_get_undo_label (fixture->session));
  lk_session_undo (fixture->session);
  g_assert_cmpuint (g_list_model_get_n_items (queries), ==, 0);
  click (fixture, "sample");
  window_fixture_wait (is_scored, fixture);
  second = lk_episode_get_state (lk_session_get_episode (fixture->session));
  g_assert_false (lk_episode_state_equal (first, second));
}

static guint
count_wrong (Fixture *fixture)
{
  LkEpisodeState *episode
      = lk_scoring_get_episode (lk_session_get_scoring (fixture->session));
  GPtrArray *queries = lk_episode_state_get_queries (episode);
  guint n = 0;

  for (guint i = 0; i < queries->len; i++)
    {
      const LkDecision *decision
          = lk_session_get_decision (fixture->session, queries->pdata[i]);
      const char *label = lk_query_get_label (queries->pdata[i]);

      if (label != NULL
          && !g_str_equal (
              label, lk_episode_state_get_class_name (episode, decision->prediction)))
        n++;
    }
  return n;
}

/* Every mistake of the explorer's episode comes up, then the first again. */
static void
test_next_mistake (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  GtkWidget *tally = find (fixture, "tally");
  guint n_wrong;

  g_assert_false (gtk_widget_get_visible (tally));
  g_assert_false (lk_episodes_page_next_mistake (LK_EPISODES_PAGE (fixture->page)));
  lk_session_open_example (fixture->session);
  window_fixture_wait (is_scored, fixture);
  g_assert_true (gtk_widget_get_visible (tally));
  n_wrong = count_wrong (fixture);
  g_assert_cmpuint (n_wrong, >, 1);
  for (guint i = 0; i <= n_wrong; i++)
    {
      click (fixture, "next_mistake");
      g_hash_table_add (
          seen, GINT_TO_POINTER (lk_session_get_selected_query (fixture->session)));
    }
  g_assert_cmpuint (g_hash_table_size (seen), ==, n_wrong);
}

#define ADD(name, function)                                                              \
  g_test_add ("/app/episodes-page/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("dataset", test_dataset);
  ADD ("bad-dataset", test_bad_dataset);
  ADD ("splits", test_splits);
  ADD ("evaluate", test_evaluate);
  ADD ("goes-on", test_goes_on);
  ADD ("cancel", test_cancel);
  ADD ("close-while-running", test_close_while_running);
  ADD ("csv", test_csv);
  ADD ("open-mistake", test_open_mistake);
  ADD ("sort-and-filter", test_sort_and_filter);
  ADD ("sample", test_sample);
  ADD ("next-mistake", test_next_mistake);
  return g_test_run ();
}
