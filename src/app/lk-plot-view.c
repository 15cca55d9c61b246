/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-plot-view.h"

#include <adwaita.h>
#include <math.h>

#include "lk-canvas.h"
#include "lk-keys.h"

typedef struct
{
  LkCanvasZoom *zoom;
  GskRenderNode *base; /* (nullable): as large as base_size */
  int base_size[2];
  double pointer[2]; /* NaN: it is elsewhere, or the keys have moved from it */
  double motion[2];  /* where it was last; NaN outside */
  char *summary;
} LkPlotViewPrivate;

enum
{
  PROP_SUMMARY = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (LkPlotView, lk_plot_view, GTK_TYPE_WIDGET)

static gboolean
has_data (LkPlotView *self)
{
  return LK_PLOT_VIEW_GET_CLASS (self)->has_data (self);
}

static LkPointer
make_pointer (LkPlotView *self, const LkPalette *palette, double x, double y)
{
  return (LkPointer){ gtk_widget_get_width (GTK_WIDGET (self)),
                      gtk_widget_get_height (GTK_WIDGET (self)), palette, x, y };
}

static void
get_frame (GtkWidget *widget, double x, double y, double frame[4])
{
  LkPlotView *self = LK_PLOT_VIEW (widget);
  LkPalette palette;
  LkPointer pointer = make_pointer (self, &palette, x, y);

  if (!has_data (self) || LK_PLOT_VIEW_GET_CLASS (self)->get_frame == NULL)
    return;
  lk_canvas_init_palette (widget, &palette);
  LK_PLOT_VIEW_GET_CLASS (self)->get_frame (self, &pointer, frame);
}

static void
forget_base (LkPlotView *self)
{
  LkPlotViewPrivate *priv = lk_plot_view_get_instance_private (self);

  g_clear_pointer (&priv->base, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

typedef void (*Draw) (LkPlotView *self,
                      cairo_t *cr,
                      double width,
                      double height,
                      const LkPalette *palette);

static void
draw (LkPlotView *self, GtkSnapshot *snapshot, Draw how)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  LkPalette palette;
  cairo_t *cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));

  lk_canvas_init_palette (GTK_WIDGET (self), &palette);
  how (self, cr, width, height, &palette);
  cairo_destroy (cr);
}

static void
update_base (LkPlotView *self)
{
  LkPlotViewPrivate *priv = lk_plot_view_get_instance_private (self);
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  GtkSnapshot *kept;

  if (priv->base != NULL && priv->base_size[0] == width && priv->base_size[1] == height)
    return;
  g_clear_pointer (&priv->base, gsk_render_node_unref);
  kept = gtk_snapshot_new ();
  draw (self, kept, LK_PLOT_VIEW_GET_CLASS (self)->draw_base);
  priv->base = gtk_snapshot_free_to_node (kept);
  priv->base_size[0] = width;
  priv->base_size[1] = height;
}

static void
lk_plot_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  LkPlotView *self = LK_PLOT_VIEW (widget);
  LkPlotViewPrivate *priv = lk_plot_view_get_instance_private (self);

  if (!has_data (self) || gtk_widget_get_width (widget) < 1
      || gtk_widget_get_height (widget) < 1)
    return;
  update_base (self);
  if (priv->base != NULL)
    gtk_snapshot_append_node (snapshot, priv->base);
  if (LK_PLOT_VIEW_GET_CLASS (self)->is_pointed (self))
    draw (self, snapshot, LK_PLOT_VIEW_GET_CLASS (self)->draw_overlay);
  lk_canvas_zoom_snapshot_scale (priv->zoom, snapshot);
}

static void
update_summary (LkPlotView *self)
{
  LkPlotViewPrivate *priv = lk_plot_view_get_instance_private (self);
  g_autofree char *summary = LK_PLOT_VIEW_GET_CLASS (self)->describe (self);

  if (g_strcmp0 (summary, priv->summary) == 0)
    return;
  g_free (priv->summary);
  priv->summary = g_steal_pointer (&summary);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  priv->summary != NULL ? priv->summary : "", -1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUMMARY]);
}

static void
point_at (LkPlotView *self, double x, double y)
{
  LkPlotViewPrivate *priv = lk_plot_view_get_instance_private (self);
  LkPalette palette;
  LkPointer pointer = make_pointer (self, &palette, x, y);

  priv->pointer[0] = x;
  priv->pointer[1] = y;
  if (!has_data (self))
    return;
  lk_canvas_init_palette (GTK_WIDGET (self), &palette);
  if (LK_PLOT_VIEW_GET_CLASS (self)->point (self, isfinite (x) ? &pointer : NULL))
    lk_plot_view_refresh (self);
}

static void
on_motion (GtkEventControllerMotion *controller, double x, double y, LkPlotView *self)
{
  LkPlotViewPrivate *priv = lk_plot_view_get_instance_private (self);

  /* GTK tells of a pointer at rest too, when something is laid out: it must not take
   * back what the keys moved to. */
  if (x == priv->motion[0] && y == priv->motion[1])
    return;
  priv->motion[0] = x;
  priv->motion[1] = y;
  point_at (self, x, y);
}

static void
on_leave (GtkEventControllerMotion *controller, LkPlotView *self)
{
  LkPlotViewPrivate *priv = lk_plot_view_get_instance_private (self);

  priv->motion[0] = NAN;
  point_at (self, NAN, NAN);
}

/* What is under a pointer at rest is another. */
static void
on_zoomed (LkPlotView *self)
{
  LkPlotViewPrivate *priv = lk_plot_view_get_instance_private (self);

  forget_base (self);
  if (isfinite (priv->pointer[0]))
    point_at (self, priv->pointer[0], priv->pointer[1]);
}

static void
activate (LkPlotView *self)
{
  LkPlotViewClass *klass = LK_PLOT_VIEW_GET_CLASS (self);

  if (klass->activate != NULL && klass->is_pointed (self))
    klass->activate (self);
}

static void
on_pressed (GtkGestureClick *gesture, int n, double x, double y, LkPlotView *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  point_at (self, x, y);
  if (!lk_canvas_zoom_may_drag (lk_plot_view_get_zoom (self)))
    activate (self);
}

/* What may become the drag of an enlarged part is a click once the button is up. */
static void
on_released (GtkGestureClick *gesture, int n, double x, double y, LkPlotView *self)
{
  if (lk_canvas_zoom_may_drag (lk_plot_view_get_zoom (self)))
    activate (self);
}

/* What the keys moved to is seen, and the pointer at rest does not take it back. */
static void
reveal (LkPlotView *self, const double area[4])
{
  LkPlotViewPrivate *priv = lk_plot_view_get_instance_private (self);
  double frame[4] = { 0, 0, gtk_widget_get_width (GTK_WIDGET (self)),
                      gtk_widget_get_height (GTK_WIDGET (self)) };

  if (lk_canvas_zoom_get_scale (priv->zoom) == 1)
    return;
  priv->pointer[0] = NAN;
  get_frame (GTK_WIDGET (self), -1, -1, frame);
  lk_canvas_zoom_reveal (priv->zoom,
                         (double[]){ area[0] * frame[2], area[1] * frame[3],
                                     area[2] * frame[2], area[3] * frame[3] });
}

static gboolean
on_key (GtkEventControllerKey *controller,
        guint keyval,
        guint keycode,
        GdkModifierType state,
        LkPlotView *self)
{
  double area[4] = { 0 };
  int dx, dy;

  if (!has_data (self) || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  if (lk_keys_get_arrow (keyval, &dx, &dy))
    {
      if (!LK_PLOT_VIEW_GET_CLASS (self)->move (self, dx, dy, area))
        return GDK_EVENT_PROPAGATE;
      lk_plot_view_refresh (self);
      reveal (self, area);
      return GDK_EVENT_STOP;
    }
  if (LK_PLOT_VIEW_GET_CLASS (self)->activate == NULL || !lk_keys_activates (keyval))
    return GDK_EVENT_PROPAGATE;
  activate (self);
  return GDK_EVENT_STOP;
}

static void
lk_plot_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (lk_plot_view_parent_class)->css_changed (widget, change);
  forget_base (LK_PLOT_VIEW (widget));
}

static void
lk_plot_view_finalize (GObject *object)
{
  LkPlotViewPrivate *priv = lk_plot_view_get_instance_private (LK_PLOT_VIEW (object));

  g_clear_pointer (&priv->base, gsk_render_node_unref);
  g_clear_object (&priv->zoom);
  g_free (priv->summary);
  G_OBJECT_CLASS (lk_plot_view_parent_class)->finalize (object);
}

static void
lk_plot_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_string (value, lk_plot_view_get_summary (LK_PLOT_VIEW (object)));
}

static void
lk_plot_view_class_init (LkPlotViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = lk_plot_view_finalize;
  object_class->get_property = lk_plot_view_get_property;
  widget_class->snapshot = lk_plot_view_snapshot;
  widget_class->css_changed = lk_plot_view_css_changed;

  properties[PROP_SUMMARY] = g_param_spec_string (
      "summary", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  lk_canvas_zoom_install_actions (widget_class);
  gtk_widget_class_set_css_name (widget_class, "canvas");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
lk_plot_view_init (LkPlotView *self)
{
  LkPlotViewPrivate *priv = lk_plot_view_get_instance_private (self);
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  AdwStyleManager *manager = adw_style_manager_get_default ();

  priv->pointer[0] = priv->motion[0] = NAN;
  priv->zoom = lk_canvas_zoom_new (widget, NULL);
  lk_canvas_zoom_set_frame (priv->zoom, get_frame);
  g_signal_connect_swapped (priv->zoom, "changed", G_CALLBACK (on_zoomed), self);
  gtk_widget_set_focusable (widget, TRUE);
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), self);
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key), self);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  g_signal_connect (click, "released", G_CALLBACK (on_released), self);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, key);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (forget_base), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (forget_base),
                           self, G_CONNECT_SWAPPED);
}

void
lk_plot_view_invalidate (LkPlotView *self)
{
  g_return_if_fail (LK_IS_PLOT_VIEW (self));

  update_summary (self);
  forget_base (self);
}

void
lk_plot_view_refresh (LkPlotView *self)
{
  g_return_if_fail (LK_IS_PLOT_VIEW (self));

  update_summary (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

LkCanvasZoom *
lk_plot_view_get_zoom (LkPlotView *self)
{
  LkPlotViewPrivate *priv = lk_plot_view_get_instance_private (self);

  g_return_val_if_fail (LK_IS_PLOT_VIEW (self), NULL);
  return priv->zoom;
}

const char *
lk_plot_view_get_summary (LkPlotView *self)
{
  LkPlotViewPrivate *priv = lk_plot_view_get_instance_private (self);

  g_return_val_if_fail (LK_IS_PLOT_VIEW (self), NULL);
  return priv->summary;
}
