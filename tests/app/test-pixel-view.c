/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "lk-match-popover.h"
#include "lk-pixel-view.h"
#include "window-fixture.h"

#define STRIP_HEIGHT 150
#define MIN_HEIGHT_FOR_STRIP 560

typedef struct
{
  LkWindow *window;
  LkSession *session;
  GtkWidget *view;
  GtkWidget *popover;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->window = window_fixture_new_with_example ();
  self->session = lk_window_get_session (self->window);
  lk_session_set_view (self->session, "pixel");
  window_fixture_settle (self->window);
  self->view = window_fixture_find_id (GTK_WIDGET (self->window), "pixel_view");
  g_assert_true (gtk_widget_get_mapped (self->view));
  self->popover = window_fixture_find (self->view, LK_TYPE_MATCH_POPOVER, 0);
  g_assert_nonnull (self->popover);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  window_fixture_free (self->window);
}

static LkEvidence *
get_evidence (Fixture *self)
{
  return lk_session_get_evidence (self->session);
}

/* Where a cell of the query is said to be in a sentence. */
static gboolean
tells_cell (Fixture *self, const char *sentence, guint cell)
{
  guint n_columns = lk_evidence_get_pixel (get_evidence (self), 0, -1)->heatmap.n_columns;
  g_autofree char *start = g_strdup_printf ("Row %u, column %u of the query",
                                            cell / n_columns + 1, cell % n_columns + 1);

  return g_str_has_prefix (sentence, start);
}

static const char *
enlarge_by_keys (Fixture *self)
{
  g_assert_true (gtk_widget_activate_action (self->view, "pixel.enlarge-match", NULL));
  g_assert_true (gtk_widget_get_visible (self->popover));
  return lk_match_popover_get_text (LK_MATCH_POPOVER (self->popover));
}

/* What nobody points at shows the cell that tells most, and nothing comes of that: no
 * cell is hovered, nothing is pinned, undone or saved. */
static void
test_starts (Fixture *self, gconstpointer data)
{
  guint shown = lk_session_get_shown_class (self->session), n_pins;
  guint telling = lk_evidence_find_telling_cell (get_evidence (self), shown);
  g_autofree char *before = g_strdup (lk_session_get_undo_label (self->session));
  gboolean modified = lk_session_get_modified (self->session);

  g_assert_true (tells_cell (self, enlarge_by_keys (self), telling));
  g_assert_cmpint (lk_session_get_cell (self->session), ==, -1);
  lk_session_get_pins (self->session, &n_pins);
  g_assert_cmpuint (n_pins, ==, 0);
  g_assert_cmpstr (lk_session_get_undo_label (self->session), ==, before);
  g_assert_cmpint (lk_session_get_modified (self->session), ==, modified);

  /* Gone once a cell is chosen. */
  lk_session_hover_cell (self->session, telling == 5 ? 6 : 5);
  g_assert_true (tells_cell (self, enlarge_by_keys (self), telling == 5 ? 6 : 5));
  lk_session_hover_cell (self->session, -1);
  g_assert_true (tells_cell (self, enlarge_by_keys (self), telling));
}

static void
find_card (Fixture *self, guint match, double *x, double *y)
{
  LkEvidence *evidence = get_evidence (self);
  guint shown = lk_session_get_shown_class (self->session);
  int cell = lk_session_get_cell (self->session);
  double height = gtk_widget_get_height (self->view), area[4];
  LkPalette palette;

  if (cell < 0)
    cell = (int) lk_evidence_find_telling_cell (evidence, shown);
  if (height >= MIN_HEIGHT_FOR_STRIP)
    height -= STRIP_HEIGHT;
  lk_canvas_init_palette (self->view, &palette);
  lk_plot_correspondences_get_match_area (lk_evidence_get_pixel (evidence, shown, cell),
                                          match, gtk_widget_get_width (self->view),
                                          height, &palette, area);
  *x = area[0] + area[2] / 2;
  *y = area[1] + area[3] / 2;
}

/* A click on a match enlarges it, with its cosine and place, and pins nothing. */
static void
test_click (Fixture *self, gconstpointer data)
{
  LkCanvasClass *canvas = LK_CANVAS_GET_CLASS (self->view);
  LkEvidence *evidence = get_evidence (self);
  const LkDecision *decision = lk_evidence_get_decision (evidence);
  guint telling = lk_evidence_find_telling_cell (
      evidence, lk_session_get_shown_class (self->session));
  LkPalette palette;

  lk_canvas_init_palette (self->view, &palette);
  for (guint match = 0; match < decision->n_classes; match++)
    {
      g_autofree char *sentence
          = lk_evidence_describe_match (evidence, decision->ranking[match], telling);
      double x, y;
      guint n_pins;

      find_card (self, match, &x, &y);
      canvas->hover (LK_CANVAS (self->view), evidence, x, y, &palette);
      canvas->activate (LK_CANVAS (self->view), evidence);
      g_assert_true (gtk_widget_get_visible (self->popover));
      g_assert_cmpstr (lk_match_popover_get_text (LK_MATCH_POPOVER (self->popover)), ==,
                       sentence);
      lk_session_get_pins (self->session, &n_pins);
      g_assert_cmpuint (n_pins, ==, 0);
      gtk_popover_popdown (GTK_POPOVER (self->popover));
    }
}

static gboolean
is_closed (gpointer popover)
{
  return !gtk_widget_get_visible (popover);
}

/* Another query has other matches. */
static void
test_closes (Fixture *self, gconstpointer data)
{
  enlarge_by_keys (self);
  lk_session_select_query (self->session, 1);
  window_fixture_settle (self->window);
  test_wait (is_closed, self->popover);
}

#define ADD(name, function)                                                              \
  g_test_add ("/app/pixel-view/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("starts", test_starts);
  ADD ("click", test_click);
  ADD ("closes", test_closes);
  return g_test_run ();
}
