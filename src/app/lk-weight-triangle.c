/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-weight-triangle.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "lk-canvas.h"
#include "lk-keys.h"

#define STEP 0.02

struct _LkWeightTriangle
{
  GtkWidget parent_instance;

  LkSession *session;
  gboolean dragging;
  gboolean accuracy;
  int hovered_region;
};

G_DEFINE_FINAL_TYPE (LkWeightTriangle, lk_weight_triangle, GTK_TYPE_WIDGET)

static gboolean
get_data (LkWeightTriangle *self, LkFlipPlot *data)
{
  LkEvidence *evidence
      = self->session != NULL ? lk_session_get_evidence (self->session) : NULL;
  const LkFlipPlot *plot = evidence != NULL ? lk_evidence_get_flip_map (evidence) : NULL;

  if (plot == NULL)
    return FALSE;
  *data = *plot;
  data->dragging = self->dragging;
  data->hovered_region = self->hovered_region;
  if (self->accuracy)
    data->accuracy = lk_session_get_accuracy_map (self->session);
  return TRUE;
}

static void
lk_weight_triangle_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  float width = (float) gtk_widget_get_width (widget);
  float height = (float) gtk_widget_get_height (widget);
  LkFlipPlot data;
  LkPalette palette;
  cairo_t *cr;

  if (!get_data (LK_WEIGHT_TRIANGLE (widget), &data) || width < 1 || height < 1)
    return;
  lk_canvas_init_palette (widget, &palette);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  lk_plot_flip_map (&data, cr, width, height, &palette);
  cairo_destroy (cr);
}

static void
lk_weight_triangle_measure (GtkWidget *widget,
                            GtkOrientation orientation,
                            int for_size,
                            int *minimum,
                            int *natural,
                            int *minimum_baseline,
                            int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_VERTICAL ? 205 : 180;
  *natural = 210;
}

/* The sum of the weights stays what it is: only their shares move. */
static void
set_weights (LkWeightTriangle *self, const double weights[LK_N_FLIP_LEVELS])
{
  LkMetricOptions options = *lk_session_get_options (self->session);
  double sum = 0;

  for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
    sum += options.weights[level];
  if (sum <= 0)
    sum = 1;
  for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
    options.weights[level] = weights[level] * sum;
  lk_session_set_options (self->session, &options);
}

static gboolean
hit (LkWeightTriangle *self, double x, double y, double weights[LK_N_FLIP_LEVELS])
{
  LkFlipPlot data;
  LkPalette palette;

  if (!get_data (self, &data))
    return FALSE;
  lk_canvas_init_palette (GTK_WIDGET (self), &palette);
  return lk_plot_flip_map_hit (&data,
                               &(LkPointer){ gtk_widget_get_width (GTK_WIDGET (self)),
                                             gtk_widget_get_height (GTK_WIDGET (self)),
                                             &palette, x, y },
                               weights);
}

static void
on_drag_begin (GtkGestureDrag *gesture, double x, double y, LkWeightTriangle *self)
{
  double weights[LK_N_FLIP_LEVELS];

  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->dragging = hit (self, x, y, weights);
  if (self->dragging)
    set_weights (self, weights);
  else
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
}

static void
on_drag_update (GtkGestureDrag *gesture, double dx, double dy, LkWeightTriangle *self)
{
  double x, y, weights[LK_N_FLIP_LEVELS];

  if (!self->dragging)
    return;
  gtk_gesture_drag_get_start_point (gesture, &x, &y);
  hit (self, x + dx, y + dy, weights);
  set_weights (self, weights);
}

static void
on_drag_end (GtkGestureDrag *gesture, double dx, double dy, LkWeightTriangle *self)
{
  self->dragging = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_motion (GtkEventControllerMotion *controller,
           double x,
           double y,
           LkWeightTriangle *self)
{
  double weights[LK_N_FLIP_LEVELS];
  LkFlipPlot data;
  int region = -1;

  if (hit (self, x, y, weights) && get_data (self, &data))
    region = lk_flip_map_find (data.map, weights);
  if (region == self->hovered_region)
    return;
  self->hovered_region = region;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_leave (GtkEventControllerMotion *controller, LkWeightTriangle *self)
{
  self->hovered_region = -1;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
on_key (GtkEventControllerKey *controller,
        guint keyval,
        guint keycode,
        GdkModifierType state,
        LkWeightTriangle *self)
{
  LkFlipPlot data;
  double x, y, weights[LK_N_FLIP_LEVELS];
  int dx, dy;

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0 || !get_data (self, &data)
      || !lk_keys_get_arrow (keyval, &dx, &dy))
    return GDK_EVENT_PROPAGATE;
  lk_flip_map_to_plane (data.weights, &x, &y);
  y = CLAMP (y - dy * STEP, 0, sqrt (3) / 2);
  x = CLAMP (x + dx * STEP, y / sqrt (3), 1 - y / sqrt (3));
  lk_flip_map_from_plane (x, y, weights);
  set_weights (self, weights);
  return GDK_EVENT_STOP;
}

static void
update (LkWeightTriangle *self)
{
  LkEvidence *evidence = lk_session_get_evidence (self->session);
  g_autofree char *text
      = evidence != NULL ? lk_evidence_describe_weights (evidence) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), evidence != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text != NULL ? text : "", -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
lk_weight_triangle_dispose (GObject *object)
{
  LkWeightTriangle *self = LK_WEIGHT_TRIANGLE (object);

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (lk_weight_triangle_parent_class)->dispose (object);
}

static void
lk_weight_triangle_class_init (LkWeightTriangleClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lk_weight_triangle_dispose;
  widget_class->snapshot = lk_weight_triangle_snapshot;
  widget_class->measure = lk_weight_triangle_measure;
  gtk_widget_class_set_css_name (widget_class, "triangle");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
lk_weight_triangle_init (LkWeightTriangle *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *key = gtk_event_controller_key_new ();

  self->hovered_region = -1;
  gtk_widget_set_focusable (widget, TRUE);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (on_drag_end), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), self);
  gtk_widget_add_controller (widget, motion);
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (widget, key);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
      _ ("Flip map: the triangle of all weights; arrow keys move the point"), -1);
}

void
lk_weight_triangle_set_session (LkWeightTriangle *self, LkSession *session)
{
  g_return_if_fail (LK_IS_WEIGHT_TRIANGLE (self));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  g_signal_connect_swapped (session, "scored", G_CALLBACK (update), self);
  g_signal_connect_swapped (session, "decided", G_CALLBACK (update), self);
  g_signal_connect_swapped (session, "selected", G_CALLBACK (update), self);
  update (self);
}

void
lk_weight_triangle_set_accuracy (LkWeightTriangle *self, gboolean accuracy)
{
  self->accuracy = accuracy;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
