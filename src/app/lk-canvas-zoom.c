/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-canvas-zoom.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "lk-canvas.h"
#include "lk-number-text.h"
#include "lk-text.h"

#define STEP 1.25
#define WHEEL_STEP 40.0 /* pixels that a notch of the wheel moves */
#define DRAG_THRESHOLD 8.0

struct _LkCanvasZoom
{
  GObject parent_instance;

  GtkWidget *widget;
  LkCanvasZoomPaints paints; /* may be NULL */
  LkCanvasZoomFrame frame;   /* may be NULL */
  double max;
  double scale;
  double offset[2];  /* of the drawing's corner, in frames: never above 0 */
  double pinched;    /* the scale when two fingers came */
  double dragged[2]; /* how far the drag is followed already */
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LkCanvasZoom, lk_canvas_zoom, G_TYPE_OBJECT)

/* What the drawing fills as a whole: x, y, width and height, of the widget. */
static void
get_frame (LkCanvasZoom *self, double x, double y, double frame[4])
{
  frame[0] = frame[1] = 0;
  frame[2] = gtk_widget_get_width (self->widget);
  frame[3] = gtk_widget_get_height (self->widget);
  if (self->frame != NULL)
    self->frame (self->widget, x, y, frame);
}

/* In frames. */
static double
keep_in (double offset, double scale, double edge)
{
  return edge > 0 ? CLAMP (offset, edge - scale * edge, 0) / edge : 0;
}

static void
get_offset (LkCanvasZoom *self, double offset[2])
{
  double frame[4];

  get_frame (self, -1, -1, frame);
  offset[0] = self->offset[0] * frame[2];
  offset[1] = self->offset[1] * frame[3];
}

static gboolean
place (LkCanvasZoom *self, double scale, double x, double y)
{
  const double before[] = { self->scale, self->offset[0], self->offset[1] };
  double frame[4];

  self->scale = scale;
  get_frame (self, -1, -1, frame);
  self->offset[0] = keep_in (x, scale, frame[2]);
  self->offset[1] = keep_in (y, scale, frame[3]);
  if (self->scale == before[0] && self->offset[0] == before[1]
      && self->offset[1] == before[2])
    return FALSE;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  return TRUE;
}

double
lk_canvas_zoom_get_scale (LkCanvasZoom *self)
{
  g_return_val_if_fail (LK_IS_CANVAS_ZOOM (self), 1);
  return self->scale;
}

void
lk_canvas_zoom_set_scale (LkCanvasZoom *self, double scale, double x, double y)
{
  const double pointer[] = { x, y };
  double before[4], after[4], offset[2], from;

  g_return_if_fail (LK_IS_CANVAS_ZOOM (self));

  scale = CLAMP (scale, 1, self->max);
  /* Steps in and steps out come back to the whole. */
  if (scale < 1.01)
    scale = 1;
  get_frame (self, x, y, before);
  from = self->scale;
  self->scale = scale;
  /* A plot may have other room beside its names then. */
  get_frame (self, x, y, after);
  self->scale = from;
  for (guint i = 0; i < 2; i++)
    {
      double share
          = before[2 + i] > 0
                ? ((pointer[i] - before[i]) / before[2 + i] - self->offset[i]) / from
                : 0;

      offset[i] = pointer[i] - after[i] - share * scale * after[2 + i];
    }
  place (self, scale, offset[0], offset[1]);
}

void
lk_canvas_zoom_step (LkCanvasZoom *self, int direction)
{
  double frame[4];

  g_return_if_fail (LK_IS_CANVAS_ZOOM (self));

  get_frame (self, -1, -1, frame);
  lk_canvas_zoom_set_scale (self,
                            direction == 0 ? 1 : self->scale * pow (STEP, direction),
                            frame[0] + frame[2] / 2, frame[1] + frame[3] / 2);
}

gboolean
lk_canvas_zoom_pan (LkCanvasZoom *self, double dx, double dy)
{
  double offset[2];

  g_return_val_if_fail (LK_IS_CANVAS_ZOOM (self), FALSE);

  get_offset (self, offset);
  return place (self, self->scale, offset[0] + dx, offset[1] + dy);
}

/* How far [start, start + length] has to move to be in [0, room]. */
static double
find_way (double start, double length, double room)
{
  if (length >= room || start < 0)
    return -start;
  return MIN (room - start - length, 0);
}

void
lk_canvas_zoom_reveal (LkCanvasZoom *self, const double area[4])
{
  double frame[4], offset[2];

  g_return_if_fail (LK_IS_CANVAS_ZOOM (self));

  get_frame (self, -1, -1, frame);
  get_offset (self, offset);
  lk_canvas_zoom_pan (
      self, find_way (area[0] * self->scale + offset[0], area[2] * self->scale, frame[2]),
      find_way (area[1] * self->scale + offset[1], area[3] * self->scale, frame[3]));
}

void
lk_canvas_zoom_set_frame (LkCanvasZoom *self, LkCanvasZoomFrame frame)
{
  g_return_if_fail (LK_IS_CANVAS_ZOOM (self));
  self->frame = frame;
}

void
lk_canvas_zoom_set_max (LkCanvasZoom *self, double max)
{
  g_return_if_fail (LK_IS_CANVAS_ZOOM (self));

  self->max = MAX (max, 1);
  if (self->scale > self->max)
    lk_canvas_zoom_step (self, 0);
}

void
lk_canvas_zoom_get_start (LkCanvasZoom *self, double start[2])
{
  g_return_if_fail (LK_IS_CANVAS_ZOOM (self));

  for (guint i = 0; i < 2; i++)
    start[i] = self->offset[i] < 0 ? -self->offset[i] / self->scale : 0;
}

void
lk_canvas_zoom_apply (LkCanvasZoom *self, cairo_t *cr)
{
  double offset[2];

  g_return_if_fail (LK_IS_CANVAS_ZOOM (self));

  get_offset (self, offset);
  cairo_translate (cr, offset[0], offset[1]);
  cairo_scale (cr, self->scale, self->scale);
}

void
lk_canvas_zoom_leave (LkCanvasZoom *self, cairo_t *cr, double area[4])
{
  double offset[2];

  g_return_if_fail (LK_IS_CANVAS_ZOOM (self));

  get_offset (self, offset);
  cairo_scale (cr, 1 / self->scale, 1 / self->scale);
  cairo_translate (cr, -offset[0], -offset[1]);
  for (guint i = 0; i < 4; i++)
    area[i] = area[i] * self->scale + (i < 2 ? offset[i] : 0);
}

void
lk_canvas_zoom_to_drawing (LkCanvasZoom *self, double *x, double *y)
{
  double offset[2];

  g_return_if_fail (LK_IS_CANVAS_ZOOM (self));

  get_offset (self, offset);
  *x = (*x - offset[0]) / self->scale;
  *y = (*y - offset[1]) / self->scale;
}

void
lk_canvas_zoom_draw_scale (LkCanvasZoom *self, const LkPen *pen)
{
  double width, height, x, y;
  g_autofree char *number = NULL, *text = NULL;

  g_return_if_fail (LK_IS_CANVAS_ZOOM (self));

  if (self->scale == 1)
    return;
  number = lk_number_fixed (self->scale, 1);
  /* Translators: how many times larger a drawing is shown, as "2.5×". */
  text = g_strdup_printf (_ ("%s×"), number);
  lk_text_measure (pen, LK_TEXT_SMALL, text, &width, &height);
  x = gtk_widget_get_width (self->widget) - width - 18;
  y = gtk_widget_get_height (self->widget) - height - 14;
  cairo_rectangle (pen->cr, x - 6, y - 3, width + 12, height + 6);
  lk_palette_set_source (pen->cr, &pen->palette->background, 0.9);
  cairo_fill_preserve (pen->cr);
  cairo_set_line_width (pen->cr, 1);
  lk_palette_set_source (pen->cr, &pen->palette->grid, 1);
  cairo_stroke (pen->cr);
  lk_text_draw (pen, LK_TEXT_SMALL, &pen->palette->foreground,
                (LkTextPlace){ x, y, 0, 0 }, text);
}

void
lk_canvas_zoom_snapshot_scale (LkCanvasZoom *self, GtkSnapshot *snapshot)
{
  LkPalette palette;
  double line;
  cairo_t *cr;

  g_return_if_fail (LK_IS_CANVAS_ZOOM (self));

  if (self->scale == 1)
    return;
  lk_canvas_init_palette (self->widget, &palette);
  cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (self->widget),
                                     (float) gtk_widget_get_height (self->widget)));
  lk_text_measure (&(LkPen){ cr, &palette }, LK_TEXT_SMALL, "0", NULL, &line);
  cairo_translate (cr, 0, line + 20 - gtk_widget_get_height (self->widget));
  lk_canvas_zoom_draw_scale (self, &(LkPen){ cr, &palette });
  cairo_destroy (cr);
}

/* A scroll has no place of its own: it is where the pointer is. */
static gboolean
find_pointer (GtkEventController *controller, double *x, double *y)
{
  GtkWidget *widget = gtk_event_controller_get_widget (controller);
  GtkNative *native = gtk_widget_get_native (widget);
  GdkSeat *seat = gdk_display_get_default_seat (gtk_widget_get_display (widget));
  GdkDevice *device = seat != NULL ? gdk_seat_get_pointer (seat) : NULL;
  double dx, dy;

  if (device == NULL || native == NULL || gtk_native_get_surface (native) == NULL
      || !gdk_surface_get_device_position (gtk_native_get_surface (native), device, x, y,
                                           NULL))
    return FALSE;
  gtk_native_get_surface_transform (native, &dx, &dy);
  return gtk_widget_translate_coordinates (GTK_WIDGET (native), widget, *x - dx, *y - dy,
                                           x, y);
}

static gboolean
on_scroll (GtkEventControllerScroll *scroll, double dx, double dy, LkCanvasZoom *self)
{
  GtkEventController *controller = GTK_EVENT_CONTROLLER (scroll);
  GdkModifierType state = gtk_event_controller_get_current_event_state (controller);
  double x, y, turn;

  if ((state & GDK_CONTROL_MASK) != 0)
    {
      if (self->max == 1)
        return GDK_EVENT_PROPAGATE;
      if (!find_pointer (controller, &x, &y))
        {
          x = gtk_widget_get_width (self->widget) / 2.0;
          y = gtk_widget_get_height (self->widget) / 2.0;
        }
      lk_canvas_zoom_set_scale (self, self->scale * pow (STEP, -dy), x, y);
      return GDK_EVENT_STOP;
    }
  if (self->scale == 1)
    return GDK_EVENT_PROPAGATE;
  if ((state & GDK_SHIFT_MASK) != 0 && dx == 0)
    {
      turn = dx;
      dx = dy;
      dy = turn;
    }
  /* At the edge of the drawing the page moves on. */
  return lk_canvas_zoom_pan (self, -dx * WHEEL_STEP, -dy * WHEEL_STEP);
}

static void
on_pinch_begin (GtkGesture *gesture, GdkEventSequence *sequence, LkCanvasZoom *self)
{
  self->pinched = self->scale;
}

static void
on_pinched (GtkGestureZoom *gesture, double scale, LkCanvasZoom *self)
{
  double x, y;

  if (gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y))
    lk_canvas_zoom_set_scale (self, self->pinched * scale, x, y);
}

gboolean
lk_canvas_zoom_may_drag (LkCanvasZoom *self)
{
  g_return_val_if_fail (LK_IS_CANVAS_ZOOM (self), FALSE);
  return self->scale > 1 && (self->paints == NULL || !self->paints (self->widget));
}

static void
on_drag_begin (GtkGestureDrag *gesture, double x, double y, LkCanvasZoom *self)
{
  guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));
  gboolean moves = button == GDK_BUTTON_MIDDLE
                   || (button == GDK_BUTTON_PRIMARY && lk_canvas_zoom_may_drag (self));

  self->dragged[0] = self->dragged[1] = 0;
  if (!moves || self->scale == 1)
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
}

static void
on_drag_update (GtkGestureDrag *gesture, double dx, double dy, LkCanvasZoom *self)
{
  if (self->dragged[0] == 0 && self->dragged[1] == 0 && hypot (dx, dy) < DRAG_THRESHOLD)
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  lk_canvas_zoom_pan (self, dx - self->dragged[0], dy - self->dragged[1]);
  self->dragged[0] = dx;
  self->dragged[1] = dy;
}

static void
on_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lk_canvas_zoom_step (g_object_get_data (G_OBJECT (widget), "lk-canvas-zoom"),
                       g_str_equal (name, "canvas.zoom-in")    ? 1
                       : g_str_equal (name, "canvas.zoom-out") ? -1
                                                               : 0);
}

void
lk_canvas_zoom_install_actions (GtkWidgetClass *widget_class)
{
  static const struct
  {
    guint key;
    const char *action;
  } keys[] = {
    { GDK_KEY_plus, "canvas.zoom-in" },         { GDK_KEY_equal, "canvas.zoom-in" },
    { GDK_KEY_KP_Add, "canvas.zoom-in" },       { GDK_KEY_minus, "canvas.zoom-out" },
    { GDK_KEY_KP_Subtract, "canvas.zoom-out" }, { GDK_KEY_0, "canvas.zoom-reset" },
    { GDK_KEY_KP_0, "canvas.zoom-reset" },
  };

  gtk_widget_class_install_action (widget_class, "canvas.zoom-in", NULL, on_action);
  gtk_widget_class_install_action (widget_class, "canvas.zoom-out", NULL, on_action);
  gtk_widget_class_install_action (widget_class, "canvas.zoom-reset", NULL, on_action);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      gtk_widget_class_add_binding_action (widget_class, keys[i].key, 0, keys[i].action,
                                           NULL);
      gtk_widget_class_add_binding_action (widget_class, keys[i].key, GDK_CONTROL_MASK,
                                           keys[i].action, NULL);
    }
}

static void
lk_canvas_zoom_class_init (LkCanvasZoomClass *klass)
{
  signals[SIGNAL_CHANGED]
      = g_signal_new ("changed", LK_TYPE_CANVAS_ZOOM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 0);
}

static void
lk_canvas_zoom_init (LkCanvasZoom *self)
{
  self->scale = 1;
  self->max = LK_CANVAS_ZOOM_MAX;
}

LkCanvasZoom *
lk_canvas_zoom_new (GtkWidget *widget, LkCanvasZoomPaints paints)
{
  LkCanvasZoom *self = g_object_new (LK_TYPE_CANVAS_ZOOM, NULL);
  GtkEventController *scroll
      = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkGesture *pinch = gtk_gesture_zoom_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->widget = widget;
  self->paints = paints;
  g_object_set_data (G_OBJECT (widget), "lk-canvas-zoom", self);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), 0);
  g_signal_connect_object (scroll, "scroll", G_CALLBACK (on_scroll), self, 0);
  g_signal_connect_object (pinch, "begin", G_CALLBACK (on_pinch_begin), self, 0);
  g_signal_connect_object (pinch, "scale-changed", G_CALLBACK (on_pinched), self, 0);
  g_signal_connect_object (drag, "drag-begin", G_CALLBACK (on_drag_begin), self, 0);
  g_signal_connect_object (drag, "drag-update", G_CALLBACK (on_drag_update), self, 0);
  gtk_widget_add_controller (widget, scroll);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pinch));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  return self;
}
