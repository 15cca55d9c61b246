/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "lk-brush.h"
#include "lk-number-text.h"
#include "window-fixture.h"

/* What strokes paint, and what the window says while they do. */

#define ROWS 6
#define COLUMNS 8

/* Rows of "." for what is kept and "x" for what is not. */
static void
assert_cells (const gboolean *kept, const char *expected)
{
  char drawn[ROWS * COLUMNS + 1] = { 0 };

  for (guint i = 0; i < ROWS * COLUMNS; i++)
    drawn[i] = kept[i] ? '.' : 'x';
  g_assert_cmpstr (drawn, ==, expected);
}

static gboolean
stroke (LkBrush *brush, LkBrushTip tip, gboolean *kept, guint x, guint y, gboolean begins)
{
  return lk_brush_stroke (
      brush, tip, &(LkBrushCells){ kept, ROWS * COLUMNS, COLUMNS, y * COLUMNS + x },
      begins);
}

static void
keep_all (gboolean *kept)
{
  for (guint i = 0; i < ROWS * COLUMNS; i++)
    kept[i] = TRUE;
}

/* Squares are cut off at the edges and never go around them; a quick stroke has no
 * holes. */
static void
test_tips (void)
{
  LkBrush brush = { 0 };
  gboolean kept[ROWS * COLUMNS];

  keep_all (kept);
  g_assert_true (stroke (&brush, LK_BRUSH_ONE, kept, 7, 0, TRUE));
  assert_cells (kept, ".......x"
                      "........"
                      "........"
                      "........"
                      "........"
                      "........");
  g_assert_false (stroke (&brush, LK_BRUSH_ONE, kept, 7, 0, FALSE));
  keep_all (kept);
  stroke (&brush, LK_BRUSH_THREE, kept, 7, 1, TRUE);
  assert_cells (kept, "......xx"
                      "......xx"
                      "......xx"
                      "........"
                      "........"
                      "........");
  keep_all (kept);
  stroke (&brush, LK_BRUSH_THREE, kept, 1, 4, TRUE);
  stroke (&brush, LK_BRUSH_THREE, kept, 5, 4, FALSE);
  assert_cells (kept, "........"
                      "........"
                      "........"
                      "xxxxxxx."
                      "xxxxxxx."
                      "xxxxxxx.");
  keep_all (kept);
  stroke (&brush, LK_BRUSH_FIVE, kept, 0, 0, TRUE);
  assert_cells (kept, "xxx....."
                      "xxx....."
                      "xxx....."
                      "........"
                      "........"
                      "........");
  lk_brush_clear (&brush);
}

/* A rectangle follows its corner; what it leaves is as it was, painted or not. Begun on
 * what is painted out it brings back. */
static void
test_rectangle (void)
{
  LkBrush brush = { 0 };
  gboolean kept[ROWS * COLUMNS];

  keep_all (kept);
  kept[2 * COLUMNS + 4] = FALSE;
  stroke (&brush, LK_BRUSH_RECTANGLE, kept, 1, 1, TRUE);
  g_assert_true (stroke (&brush, LK_BRUSH_RECTANGLE, kept, 5, 3, FALSE));
  assert_cells (kept, "........"
                      ".xxxxx.."
                      ".xxxxx.."
                      ".xxxxx.."
                      "........"
                      "........");
  g_assert_true (stroke (&brush, LK_BRUSH_RECTANGLE, kept, 2, 0, FALSE));
  assert_cells (kept, ".xx....."
                      ".xx....."
                      "....x..."
                      "........"
                      "........"
                      "........");
  stroke (&brush, LK_BRUSH_RECTANGLE, kept, 1, 0, TRUE);
  stroke (&brush, LK_BRUSH_RECTANGLE, kept, 4, 2, FALSE);
  assert_cells (kept, "........"
                      "........"
                      "........"
                      "........"
                      "........"
                      "........");
  lk_brush_clear (&brush);
}

static const char *
get_summary (WindowFixture *self)
{
  GtkWidget *bar = window_fixture_find_id (GTK_WIDGET (self->window), "evidence_bar");

  return gtk_label_get_text (GTK_LABEL (window_fixture_find_id (bar, "summary")));
}

static double
get_margin (WindowFixture *self)
{
  return lk_evidence_get_decision (lk_session_get_evidence (self->session))->margin;
}

static void
paint_half (WindowFixture *self)
{
  guint n = lk_evidence_get_n_cells (lk_session_get_evidence (self->session));
  g_autofree gboolean *kept = g_new (gboolean, n);

  for (guint i = 0; i < n; i++)
    kept[i] = i >= n / 2;
  lk_session_set_mask (self->session, kept, n);
  window_fixture_settle (self->window);
}

/* What is painted out is told by what it does, in each view. */
static void
test_effect (WindowFixture *self, gconstpointer data)
{
  static const char *const views[] = { "decision", "pixel", "part", "distribution" };
  double whole = get_margin (self);
  g_autofree char *before = lk_number_fixed (whole, 2);
  g_autofree char *after = NULL;

  g_assert_null (lk_session_describe_mask (self->session));
  g_assert_null (strstr (get_summary (self), "→"));
  paint_half (self);
  after = lk_number_fixed (get_margin (self), 2);
  g_assert_cmpstr (after, !=, before);
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      const char *arrow;

      lk_session_set_view (self->session, views[i]);
      window_fixture_settle (self->window);
      arrow = strstr (get_summary (self), "→");
      g_assert_nonnull (arrow);
      g_assert_nonnull (strstr (get_summary (self), before));
      g_assert_nonnull (strstr (arrow, after));
    }
  lk_session_undo (self->session);
  window_fixture_settle (self->window);
  g_assert_null (strstr (get_summary (self), "→"));
}

/* Only where there is a mask, as one step; twice is what it was. */
static void
test_invert (WindowFixture *self, gconstpointer data)
{
  GtkWidget *window = GTK_WIDGET (self->window);
  GtkWidget *button = window_fixture_find_id (window, "invert");
  const gboolean *kept;
  guint n;

  g_assert_false (gtk_widget_get_sensitive (button));
  paint_half (self);
  g_assert_true (gtk_widget_get_sensitive (button));
  gtk_widget_activate_action (window, "win.invert-cells", NULL);
  window_fixture_settle (self->window);
  kept = lk_session_get_mask (self->session, &n);
  for (guint i = 0; i < n; i++)
    g_assert_true (kept[i] == (i < n / 2));
  gtk_widget_activate_action (window, "win.invert-cells", NULL);
  kept = lk_session_get_mask (self->session, &n);
  g_assert_true (kept[n - 1] && !kept[0]);
  lk_session_undo (self->session);
  kept = lk_session_get_mask (self->session, &n);
  g_assert_true (kept[0] && !kept[n - 1]);
}

/* The tip is offered while there is a brush. */
static void
test_offered (WindowFixture *self, gconstpointer data)
{
  GtkWidget *window = GTK_WIDGET (self->window);
  GtkWidget *tip = window_fixture_find_id (window, "tip");
  LkLook look = *lk_session_get_look (self->session);

  g_assert_false (gtk_widget_get_visible (tip));
  look.brushing = TRUE;
  lk_session_set_look (self->session, &look);
  g_assert_true (gtk_widget_get_visible (tip));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (tip), 3);
  g_assert_cmpint (lk_session_get_look (self->session)->tip, ==, LK_BRUSH_RECTANGLE);
}

#define ADD(name, function)                                                              \
  g_test_add ("/app/brush/" name, WindowFixture, NULL, window_fixture_set_up, function,  \
              window_fixture_tear_down)

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/app/brush/tips", test_tips);
  g_test_add_func ("/app/brush/rectangle", test_rectangle);
  ADD ("effect", test_effect);
  ADD ("invert", test_invert);
  ADD ("offered", test_offered);
  return g_test_run ();
}
