/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <math.h>

#include "lk-canvas.h"
#include "lk-decision-page.h"
#include "lk-evidence-view.h"
#include "lk-pixel-view.h"
#include "window-fixture.h"

typedef struct
{
  LkWindow *window;
  LkSession *session;
  GtkWidget *canvas;
  LkCanvasZoom *zoom;
} Fixture;

static void
show (Fixture *self, const char *view, const char *id)
{
  lk_session_set_view (self->session, view);
  window_fixture_settle (self->window);
  self->canvas = window_fixture_find_id (GTK_WIDGET (self->window), id);
  g_assert_true (gtk_widget_get_mapped (self->canvas));
  self->zoom = lk_canvas_get_zoom (LK_CANVAS (self->canvas));
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->window = window_fixture_new_with_example ();
  self->session = lk_window_get_session (self->window);
  show (self, "pixel", "pixel_view");
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  window_fixture_free (self->window);
}

static int
point (Fixture *self, double x, double y)
{
  g_signal_emit_by_name (
      window_fixture_find_controller (self->canvas, GTK_TYPE_EVENT_CONTROLLER_MOTION),
      "motion", x, y);
  return lk_session_get_cell (self->session);
}

static void
press (Fixture *self, double x, double y, gboolean release)
{
  GtkGesture *click
      = window_fixture_find_controller (self->canvas, GTK_TYPE_GESTURE_CLICK);

  g_signal_emit_by_name (click, "pressed", 1, x, y);
  if (release)
    g_signal_emit_by_name (click, "released", 1, x, y);
}

static void
press_key (Fixture *self, guint key)
{
  gboolean handled;

  g_signal_emit_by_name (
      window_fixture_find_controller (self->canvas, GTK_TYPE_EVENT_CONTROLLER_KEY),
      "key-pressed", key, 0, 0, &handled);
  g_assert_true (handled);
}

/* A place on the picture, and the cell there while the whole is seen. */
static int
find_cell (Fixture *self, double *x, double *y)
{
  for (*y = 20; *y < gtk_widget_get_height (self->canvas); *y += 20)
    for (*x = 20; *x < gtk_widget_get_width (self->canvas); *x += 20)
      if (point (self, *x, *y) > 100)
        return lk_session_get_cell (self->session);
  g_assert_not_reached ();
}

/* What is pointed at stays under the pointer, and what lies beside it comes apart. */
static void
test_hover (Fixture *self, gconstpointer data)
{
  double x, y, seen_x, seen_y;
  int cell = find_cell (self, &x, &y), beside = point (self, x + 40, y + 20);

  g_assert_cmpint (beside, !=, cell);
  point (self, x, y);
  lk_canvas_zoom_set_scale (self->zoom, 4, x, y);
  g_assert_cmpfloat (lk_canvas_zoom_get_scale (self->zoom), ==, 4);
  g_assert_cmpint (point (self, x + 0.1, y), ==, cell);
  g_assert_cmpint (point (self, x + 160, y + 80), ==, beside);
  seen_x = x + 160;
  seen_y = y + 80;
  lk_canvas_zoom_to_drawing (self->zoom, &seen_x, &seen_y);
  g_assert_cmpfloat_with_epsilon (seen_x, x + 40, 1e-9);
  g_assert_cmpfloat_with_epsilon (seen_y, y + 20, 1e-9);
}

/* The drawing goes along, what is under a pointer at rest is told anew, and no gap shows.
 */
static void
test_pan (Fixture *self, gconstpointer data)
{
  double x, y, left = 0, top = 0;
  int cell = find_cell (self, &x, &y);

  lk_canvas_zoom_set_scale (self->zoom, 3, x, y);
  point (self, x + 0.1, y);
  g_assert_true (lk_canvas_zoom_pan (self->zoom, -90, -60));
  g_assert_cmpint (lk_session_get_cell (self->session), !=, cell);
  g_assert_cmpint (point (self, x - 90, y - 60), ==, cell);
  lk_canvas_zoom_pan (self->zoom, 1e6, 1e6);
  lk_canvas_zoom_to_drawing (self->zoom, &left, &top);
  g_assert_cmpfloat (left, ==, 0);
  g_assert_cmpfloat (top, ==, 0);
  g_assert_false (lk_canvas_zoom_pan (self->zoom, 1, 1));
  lk_canvas_zoom_pan (self->zoom, -1e6, -1e6);
  left = gtk_widget_get_width (self->canvas);
  top = gtk_widget_get_height (self->canvas);
  lk_canvas_zoom_to_drawing (self->zoom, &left, &top);
  g_assert_cmpfloat_with_epsilon (left, gtk_widget_get_width (self->canvas), 1e-6);
  g_assert_cmpfloat_with_epsilon (top, gtk_widget_get_height (self->canvas), 1e-6);
}

/* The wheel moves what is enlarged, and is the page's where there is nothing to move. */
static void
test_wheel (Fixture *self, gconstpointer data)
{
  gpointer scroll
      = window_fixture_find_controller (self->canvas, GTK_TYPE_EVENT_CONTROLLER_SCROLL);
  gboolean handled;

  g_signal_emit_by_name (scroll, "scroll", 0.0, 1.0, &handled);
  g_assert_false (handled);
  lk_canvas_zoom_set_scale (self->zoom, 2, 0, 0);
  g_signal_emit_by_name (scroll, "scroll", 0.0, 1.0, &handled);
  g_assert_true (handled);
  g_signal_emit_by_name (scroll, "scroll", 0.0, -1.0, &handled);
  g_assert_true (handled);
  g_signal_emit_by_name (scroll, "scroll", 0.0, -1.0, &handled);
  g_assert_false (handled);
}

/* A click pins the cell that is seen there, once the button is up: it may be a drag. */
static void
test_pin (Fixture *self, gconstpointer data)
{
  double x, y;
  int cell = find_cell (self, &x, &y);
  guint n;

  lk_canvas_zoom_set_scale (self->zoom, 5, x, y);
  press (self, x, y, FALSE);
  lk_session_get_pins (self->session, &n);
  g_assert_cmpuint (n, ==, 0);
  press (self, x, y, TRUE);
  g_assert_cmpint (lk_session_get_pins (self->session, &n)[0], ==, cell);
  g_assert_cmpuint (n, ==, 1);
}

/* The brush paints at once, and on the cell that is seen. */
static void
test_brush (Fixture *self, gconstpointer data)
{
  LkLook look = *lk_session_get_look (self->session);
  double x, y;
  int cell = find_cell (self, &x, &y);
  const gboolean *kept;
  guint n;

  lk_canvas_zoom_set_scale (self->zoom, 5, x, y);
  look.brushing = TRUE;
  lk_session_set_look (self->session, &look);
  press (self, x, y, FALSE);
  kept = lk_session_get_mask (self->session, &n);
  g_assert_nonnull (kept);
  for (guint i = 0; i < n; i++)
    g_assert_cmpint (kept[i], ==, (int) i != cell);
}

/* The corner of the drawing that is seen, and how much of it. */
static void
get_seen (Fixture *self, double from[2], double to[2])
{
  from[0] = from[1] = 0;
  to[0] = gtk_widget_get_width (self->canvas);
  to[1] = gtk_widget_get_height (self->canvas);
  lk_canvas_zoom_to_drawing (self->zoom, &from[0], &from[1]);
  lk_canvas_zoom_to_drawing (self->zoom, &to[0], &to[1]);
}

/* What the arrow keys move to comes into sight, on each view. */
static void
test_keys (Fixture *self, gconstpointer data)
{
  const struct
  {
    const char *view;
    const char *id;
  } views[] = {
    { "pixel", "pixel_view" },
    { "part", "part_view" },
    { "decision", "evidence_view" },
  };
  LkPalette palette;

  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      LkEvidence *evidence = lk_session_get_evidence (self->session);
      double area[4], from[2], to[2];

      show (self, views[i].view, views[i].id);
      point (self, 60, 60);
      press_key (self, GDK_KEY_Down);
      lk_canvas_zoom_set_scale (self->zoom, 6, 0, 0);
      for (guint step = 0; step < 25; step++)
        {
          press_key (self, step % 2 == 0 ? GDK_KEY_Down : GDK_KEY_Right);
          lk_canvas_init_palette (self->canvas, &palette);
          g_assert_true (LK_CANVAS_GET_CLASS (self->canvas)
                             ->get_hovered_area (LK_CANVAS (self->canvas), evidence,
                                                 &palette, area));
          get_seen (self, from, to);
          g_assert_cmpfloat (area[0], >=, from[0] - 1e-6);
          g_assert_cmpfloat (area[1], >=, from[1] - 1e-6);
          g_assert_cmpfloat (area[0] + area[2], <=, to[0] + 1e-6);
          g_assert_cmpfloat (area[1] + area[3], <=, to[1] + 1e-6);
        }
    }
}

/* One set of keys for whichever view is in front; pages without a picture have none. */
static void
test_actions (Fixture *self, gconstpointer data)
{
  const char *const views[][2] = {
    { "decision", "evidence_view" },
    { "pixel", "pixel_view" },
    { "part", "part_view" },
    { "distribution", "distribution_view" },
  };
  GtkWidget *window = GTK_WIDGET (self->window);

  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      show (self, views[i][0], views[i][1]);
      gtk_widget_activate_action (window, "win.zoom-in", NULL);
      gtk_widget_activate_action (window, "win.zoom-in", NULL);
      gtk_widget_activate_action (self->canvas, "canvas.zoom-in", NULL);
      g_assert_cmpfloat (lk_canvas_zoom_get_scale (self->zoom), >, 1.9);
      gtk_widget_activate_action (window, "win.zoom-out", NULL);
      g_assert_cmpfloat (lk_canvas_zoom_get_scale (self->zoom), <, 1.7);
      for (guint step = 0; step < 40; step++)
        gtk_widget_activate_action (window, "win.zoom-in", NULL);
      g_assert_cmpfloat (lk_canvas_zoom_get_scale (self->zoom), ==, LK_CANVAS_ZOOM_MAX);
      gtk_widget_activate_action (window, "win.zoom-reset", NULL);
      g_assert_cmpfloat (lk_canvas_zoom_get_scale (self->zoom), ==, 1);
    }
  lk_session_set_view (self->session, "compare");
  g_assert_false (gtk_widget_activate_action (window, "win.zoom-in", NULL)
                  && lk_canvas_zoom_get_scale (self->zoom) > 1);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
#define ADD(name, function)                                                              \
  g_test_add ("/app/canvas-zoom/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("hover", test_hover);
  ADD ("pan", test_pan);
  ADD ("wheel", test_wheel);
  ADD ("pin", test_pin);
  ADD ("brush", test_brush);
  ADD ("keys", test_keys);
  ADD ("actions", test_actions);
#undef ADD
  return g_test_run ();
}
