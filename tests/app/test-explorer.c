/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <math.h>

#include "lk-breakdown-height.h"
#include "lk-class-row.h"
#include "lk-distribution-view.h"
#include "lk-history.h"
#include "lk-picture-tile.h"
#include "lk-scoring-json.h"
#include "lk-shots-panel.h"
#include "lk-weight-triangle.h"
#include "lk-part-view.h"
#include "window-fixture.h"

static LkEvidence *
get_evidence (WindowFixture *fixture)
{
  LkEvidence *evidence = lk_session_get_evidence (fixture->session);

  g_assert_nonnull (evidence);
  return evidence;
}

static void
assert_near (double a, double b)
{
  g_assert_cmpfloat_with_epsilon (a, b, 1e-6 * MAX (1, MAX (fabs (a), fabs (b))));
}

/* A run of slider steps is one step of undo; the metric's is another. */
static void
test_history (WindowFixture *fixture, gconstpointer data)
{
  LkMetricOptions options = *lk_session_get_options (fixture->session);
  double before = options.weights[LK_LEVEL_PIXEL];
  const LkDistance distance = options.distance;

  for (guint i = 1; i <= 20; i++)
    {
      options.weights[LK_LEVEL_PIXEL] = i / 20.0;
      lk_session_set_options (fixture->session, &options);
    }
  options.distance = distance == LK_DISTANCE_KL_SQ ? LK_DISTANCE_W2 : LK_DISTANCE_KL_SQ;
  lk_session_set_options (fixture->session, &options);
  lk_session_undo (fixture->session);
  g_assert_cmpint (lk_session_get_options (fixture->session)->distance, ==, distance);
  g_assert_cmpfloat (lk_session_get_options (fixture->session)->weights[LK_LEVEL_PIXEL],
                     ==, 1);
  lk_session_undo (fixture->session);
  g_assert_cmpfloat (lk_session_get_options (fixture->session)->weights[LK_LEVEL_PIXEL],
                     ==, before);
  lk_session_redo (fixture->session);
  g_assert_cmpfloat (lk_session_get_options (fixture->session)->weights[LK_LEVEL_PIXEL],
                     ==, 1);
}

/* Episode and settings come back in the order in which they were changed. */
static void
test_history_order (WindowFixture *fixture, gconstpointer data)
{
  LkEpisode *episode = lk_session_get_episode (fixture->session);
  LkMetricOptions options = *lk_session_get_options (fixture->session);

  lk_episode_remove_shot (episode, 0, 0);
  options.neighbours = 2;
  lk_session_set_options (fixture->session, &options);
  lk_episode_remove_shot (episode, 1, 0);
  lk_session_undo (fixture->session);
  g_assert_cmpuint (lk_session_get_options (fixture->session)->neighbours, ==, 2);
  lk_session_undo (fixture->session);
  g_assert_cmpuint (lk_session_get_options (fixture->session)->neighbours, ==, 1);
  g_assert_nonnull (lk_session_get_undo_label (fixture->session));
  lk_session_undo (fixture->session);
  window_fixture_settle (fixture->window);
  g_assert_cmpuint (
      lk_support_get_n_shots (
          lk_scoring_get_support (lk_session_get_scoring (fixture->session)), 0),
      ==, 5);
}

static void
test_difference (WindowFixture *fixture, gconstpointer data)
{
  LkEvidence *evidence = get_evidence (fixture);
  LkExplanation *explanation = lk_evidence_get_explanation (evidence);
  LkLook look = *lk_session_get_look (fixture->session);
  const LkHeatmap *heatmap;
  double sum = 0;

  look.pixel.against = 3;
  lk_session_set_look (fixture->session, &look);
  heatmap = &lk_evidence_get_pixel (evidence, 1, -1)->heatmap;
  g_assert_cmpint (heatmap->colormap, ==, LK_COLORMAP_DIVERGING);
  for (guint i = 0; i < heatmap->n_rows * heatmap->n_columns; i++)
    sum += heatmap->values[i];
  assert_near (sum, lk_explanation_get_pixel (explanation, 1)->score
                        - lk_explanation_get_pixel (explanation, 3)->score);
}

static void
test_pins (WindowFixture *fixture, gconstpointer data)
{
  guint n;

  lk_session_pin_cell (fixture->session, 7);
  lk_session_pin_cell (fixture->session, 100);
  lk_session_pin_cell (fixture->session, 7);
  g_assert_cmpuint (lk_session_get_pins (fixture->session, &n)[0], ==, 100);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpint (lk_session_get_cell (fixture->session), ==, 100);
  lk_session_hover_cell (fixture->session, 3);
  g_assert_cmpint (lk_session_get_cell (fixture->session), ==, 3);
}

/* Painting cells out changes the decision at once, without another scoring. */
static void
test_mask (WindowFixture *fixture, gconstpointer data)
{
  guint n = lk_evidence_get_n_cells (get_evidence (fixture)), n_masked;
  double before
      = lk_evidence_get_scores (get_evidence (fixture))->scores[LK_LEVEL_PIXEL][0];
  g_autofree gboolean *kept = g_new (gboolean, n);
  const LkHeatmap *heatmap;
  double sum = 0;

  for (guint i = 0; i < n; i++)
    kept[i] = i % 3 != 0;
  lk_session_set_mask (fixture->session, kept, n);
  g_assert_false (lk_session_get_busy (fixture->session));
  heatmap = &lk_evidence_get_pixel (get_evidence (fixture), 0, -1)->heatmap;
  g_assert_nonnull (heatmap->masked);
  for (guint i = 0; i < n; i++)
    if (kept[i])
      sum += heatmap->values[i];
  assert_near (
      sum, lk_evidence_get_scores (get_evidence (fixture))->scores[LK_LEVEL_PIXEL][0]);
  g_assert_cmpfloat (sum, <, before);
  g_assert_cmpint (lk_evidence_get_pixel (get_evidence (fixture), 0, 3)->cell, ==, -1);
  lk_session_undo (fixture->session);
  g_assert_null (lk_session_get_mask (fixture->session, &n_masked));
  assert_near (
      before, lk_evidence_get_scores (get_evidence (fixture))->scores[LK_LEVEL_PIXEL][0]);
}

static void
test_mask_of_everything (WindowFixture *fixture, gconstpointer data)
{
  guint n = lk_evidence_get_n_cells (get_evidence (fixture)), n_masked;
  g_autofree gboolean *kept = g_new0 (gboolean, n);

  lk_session_set_mask (fixture->session, kept, n);
  g_assert_null (lk_session_get_mask (fixture->session, &n_masked));
}

static void
test_part_orders (WindowFixture *fixture, gconstpointer data)
{
  LkEvidence *evidence = get_evidence (fixture);
  double score
      = lk_explanation_get_part (lk_evidence_get_explanation (evidence), 2)->score;

  for (guint order = 0; order < LK_N_PART_ORDERS; order++)
    {
      const LkMatrix *matrix;
      gsize n_columns;
      double sum = 0;

      lk_evidence_set_part_order (evidence, order);
      matrix = lk_evidence_get_part (evidence, 2);
      n_columns = lk_tensor_get_dim (matrix->values, 1);
      for (guint row = 0; row < matrix->matches->n_rows; row++)
        {
          const float *values = lk_tensor_get_data (matrix->values) + row * n_columns;
          float largest = values[0];

          for (gsize i = 1; i < n_columns; i++)
            largest = MAX (largest, values[i]);
          sum += largest;
          if (order == LK_PART_ORDER_CONTRIBUTION && row > 0)
            g_assert_cmpfloat (matrix->matches->row[row], <=,
                               matrix->matches->row[row - 1]);
        }
      assert_near (sum, score);
    }
}

/* The menu's items point at an entry of the matrix, in words too. */
static void
test_show_pair (WindowFixture *fixture, gconstpointer data)
{
  GtkWidget *view
      = window_fixture_find (GTK_WIDGET (fixture->window), LK_TYPE_PART_VIEW, 0);
  guint shown = lk_session_get_shown_class (fixture->session);
  g_autoptr (GArray) pairs = lk_evidence_find_pairs (get_evidence (fixture), shown, 3);
  const LkPartPair *pair = &g_array_index (pairs, LkPartPair, 2);
  g_autofree char *expected = lk_evidence_describe_entry (get_evidence (fixture), shown,
                                                          pair->row, pair->column);

  lk_session_set_view (fixture->session, "part");
  window_fixture_settle (fixture->window);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.show-pair", "(uu)",
                              pair->row, pair->column);
  g_assert_cmpstr (lk_canvas_get_summary (LK_CANVAS (view)), ==, expected);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.show-pair", "(uu)",
                              G_MAXINT, G_MAXINT);
}

/* The strongest pairs stand first: pointing at their cards chooses them. */
static void
test_strongest_pairs (WindowFixture *fixture, gconstpointer data)
{
  GtkWidget *view
      = window_fixture_find (GTK_WIDGET (fixture->window), LK_TYPE_PART_VIEW, 0);
  guint shown = lk_session_get_shown_class (fixture->session);
  g_autoptr (GArray) pairs = lk_evidence_find_pairs (get_evidence (fixture), shown, 5);
  LkPalette palette;
  guint next = 0;

  lk_session_set_view (fixture->session, "part");
  window_fixture_settle (fixture->window);
  lk_canvas_init_palette (view, &palette);
  for (double x = 0; x < gtk_widget_get_width (view) && next < pairs->len; x += 4)
    {
      const LkPartPair *pair = &g_array_index (pairs, LkPartPair, next);
      g_autofree char *expected = lk_evidence_describe_entry (
          get_evidence (fixture), shown, pair->row, pair->column);

      LK_CANVAS_GET_CLASS (view)->hover (LK_CANVAS (view), get_evidence (fixture), x, 60,
                                         &palette);
      lk_canvas_refresh (LK_CANVAS (view));
      next += g_strcmp0 (lk_canvas_get_summary (LK_CANVAS (view)), expected) == 0;
    }
  g_assert_cmpuint (next, ==, 5);
}

/* The Distribution view has room for every class of its table. */
static void
assert_whole_table (WindowFixture *fixture, GtkWidget *view)
{
  guint shown = lk_session_get_shown_class (fixture->session);
  const LkBreakdownPlot *breakdown
      = lk_evidence_get_breakdown (get_evidence (fixture), shown, NULL);
  LkPalette palette;

  lk_canvas_init_palette (view, &palette);
  if (LK_IS_DISTRIBUTION_VIEW (view))
    g_assert_cmpfloat (gtk_widget_get_height (view), >=,
                       240
                           + lk_plot_breakdown_get_height (
                               breakdown, gtk_widget_get_width (view), &palette));
}

/* What does not fit a low window is scrolled to: nothing is left out. */
static void
test_low_window (WindowFixture *fixture, gconstpointer data)
{
  const char *const views[][2]
      = { { "part", "part_view" }, { "distribution", "distribution_view" } };

  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 800, 600);
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      GtkWidget *view
          = window_fixture_find_id (GTK_WIDGET (fixture->window), views[i][1]);
      GtkWidget *scroller = gtk_widget_get_ancestor (view, GTK_TYPE_SCROLLED_WINDOW);
      GtkAdjustment *adjustment;

      lk_session_set_view (fixture->session, views[i][0]);
      for (guint step = 0; step < 5; step++)
        window_fixture_settle (fixture->window);
      adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
      g_assert_cmpint (gtk_widget_get_height (view), >=, 640);
      assert_whole_table (fixture, view);
      g_assert_cmpint (gtk_widget_get_height (scroller), <, 600);
      g_assert_cmpfloat (gtk_adjustment_get_upper (adjustment), >=, 640);
    }
}

static void
test_breakdown (WindowFixture *fixture, gconstpointer data)
{
  for (guint distance = 0; distance < LK_N_DISTANCES; distance++)
    {
      LkMetricOptions options = *lk_session_get_options (fixture->session);
      const LkBreakdownPlot *plot;
      g_autoptr (GError) error = NULL;
      double sum = 0;

      options.distance = distance;
      lk_session_set_options (fixture->session, &options);
      plot = lk_evidence_get_breakdown (get_evidence (fixture), 1, &error);
      g_assert_no_error (error);
      for (guint i = 0; i < plot->breakdown->n_terms; i++)
        sum += plot->breakdown->terms[i];
      assert_near (
          sum, lk_explanation_get_distance (
                   lk_evidence_get_explanation (get_evidence (fixture)), distance, 1));
    }
}

/* The keyboard moves the point; the sum of the weights stays. */
static void
test_triangle (WindowFixture *fixture, gconstpointer data)
{
  const LkFlipPlot *plot = lk_evidence_get_flip_map (get_evidence (fixture));
  const LkDecision *decision = lk_evidence_get_decision (get_evidence (fixture));
  int region;

  g_assert_nonnull (plot);
  region = lk_flip_map_find (plot->map, plot->weights);
  g_assert_cmpint (region, >=, 0);
  g_assert_cmpuint (plot->map->regions[region].class_index, ==, decision->prediction);
  g_assert_nonnull (lk_session_get_accuracy_map (fixture->session));
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.weights", "s", "best");
  assert_near (lk_session_get_accuracy_map (fixture->session)->best[0],
               lk_session_get_options (fixture->session)->weights[0]);
}

static gboolean
rows_are_there (gpointer data)
{
  return g_list_model_get_n_items (data) == 25;
}

static void
test_shots_panel (WindowFixture *fixture, gconstpointer data)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);
  GtkWidget *expander = window_fixture_find_id (window, "expander");
  GtkWidget *table;
  LkScoring *scoring;

  gtk_expander_set_expanded (GTK_EXPANDER (expander), TRUE);
  table = window_fixture_find_id (window, "table");
  test_wait (rows_are_there, gtk_column_view_get_model (GTK_COLUMN_VIEW (table)));
  g_signal_emit_by_name (table, "activate", 0);
  window_fixture_settle (fixture->window);
  scoring = lk_session_get_scoring (fixture->session);
  {
    LkSupport *support = lk_scoring_get_support (scoring);
    guint n = 0;

    for (guint i = 0; i < 5; i++)
      n += lk_support_get_n_shots (support, i);
    g_assert_cmpuint (n, ==, 24);
  }
  lk_session_undo (fixture->session);
  window_fixture_settle (fixture->window);
  g_assert_cmpuint (
      lk_support_get_n_shots (
          lk_scoring_get_support (lk_session_get_scoring (fixture->session)), 0),
      ==, 5);
}

static void
add_labels (GPtrArray *labels, GtkWidget *root)
{
  if (!gtk_widget_get_mapped (root))
    return;
  if (GTK_IS_LABEL (root))
    g_ptr_array_add (labels, root);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    add_labels (labels, child);
}

/* The labels of a table as they are shown, row by row; the window is laid out first. */
static GPtrArray *
list_labels (LkWindow *window, GtkWidget *table)
{
  GPtrArray *labels = g_ptr_array_new ();

  for (guint i = 0; i < 20; i++)
    {
      window_fixture_settle (window);
      g_usleep (20000);
    }
  add_labels (labels, table);
  return labels;
}

/* Without the crow, one more shot of the insects tips the balance by less than 0.005. */
static void
test_narrow_margin (WindowFixture *fixture, gconstpointer data)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);
  GtkWidget *row = window_fixture_find (window, LK_TYPE_CLASS_ROW, 1);
  GtkWidget *crow = window_fixture_find (row, LK_TYPE_PICTURE_TILE, 3);
  GtkWidget *table;
  g_autoptr (GPtrArray) labels = NULL;
  guint n_flips = 0;

  lk_session_set_shot_off (fixture->session,
                           lk_picture_tile_get_picture (LK_PICTURE_TILE (crow)), TRUE);
  window_fixture_settle (fixture->window);
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (window_fixture_find_id (row, "count"))),
                   ==, "4 of 5 shots");
  gtk_expander_set_expanded (GTK_EXPANDER (window_fixture_find_id (window, "expander")),
                             TRUE);
  table = window_fixture_find_id (window, "table");
  labels = list_labels (fixture->window, table);
  for (guint i = 1; i < labels->len; i++)
    if (g_str_has_suffix (gtk_label_get_text (labels->pdata[i]), "wins instead"))
      {
        g_assert_true (g_str_has_prefix (gtk_label_get_text (labels->pdata[i - 1]), "−"));
        n_flips++;
      }
  g_assert_cmpuint (n_flips, ==, 1);
}

/* No number is cut and no short name, however many columns there are. */
static void
test_tables_whole (WindowFixture *fixture, gconstpointer data)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);
  LkLook look = *lk_session_get_look (fixture->session);
  g_autoptr (GPtrArray) labels = NULL;
  guint n_names = 0;

  look.tables = TRUE;
  lk_session_set_look (fixture->session, &look);
  labels = list_labels (fixture->window, window_fixture_find_id (window, "table_view"));
  g_assert_cmpuint (labels->len, >, 40);
  for (guint i = 0; i < labels->len; i++)
    {
      g_assert_false (
          pango_layout_is_ellipsized (gtk_label_get_layout (labels->pdata[i])));
      n_names += g_str_equal (gtk_label_get_text (labels->pdata[i]), "Flower");
    }
  g_assert_cmpuint (n_names, ==, 1);
}

static gboolean
is_open (gpointer data)
{
  return lk_session_get_path (data) != NULL && lk_session_get_evidence (data) != NULL
         && !lk_session_get_busy (data);
}

/* Pins, masks, shots that are off and the look survive a session file, and the command
 * line computes the same from it. */
static void
test_whole_state (WindowFixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("likeness-explorer-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "state.likeness", NULL);
  GtkWidget *row
      = window_fixture_find (GTK_WIDGET (fixture->window), LK_TYPE_CLASS_ROW, 1);
  GtkWidget *tile = window_fixture_find (row, LK_TYPE_PICTURE_TILE, 2);
  LkLook look = *lk_session_get_look (fixture->session);
  guint n = lk_evidence_get_n_cells (get_evidence (fixture)), n_pins, n_masked;
  g_autofree gboolean *kept = g_new (gboolean, n);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) theirs = NULL;
  JsonObject *first, *winner;
  const LkDecision *decision;

  for (guint i = 0; i < n; i++)
    kept[i] = i >= 40;
  lk_session_set_shot_off (fixture->session,
                           lk_picture_tile_get_picture (LK_PICTURE_TILE (tile)), TRUE);
  window_fixture_settle (fixture->window);
  lk_session_set_mask (fixture->session, kept, n);
  lk_session_pin_cell (fixture->session, 77);
  look.order = LK_PART_ORDER_SIMILARITY;
  look.plane = LK_PLANE_KL;
  look.pixel.mutual_only = TRUE;
  lk_session_set_look (fixture->session, &look);
  g_assert_true (lk_session_save (fixture->session, path, &error));
  g_assert_no_error (error);
  window_fixture_clear (fixture->session);
  lk_session_open (fixture->session, path);
  test_wait (is_open, fixture->session);

  g_assert_cmpuint (
      lk_support_get_n_shots (
          lk_scoring_get_support (lk_session_get_scoring (fixture->session)), 1),
      ==, 4);
  g_assert_cmpmem (lk_session_get_mask (fixture->session, &n_masked),
                   n * sizeof (gboolean), kept, n * sizeof (gboolean));
  g_assert_cmpuint (lk_session_get_pins (fixture->session, &n_pins)[0], ==, 77);
  g_assert_cmpint (lk_session_get_look (fixture->session)->plane, ==, LK_PLANE_KL);
  g_assert_true (lk_session_get_look (fixture->session)->pixel.mutual_only);

  theirs = window_fixture_explain_file (path, NULL);
  first = window_fixture_get_explained (theirs);
  decision = lk_evidence_get_decision (get_evidence (fixture));
  winner = json_array_get_object_element (json_object_get_array_member (first, "classes"),
                                          0);
  g_assert_cmpfloat (json_object_get_double_member (first, "margin"), ==,
                     decision->margin);
  g_assert_cmpfloat (json_object_get_double_member (winner, "fused"), ==,
                     decision->fused[0]);
  g_remove (path);
  g_rmdir (folder);
}

#define ADD(name, function)                                                              \
  g_test_add ("/app/explorer/" name, WindowFixture, NULL, window_fixture_set_up,         \
              function, window_fixture_tear_down)

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("history", test_history);
  ADD ("history-order", test_history_order);
  ADD ("difference", test_difference);
  ADD ("pins", test_pins);
  ADD ("mask", test_mask);
  ADD ("mask-of-everything", test_mask_of_everything);
  ADD ("part-orders", test_part_orders);
  ADD ("show-pair", test_show_pair);
  ADD ("strongest-pairs", test_strongest_pairs);
  ADD ("low-window", test_low_window);
  ADD ("breakdown", test_breakdown);
  ADD ("triangle", test_triangle);
  ADD ("shots-panel", test_shots_panel);
  ADD ("narrow-margin", test_narrow_margin);
  ADD ("tables-whole", test_tables_whole);
  ADD ("whole-state", test_whole_state);
  return g_test_run ();
}
