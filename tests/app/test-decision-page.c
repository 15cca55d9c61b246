/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "lk-change-card.h"
#include "lk-changes-view.h"
#include "lk-decision-view.h"
#include "lk-evidence-view.h"
#include "lk-headline.h"
#include "lk-query-strip.h"
#include "lk-table-view.h"
#include "window-fixture.h"

/* The decision view: the maps that add up, told once, and what would change it. */

typedef struct
{
  LkWindow *window;
  LkSession *session;
  LkCanvas *view; /* the maps */
} Fixture;

static LkEvidence *
get_evidence (Fixture *fixture)
{
  LkEvidence *evidence = lk_session_get_evidence (fixture->session);

  g_assert_nonnull (evidence);
  return evidence;
}

static gboolean
has_cells (gpointer session)
{
  LkEvidence *evidence = lk_session_get_evidence (session);

  return evidence != NULL && !lk_session_get_busy (session)
         && lk_evidence_has_cells (evidence);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->window = window_fixture_new_with_example ();
  fixture->session = lk_window_get_session (fixture->window);
  fixture->view = LK_CANVAS (
      window_fixture_find (GTK_WIDGET (fixture->window), LK_TYPE_EVIDENCE_VIEW, 0));
  test_wait (has_cells, fixture->session);
  window_fixture_settle (fixture->window);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  window_fixture_free (fixture->window);
}

static GtkWidget *
find_id (Fixture *fixture, const char *id)
{
  return window_fixture_find_id (GTK_WIDGET (fixture->window), id);
}

static const char *
get_label (Fixture *fixture, const char *id)
{
  return gtk_label_get_text (GTK_LABEL (find_id (fixture, id)));
}

static const char *
get_predicted_name (Fixture *fixture)
{
  return window_fixture_get_class_name (
      fixture->session, lk_evidence_get_decision (get_evidence (fixture))->prediction);
}

static void
assert_array (JsonObject *object, const char *name, const double *values, gsize n)
{
  JsonArray *array = json_object_get_array_member (object, name);

  g_assert_cmpuint (json_array_get_length (array), ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (json_array_get_double_element (array, i), values[i],
                                    1e-9);
}

/* The numbers of the maps are the library's and the command line's, and they add up. */
static void
test_adds_up (Fixture *fixture, gconstpointer data)
{
  LkEvidence *evidence = get_evidence (fixture);
  const LkDecision *decision = lk_evidence_get_decision (evidence);
  guint shown = lk_session_get_shown_class (fixture->session);
  guint opponent = lk_evidence_get_margin_opponent (evidence, shown);
  const LkCellMargin *margin = lk_evidence_get_cell_margin (evidence, shown, opponent);
  g_autofree char *title = lk_evidence_describe_margin (evidence, shown, opponent);
  g_autofree char *expected = NULL;
  g_autoptr (JsonNode) node = window_fixture_explain (fixture->session, "--cells");
  JsonObject *cells;
  double total = 0;

  g_assert_cmpuint (shown, ==, decision->prediction);
  g_assert_cmpuint (opponent, ==, decision->runner_up);
  for (gsize p = 0; p < margin->n_cells; p++)
    {
      double sum = 0;

      for (LkLevel level = 0; level < LK_N_LEVELS; level++)
        sum += margin->levels[level][p];
      g_assert_cmpfloat_with_epsilon (sum, margin->fused[p], 1e-12);
      total += sum;
    }
  g_assert_cmpfloat_with_epsilon (total, decision->margin, 1e-9);
  g_assert_cmpstr (get_label (fixture, "margin_title"), ==, title);
  expected = g_strdup_printf (
      "%s rather than %s: +%.3f",
      window_fixture_get_class_name (fixture->session, decision->prediction),
      window_fixture_get_class_name (fixture->session, decision->runner_up),
      decision->margin);
  g_assert_cmpstr (title, ==, expected);
  cells = json_object_get_object_member (window_fixture_get_explained (node),
                                         "margin_cells");
  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    assert_array (cells, lk_level_to_string (level), margin->levels[level],
                  margin->n_cells);
  assert_array (cells, "fused", margin->fused, margin->n_cells);
}

/* A weight redraws the maps without a job; another distance asks for new ones. */
static void
test_weights (Fixture *fixture, gconstpointer data)
{
  LkMetricOptions options = *lk_session_get_options (fixture->session);
  g_autofree char *before = g_strdup (get_label (fixture, "margin_title"));
  g_autofree char *rather = NULL;

  options.weights[LK_LEVEL_PART] = 0;
  lk_session_set_options (fixture->session, &options);
  g_assert_true (has_cells (fixture->session));
  g_assert_cmpstr (get_label (fixture, "margin_title"), !=, before);
  rather = g_strdup_printf ("%s rather than ", get_predicted_name (fixture));
  g_assert_true (g_str_has_prefix (lk_canvas_get_summary (fixture->view), rather));
  options.distance
      = options.distance == LK_DISTANCE_W2 ? LK_DISTANCE_KL_QS : LK_DISTANCE_W2;
  lk_session_set_options (fixture->session, &options);
  g_assert_false (has_cells (fixture->session));
  test_wait (has_cells, fixture->session);
}

static void
point (Fixture *fixture, guint map, guint cell)
{
  LkEvidence *evidence = get_evidence (fixture);
  guint shown = lk_session_get_shown_class (fixture->session);
  LkCellMaps maps = *lk_evidence_get_cell_maps (
      evidence, shown, lk_evidence_get_margin_opponent (evidence, shown));
  GtkWidget *widget = GTK_WIDGET (fixture->view);
  LkPalette palette;
  double area[4];

  maps.title = maps.subtitle = NULL;
  maps.own_scale = lk_session_get_look (fixture->session)->own_scale;
  lk_canvas_init_palette (widget, &palette);
  lk_plot_cell_maps_get_area (&maps, gtk_widget_get_width (widget),
                              gtk_widget_get_height (widget), &palette, map, area);
  LK_CANVAS_GET_CLASS (fixture->view)
      ->hover (fixture->view, evidence,
               area[0] + (cell % maps.n_columns + 0.5) * area[2] / maps.n_columns,
               area[1] + (cell / maps.n_columns + 0.5) * area[3] / maps.n_rows, &palette);
  lk_canvas_refresh (fixture->view);
}

/* A cell says what it adds and what it is most like; on every map it is the same cell. */
static void
test_cell (Fixture *fixture, gconstpointer data)
{
  LkEvidence *evidence = get_evidence (fixture);
  guint shown = lk_session_get_shown_class (fixture->session);
  guint opponent = lk_evidence_get_margin_opponent (evidence, shown);
  const LkMatches *matches
      = lk_explanation_get_pixel (lk_evidence_get_explanation (evidence), shown);
  const guint cell = 10 * 21 + 7;
  g_autofree char *told = NULL, *shot = NULL;
  const LkCellCard *card;

  for (guint map = 0; map < LK_N_CELL_MAPS; map++)
    {
      lk_session_hover_cell (fixture->session, -1);
      point (fixture, map, cell);
      g_assert_cmpint (lk_session_get_cell (fixture->session), ==, (int) cell);
    }
  told = lk_evidence_describe_cell_maps (evidence, shown, opponent, (int) cell);
  g_assert_true (g_str_has_prefix (lk_canvas_get_summary (fixture->view), told));
  shot = g_strdup_printf ("Most like %s %u (",
                          window_fixture_get_class_name (fixture->session, shown),
                          matches->index[cell] / 441 + 1);
  g_assert_nonnull (strstr (lk_canvas_get_summary (fixture->view), shot));
  card = lk_evidence_get_cell_card (evidence, shown, opponent, cell);
  g_assert_cmpuint (card->n_met, ==, 2);
  g_assert_cmpuint (card->met[0].cell, ==, matches->index[cell] % 441);
  g_assert_cmpfloat (
      card->values[LK_CELL_MAP_FUSED], ==,
      lk_evidence_get_cell_margin (evidence, shown, opponent)->fused[cell]);
}

/* By the arrow keys, and pinned by Return. */
static void
test_keys (Fixture *fixture, gconstpointer data)
{
  LkCanvasClass *klass = LK_CANVAS_GET_CLASS (fixture->view);
  LkEvidence *evidence = get_evidence (fixture);
  guint n_pins;
  const guint *pins;

  klass->move (fixture->view, evidence, 1, 0);
  g_assert_cmpint (lk_session_get_cell (fixture->session), ==, 10 * 21 + 10);
  klass->move (fixture->view, evidence, 1, 0);
  klass->move (fixture->view, evidence, 0, -1);
  g_assert_cmpint (lk_session_get_cell (fixture->session), ==, 9 * 21 + 11);
  klass->activate (fixture->view, evidence);
  pins = lk_session_get_pins (fixture->session, &n_pins);
  g_assert_cmpuint (n_pins, ==, 1);
  g_assert_cmpuint (pins[0], ==, 9 * 21 + 11);
}

/* The brush of the pixel view paints on the maps; a painted cell adds nothing. */
static void
test_brush (Fixture *fixture, gconstpointer data)
{
  LkCanvasClass *klass = LK_CANVAS_GET_CLASS (fixture->view);
  LkLook look = *lk_session_get_look (fixture->session);
  const LkCellMargin *margin;
  const gboolean *mask;
  LkEvidence *evidence;
  guint n, shown;

  look.brushing = TRUE;
  lk_session_set_look (fixture->session, &look);
  point (fixture, 0, 100);
  klass->activate (fixture->view, get_evidence (fixture));
  window_fixture_settle (fixture->window);
  test_wait (has_cells, fixture->session);
  mask = lk_session_get_mask (fixture->session, &n);
  g_assert_nonnull (mask);
  g_assert_false (mask[100]);
  evidence = get_evidence (fixture);
  shown = lk_session_get_shown_class (fixture->session);
  margin = lk_evidence_get_cell_margin (
      evidence, shown, lk_evidence_get_margin_opponent (evidence, shown));
  g_assert_cmpfloat (margin->fused[100], ==, 0);
  g_assert_cmpuint (margin->n_counted, ==, 440);
  lk_session_undo (fixture->session);
  window_fixture_settle (fixture->window);
  g_assert_null (lk_session_get_mask (fixture->session, &n));
}

static const char *
get_choice (GtkWidget *drop_down, guint position)
{
  return gtk_string_list_get_string (
      GTK_STRING_LIST (gtk_drop_down_get_model (GTK_DROP_DOWN (drop_down))), position);
}

static LkEpisode *
label_as_predicted (Fixture *fixture)
{
  LkEpisode *episode = lk_session_get_episode (fixture->session);

  lk_episode_set_query_label (episode, 0, get_predicted_name (fixture));
  window_fixture_settle (fixture->window);
  return episode;
}

/* Against the next best, any class, the mean of all, and first the true class where
 * another one won. */
static void
test_against (Fixture *fixture, gconstpointer data)
{
  LkEpisode *episode = label_as_predicted (fixture);
  GtkWidget *against = find_id (fixture, "margin_against");
  guint n = g_list_model_get_n_items (gtk_drop_down_get_model (GTK_DROP_DOWN (against)));
  LkEvidence *evidence = get_evidence (fixture);
  guint shown = lk_session_get_shown_class (fixture->session);
  const LkDecision *decision = lk_evidence_get_decision (evidence);
  const guint other = shown <= 1 ? 2 : 1, third = shown == 0 ? 1 : 0;
  g_autofree char *than_mean
      = g_strdup_printf ("%s rather than the mean of all",
                         window_fixture_get_class_name (fixture->session, shown));
  g_autofree char *than_other = g_strdup_printf (
      "%s rather than %s", window_fixture_get_class_name (fixture->session, shown),
      window_fixture_get_class_name (fixture->session, other));
  g_autofree char *against_other = g_strdup_printf (
      "against %s", window_fixture_get_class_name (fixture->session, other));
  g_autofree char *against_true
      = g_strdup_printf ("against the true class, %s",
                         window_fixture_get_class_name (fixture->session, third));
  const LkCellMargin *margin;
  double mean = 0;

  g_assert_cmpuint (n, ==, 6);
  g_assert_cmpstr (get_choice (against, 0), ==, "against the next best");
  g_assert_cmpstr (get_choice (against, n - 1), ==, "against the mean of all");
  gtk_drop_down_set_selected (GTK_DROP_DOWN (against), n - 1);
  g_assert_cmpuint (lk_evidence_get_margin_opponent (evidence, shown), ==,
                    LK_CELL_MARGIN_MEAN);
  g_assert_nonnull (strstr (get_label (fixture, "margin_title"), than_mean));
  for (guint i = 0; i < decision->n_classes; i++)
    mean += decision->fused[i] / decision->n_classes;
  margin = lk_evidence_get_cell_margin (evidence, shown, LK_CELL_MARGIN_MEAN);
  g_assert_cmpfloat_with_epsilon (margin->margin, decision->fused[shown] - mean, 1e-9);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (against), 2);
  g_assert_cmpstr (get_choice (against, 2), ==, against_other);
  g_assert_nonnull (strstr (get_label (fixture, "margin_title"), than_other));
  lk_episode_set_query_label (episode, 0,
                              window_fixture_get_class_name (fixture->session, third));
  window_fixture_settle (fixture->window);
  g_assert_cmpstr (get_choice (against, 0), ==, against_true);
  g_assert_nonnull (strstr (get_label (fixture, "margin_title"), than_other));
}

/* The table's twin holds what the maps paint, and what no cell owns. */
static void
test_table (Fixture *fixture, gconstpointer data)
{
  LkEvidence *evidence = get_evidence (fixture);
  guint shown = lk_session_get_shown_class (fixture->session);
  const LkCellMaps *maps = lk_evidence_get_cell_maps (
      evidence, shown, lk_evidence_get_margin_opponent (evidence, shown));
  double expected = maps->values[LK_CELL_MAP_FUSED][5];
  g_autoptr (LkTable) table = lk_table_new_for_view (evidence, LK_FIGURE_EVIDENCE, shown);
  const char *const *row = table->rows->pdata[5];
  LkLook look = *lk_session_get_look (fixture->session);

  g_assert_cmpuint (table->rows->len, ==, 442);
  g_assert_cmpfloat_with_epsilon (g_ascii_strtod (row[5], NULL), expected, 1e-12);
  look.tables = TRUE;
  lk_session_set_look (fixture->session, &look);
  g_assert_true (gtk_widget_get_visible (find_id (fixture, "cells_table_view")));
  lk_session_set_view (fixture->session, "pixel");
  g_assert_false (gtk_widget_get_visible (find_id (fixture, "cells_table_view")));
}

static void
on_text (GObject *clipboard, GAsyncResult *result, gpointer user_data)
{
  *(char **) user_data
      = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (clipboard), result, NULL);
}

static gboolean
is_set (gpointer text)
{
  return *(char **) text != NULL;
}

/* Ctrl+C takes a table with it: titles, and numbers that read back exactly. */
static void
test_copy_table (Fixture *fixture, gconstpointer data)
{
  LkEvidence *evidence = get_evidence (fixture);
  LkLook look = *lk_session_get_look (fixture->session);
  GtkWidget *view = find_id (fixture, "table_view");
  g_auto (GStrv) lines = NULL, cells = NULL;
  g_autofree char *text = NULL;

  look.tables = TRUE;
  lk_session_set_look (fixture->session, &look);
  window_fixture_settle (fixture->window);
  gtk_widget_child_focus (view, GTK_DIR_TAB_FORWARD);
  g_assert_true (lk_table_view_copy (LK_TABLE_VIEW (view)));
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (view), NULL, on_text, &text);
  test_wait (is_set, &text);
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 7);
  cells = g_strsplit (lines[1], "\t", -1);
  g_assert_cmpuint (g_strv_length (cells), ==, 9);
  g_assert_cmpstr (cells[1], ==, get_predicted_name (fixture));
  g_assert_cmpfloat (g_ascii_strtod (cells[5], NULL), ==,
                     lk_evidence_get_decision (evidence)
                         ->fused[lk_evidence_get_decision (evidence)->prediction]);
}

/* What was seen stays while a query that was just added is scored. */
static void
test_stays (Fixture *fixture, gconstpointer data)
{
  LkEpisode *episode = lk_session_get_episode (fixture->session);
  g_autoptr (LkQuery) query = g_list_model_get_item (lk_episode_get_queries (episode), 1);
  g_autoptr (GPtrArray) added = g_ptr_array_new_with_free_func (g_object_unref);
  GtkStack *pages = GTK_STACK (find_id (fixture, "pages"));

  g_ptr_array_add (added, lk_query_new (lk_query_get_picture (query), NULL));
  lk_episode_add_queries (episode, added);
  lk_session_select_query (fixture->session, 10);
  while (g_main_context_pending (NULL) && !lk_session_get_busy (fixture->session))
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (pages), ==, "views");
  window_fixture_settle (fixture->window);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (pages), ==, "views");
  g_assert_false (gtk_widget_has_css_class (find_id (fixture, "twins"), "stale"));
  g_assert_cmpstr (get_label (fixture, "winner"), ==, get_predicted_name (fixture));
}

static guint
count_seen_queries (Fixture *fixture)
{
  GtkWidget *strip
      = window_fixture_find (GTK_WIDGET (fixture->window), LK_TYPE_QUERY_STRIP, 0);
  guint n = 0;

  window_fixture_settle (fixture->window);
  for (guint i = 0; i < 10; i++)
    n += gtk_widget_get_mapped (window_fixture_find (strip, LK_TYPE_PICTURE_TILE, i));
  return n;
}

/* Wrong ones, small margins, a class; and all again where the class goes. */
static void
test_filter (Fixture *fixture, gconstpointer data)
{
  GtkDropDown *filter = GTK_DROP_DOWN (find_id (fixture, "filter"));
  GListModel *queries
      = lk_episode_get_queries (lk_session_get_episode (fixture->session));
  guint n_wrong = 0, n_birds = 0;

  for (guint i = 0; i < 10; i++)
    {
      g_autoptr (LkQuery) query = g_list_model_get_item (queries, i);
      const LkDecision *decision = lk_session_get_decision (fixture->session, query);
      const char *name = lk_episode_state_get_class_name (
          lk_scoring_get_episode (lk_session_get_scoring (fixture->session)),
          decision->prediction);

      n_wrong += lk_query_get_label (query) != NULL
                 && !g_str_equal (lk_query_get_label (query), name);
      n_birds += g_str_equal (name, "Bird");
    }
  g_assert_cmpuint (count_seen_queries (fixture), ==, 10);
  gtk_drop_down_set_selected (filter, 1);
  g_assert_cmpuint (count_seen_queries (fixture), ==, n_wrong);
  gtk_drop_down_set_selected (filter, 2);
  g_assert_cmpuint (count_seen_queries (fixture), ==, 3);
  g_assert_cmpstr (get_choice (GTK_WIDGET (filter), 4), ==, "most like Bird");
  gtk_drop_down_set_selected (filter, 4);
  g_assert_cmpuint (count_seen_queries (fixture), ==, n_birds);
  lk_episode_remove_class (lk_session_get_episode (fixture->session), 1);
  g_assert_cmpuint (count_seen_queries (fixture), ==, 10);
  g_assert_cmpuint (gtk_drop_down_get_selected (filter), ==, 0);
}

/* What is not complete yet names the next step, and has its button. */
static void
test_next_step (Fixture *fixture, gconstpointer data)
{
  LkEpisode *episode = lk_session_get_episode (fixture->session);
  GtkWidget *button = find_id (fixture, "next_step");

  for (guint i = 10; i > 0; i--)
    lk_episode_remove_query (episode, i - 1);
  window_fixture_settle (fixture->window);
  g_assert_true (gtk_widget_get_mapped (button));
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (button)), ==,
                   "win.add-queries");
  for (guint i = 5; i > 1; i--)
    lk_episode_remove_class (episode, i - 1);
  window_fixture_settle (fixture->window);
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (button)), ==,
                   "win.add-folders");
}

static guint
count_labels (GtkWidget *root, const char *text)
{
  guint n = 0;

  if (!gtk_widget_get_mapped (root))
    return 0;
  if (GTK_IS_LABEL (root) && strstr (gtk_label_get_text (GTK_LABEL (root)), text) != NULL)
    n++;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_labels (child, text);
  return n;
}

/* The verdict stands once, in every view; the ledger is at most 1,100 wide. */
static void
test_once (Fixture *fixture, gconstpointer data)
{
  static const char *const views[] = { "decision", "pixel", "part", "distribution" };
  GtkWidget *window = GTK_WIDGET (fixture->window);

  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      lk_session_set_view (fixture->session, views[i]);
      window_fixture_settle (fixture->window);
      g_assert_cmpuint (count_labels (window, "ahead of"), ==, 1);
      g_assert_cmpuint (count_labels (window, "level decided"), ==, i == 0 ? 1 : 0);
      g_assert_true (gtk_widget_get_mapped (find_id (fixture, "ranking")) == (i > 0));
    }
  lk_session_set_view (fixture->session, "decision");
  gtk_widget_activate_action (window, "win.toggle-support", NULL);
  gtk_widget_activate_action (window, "win.toggle-decision", NULL);
  gtk_window_set_default_size (GTK_WINDOW (window), 1390, 860);
  for (guint i = 0; i < 10; i++)
    window_fixture_settle (fixture->window);
  g_assert_cmpint (gtk_widget_get_width (find_id (fixture, "decision_view")), ==, 1100);
}

/* A name with characters of markup is read as it is; what is said twice is read once. */
static void
test_toast (Fixture *fixture, gconstpointer data)
{
  lk_session_send_message (fixture->session, "<Cats> & dogs");
  lk_session_send_message (fixture->session, "<Cats> & dogs");
  window_fixture_settle (fixture->window);
  g_assert_cmpuint (count_labels (GTK_WIDGET (fixture->window), "<Cats> & dogs"), ==, 1);
  g_assert_cmpuint (count_labels (GTK_WIDGET (fixture->window), "<Cats> & dogs"), ==, 1);
}

/* Where all contributions are large, the bars are relative to the mean of the classes. */
static void
test_relative (Fixture *fixture, gconstpointer data)
{
  LkMetricOptions options = *lk_session_get_options (fixture->session);
  LkEvidence *evidence = get_evidence (fixture);
  const LkScores *scores;

  g_assert_null (lk_evidence_get_scores (evidence)->bars);
  options.normalisation = LK_NORMALISE_RAW;
  lk_session_set_options (fixture->session, &options);
  scores = lk_evidence_get_scores (evidence);
  g_assert_nonnull (scores->bars);
  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    {
      double sum = 0;

      for (guint i = 0; i < 5; i++)
        sum += scores->bars->contribution[level][i];
      g_assert_cmpfloat_with_epsilon (sum, 0, 1e-9);
      g_assert_cmpfloat_with_epsilon (scores->bars->contribution[level][1]
                                          - scores->bars->contribution[level][4],
                                      scores->decision->contribution[level][1]
                                          - scores->decision->contribution[level][4],
                                      1e-9);
    }
}

static LkChangeCard *
get_card (Fixture *fixture, guint nth)
{
  return LK_CHANGE_CARD (
      window_fixture_find (GTK_WIDGET (fixture->window), LK_TYPE_CHANGE_CARD, nth));
}

static gboolean
has_changes (gpointer data)
{
  Fixture *fixture = data;

  return gtk_widget_get_mapped (GTK_WIDGET (get_card (fixture, 0)))
         && gtk_widget_get_opacity (gtk_widget_get_parent (
                gtk_widget_get_parent (GTK_WIDGET (get_card (fixture, 0)))))
                == 1;
}

static void
undo (Fixture *fixture)
{
  lk_session_undo (fixture->session);
  window_fixture_settle (fixture->window);
  test_wait (has_changes, fixture);
}

static void
apply (Fixture *fixture, guint nth)
{
  g_signal_emit_by_name (get_card (fixture, nth), "apply");
  window_fixture_settle (fixture->window);
}

/* The changes of the command line, in the order of the cards. */
static const char *const changes[] = { "flip", "removal", "swap", "weights", "keep" };

/* Trying takes its time: the session keeps one query alone, the least sure of all. */
static void
keep_closest_query (Fixture *fixture)
{
  LkEpisode *episode = lk_session_get_episode (fixture->session);
  GListModel *queries = lk_episode_get_queries (episode);
  double least = G_MAXDOUBLE;
  guint kept = 0;

  for (guint i = 0; i < g_list_model_get_n_items (queries); i++)
    {
      g_autoptr (LkQuery) query = g_list_model_get_item (queries, i);
      const double margin = lk_session_get_decision (fixture->session, query)->margin;

      if (margin >= least)
        continue;
      least = margin;
      kept = i;
    }
  for (guint i = g_list_model_get_n_items (queries); i-- > 0;)
    if (i != kept)
      lk_episode_remove_query (episode, i);
  lk_session_select_query (fixture->session, 0);
  window_fixture_settle (fixture->window);
  label_as_predicted (fixture);
  test_wait (has_changes, fixture);
}

/* What the cards say is what the command line prints, and comes true when it is applied;
 * undo takes it back. */
static void
test_changes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *without = NULL, *shot = NULL;
  JsonObject *told, *flip, *removal;
  const gboolean *outline;
  const char *before;
  guint n, n_outlined = 0;

  keep_closest_query (fixture);
  before = get_predicted_name (fixture);
  node = window_fixture_explain (fixture->session, "--what-if");
  told = json_object_get_object_member (window_fixture_get_explained (node), "what_if");
  flip = json_object_get_object_member (told, "flip");
  removal = json_object_get_object_member (told, "removal");
  n = json_array_get_length (json_object_get_array_member (flip, "cells"));
  without = g_strdup_printf ("Without these %u cells", n);
  g_assert_cmpstr (lk_change_card_get_title (get_card (fixture, 0)), ==, without);
  shot = g_strdup_printf ("Without shot %d of %s",
                          (int) json_object_get_int_member (removal, "shot") + 1,
                          json_object_get_string_member (removal, "class"));
  g_assert_cmpstr (lk_change_card_get_title (get_card (fixture, 1)), ==, shot);

  g_signal_emit_by_name (get_card (fixture, 0), "pointed", TRUE);
  outline = lk_session_get_outline (fixture->session, &n_outlined);
  g_assert_cmpuint (n_outlined, ==, 441);
  for (guint i = 0; i < n; i++)
    g_assert_true (outline[json_array_get_int_element (
        json_object_get_array_member (flip, "cells"), i)]);
  g_signal_emit_by_name (get_card (fixture, 0), "pointed", FALSE);
  g_assert_null (lk_session_get_outline (fixture->session, &n_outlined));

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      if (json_object_get_null_member (told, changes[i]))
        continue;
      apply (fixture, i);
      g_assert_cmpstr (
          get_predicted_name (fixture), ==,
          json_object_get_string_member (json_object_get_object_member (told, changes[i]),
                                         "prediction"));
      undo (fixture);
      g_assert_cmpstr (get_predicted_name (fixture), ==, before);
    }
}

/* Where the decision is wrong, it is the true class that is to win. */
static void
test_changes_for_truth (Fixture *fixture, gconstpointer data)
{
  const LkDecision *decision = lk_evidence_get_decision (get_evidence (fixture));
  const guint truth = decision->runner_up;
  g_autofree char *wins = g_strdup_printf (
      "%s wins by", window_fixture_get_class_name (fixture->session, truth));

  test_wait (has_changes, fixture);
  lk_episode_set_query_label (lk_session_get_episode (fixture->session), 0,
                              window_fixture_get_class_name (fixture->session, truth));
  window_fixture_settle (fixture->window);
  test_wait (has_changes, fixture);
  g_assert_nonnull (strstr (lk_change_card_get_text (get_card (fixture, 0)), wins));
  apply (fixture, 0);
  g_assert_cmpuint (lk_evidence_get_decision (get_evidence (fixture))->prediction, ==,
                    truth);
}

/* How it is looked at comes back with the session. */
static void
test_saved (Fixture *fixture, gconstpointer data)
{
  LkLook look = *lk_session_get_look (fixture->session);
  g_autoptr (GArray) pins = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (JsonObject) object = NULL;
  LkLook read;

  look.own_scale = TRUE;
  look.margin_against = LK_AGAINST_MEAN;
  object = lk_look_to_json (&look, NULL, 0);
  read = lk_look_from_json (object, pins);
  g_assert_true (read.own_scale);
  g_assert_cmpint (read.margin_against, ==, LK_AGAINST_MEAN);
  lk_session_set_look (fixture->session, &look);
  g_assert_true (
      gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (find_id (fixture, "own_scale"))));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

#define ADD(name, function)                                                              \
  g_test_add ("/app/decision-page/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("adds-up", test_adds_up);
  ADD ("weights", test_weights);
  ADD ("cell", test_cell);
  ADD ("keys", test_keys);
  ADD ("brush", test_brush);
  ADD ("against", test_against);
  ADD ("table", test_table);
  ADD ("copy-table", test_copy_table);
  ADD ("stays", test_stays);
  ADD ("once", test_once);
  ADD ("filter", test_filter);
  ADD ("next-step", test_next_step);
  ADD ("toast", test_toast);
  ADD ("relative", test_relative);
  ADD ("changes", test_changes);
  ADD ("changes-for-truth", test_changes_for_truth);
  ADD ("saved", test_saved);
#undef ADD
  return g_test_run ();
}
