/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "lk-canvas.h"
#include "lk-class-row.h"
#include "lk-decision-panel.h"
#include "lk-query-strip.h"
#include "lk-headline.h"
#include "lk-ranking.h"
#include "lk-support-panel.h"
#include "lk-why-wrong-view.h"
#include "test-models.h"
#include "lk-model-defaults.h"
#include "window-fixture.h"

typedef struct
{
  char *folder;
  LkWindow *window;
  LkSession *session;
  LkEpisode *episode;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("likeness-truth-XXXXXX", NULL);
  fixture->window = window_fixture_new_with_example ();
  fixture->session = lk_window_get_session (fixture->window);
  fixture->episode = lk_session_get_episode (fixture->session);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  window_fixture_free (fixture->window);
  window_fixture_remove_folder (fixture->folder);
  g_free (fixture->folder);
}

static GtkWidget *
find_type (Fixture *fixture, GType type, guint nth)
{
  return window_fixture_find (GTK_WIDGET (fixture->window), type, nth);
}

static GtkWidget *
find_id (Fixture *fixture, const char *id)
{
  return window_fixture_find_id (GTK_WIDGET (fixture->window), id);
}

/* The comparison has some of the same names. */
static GtkWidget *
find_knob (Fixture *fixture, const char *id)
{
  return window_fixture_find_id (find_type (fixture, LK_TYPE_DECISION_PANEL, 0), id);
}

static GtkWidget *
find_told (Fixture *fixture, const char *id)
{
  return window_fixture_find_id (find_type (fixture, LK_TYPE_HEADLINE, 0), id);
}

static GtkWidget *
find_query_tile (Fixture *fixture, guint nth)
{
  return window_fixture_find (find_type (fixture, LK_TYPE_QUERY_STRIP, 0),
                              LK_TYPE_PICTURE_TILE, nth);
}

static const LkDecision *
get_decision (Fixture *fixture)
{
  return lk_evidence_get_decision (lk_session_get_evidence (fixture->session));
}

static const char *
get_class_name (Fixture *fixture, guint class_index)
{
  return lk_episode_state_get_class_name (
      lk_scoring_get_episode (lk_session_get_scoring (fixture->session)), class_index);
}

static const char *
get_label (Fixture *fixture, guint query)
{
  g_autoptr (LkQuery) item
      = g_list_model_get_item (lk_episode_get_queries (fixture->episode), query);

  return lk_query_get_label (item);
}

/* Drops a tile of the window on one of its widgets. */
static gboolean
drop_tile (GtkWidget *tile, GtkWidget *target)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (target);
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean taken = FALSE;

  g_value_init (&value, LK_TYPE_PICTURE_TILE);
  g_value_set_object (&value, tile);
  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !taken; i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller)
          && gdk_content_formats_contain_gtype (
              gtk_drop_target_get_formats (GTK_DROP_TARGET (controller)),
              LK_TYPE_PICTURE_TILE))
        g_signal_emit_by_name (controller, "drop", &value, 4.0, 4.0, &taken);
    }
  return taken;
}

/* By the menu, by a drag onto a class, and by a shot that is asked for. */
static void
test_label (Fixture *fixture, gconstpointer data)
{
  guint n = g_list_model_get_n_items (lk_episode_get_queries (fixture->episode));
  GtkWidget *bird = find_type (fixture, LK_TYPE_CLASS_ROW, 1);

  gtk_widget_activate_action (find_query_tile (fixture, 0), "tile.label", "s", "Fish");
  g_assert_cmpstr (get_label (fixture, 0), ==, "Fish");
  g_assert_false (lk_session_get_busy (fixture->session));
  g_assert_cmpint (lk_evidence_get_truth (lk_session_get_evidence (fixture->session)), ==,
                   2);
  gtk_widget_activate_action (find_query_tile (fixture, 0), "tile.label", "s", "");
  g_assert_null (get_label (fixture, 0));
  g_assert_true (drop_tile (find_query_tile (fixture, 0), bird));
  g_assert_cmpstr (get_label (fixture, 0), ==, "Bird");

  g_assert_true (drop_tile (window_fixture_find (bird, LK_TYPE_PICTURE_TILE, 0),
                            find_type (fixture, LK_TYPE_QUERY_STRIP, 0)));
  g_assert_cmpstr (get_label (fixture, n), ==, "Bird");
  gtk_widget_activate_action (window_fixture_find (bird, LK_TYPE_PICTURE_TILE, 1),
                              "tile.make-query", NULL);
  g_assert_cmpstr (get_label (fixture, n + 1), ==, "Bird");
  window_fixture_settle (fixture->window);
}

/* A query that becomes a shot is a query no longer; one step of undo takes it back. */
static void
test_make_shot (Fixture *fixture, gconstpointer data)
{
  guint n = g_list_model_get_n_items (lk_episode_get_queries (fixture->episode));
  GtkWidget *fish = find_type (fixture, LK_TYPE_CLASS_ROW, 2);

  gtk_widget_activate_action (find_query_tile (fixture, 1), "tile.make-shot", "s",
                              "Fish");
  window_fixture_settle (fixture->window);
  g_assert_cmpuint (g_list_model_get_n_items (lk_episode_get_queries (fixture->episode)),
                    ==, n - 1);
  g_assert_cmpuint (lk_class_row_count_shots (LK_CLASS_ROW (fish)), ==, 6);
  lk_session_undo (fixture->session);
  window_fixture_settle (fixture->window);
  g_assert_cmpuint (g_list_model_get_n_items (lk_episode_get_queries (fixture->episode)),
                    ==, n);
  g_assert_cmpuint (lk_class_row_count_shots (LK_CLASS_ROW (fish)), ==, 5);
}

static void
label_selected (Fixture *fixture, guint class_index)
{
  g_autofree char *name = g_strdup (get_class_name (fixture, class_index));

  lk_episode_set_query_label (
      fixture->episode, (guint) lk_session_get_selected_query (fixture->session), name);
  window_fixture_settle (fixture->window);
}

static GtkWidget *
get_truth_sign (Fixture *fixture, guint rank)
{
  GtkWidget *list = gtk_widget_get_first_child (find_type (fixture, LK_TYPE_RANKING, 0));
  GtkWidget *row
      = GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), (int) rank));

  return window_fixture_find (row, GTK_TYPE_IMAGE, 0);
}

static GListModel *
get_against (Fixture *fixture)
{
  return gtk_drop_down_get_model (GTK_DROP_DOWN (find_id (fixture, "against")));
}

static const char *
get_against_title (Fixture *fixture, guint position)
{
  return gtk_string_list_get_string (GTK_STRING_LIST (get_against (fixture)), position);
}

/* What is wrong is called so, and the true class is what it is compared with first. */
static void
test_wrong (Fixture *fixture, gconstpointer data)
{
  guint truth = get_decision (fixture)->ranking[2];
  GtkWidget *verdict = find_told (fixture, "verdict");
  g_autofree char *wrong = NULL, *against = NULL;

  label_selected (fixture, get_decision (fixture)->prediction);
  g_assert_false (gtk_widget_get_visible (verdict));
  g_assert_cmpfloat (gtk_widget_get_opacity (get_truth_sign (fixture, 0)), ==, 1);
  label_selected (fixture, truth);
  wrong = g_strdup_printf ("Wrong: it is %s", get_class_name (fixture, truth));
  against
      = g_strdup_printf ("against the true class, %s", get_class_name (fixture, truth));
  g_assert_true (gtk_widget_get_visible (verdict));
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (verdict)), ==, wrong);
  g_assert_true (
      g_str_has_suffix (gtk_label_get_text (GTK_LABEL (find_told (fixture, "margin"))),
                        get_class_name (fixture, truth)));
  for (guint rank = 0; rank < 5; rank++)
    g_assert_cmpfloat (gtk_widget_get_opacity (get_truth_sign (fixture, rank)), ==,
                       rank == 2 ? 1 : 0);
  g_assert_cmpstr (get_against_title (fixture, 1), ==, against);
  g_assert_true (g_str_has_prefix (
      lk_canvas_get_summary (LK_CANVAS (find_id (fixture, "decision_view"))),
      "Wrong, it is"));
}

/* Never against itself. */
static void
test_against (Fixture *fixture, gconstpointer data)
{
  for (guint shown = 0; shown < 5; shown++)
    {
      g_autofree char *itself = NULL;

      lk_session_select_scored_class (fixture->session, (int) shown);
      itself = g_strdup_printf ("against %s", get_class_name (fixture, shown));
      for (guint i = 0; i < g_list_model_get_n_items (get_against (fixture)); i++)
        g_assert_cmpstr (get_against_title (fixture, i), !=, itself);
      g_assert_cmpuint (g_list_model_get_n_items (get_against (fixture)), >=, 6);
    }
}

static gboolean
has_answer (gpointer view)
{
  return gtk_widget_get_visible (window_fixture_find (view, GTK_TYPE_BUTTON, 0));
}

/* The nearest weights are named, and make the true class win. */
static void
test_why_wrong (Fixture *fixture, gconstpointer data)
{
  GtkWidget *view = find_type (fixture, LK_TYPE_WHY_WRONG_VIEW, 0);
  GtkWidget *expander = gtk_widget_get_first_child (view);
  LkEvidence *evidence = lk_session_get_evidence (fixture->session);
  const LkFlipPlot *plot = lk_evidence_get_flip_map (evidence);
  guint truth;

  g_assert_nonnull (plot->border);
  truth = plot->border->class_index;
  g_assert_false (gtk_widget_get_visible (view));
  label_selected (fixture, truth);
  g_assert_true (gtk_widget_get_visible (view));
  gtk_expander_set_expanded (GTK_EXPANDER (expander), TRUE);
  test_wait (has_answer, view);
  /* Of several questions the latest is answered. */
  lk_session_select_query (fixture->session, 1);
  lk_session_select_query (fixture->session, 0);
  test_wait (has_answer, view);
  g_signal_emit_by_name (window_fixture_find (view, GTK_TYPE_BUTTON, 0), "clicked");
  window_fixture_settle (fixture->window);
  g_assert_cmpuint (get_decision (fixture)->prediction, ==, truth);
  g_assert_false (gtk_widget_get_visible (view));
  lk_session_undo (fixture->session);
  window_fixture_settle (fixture->window);
  g_assert_cmpuint (get_decision (fixture)->prediction, !=, truth);
}

/* In place, beside what is meant. */
static void
test_cautions (Fixture *fixture, gconstpointer data)
{
  GtkWidget *bird = find_type (fixture, LK_TYPE_CLASS_ROW, 1);
  GtkWidget *fish = find_type (fixture, LK_TYPE_CLASS_ROW, 2);
  GtkWidget *caution = find_told (fixture, "caution");
  g_autofree char *plain = window_fixture_make_folder (fixture->folder, "Plain", 1);
  g_autofree char *picture = g_build_filename (plain, "picture 1.png", NULL);

  g_assert_false (gtk_widget_get_visible (caution));
  g_assert_false (gtk_widget_get_visible (window_fixture_find_id (bird, "caution")));
  gtk_widget_activate_action (window_fixture_find (bird, LK_TYPE_PICTURE_TILE, 0),
                              "tile.make-query", NULL);
  window_fixture_settle (fixture->window);
  lk_session_select_query (fixture->session, 10);
  window_fixture_settle (fixture->window);
  g_assert_true (gtk_widget_get_visible (caution));
  g_assert_nonnull (strstr (gtk_label_get_text (GTK_LABEL (caution)), "Bird"));
  g_assert_true (gtk_widget_get_visible (window_fixture_find_id (bird, "caution")));

  window_fixture_drop (fish, (const char *[]){ picture, NULL });
  window_fixture_settle (fixture->window);
  g_assert_true (gtk_widget_get_visible (window_fixture_find_id (fish, "caution")));
  lk_episode_remove_shot (fixture->episode, 2, 5);
  lk_episode_remove_shot (fixture->episode, 2, 4);
  window_fixture_settle (fixture->window);
  g_assert_nonnull (
      strstr (gtk_label_get_text (GTK_LABEL (window_fixture_find_id (fish, "caution"))),
              "Fewer shots"));
}

/* A class that the button makes takes nothing away, and waits for its name. */
static void
test_empty_class (Fixture *fixture, gconstpointer data)
{
  double before = get_decision (fixture)->margin;
  GtkWidget *row, *name, *focus;
  int start, end;

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.add-class", NULL);
  window_fixture_settle (fixture->window);
  g_assert_nonnull (lk_session_get_evidence (fixture->session));
  g_assert_cmpfloat (get_decision (fixture)->margin, ==, before);
  row = find_type (fixture, LK_TYPE_CLASS_ROW, 5);
  name = window_fixture_find_id (row, "name");
  focus = gtk_root_get_focus (GTK_ROOT (fixture->window));
  g_assert_true (gtk_widget_is_ancestor (focus, name));
  g_assert_true (gtk_editable_get_selection_bounds (GTK_EDITABLE (name), &start, &end));
  g_assert_cmpint (start, ==, 0);
  g_assert_cmpint (end, ==, (int) strlen (gtk_editable_get_text (GTK_EDITABLE (name))));
  g_assert_nonnull (
      strstr (gtk_label_get_text (GTK_LABEL (window_fixture_find_id (row, "caution"))),
              "Left out"));
}

/* The switch is there where the model has a fusion layer, and sets the three together. */
static void
test_as_trained (Fixture *fixture, gconstpointer data)
{
  const TestModel fused = { .seed = 3, .width = 8, .channels = 8, .fusion = TRUE };
  g_autoptr (LkModel) model = test_model_open (&fused, fixture->folder, "f.safetensors");
  g_autofree char *path = g_build_filename (fixture->folder, "f.safetensors", NULL);
  GtkWidget *toggle = find_knob (fixture, "as_trained");
  GtkDropDown *choices = GTK_DROP_DOWN (find_knob (fixture, "normalisation"));
  const LkMetricOptions *options;

  g_assert_false (gtk_widget_get_visible (find_knob (fixture, "as_trained_row")));
  g_assert_cmpuint (g_list_model_get_n_items (gtk_drop_down_get_model (choices)), ==, 2);
  lk_session_set_model (fixture->session, path, NULL);
  window_fixture_settle (fixture->window);
  g_assert_true (gtk_widget_get_visible (find_knob (fixture, "as_trained_row")));
  g_assert_true (gtk_switch_get_active (GTK_SWITCH (toggle)));
  g_assert_cmpuint (g_list_model_get_n_items (gtk_drop_down_get_model (choices)), ==,
                    LK_N_NORMALISATIONS);
  gtk_switch_set_active (GTK_SWITCH (toggle), FALSE);
  window_fixture_settle (fixture->window);
  options = lk_session_get_options (fixture->session);
  g_assert_cmpint (options->normalisation, ==, LK_NORMALISE_EPISODE);
  g_assert_cmpint (options->distance, ==, LK_DISTANCE_W2);
  g_assert_cmpint (options->part_form, ==, LK_PART_COSINE);
  gtk_switch_set_active (GTK_SWITCH (toggle), TRUE);
  window_fixture_settle (fixture->window);
  options = lk_session_get_options (fixture->session);
  g_assert_cmpint (options->normalisation, ==, LK_NORMALISE_TRAINED);
  g_assert_cmpint (options->distance, ==, LK_DISTANCE_W2_RELEASED);
  g_assert_cmpint (options->part_form, ==, LK_PART_RELEASED);
  lk_session_set_model (fixture->session, LK_MODEL_DEFAULT, NULL);
  window_fixture_settle (fixture->window);
  g_assert_false (gtk_widget_get_visible (find_knob (fixture, "as_trained_row")));
}

#define ADD(name, function)                                                              \
  g_test_add ("/app/truth/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("label", test_label);
  ADD ("make-shot", test_make_shot);
  ADD ("wrong", test_wrong);
  ADD ("against", test_against);
  ADD ("why-wrong", test_why_wrong);
  ADD ("cautions", test_cautions);
  ADD ("empty-class", test_empty_class);
  ADD ("as-trained", test_as_trained);
  return g_test_run ();
}
