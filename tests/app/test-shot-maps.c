/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <math.h>
#include <string.h>

#include "lk-shot-maps-view.h"
#include "lk-shot-maps.h"
#include "window-fixture.h"

typedef struct
{
  LkWindow *window;
  LkSession *session;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->window = window_fixture_new_with_example ();
  self->session = lk_window_get_session (self->window);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  window_fixture_free (self->window);
}

/* Cells add up to what a shot adds, and the shots of both classes to the margin, under
 * every distance. */
static void
test_sums (Fixture *self, gconstpointer data)
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

/* They are looked for once somebody looks, and the keys go from cell to cell, shot to
 * shot and class to class. */
static void
test_view (Fixture *self, gconstpointer data)
{
  GtkExpander *expander
      = GTK_EXPANDER (window_fixture_find_id (GTK_WIDGET (self->window), "shots"));
  LkEvidence *evidence = lk_session_get_evidence (self->session);
  GtkWidget *view = gtk_expander_get_child (expander);
  LkCanvasClass *canvas = LK_CANVAS_GET_CLASS (view);
  g_autofree char *first = NULL;

  lk_session_set_view (self->session, "decision");
  window_fixture_settle (self->window);
  g_assert_null (lk_canvas_get_summary (LK_CANVAS (view)));
  gtk_expander_set_expanded (expander, TRUE);
  test_wait (is_told, view);
  canvas->move (LK_CANVAS (view), evidence, 0, 0);
  first = canvas->describe (LK_CANVAS (view), evidence);
  g_assert_nonnull (strstr (first, "Bird, shot 1, row 1, column 1: "));
  for (guint i = 0; i < 21; i++)
    canvas->move (LK_CANVAS (view), evidence, 1, 0);
  for (guint i = 0; i < 21; i++)
    canvas->move (LK_CANVAS (view), evidence, 0, 1);
  lk_canvas_refresh (LK_CANVAS (view));
  g_assert_true (g_str_has_prefix (lk_canvas_get_summary (LK_CANVAS (view)),
                                   "Insect, shot 2, row 1, column 1: "));
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
#define ADD(name, function)                                                              \
  g_test_add ("/app/shot-maps/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("sums", test_sums);
  ADD ("view", test_view);
#undef ADD
  return g_test_run ();
}
