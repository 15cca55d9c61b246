/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-curves-view.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "lk-canvas-zoom.h"
#include "lk-canvas.h"
#include "lk-kept-drawing.h"
#include "lk-keys.h"

#define MIN_WIDTH 320
/* Of the shared axis that an arrow key moves by. */
#define STEP 0.02

struct _LkCurvesView
{
  GtkWidget parent_instance;

  gpointer source; /* or NULL; not owned */
  LkCurvesViewGet get;
  LkCurvesViewDescribe describe;
  double hovered; /* NaN: none */
  char *summary;
  double pointer[2]; /* NaN: it is elsewhere */

  LkCanvasZoom *zoom; /* along the shared axis */
  LkKeptDrawing base;
};

enum
{
  PROP_SUMMARY = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (LkCurvesView, lk_curves_view, GTK_TYPE_WIDGET)

/* The whole of it. FALSE: there is nothing to draw. The page has titles of its own. */
static gboolean
get_whole (LkCurvesView *self, LkCurvesPlot *data)
{
  const LkCurvesPlot *plot = self->source != NULL ? self->get (self->source) : NULL;

  if (plot == NULL)
    return FALSE;
  *data = *plot;
  data->title = data->subtitle = NULL;
  data->hovered = self->hovered;
  return TRUE;
}

/* As it is looked at. */
static gboolean
get_data (LkCurvesView *self, LkCurvesPlot *data)
{
  double start[2];

  if (!get_whole (self, data))
    return FALSE;
  lk_canvas_zoom_get_start (self->zoom, start);
  lk_plot_curves_show_part (data, start[0], 1 / lk_canvas_zoom_get_scale (self->zoom));
  return TRUE;
}

static void
forget_base (LkCurvesView *self)
{
  lk_kept_drawing_clear (&self->base);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
draw_base (gconstpointer data,
           cairo_t *cr,
           double width,
           double height,
           const LkPalette *palette)
{
  lk_plot_curves (data, cr, width, height, palette);
}

static void
draw_overlay (gconstpointer data,
              cairo_t *cr,
              double width,
              double height,
              const LkPalette *palette)
{
  lk_plot_curves_overlay (data, cr, width, height, palette);
}

static void
lk_curves_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  LkCurvesView *self = LK_CURVES_VIEW (widget);
  LkCurvesPlot data;

  if (get_data (self, &data))
    {
      lk_kept_drawing_snapshot (&self->base, widget, snapshot, draw_base,
                                isfinite (self->hovered) ? draw_overlay : NULL, &data);
      lk_canvas_zoom_snapshot_scale (self->zoom, snapshot);
    }
}

static GtkSizeRequestMode
lk_curves_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
lk_curves_view_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  LkCurvesPlot data;
  LkPalette palette;

  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH : 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL
      || !get_data (LK_CURVES_VIEW (widget), &data))
    return;
  lk_canvas_init_palette (widget, &palette);
  *minimum = *natural = (int) ceil (
      lk_plot_curves_get_height (&data, MAX (for_size, MIN_WIDTH), &palette));
}

static void
update_summary (LkCurvesView *self)
{
  g_autofree char *summary
      = self->source != NULL ? self->describe (self->source, self->hovered) : NULL;

  if (g_strcmp0 (summary, self->summary) == 0)
    return;
  g_free (self->summary);
  self->summary = g_steal_pointer (&summary);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  self->summary != NULL ? self->summary : "", -1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUMMARY]);
}

static void
point (LkCurvesView *self, double place)
{
  self->hovered = place;
  update_summary (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_motion (GtkEventControllerMotion *controller, double x, double y, LkCurvesView *self)
{
  LkCurvesPlot data;
  LkPalette palette;
  LkPointer pointer = { gtk_widget_get_width (GTK_WIDGET (self)),
                        gtk_widget_get_height (GTK_WIDGET (self)), &palette, x, y };
  double place;

  self->pointer[0] = x;
  self->pointer[1] = y;
  if (!get_data (self, &data))
    return;
  lk_canvas_init_palette (GTK_WIDGET (self), &palette);
  point (self, lk_plot_curves_hit (&data, &pointer, &place) ? place : NAN);
}

static void
on_leave (GtkEventControllerMotion *controller, LkCurvesView *self)
{
  self->pointer[0] = NAN;
  point (self, NAN);
}

static void
get_frame (GtkWidget *widget, double x, double y, double frame[4])
{
  LkCurvesPlot data;
  LkPalette palette;
  LkPointer pointer
      = { gtk_widget_get_width (widget), gtk_widget_get_height (widget), &palette, x, y };
  LkBox area;

  frame[3] = 0;
  if (!get_whole (LK_CURVES_VIEW (widget), &data))
    return;
  lk_canvas_init_palette (widget, &palette);
  area = lk_plot_curves_get_area (&data, &pointer);
  frame[0] = area.x;
  frame[2] = area.width;
}

static void
on_zoomed (LkCurvesView *self)
{
  forget_base (self);
  if (isfinite (self->pointer[0]))
    on_motion (NULL, self->pointer[0], self->pointer[1], self);
}

/* Where the keys have moved to. */
static void
reveal (LkCurvesView *self)
{
  LkCurvesPlot data;
  double frame[4] = { 0 };

  if (lk_canvas_zoom_get_scale (self->zoom) == 1 || !get_whole (self, &data))
    return;
  self->pointer[0] = NAN;
  get_frame (GTK_WIDGET (self), -1, -1, frame);
  lk_canvas_zoom_reveal (
      self->zoom,
      (double[]){ lk_plot_curves_find_share (&data, self->hovered) * frame[2], 0, 0, 0 });
}

static void
on_pressed (GtkGestureClick *gesture, int n, double x, double y, LkCurvesView *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static gboolean
on_key (GtkEventControllerKey *controller,
        guint keyval,
        guint keycode,
        GdkModifierType state,
        LkCurvesView *self)
{
  LkCurvesPlot data;
  double step, from;
  int dx, dy;

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0 || !get_data (self, &data)
      || !lk_keys_get_arrow (keyval, &dx, &dy) || dx == 0)
    return GDK_EVENT_PROPAGATE;
  step = dx * STEP * (data.high - data.low);
  from = isfinite (self->hovered) ? self->hovered : data.high - step;
  get_whole (self, &data);
  point (self, CLAMP (from + step, data.low, data.high));
  reveal (self);
  return GDK_EVENT_STOP;
}

static void
lk_curves_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (lk_curves_view_parent_class)->css_changed (widget, change);
  forget_base (LK_CURVES_VIEW (widget));
}

static void
lk_curves_view_finalize (GObject *object)
{
  LkCurvesView *self = LK_CURVES_VIEW (object);

  lk_kept_drawing_clear (&self->base);
  g_clear_object (&self->zoom);
  g_free (self->summary);
  G_OBJECT_CLASS (lk_curves_view_parent_class)->finalize (object);
}

static void
lk_curves_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_string (value, LK_CURVES_VIEW (object)->summary);
}

static void
lk_curves_view_class_init (LkCurvesViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = lk_curves_view_finalize;
  object_class->get_property = lk_curves_view_get_property;
  widget_class->snapshot = lk_curves_view_snapshot;
  widget_class->get_request_mode = lk_curves_view_get_request_mode;
  widget_class->measure = lk_curves_view_measure;
  widget_class->css_changed = lk_curves_view_css_changed;

  properties[PROP_SUMMARY] = g_param_spec_string (
      "summary", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  lk_canvas_zoom_install_actions (widget_class);
  gtk_widget_class_set_css_name (widget_class, "canvas");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
lk_curves_view_init (LkCurvesView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  AdwStyleManager *manager = adw_style_manager_get_default ();

  self->hovered = self->pointer[0] = NAN;
  self->zoom = lk_canvas_zoom_new (widget, NULL);
  lk_canvas_zoom_set_frame (self->zoom, get_frame);
  g_signal_connect_swapped (self->zoom, "changed", G_CALLBACK (on_zoomed), self);
  gtk_widget_set_focusable (widget, TRUE);
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), self);
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key), self);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, key);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (forget_base), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (forget_base),
                           self, G_CONNECT_SWAPPED);
}

void
lk_curves_view_set_source (LkCurvesView *self,
                           gpointer data,
                           LkCurvesViewGet get,
                           LkCurvesViewDescribe describe)
{
  g_return_if_fail (LK_IS_CURVES_VIEW (self));
  g_return_if_fail (data == NULL || (get != NULL && describe != NULL));

  if (data != self->source)
    {
      self->hovered = NAN;
      lk_canvas_zoom_step (self->zoom, 0);
    }
  self->source = data;
  self->get = get;
  self->describe = describe;
  update_summary (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
  forget_base (self);
}

static const LkCurvesPlot *
get_training (gpointer curves)
{
  return lk_training_curves_get_plot (curves);
}

static char *
describe_training (gpointer curves, double place)
{
  return lk_training_curves_describe (curves, place);
}

void
lk_curves_view_set_curves (LkCurvesView *self, LkTrainingCurves *curves)
{
  lk_curves_view_set_source (self, curves, get_training, describe_training);
}

const char *
lk_curves_view_get_summary (LkCurvesView *self)
{
  g_return_val_if_fail (LK_IS_CURVES_VIEW (self), NULL);
  return self->summary;
}
