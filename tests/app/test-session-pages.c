/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

#include "lk-compare-page.h"
#include "lk-dataset-picker.h"
#include "lk-episodes-page.h"
#include "lk-metric-chooser.h"
#include "lk-rows-view.h"
#include "window-fixture.h"

/* What the pages of episodes and of comparison are set to is the session's: a window
 * with the example, a dataset with two splits, and a place to save in. */
typedef struct
{
  char *folder;
  char *dataset;
  char *path;
  LkWindow *window;
  LkSession *session;
} Fixture;

static void
take_window (Fixture *fixture, LkWindow *window)
{
  fixture->window = window;
  fixture->session = lk_window_get_session (window);
}

static void
add_table (Fixture *fixture, const char *name, guint n_classes)
{
  g_autofree char *path = g_build_filename (fixture->dataset, name, NULL);
  g_autoptr (GString) text = g_string_new ("filename,label\n");

  for (guint i = 0; i < n_classes; i++)
    for (guint picture = 1; picture <= 4; picture++)
      g_string_append_printf (text, "class %u/picture %u.png,name %u\n", i, picture, i);
  g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
}

static void
make_dataset (Fixture *fixture)
{
  g_autofree char *images = NULL;

  fixture->dataset = g_build_filename (fixture->folder, "data set", NULL);
  images = g_build_filename (fixture->dataset, "images", NULL);
  g_assert_cmpint (g_mkdir_with_parents (images, 0700), ==, 0);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *name = g_strdup_printf ("class %u", i);

      g_free (window_fixture_make_folder (images, name, 4));
    }
  add_table (fixture, "test.csv", 2);
  add_table (fixture, "val.csv", 3);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("likeness-session-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "saved.likeness", NULL);
  make_dataset (fixture);
  take_window (fixture, window_fixture_new_with_example ());
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  window_fixture_free (fixture->window);
  window_fixture_remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->dataset);
  g_free (fixture->path);
}

static GtkWidget *
find (Fixture *fixture, GType page, const char *id)
{
  return window_fixture_find_id (
      window_fixture_find (GTK_WIDGET (fixture->window), page, 0), id);
}

static GtkWidget *
find_episodes (Fixture *fixture, const char *id)
{
  return find (fixture, LK_TYPE_EPISODES_PAGE, id);
}

static GtkWidget *
find_chooser (Fixture *fixture, const char *id)
{
  return find (fixture, LK_TYPE_METRIC_CHOOSER, id);
}

static LkDataset *
get_dataset (Fixture *fixture)
{
  return lk_dataset_picker_get_dataset (
      LK_DATASET_PICKER (find_episodes (fixture, "picker")));
}

static const char *
get_text (Fixture *fixture, const char *id)
{
  return gtk_label_get_text (GTK_LABEL (find_episodes (fixture, id)));
}

static void
show (Fixture *fixture, const char *view)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.view", "s", view);
  window_fixture_settle (fixture->window);
}

static const struct
{
  const char *id;
  int value;
  int low, high;
} numbers[] = {
  { "ways", 2, 2, LK_SAMPLING_MAX_WAYS },
  { "shots", 3, 1, LK_SAMPLING_MAX_SHOTS },
  { "queries", 1, 1, LK_SAMPLING_MAX_QUERIES },
  { "episodes", 12, 1, LK_SAMPLING_MAX_EPISODES },
  { "seed", 2147483647, 0, LK_SAMPLING_MAX_SEED },
};

static gboolean
has_dataset (gpointer data)
{
  return get_dataset (data) != NULL;
}

static gboolean
has_three_classes (gpointer data)
{
  return has_dataset (data) && lk_dataset_get_n_classes (get_dataset (data)) == 3;
}

/* As a person does. */
static void
set_episodes (Fixture *fixture)
{
  lk_episodes_page_open_dataset (
      LK_EPISODES_PAGE (
          window_fixture_find (GTK_WIDGET (fixture->window), LK_TYPE_EPISODES_PAGE, 0)),
      fixture->dataset);
  test_wait (has_dataset, fixture);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (find_episodes (fixture, "split")), 1);
  test_wait (has_three_classes, fixture);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (find_episodes (fixture, numbers[i].id)),
                               numbers[i].value);
}

static void
set_opponent (Fixture *fixture)
{
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (find_chooser (fixture, "neighbours")), 4);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (find_chooser (fixture, "distance")),
                              LK_DISTANCE_KL_SQ);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (find_chooser (fixture, "weights")),
                              LK_COMPARE_WEIGHTS_LEVEL + LK_LEVEL_PIXEL);
}

static void
assert_episodes (Fixture *fixture)
{
  const LkSampling *sampling = lk_session_get_sampling (fixture->session);

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    g_assert_cmpint (gtk_spin_button_get_value_as_int (
                         GTK_SPIN_BUTTON (find_episodes (fixture, numbers[i].id))),
                     ==, numbers[i].value);
  g_assert_cmpstr (sampling->dataset, ==, fixture->dataset);
  g_assert_cmpstr (sampling->split, ==, "val");
  g_assert_cmpuint (sampling->sampler.n_ways, ==, 2);
  g_assert_cmpuint (sampling->sampler.n_shots, ==, 3);
  g_assert_cmpuint (sampling->sampler.n_queries, ==, 1);
  g_assert_cmpuint (sampling->sampler.seed, ==, 2147483647);
  g_assert_cmpuint (sampling->n_episodes, ==, 12);
  g_assert_cmpstr (get_text (fixture, "location"), ==, fixture->dataset);
}

static void
assert_opponent (Fixture *fixture)
{
  const LkOpponent *opponent = lk_session_get_opponent (fixture->session);

  g_assert_nonnull (opponent);
  g_assert_cmpstr (opponent->model, ==, LK_MODEL_DEFAULT);
  g_assert_cmpuint (opponent->options.neighbours, ==, 4);
  g_assert_cmpint (opponent->options.distance, ==, LK_DISTANCE_KL_SQ);
  g_assert_cmpint (opponent->weights, ==, LK_COMPARE_WEIGHTS_LEVEL + LK_LEVEL_PIXEL);
  g_assert_cmpint (gtk_spin_button_get_value_as_int (
                       GTK_SPIN_BUTTON (find_chooser (fixture, "neighbours"))),
                   ==, 4);
  g_assert_cmpuint (
      gtk_drop_down_get_selected (GTK_DROP_DOWN (find_chooser (fixture, "distance"))), ==,
      LK_DISTANCE_KL_SQ);
  g_assert_cmpuint (
      gtk_drop_down_get_selected (GTK_DROP_DOWN (find_chooser (fixture, "weights"))), ==,
      LK_COMPARE_WEIGHTS_LEVEL + LK_LEVEL_PIXEL);
  g_assert_true (gtk_widget_is_sensitive (find (fixture, LK_TYPE_COMPARE_PAGE, "reset")));
}

static void
save (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  lk_session_save (fixture->session, fixture->path, &error);
  g_assert_no_error (error);
  g_assert_false (lk_session_get_modified (fixture->session));
}

static gboolean
is_opened (gpointer data)
{
  Fixture *fixture = data;

  return lk_session_get_path (fixture->session) != NULL
         && lk_session_get_evidence (fixture->session) != NULL
         && !lk_session_get_busy (fixture->session);
}

static void
open_saved (Fixture *fixture)
{
  lk_session_open (fixture->session, fixture->path);
  test_wait (is_opened, fixture);
  window_fixture_settle (fixture->window);
  g_assert_false (lk_session_get_modified (fixture->session));
}

/* In a window of its own, where nothing was set. */
static void
open_elsewhere (Fixture *fixture)
{
  window_fixture_free (fixture->window);
  take_window (fixture, window_fixture_new ());
  open_saved (fixture);
}

static void
test_marks_modified (Fixture *fixture, gconstpointer data)
{
  g_autofree char *undo = g_strdup (lk_session_get_undo_label (fixture->session));

  save (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      gtk_spin_button_set_value (GTK_SPIN_BUTTON (find_episodes (fixture, numbers[i].id)),
                                 numbers[i].value);
      g_assert_true (lk_session_get_modified (fixture->session));
      save (fixture);
    }
  set_episodes (fixture);
  g_assert_true (lk_session_get_modified (fixture->session));
  save (fixture);
  set_opponent (fixture);
  g_assert_true (lk_session_get_modified (fixture->session));
  save (fixture);
  set_episodes (fixture);
  set_opponent (fixture);
  g_assert_cmpstr (lk_session_get_undo_label (fixture->session), ==, undo);
  g_signal_emit_by_name (find (fixture, LK_TYPE_COMPARE_PAGE, "reset"), "clicked");
  g_assert_true (lk_session_get_modified (fixture->session));
  g_assert_null (lk_session_get_opponent (fixture->session));
}

static gboolean
is_compared (gpointer data)
{
  GtkWidget *classes = find (data, LK_TYPE_COMPARE_PAGE, "classes");

  return !gtk_widget_get_visible (find (data, LK_TYPE_COMPARE_PAGE, "busy"))
         && lk_rows_view_get_n_rows (LK_ROWS_VIEW (classes)) > 0;
}

static void
on_message (char **last, const char *text)
{
  g_free (*last);
  *last = g_strdup (text);
}

/* Opens what was saved and looks at the comparison; returns the last message. */
static char *
compare_elsewhere (Fixture *fixture)
{
  char *message = NULL;

  window_fixture_free (fixture->window);
  take_window (fixture, window_fixture_new ());
  g_signal_connect_swapped (fixture->session, "message", G_CALLBACK (on_message),
                            &message);
  open_saved (fixture);
  show (fixture, "compare");
  test_wait (is_compared, fixture);
  g_signal_handlers_disconnect_by_data (fixture->session, &message);
  return message;
}

/* That the weights of B are others than those saved with is said, once. */
static void
test_other_weights (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;
  const LkOpponent *opponent;

  set_opponent (fixture);
  g_assert_null (lk_session_get_opponent (fixture->session)->sha256);
  show (fixture, "compare");
  test_wait (is_compared, fixture);
  opponent = lk_session_get_opponent (fixture->session);
  g_assert_cmpstr (opponent->sha256, ==,
                   lk_model_get_sha256 (
                       lk_scoring_get_model (lk_session_get_scoring (fixture->session))));
  save (fixture);
  first = compare_elsewhere (fixture);
  g_assert_null (first);
  lk_session_note_opponent_weights (fixture->session, "0123");
  save (fixture);
  second = compare_elsewhere (fixture);
  g_assert_nonnull (second);
  g_assert_nonnull (strstr (second, LK_MODEL_DEFAULT));
  save (fixture);
  third = compare_elsewhere (fixture);
  g_assert_null (third);
}

/* Nothing is read, scored or evaluated before somebody looks. */
static void
test_opened_elsewhere (Fixture *fixture, gconstpointer data)
{
  set_episodes (fixture);
  set_opponent (fixture);
  save (fixture);
  open_elsewhere (fixture);
  assert_episodes (fixture);
  assert_opponent (fixture);
  g_assert_null (get_dataset (fixture));
  g_assert_false (is_compared (fixture));

  show (fixture, "episodes");
  test_wait (has_three_classes, fixture);
  g_assert_cmpstr (get_text (fixture, "contents"), ==, "3 classes, 12 pictures");
  g_assert_cmpuint (
      gtk_drop_down_get_selected (GTK_DROP_DOWN (find_episodes (fixture, "split"))), ==,
      1);
  g_assert_true (gtk_widget_is_sensitive (find_episodes (fixture, "evaluate")));
  g_assert_false (gtk_widget_get_visible (find_episodes (fixture, "running")));
  g_assert_false (gtk_widget_get_visible (find_episodes (fixture, "results")));
  assert_episodes (fixture);

  show (fixture, "compare");
  test_wait (is_compared, fixture);
  assert_opponent (fixture);
  g_assert_cmpuint (lk_session_get_options (fixture->session)->neighbours, ==, 1);
  show (fixture, "decision");
  g_assert_false (lk_session_get_modified (fixture->session));
}

/* Opened at the page itself. */
static void
test_opened_at_page (Fixture *fixture, gconstpointer data)
{
  set_episodes (fixture);
  set_opponent (fixture);
  show (fixture, "episodes");
  save (fixture);
  open_elsewhere (fixture);
  test_wait (has_three_classes, fixture);
  assert_episodes (fixture);
  assert_opponent (fixture);
  g_assert_false (gtk_widget_get_visible (find_episodes (fixture, "running")));
  g_assert_false (lk_session_get_modified (fixture->session));
}

/* What saves itself as a window closes. */
static void
test_restored (Fixture *fixture, gconstpointer data)
{
  gboolean stays;

  set_episodes (fixture);
  set_opponent (fixture);
  g_signal_emit_by_name (fixture->window, "close-request", &stays);
  g_assert_false (stays);
  window_fixture_free (fixture->window);
  take_window (fixture, window_fixture_new ());
  lk_window_start (fixture->window, NULL);
  while (lk_session_get_evidence (fixture->session) == NULL)
    g_main_context_iteration (NULL, TRUE);
  window_fixture_settle (fixture->window);
  assert_episodes (fixture);
  assert_opponent (fixture);
  /* The example was never saved: that is not forgotten. */
  g_assert_true (lk_session_get_modified (fixture->session));
}

static gboolean
says_error (gpointer data)
{
  return gtk_widget_has_css_class (find_episodes (data, "contents"), "error");
}

static gboolean
has_problem (gpointer data)
{
  const char *page = gtk_stack_get_visible_child_name (
      GTK_STACK (find (data, LK_TYPE_COMPARE_PAGE, "room_b")));

  return g_str_equal (page, "problem");
}

/* Neither keeps the session from opening, and both are still said to be chosen. */
static void
test_gone (Fixture *fixture, gconstpointer data)
{
  g_autofree char *model = g_build_filename (fixture->folder, "lost.pth", NULL);

  set_episodes (fixture);
  set_opponent (fixture);
  lk_compare_page_open_model (LK_COMPARE_PAGE (window_fixture_find (
                                  GTK_WIDGET (fixture->window), LK_TYPE_COMPARE_PAGE, 0)),
                              model);
  save (fixture);
  window_fixture_remove_folder (fixture->dataset);
  open_elsewhere (fixture);
  show (fixture, "episodes");
  test_wait (says_error, fixture);
  g_assert_nonnull (strstr (get_text (fixture, "contents"), "data set"));
  g_assert_false (gtk_widget_is_sensitive (find_episodes (fixture, "evaluate")));
  assert_episodes (fixture);
  show (fixture, "compare");
  test_wait (has_problem, fixture);
  g_assert_nonnull (strstr (
      gtk_label_get_text (GTK_LABEL (find (fixture, LK_TYPE_COMPARE_PAGE, "problem"))),
      "lost.pth"));
  g_assert_cmpstr (lk_session_get_opponent (fixture->session)->model, ==, model);
  g_assert_false (lk_session_get_modified (fixture->session));
}

static void
assert_nothing_set (Fixture *fixture)
{
  g_autoptr (LkSampling) nothing = lk_sampling_new ();

  g_assert_true (lk_sampling_equal (lk_session_get_sampling (fixture->session), nothing));
  g_assert_null (lk_session_get_opponent (fixture->session));
  g_assert_null (get_dataset (fixture));
  g_assert_cmpstr (get_text (fixture, "location"), ==, "No dataset yet");
  g_assert_false (gtk_widget_get_visible (find_episodes (fixture, "split")));
  g_assert_false (gtk_widget_is_sensitive (find_episodes (fixture, "evaluate")));
  g_assert_cmpint (gtk_spin_button_get_value_as_int (
                       GTK_SPIN_BUTTON (find_episodes (fixture, "ways"))),
                   ==, 5);
  g_assert_cmpint (gtk_spin_button_get_value_as_int (
                       GTK_SPIN_BUTTON (find_chooser (fixture, "neighbours"))),
                   ==, 1);
  g_assert_false (
      gtk_widget_is_sensitive (find (fixture, LK_TYPE_COMPARE_PAGE, "reset")));
}

/* A session of before there were such members, and a new one, know of neither. */
static void
test_old_and_new (Fixture *fixture, gconstpointer data)
{
  g_autofree char *example = g_build_filename (g_getenv ("LIKENESS_DATADIR"), "sample",
                                               "example.likeness", NULL);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (example, &text, NULL, NULL));
  g_assert_null (strstr (text, "\"episodes\""));
  for (guint pass = 0; pass < 2; pass++)
    {
      show (fixture, pass == 0 ? "decision" : "episodes");
      set_episodes (fixture);
      set_opponent (fixture);
      window_fixture_clear (fixture->session);
      window_fixture_settle (fixture->window);
      assert_nothing_set (fixture);
      g_assert_false (lk_session_get_modified (fixture->session));
      set_episodes (fixture);
      set_opponent (fixture);
      lk_session_open (fixture->session, example);
      test_wait (is_opened, fixture);
      window_fixture_settle (fixture->window);
      assert_nothing_set (fixture);
      g_assert_false (lk_session_get_modified (fixture->session));
    }
}

/* The example is a change of the episode, which undo takes back; these stay. */
static void
test_not_undone (Fixture *fixture, gconstpointer data)
{
  set_episodes (fixture);
  set_opponent (fixture);
  lk_session_undo (fixture->session);
  window_fixture_settle (fixture->window);
  assert_episodes (fixture);
  assert_opponent (fixture);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.example", NULL);
  window_fixture_settle (fixture->window);
  assert_episodes (fixture);
  assert_opponent (fixture);
}

/* Both examples are found in the main menu. */
static void
test_examples (Fixture *fixture, gconstpointer data)
{
  GListModel *classes
      = lk_episode_get_classes (lk_session_get_episode (fixture->session));
  const char *actions[] = { "win.photographs", "win.example" };
  const char *firsts[] = { "Bird", "Flower" };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      g_autoptr (LkClass) first = NULL;

      gtk_widget_activate_action (GTK_WIDGET (fixture->window), actions[i], NULL);
      window_fixture_settle (fixture->window);
      first = g_list_model_get_item (classes, 0);
      g_assert_cmpstr (lk_class_get_name (first), ==, firsts[i]);
    }
}

/* What can be set can be saved and opened, and the other way round. */
static void
test_ranges (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      double low, high;

      gtk_spin_button_get_range (GTK_SPIN_BUTTON (find_episodes (fixture, numbers[i].id)),
                                 &low, &high);
      g_assert_cmpfloat (low, ==, numbers[i].low);
      g_assert_cmpfloat (high, ==, numbers[i].high);
    }
}

#define ADD(name, function)                                                              \
  g_test_add ("/app/session-pages/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("marks-modified", test_marks_modified);
  ADD ("opened-elsewhere", test_opened_elsewhere);
  ADD ("opened-at-page", test_opened_at_page);
  ADD ("restored", test_restored);
  ADD ("gone", test_gone);
  ADD ("old-and-new", test_old_and_new);
  ADD ("not-undone", test_not_undone);
  ADD ("other-weights", test_other_weights);
  ADD ("examples", test_examples);
  ADD ("ranges", test_ranges);
  return g_test_run ();
}
