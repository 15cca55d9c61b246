/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "lk-class-row.h"
#include "lk-decision-panel.h"
#include "lk-metric-choices.h"
#include "lk-picture-tile.h"
#include "lk-query-strip.h"
#include "lk-scoring-json.h"
#include "lk-support-panel.h"
#include "window-fixture.h"

typedef struct
{
  char *folder;
  LkWindow *window;
  LkSession *session;
  LkEpisode *episode;
  char *message;
} Fixture;

static void
on_message (Fixture *fixture, const char *text)
{
  g_free (fixture->message);
  fixture->message = g_strdup (text);
}

static void
set_up (Fixture *fixture, gconstpointer with_example)
{
  fixture->folder = g_dir_make_tmp ("likeness-window-XXXXXX", NULL);
  fixture->window
      = with_example != NULL ? window_fixture_new_with_example () : window_fixture_new ();
  fixture->session = lk_window_get_session (fixture->window);
  fixture->episode = lk_session_get_episode (fixture->session);
  g_signal_connect_swapped (fixture->session, "message", G_CALLBACK (on_message),
                            fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer with_example)
{
  g_signal_handlers_disconnect_by_data (fixture->session, fixture);
  window_fixture_free (fixture->window);
  window_fixture_remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->message);
}

static guint
count_classes (Fixture *fixture)
{
  return g_list_model_get_n_items (lk_episode_get_classes (fixture->episode));
}

static guint
count_queries (Fixture *fixture)
{
  return g_list_model_get_n_items (lk_episode_get_queries (fixture->episode));
}

static guint
count_shots (Fixture *fixture, guint class_index)
{
  g_autoptr (LkClass) class = g_list_model_get_item (
      lk_episode_get_classes (fixture->episode), class_index);

  return g_list_model_get_n_items (lk_class_get_shots (class));
}

static GtkWidget *
find_id (Fixture *fixture, const char *id)
{
  return window_fixture_find_id (GTK_WIDGET (fixture->window), id);
}

static GtkWidget *
find_type (Fixture *fixture, GType type, guint nth)
{
  return window_fixture_find (GTK_WIDGET (fixture->window), type, nth);
}

/* The knobs of the session: the comparison has some of the same names. */
static GtkWidget *
find_knob (Fixture *fixture, const char *id)
{
  return window_fixture_find_id (find_type (fixture, LK_TYPE_DECISION_PANEL, 0), id);
}

static void
act (Fixture *fixture, const char *name)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), name, NULL));
  window_fixture_settle (fixture->window);
}

static const char *
get_page (Fixture *fixture)
{
  return gtk_stack_get_visible_child_name (GTK_STACK (find_id (fixture, "pages")));
}

/* From nothing to a decision by drops alone, and back by undo. */
static void
test_drops (Fixture *fixture, gconstpointer data)
{
  g_autofree char *fox = window_fixture_make_folder (fixture->folder, "Fox", 3);
  g_autofree char *wolf = window_fixture_make_folder (fixture->folder, "Wolf", 2);
  g_autofree char *picture = g_build_filename (fox, "picture 1.png", NULL);
  GtkWidget *panel = find_type (fixture, LK_TYPE_SUPPORT_PANEL, 0);

  g_assert_cmpstr (get_page (fixture), ==, "empty");
  window_fixture_drop (panel, (const char *[]){ fox, wolf, NULL });
  window_fixture_settle (fixture->window);
  g_assert_cmpuint (count_classes (fixture), ==, 2);
  g_assert_cmpuint (count_shots (fixture, 0), ==, 3);
  g_assert_cmpstr (get_page (fixture), ==, "incomplete");

  window_fixture_drop (find_type (fixture, LK_TYPE_QUERY_STRIP, 0),
                       (const char *[]){ picture, NULL });
  window_fixture_settle (fixture->window);
  g_assert_cmpuint (count_queries (fixture), ==, 1);
  g_assert_cmpstr (get_page (fixture), ==, "views");
  g_assert_nonnull (lk_session_get_evidence (fixture->session));

  window_fixture_drop (find_type (fixture, LK_TYPE_CLASS_ROW, 1),
                       (const char *[]){ picture, NULL });
  window_fixture_settle (fixture->window);
  g_assert_cmpuint (count_shots (fixture, 1), ==, 3);
  act (fixture, "win.undo");
  g_assert_cmpuint (count_shots (fixture, 1), ==, 2);
  act (fixture, "win.undo");
  g_assert_cmpuint (count_queries (fixture), ==, 0);
  act (fixture, "win.undo");
  g_assert_cmpuint (count_classes (fixture), ==, 0);
  g_assert_cmpstr (get_page (fixture), ==, "empty");
  act (fixture, "win.redo");
  g_assert_cmpuint (count_classes (fixture), ==, 2);
}

static void
test_bad_drop (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "not a picture.png", NULL);
  g_autoptr (LkEpisodeState) before = lk_episode_get_state (fixture->episode);
  g_autoptr (LkEpisodeState) after = NULL;

  g_assert_true (g_file_set_contents (path, "just text", -1, NULL));
  window_fixture_drop (find_type (fixture, LK_TYPE_CLASS_ROW, 0),
                       (const char *[]){ path, NULL });
  window_fixture_settle (fixture->window);
  g_assert_nonnull (fixture->message);
  g_assert_nonnull (strstr (fixture->message, "not a picture.png"));
  after = lk_episode_get_state (fixture->episode);
  g_assert_true (lk_episode_state_equal (before, after));
  g_assert_nonnull (lk_session_get_evidence (fixture->session));
}

static void
test_too_many_shots (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = window_fixture_make_folder (fixture->folder, "Many", 8);
  const char *paths[9] = { NULL };

  for (guint i = 0; i < 8; i++)
    {
      g_autofree char *name = g_strdup_printf ("picture %u.png", i + 1);

      paths[i] = g_build_filename (folder, name, NULL);
    }
  window_fixture_drop (find_type (fixture, LK_TYPE_CLASS_ROW, 0), paths);
  window_fixture_settle (fixture->window);
  g_assert_nonnull (fixture->message);
  g_assert_nonnull (strstr (fixture->message, "5 of 8"));
  g_assert_cmpuint (count_shots (fixture, 0), ==, 10);
  for (guint i = 0; i < 8; i++)
    g_free ((char *) paths[i]);
}

/* A slider decides anew without another scoring. */
static void
test_slider (Fixture *fixture, gconstpointer data)
{
  LkScoring *scoring = lk_session_get_scoring (fixture->session);
  GtkWidget *sentence = find_id (fixture, "margin");
  g_autofree char *before = g_strdup (gtk_label_get_text (GTK_LABEL (sentence)));

  gtk_range_set_value (GTK_RANGE (find_knob (fixture, "weight_pixel")), 0);
  gtk_range_set_value (GTK_RANGE (find_knob (fixture, "weight_distribution")), 0);
  g_assert_true (lk_session_get_scoring (fixture->session) == scoring);
  g_assert_false (lk_session_get_busy (fixture->session));
  g_assert_cmpfloat (lk_session_get_options (fixture->session)->weights[LK_LEVEL_PIXEL],
                     ==, 0);
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (sentence)), !=, before);
  for (guint i = 0; i < lk_scoring_get_n_queries (scoring); i++)
    {
      g_autoptr (LkDecision) decision = lk_scoring_decide (
          scoring, i, lk_session_get_options (fixture->session), NULL);

      g_assert_cmpuint (decision->prediction, ==, decision->alone[LK_LEVEL_PART]);
    }
}

/* k, part form and ridge score anew; distance and normalisation only decide. */
static void
test_options (Fixture *fixture, gconstpointer data)
{
  LkScoring *scoring = lk_session_get_scoring (fixture->session);
  LkEvidence *evidence = lk_session_get_evidence (fixture->session);
  double before = lk_evidence_get_scores (evidence)->scores[LK_LEVEL_DISTRIBUTION][0];
  const LkDistance distance = lk_session_get_options (fixture->session)->distance;

  gtk_drop_down_set_selected (GTK_DROP_DOWN (find_knob (fixture, "distance")),
                              distance == LK_DISTANCE_W2 ? LK_DISTANCE_KL_QS
                                                         : LK_DISTANCE_W2);
  g_assert_true (lk_session_get_scoring (fixture->session) == scoring);
  g_assert_cmpfloat (lk_evidence_get_scores (lk_session_get_evidence (fixture->session))
                         ->scores[LK_LEVEL_DISTRIBUTION][0],
                     !=, before);
  lk_metric_choices_select_normalisation (find_knob (fixture, "normalisation"),
                                          LK_NORMALISE_RAW);
  g_assert_true (lk_session_get_scoring (fixture->session) == scoring);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (find_knob (fixture, "neighbours")), 3);
  window_fixture_settle (fixture->window);
  g_assert_true (lk_session_get_scoring (fixture->session) != scoring);
  g_assert_cmpuint (
      lk_explanation_get_pixel (
          lk_scoring_get_explanation (lk_session_get_scoring (fixture->session), 0), 0)
          ->n_neighbours,
      ==, 3);
}

static void
test_rename (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row = find_type (fixture, LK_TYPE_CLASS_ROW, 1);
  GtkWidget *name = window_fixture_find (row, GTK_TYPE_ENTRY, 0);

  gtk_widget_activate_action (row, "class.rename", NULL);
  g_assert_true (gtk_widget_has_focus (gtk_widget_get_first_child (name)));
  gtk_editable_set_text (GTK_EDITABLE (name), "  Feathered ");
  g_signal_emit_by_name (name, "activate");
  window_fixture_settle (fixture->window);
  g_assert_cmpstr (lk_class_get_name (lk_class_row_get_class (LK_CLASS_ROW (row))), ==,
                   "Feathered");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (name)), ==, "Feathered");

  gtk_widget_activate_action (row, "class.rename", NULL);
  gtk_editable_set_text (GTK_EDITABLE (name), "Fish");
  g_signal_emit_by_name (name, "activate");
  g_assert_nonnull (fixture->message);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (name)), ==, "Feathered");
}

/* The keyboard's way to move and remove a shot. */
static void
test_tiles (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row = find_type (fixture, LK_TYPE_CLASS_ROW, 0);
  GtkWidget *tile = window_fixture_find (row, LK_TYPE_PICTURE_TILE, 1);
  g_autoptr (LkPicture) picture
      = g_object_ref (lk_picture_tile_get_picture (LK_PICTURE_TILE (tile)));
  g_autoptr (LkPicture) first = NULL;
  GListModel *shots = lk_class_get_shots (lk_class_row_get_class (LK_CLASS_ROW (row)));

  gtk_widget_activate_action (tile, "tile.move-back", NULL);
  window_fixture_settle (fixture->window);
  first = g_list_model_get_item (shots, 0);
  g_assert_true (first == picture);
  tile = window_fixture_find (row, LK_TYPE_PICTURE_TILE, 0);
  gtk_widget_activate_action (tile, "tile.remove", NULL);
  window_fixture_settle (fixture->window);
  g_assert_cmpuint (g_list_model_get_n_items (shots), ==, 4);
  tile = window_fixture_find (row, LK_TYPE_PICTURE_TILE, 0);
  gtk_widget_activate_action (tile, "tile.make-query", NULL);
  window_fixture_settle (fixture->window);
  g_assert_cmpuint (g_list_model_get_n_items (shots), ==, 4);
  act (fixture, "win.undo");
  act (fixture, "win.undo");
  act (fixture, "win.undo");
  g_assert_cmpuint (g_list_model_get_n_items (shots), ==, 5);
}

static void
test_views_follow (Fixture *fixture, gconstpointer data)
{
  const char *views[] = { "pixel", "part", "distribution", "decision" };

  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.view", "s",
                                  views[i]);
      gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
      g_assert_cmpstr (lk_session_get_view (fixture->session), ==, views[i]);
      g_assert_cmpstr (adw_view_stack_get_visible_child_name (
                           ADW_VIEW_STACK (find_id (fixture, "views"))),
                       ==, views[i]);
      g_assert_cmpuint (
          strlen (gtk_label_get_text (GTK_LABEL (find_id (fixture, "summary")))), >, 10);
    }
  act (fixture, "win.next-query");
  g_assert_cmpint (lk_session_get_selected_query (fixture->session), ==, 1);
  act (fixture, "win.previous-query");
  act (fixture, "win.previous-query");
  g_assert_cmpint (lk_session_get_selected_query (fixture->session), ==,
                   (int) count_queries (fixture) - 1);
  act (fixture, "win.next-class");
  g_assert_cmpint (lk_session_get_selected_class (fixture->session), ==, 0);
  g_assert_cmpuint (
      gtk_drop_down_get_selected (GTK_DROP_DOWN (find_id (fixture, "shown_class"))), ==,
      1);
}

static gboolean
is_untouched (gpointer data)
{
  Fixture *fixture = data;

  return lk_session_get_evidence (fixture->session) != NULL
         && !lk_session_get_busy (fixture->session)
         && lk_session_get_path (fixture->session) != NULL;
}

static void
test_session_round_trip (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "saved.likeness", NULL);
  g_autoptr (LkEpisodeState) before = lk_episode_get_state (fixture->episode);
  g_autoptr (LkEpisodeState) after = NULL;
  g_autoptr (GError) error = NULL;
  LkMetricOptions options = *lk_session_get_options (fixture->session);

  options.weights[LK_LEVEL_PART] = 0.125;
  options.distance = LK_DISTANCE_W2_RELEASED;
  lk_session_set_options (fixture->session, &options);
  lk_session_select_query (fixture->session, 3);
  lk_session_set_view (fixture->session, "part");
  g_assert_true (lk_session_save (fixture->session, path, &error));
  g_assert_no_error (error);
  g_assert_false (lk_session_get_modified (fixture->session));
  window_fixture_clear (fixture->session);
  g_assert_cmpuint (count_classes (fixture), ==, 0);
  lk_session_open (fixture->session, path);
  test_wait (is_untouched, fixture);
  after = lk_episode_get_state (fixture->episode);
  g_assert_true (lk_episode_state_equal (before, after));
  g_assert_cmpmem (&options, sizeof options, lk_session_get_options (fixture->session),
                   sizeof options);
  g_assert_cmpint (lk_session_get_selected_query (fixture->session), ==, 3);
  g_assert_cmpstr (lk_session_get_view (fixture->session), ==, "part");
  g_assert_false (lk_session_get_modified (fixture->session));
}

/* What a window held when it closed is there when the next one starts. */
static void
test_restore (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkEpisodeState) before = lk_episode_get_state (fixture->episode);
  g_autoptr (LkEpisodeState) after = NULL;
  gboolean stays;

  lk_session_select_query (fixture->session, 2);
  g_signal_emit_by_name (fixture->window, "close-request", &stays);
  g_assert_false (stays);
  g_signal_handlers_disconnect_by_data (fixture->session, fixture);
  window_fixture_free (fixture->window);
  fixture->window = window_fixture_new ();
  fixture->session = lk_window_get_session (fixture->window);
  fixture->episode = lk_session_get_episode (fixture->session);
  lk_window_start (fixture->window, NULL);
  while (lk_session_get_evidence (fixture->session) == NULL)
    g_main_context_iteration (NULL, TRUE);
  after = lk_episode_get_state (fixture->episode);
  g_assert_true (lk_episode_state_equal (before, after));
  g_assert_cmpint (lk_session_get_selected_query (fixture->session), ==, 2);
  g_assert_null (lk_session_get_path (fixture->session));
}

static void
test_broken_session (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "broken.likeness", NULL);
  g_autoptr (LkEpisodeState) before = lk_episode_get_state (fixture->episode);
  g_autoptr (LkEpisodeState) after = NULL;

  g_assert_true (
      g_file_set_contents (path, "{\"format\": \"likeness-session\"", -1, NULL));
  lk_session_open (fixture->session, path);
  while (fixture->message == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (strstr (fixture->message, "broken.likeness"));
  after = lk_episode_get_state (fixture->episode);
  g_assert_true (lk_episode_state_equal (before, after));
}

static void
test_missing_model (Fixture *fixture, gconstpointer data)
{
  lk_session_set_model (fixture->session, "/nowhere/weights.pth", NULL);
  window_fixture_settle (fixture->window);
  g_assert_nonnull (fixture->message);
  g_assert_nonnull (strstr (fixture->message, "weights.pth"));
  g_assert_null (lk_session_get_evidence (fixture->session));
  g_assert_cmpuint (count_classes (fixture), ==, 5);
  lk_session_set_model (fixture->session, LK_MODEL_DEFAULT, NULL);
  window_fixture_settle (fixture->window);
  g_assert_nonnull (lk_session_get_evidence (fixture->session));
}

/* A picture on the clipboard goes where the focus is. */
static void
test_paste (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row = find_type (fixture, LK_TYPE_CLASS_ROW, 2);
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (fixture->window));
  g_autofree guint8 *pixels = g_malloc0 (30 * 20 * 3);
  g_autoptr (GBytes) bytes = g_bytes_new_take (g_steal_pointer (&pixels), 30 * 20 * 3);
  g_autoptr (GdkTexture) texture
      = gdk_memory_texture_new (30, 20, GDK_MEMORY_R8G8B8, bytes, 30 * 3);

  gdk_clipboard_set_texture (clipboard, texture);
  gtk_widget_activate_action (row, "class.paste", NULL);
  while (count_shots (fixture, 2) == 5)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (count_shots (fixture, 2), ==, 6);
  gtk_window_set_focus (GTK_WINDOW (fixture->window), NULL);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.paste", NULL);
  while (count_queries (fixture) == 10)
    g_main_context_iteration (NULL, TRUE);
  window_fixture_settle (fixture->window);
  g_assert_cmpuint (count_queries (fixture), ==, 11);
}

/* Window and command line: the same numbers, to the last digit. */
static void
test_same_numbers (Fixture *fixture, gconstpointer data)
{
  g_autofree char *session = g_build_filename (g_getenv ("LIKENESS_DATADIR"), "sample",
                                               "example.likeness", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) theirs = window_fixture_explain_file (session, NULL);
  g_autoptr (JsonNode) ours
      = lk_scoring_to_json (lk_session_get_scoring (fixture->session),
                            lk_session_get_options (fixture->session), &error);
  JsonArray *our_queries, *their_queries;

  g_assert_no_error (error);
  our_queries = json_object_get_array_member (json_node_get_object (ours), "queries");
  their_queries = json_object_get_array_member (json_node_get_object (theirs), "queries");
  g_assert_cmpuint (json_array_get_length (our_queries), ==, 10);
  g_assert_cmpuint (json_array_get_length (their_queries), ==, 10);
  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *a
          = json_to_string (json_array_get_element (our_queries, i), FALSE);
      g_autofree char *b = NULL;

      /* What a picture is, and no number. */
      json_object_remove_member (json_array_get_object_element (their_queries, i),
                                 "differences");
      b = json_to_string (json_array_get_element (their_queries, i), FALSE);

      g_assert_cmpstr (a, ==, b);
    }
}

/* Pictures that are read slowly do not come into a session that began meanwhile. */
static void
test_dropped_late (Fixture *fixture, gconstpointer with_example)
{
  g_autofree char *folder = window_fixture_make_folder (fixture->folder, "Moth", 2);
  GtkWidget *panel
      = window_fixture_find (GTK_WIDGET (fixture->window), LK_TYPE_SUPPORT_PANEL, 0);

  window_fixture_drop (panel, (const char *[]){ folder, NULL });
  window_fixture_clear (fixture->session);
  window_fixture_settle (fixture->window);
  g_assert_cmpuint (count_classes (fixture), ==, 0);
  g_assert_nonnull (fixture->message);
  g_assert_null (lk_session_get_undo_label (fixture->session));
}

#define ADD(name, example, function)                                                     \
  g_test_add ("/app/window/" name, Fixture, example, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("drops", NULL, test_drops);
  ADD ("dropped-late", NULL, test_dropped_late);
  ADD ("bad-drop", "example", test_bad_drop);
  ADD ("too-many-shots", "example", test_too_many_shots);
  ADD ("slider", "example", test_slider);
  ADD ("options", "example", test_options);
  ADD ("rename", "example", test_rename);
  ADD ("tiles", "example", test_tiles);
  ADD ("views-follow", "example", test_views_follow);
  ADD ("session-round-trip", "example", test_session_round_trip);
  ADD ("restore", "example", test_restore);
  ADD ("broken-session", "example", test_broken_session);
  ADD ("missing-model", "example", test_missing_model);
  ADD ("paste", "example", test_paste);
  ADD ("same-numbers", "example", test_same_numbers);
  return g_test_run ();
}
