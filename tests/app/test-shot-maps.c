/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "lk-shot-maps-view.h"
#include "lk-shot-maps.h"
#include "window-fixture.h"

/* Cells add up to what a shot adds, and the shots of both classes to the margin, under
 * every distance. */
static void
test_sums (WindowFixture *self, gconstpointer data)
{
  for (LkDistance distance = 0; distance < LK_N_DISTANCES; distance++)
    {
      LkMetricOptions options = *lk_session_get_options (self->session);
      LkEvidence *evidence;
      guint shown, against;
      g_autoptr (LkCells) cells = NULL;
      g_autoptr (LkShotMaps) maps = NULL;
      double sum = 0, margin;

      options.distance = distance;
      lk_session_set_options (self->session, &options);
      window_fixture_settle (self->window);
      evidence = lk_session_get_evidence (self->session);
      shown = lk_session_get_shown_class (self->session);
      against = lk_evidence_get_margin_opponent (evidence, shown);
      cells = lk_cells_new (lk_evidence_get_explanation (evidence), distance,
                            LK_CELLS_OF_SHOTS);
      maps = lk_shot_maps_new (evidence, cells, shown, against);
      g_assert_nonnull (maps);
      g_assert_cmpuint (maps->plot.n_classes, ==, 2);
      g_assert_cmpuint (maps->plot.rows[0].class_index, ==, shown);
      g_assert_cmpuint (maps->plot.rows[1].class_index, ==, against);
      for (guint row = 0; row < 2; row++)
        for (guint shot = 0; shot < maps->plot.rows[row].n_shots; shot++)
          {
            guint n = maps->plot.n_rows * maps->plot.n_columns;
            double of_shot = 0;

            for (guint p = 0; p < n; p++)
              of_shot += maps->plot.rows[row].values[shot * n + p];
            g_assert_cmpfloat_with_epsilon (of_shot, maps->plot.rows[row].sums[shot],
                                            1e-9);
            sum += of_shot;
          }
      margin = lk_evidence_get_decision (evidence)->fused[shown]
               - lk_evidence_get_decision (evidence)->fused[against];
      g_assert_cmpfloat_with_epsilon (sum, margin, 1e-9 * MAX (1, fabs (margin)));
      g_assert_cmpfloat_with_epsilon (maps->margin, margin,
                                      1e-9 * MAX (1, fabs (margin)));
    }
}

static gboolean
is_told (gpointer data)
{
  const char *summary = lk_canvas_get_summary (data);

  return summary != NULL && g_str_has_prefix (summary, "The cells add up");
}

static char *
describe_first_cell (WindowFixture *self, guint index, guint shot)
{
  return g_strdup_printf ("%s, shot %u, row 1, column 1: ",
                          window_fixture_get_class_name (self->session, index), shot);
}

/* They are looked for once somebody looks, and the keys go from cell to cell, shot to
 * shot and class to class. */
static void
test_view (WindowFixture *self, gconstpointer data)
{
  GtkExpander *expander
      = GTK_EXPANDER (window_fixture_find_id (GTK_WIDGET (self->window), "shots"));
  LkEvidence *evidence = lk_session_get_evidence (self->session);
  GtkWidget *view = gtk_expander_get_child (expander);
  LkCanvasClass *canvas = LK_CANVAS_GET_CLASS (view);
  const LkDecision *decision = lk_evidence_get_decision (evidence);
  g_autofree char *winner = describe_first_cell (self, decision->prediction, 1);
  g_autofree char *other = describe_first_cell (self, decision->runner_up, 2);
  g_autofree char *first = NULL;

  lk_session_set_view (self->session, "decision");
  window_fixture_settle (self->window);
  g_assert_null (lk_canvas_get_summary (LK_CANVAS (view)));
  gtk_expander_set_expanded (expander, TRUE);
  test_wait (is_told, view);
  canvas->move (LK_CANVAS (view), evidence, 0, 0);
  first = canvas->describe (LK_CANVAS (view), evidence);
  g_assert_nonnull (strstr (first, winner));
  for (guint i = 0; i < 21; i++)
    canvas->move (LK_CANVAS (view), evidence, 1, 0);
  for (guint i = 0; i < 21; i++)
    canvas->move (LK_CANVAS (view), evidence, 0, 1);
  lk_canvas_refresh (LK_CANVAS (view));
  g_assert_true (g_str_has_prefix (lk_canvas_get_summary (LK_CANVAS (view)), other));
}

static GtkWidget *
open_view (WindowFixture *self)
{
  GtkExpander *expander
      = GTK_EXPANDER (window_fixture_find_id (GTK_WIDGET (self->window), "shots"));
  GtkWidget *view = gtk_expander_get_child (expander);

  lk_session_set_view (self->session, "decision");
  gtk_expander_set_expanded (expander, TRUE);
  window_fixture_settle (self->window);
  test_wait (is_told, view);
  return view;
}

static LkPicture *
get_shown_shot (WindowFixture *self)
{
  LkEvidence *evidence = lk_session_get_evidence (self->session);
  LkEpisodeState *episode = lk_scoring_get_episode (lk_evidence_get_scoring (evidence));

  return lk_episode_state_get_shots (episode, lk_session_get_shown_class (self->session))
      ->pdata[0];
}

static gboolean
is_painted_out (gpointer data)
{
  const char *summary = lk_canvas_get_summary (data);

  return summary != NULL && g_str_has_suffix (summary, "painted out");
}

/* Cells add up without those that are painted out. */
static void
check_painted (WindowFixture *self, guint cell)
{
  LkEvidence *evidence = lk_session_get_evidence (self->session);
  guint shown = lk_session_get_shown_class (self->session);
  guint against = lk_evidence_get_margin_opponent (evidence, shown);
  g_autoptr (LkCells) cells
      = lk_cells_new (lk_evidence_get_explanation (evidence),
                      lk_evidence_get_options (evidence)->distance, LK_CELLS_OF_SHOTS);
  g_autoptr (LkShotMaps) maps = lk_shot_maps_new (evidence, cells, shown, against);
  double sum = 0, margin = lk_evidence_get_decision (evidence)->fused[shown]
                           - lk_evidence_get_decision (evidence)->fused[against];

  g_assert_true (maps->plot.rows[0].masked[cell]);
  g_assert_cmpfloat (maps->plot.rows[0].values[cell], ==, 0);
  for (guint row = 0; row < 2; row++)
    for (guint shot = 0; shot < maps->plot.rows[row].n_shots; shot++)
      sum += maps->plot.rows[row].sums[shot];
  g_assert_cmpfloat_with_epsilon (sum, margin, 1e-9 * MAX (1, fabs (margin)));
}

/* What the command line says of the session, saved. */
static void
compare_with_cli (WindowFixture *self)
{
  const LkDecision *decision
      = lk_evidence_get_decision (lk_session_get_evidence (self->session));
  g_autoptr (JsonNode) theirs = window_fixture_explain (self->session, NULL);
  JsonObject *first = window_fixture_get_explained (theirs);
  JsonArray *classes;

  classes = json_object_get_array_member (first, "classes");
  g_assert_cmpfloat (json_object_get_double_member (first, "margin"), ==,
                     decision->margin);
  for (guint i = 0; i < decision->n_classes; i++)
    g_assert_cmpfloat (json_object_get_double_member (
                           json_array_get_object_element (classes, i), "fused"),
                       ==, decision->fused[i]);
}

/* The brush paints cells of a shot out: drawn hatched at once, scored without them, the
 * same on the command line, undone, and shown again by the button beside the brush. */
static void
test_brush (WindowFixture *self, gconstpointer data)
{
  GtkWidget *view = open_view (self);
  LkCanvasClass *canvas = LK_CANVAS_GET_CLASS (view);
  LkEvidence *evidence = lk_session_get_evidence (self->session);
  LkPicture *shot = get_shown_shot (self);
  LkLook look = *lk_session_get_look (self->session);
  double margin = lk_evidence_get_decision (evidence)->margin;
  const gboolean *kept;
  guint n_cells;

  canvas->move (LK_CANVAS (view), evidence, 0, 0);
  canvas->activate (LK_CANVAS (view), evidence);
  g_assert_false (lk_session_has_masks (self->session));
  look.brushing = TRUE;
  lk_session_set_look (self->session, &look);
  canvas->move (LK_CANVAS (view), evidence, 3, 0);
  canvas->activate (LK_CANVAS (view), evidence);
  canvas->move (LK_CANVAS (view), evidence, 4, 0);
  canvas->drag (LK_CANVAS (view), evidence);
  lk_canvas_refresh (LK_CANVAS (view));
  g_assert_true (is_painted_out (view));
  kept = lk_session_get_shot_mask (self->session, shot, &n_cells);
  g_assert_cmpuint (n_cells, ==, 441);
  for (guint p = 0; p < n_cells; p++)
    g_assert_true (kept[p] == !(p >= 3 && p <= 7));
  window_fixture_settle (self->window);
  check_painted (self, 5);
  g_assert_cmpfloat (
      lk_evidence_get_decision (lk_session_get_evidence (self->session))->margin, !=,
      margin);
  compare_with_cli (self);

  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.show-all-cells", NULL);
  g_assert_false (lk_session_has_masks (self->session));
  window_fixture_settle (self->window);
  g_assert_cmpfloat (
      lk_evidence_get_decision (lk_session_get_evidence (self->session))->margin, ==,
      margin);
  lk_session_undo (self->session);
  g_assert_true (lk_session_has_masks (self->session));
  lk_session_undo (self->session);
  g_assert_false (lk_session_has_masks (self->session));
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
#define ADD(name, function)                                                              \
  g_test_add ("/app/shot-maps/" name, WindowFixture, NULL, window_fixture_set_up,        \
              function, window_fixture_tear_down)
  ADD ("sums", test_sums);
  ADD ("view", test_view);
  ADD ("brush", test_brush);
#undef ADD
  return g_test_run ();
}
