/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <math.h>

#include "lk-canvas-zoom.h"
#include "lk-confusion-view.h"
#include "lk-curves-view.h"
#include "window-fixture.h"

#define N_CLASSES 48
#define N_POINTS 101
#define EDGE 400

/* A plot alone in a window, as large as it is asked to be. */
typedef struct
{
  GtkWidget *window;
  GtkWidget *view;
  LkCanvasZoom *zoom;
  double x[N_POINTS];
  double y[N_POINTS];
  double place; /* that was described last */
  LkCurve curve;
  LkCurvesPanel panel;
  LkCurvesPlot plot;
} Fixture;

static gboolean
is_mapped (gpointer data)
{
  return gtk_widget_get_mapped (data) && gtk_widget_get_width (data) >= EDGE;
}

static void
show (Fixture *self, GtkWidget *view)
{
  self->view = view;
  self->window = gtk_window_new ();
  gtk_widget_set_size_request (view, EDGE, EDGE);
  gtk_window_set_child (GTK_WINDOW (self->window), view);
  gtk_window_present (GTK_WINDOW (self->window));
  test_wait (is_mapped, view);
  self->zoom = g_object_get_data (G_OBJECT (view), "lk-canvas-zoom");
}

static void
set_up_confusion (Fixture *self, gconstpointer data)
{
  g_autofree guint *counts = g_new0 (guint, N_CLASSES * N_CLASSES);
  const char *names[N_CLASSES];
  GtkWidget *view = g_object_new (LK_TYPE_CONFUSION_VIEW, NULL);

  for (guint i = 0; i < N_CLASSES; i++)
    {
      g_autofree char *name = g_strdup_printf ("c%u", i);

      names[i] = g_intern_string (name);
      counts[i * (N_CLASSES + 1)] = 5;
    }
  lk_confusion_view_set_counts (LK_CONFUSION_VIEW (view), N_CLASSES, names, counts,
                                FALSE);
  show (self, view);
}

static const LkCurvesPlot *
get_plot (gpointer data)
{
  return &((Fixture *) data)->plot;
}

static char *
describe (gpointer data, double place)
{
  ((Fixture *) data)->place = place;
  return g_strdup_printf ("%g", place);
}

/* From 0 to 100, and flat but for the last tenth. */
static void
set_up_curves (Fixture *self, gconstpointer data)
{
  GtkWidget *view = g_object_new (LK_TYPE_CURVES_VIEW, NULL);

  for (guint i = 0; i < N_POINTS; i++)
    {
      self->x[i] = i;
      self->y[i] = i < 90 ? 10 : 10 + i;
    }
  self->curve = (LkCurve){ .name = "all", .n = N_POINTS, .x = self->x, .y = self->y };
  self->panel = (LkCurvesPanel){ "Title", FALSE, FALSE, 1, &self->curve };
  self->plot = (LkCurvesPlot){
    .n_panels = 1, .panels = &self->panel, .x_title = "x", .high = 100, .hovered = NAN
  };
  lk_curves_view_set_source (LK_CURVES_VIEW (view), self, get_plot, describe);
  show (self, view);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
}

static void
point (Fixture *self, double x, double y)
{
  g_signal_emit_by_name (
      window_fixture_find_controller (self->view, GTK_TYPE_EVENT_CONTROLLER_MOTION),
      "motion", x, y);
}

static gboolean
press_key (Fixture *self, guint key)
{
  gboolean handled;

  g_signal_emit_by_name (
      window_fixture_find_controller (self->view, GTK_TYPE_EVENT_CONTROLLER_KEY),
      "key-pressed", key, 0, 0, &handled);
  return handled;
}

/* What is pointed at: "c12 taken for itself: 5 of 5". */
static void
read_entry (Fixture *self, guint *row, guint *column)
{
  const char *summary = lk_plot_view_get_summary (LK_PLOT_VIEW (self->view));

  if (sscanf (summary, "c%u taken for c%u", row, column) == 2)
    return;
  g_assert_cmpint (sscanf (summary, "c%u taken for itself", row), ==, 1);
  *column = *row;
}

/* The entry under the pointer stays there, its neighbours come apart, and the block ends
 * where the classes do. */
static void
test_block (Fixture *self, gconstpointer data)
{
  guint row, column, seen_row, seen_column, far_row, far_column;
  double x = 250, y = 200;

  point (self, x, y);
  read_entry (self, &row, &column);
  g_assert_cmpuint (row, !=, column);
  point (self, x + 60, y);
  read_entry (self, &far_row, &far_column);
  lk_canvas_zoom_set_scale (self->zoom, 4, x, y);
  point (self, x, y);
  read_entry (self, &seen_row, &seen_column);
  g_assert_cmpint (ABS ((int) seen_row - (int) row), <=, 1);
  g_assert_cmpint (ABS ((int) seen_column - (int) column), <=, 1);
  point (self, x + 60, y);
  read_entry (self, &seen_row, &seen_column);
  g_assert_cmpuint (seen_column - column, <, (far_column - column) / 2);
  lk_canvas_zoom_step (self->zoom, 0);
  point (self, 140, 250);
  read_entry (self, &far_row, &far_column);
  for (guint i = 0; i < 6; i++)
    lk_canvas_zoom_set_scale (self->zoom, pow (1.25, i), 140, 250);
  point (self, 140, 250);
  read_entry (self, &seen_row, &seen_column);
  g_assert_cmpint (ABS ((int) seen_row - (int) far_row), <=, 1);
  g_assert_cmpint (ABS ((int) seen_column - (int) far_column), <=, 1);
  lk_canvas_zoom_pan (self->zoom, -1e6, -1e6);
  point (self, 300, 300);
  read_entry (self, &seen_row, &seen_column);
  g_assert_cmpuint (seen_row, >=, N_CLASSES - N_CLASSES / 4);
  lk_canvas_zoom_step (self->zoom, 0);
  point (self, x, y);
  read_entry (self, &seen_row, &seen_column);
  g_assert_cmpuint (seen_row, ==, row);
  g_assert_cmpuint (seen_column, ==, column);
}

/* +, - and 0; the arrow keys go on past the edge of the block, which follows. */
static void
test_block_keys (Fixture *self, gconstpointer data)
{
  double start[2];
  guint row, column;

  gtk_widget_activate_action (self->view, "canvas.zoom-in", NULL);
  g_assert_cmpfloat (lk_canvas_zoom_get_scale (self->zoom), ==, 1.25);
  lk_canvas_zoom_set_scale (self->zoom, 6, 0, 0);
  for (guint i = 0; i < N_CLASSES; i++)
    g_assert_true (press_key (self, GDK_KEY_Down));
  read_entry (self, &row, &column);
  g_assert_cmpuint (row, ==, N_CLASSES - 1);
  g_assert_cmpuint (column, ==, 0);
  lk_canvas_zoom_get_start (self->zoom, start);
  g_assert_cmpfloat (start[0], ==, 0);
  g_assert_cmpfloat_with_epsilon (start[1], 1 - 1.0 / 6, 1e-6);
  gtk_widget_activate_action (self->view, "canvas.zoom-reset", NULL);
  g_assert_cmpfloat (lk_canvas_zoom_get_scale (self->zoom), ==, 1);
}

/* GTK tells of a pointer at rest whenever something is laid out: what the keys moved to
 * stays, seen as a whole or closely; where the pointer moves again, it points. */
static void
test_rest (Fixture *self, gconstpointer data)
{
  guint row, column, seen_row, seen_column;

  for (guint scale = 1; scale <= 4; scale += 3)
    {
      lk_canvas_zoom_set_scale (self->zoom, scale, 250, 200);
      point (self, 250, 200);
      read_entry (self, &row, &column);
      g_assert_true (press_key (self, GDK_KEY_Down));
      point (self, 250, 200);
      read_entry (self, &seen_row, &seen_column);
      g_assert_cmpuint (seen_row, ==, row + 1);
      g_assert_cmpuint (seen_column, ==, column);
      point (self, 251, 140);
      read_entry (self, &seen_row, &seen_column);
      g_assert_cmpuint (seen_row, <, row);
    }
}

/* Few classes are large already, and others are seen as a whole first. */
static void
test_few_classes (Fixture *self, gconstpointer data)
{
  const char *const names[] = { "a", "b", "c", "d", "e" };
  const guint counts[25] = { 1 };

  lk_canvas_zoom_set_scale (self->zoom, 4, 200, 200);
  lk_confusion_view_set_counts (LK_CONFUSION_VIEW (self->view), 5, names, counts, FALSE);
  g_assert_cmpfloat (lk_canvas_zoom_get_scale (self->zoom), ==, 1);
  lk_canvas_zoom_set_scale (self->zoom, 4, 200, 200);
  g_assert_cmpfloat (lk_canvas_zoom_get_scale (self->zoom), ==, 1);
}

static void
on_activated (GtkWidget *view, guint row, guint column, guint *n)
{
  (*n)++;
}

/* The first button moves an enlarged block: a click is one once it is up. */
static void
test_click (Fixture *self, gconstpointer data)
{
  GtkGesture *click = window_fixture_find_controller (self->view, GTK_TYPE_GESTURE_CLICK);
  guint n = 0;

  g_signal_connect (self->view, "activated", G_CALLBACK (on_activated), &n);
  g_signal_emit_by_name (click, "pressed", 1, 250.0, 200.0);
  g_assert_cmpuint (n, ==, 1);
  g_signal_emit_by_name (click, "released", 1, 250.0, 200.0);
  g_assert_cmpuint (n, ==, 1);
  lk_canvas_zoom_set_scale (self->zoom, 4, 200, 200);
  g_signal_emit_by_name (click, "pressed", 1, 250.0, 200.0);
  g_assert_cmpuint (n, ==, 1);
  g_signal_emit_by_name (click, "released", 1, 250.0, 200.0);
  g_assert_cmpuint (n, ==, 2);
}

/* Along the axis alone: what is pointed at stays, the page keeps the wheel, and the keys
 * go on in finer steps. */
static void
test_axis (Fixture *self, gconstpointer data)
{
  double before, beside, start[2];

  point (self, 300, 200);
  before = self->place;
  point (self, 340, 200);
  beside = self->place;
  lk_canvas_zoom_set_scale (self->zoom, 8, 300, 200);
  point (self, 300, 200);
  g_assert_cmpfloat_with_epsilon (self->place, before, 1e-6);
  point (self, 340, 200);
  g_assert_cmpfloat_with_epsilon (self->place - before, (beside - before) / 8, 1e-6);
  g_assert_false (lk_canvas_zoom_pan (self->zoom, 0, -50));
  lk_canvas_zoom_get_start (self->zoom, start);
  g_assert_cmpfloat (start[1], ==, 0);
  before = self->place;
  g_assert_true (press_key (self, GDK_KEY_Right));
  g_assert_cmpfloat_with_epsilon (self->place - before, 0.02 * 100 / 8, 1e-6);
  for (guint i = 0; i < 400; i++)
    press_key (self, GDK_KEY_Right);
  g_assert_cmpfloat (self->place, ==, 100);
  lk_canvas_zoom_get_start (self->zoom, start);
  g_assert_cmpfloat_with_epsilon (start[0], 1 - 1.0 / 8, 1e-6);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
#define ADD(name, set_up, test)                                                          \
  g_test_add ("/app/plot-zoom/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("block", set_up_confusion, test_block);
  ADD ("block-keys", set_up_confusion, test_block_keys);
  ADD ("rest", set_up_confusion, test_rest);
  ADD ("few-classes", set_up_confusion, test_few_classes);
  ADD ("click", set_up_confusion, test_click);
  ADD ("axis", set_up_curves, test_axis);
#undef ADD
  return g_test_run ();
}
