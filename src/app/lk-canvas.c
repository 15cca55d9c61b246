/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-canvas.h"

#include <adwaita.h>

#include "lk-canvas-frames.h"
#include "lk-keys.h"

typedef struct
{
  LkSession *session;
  LkEvidence *shown;
  guint shown_class;
  gboolean stale; /* what changed while nobody saw it is drawn and said when it shows */
  char *summary;
  LkCanvasFrames frames;
  LkCanvasZoom *zoom;
  gboolean waiting; /* for what the base is drawn from: it is one of before, or of none */
  GVariant *base_key;
  double pointer[2]; /* where it was last; -1 outside */
} LkCanvasPrivate;

enum
{
  PROP_SESSION = 1,
  PROP_SUMMARY,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (LkCanvas, lk_canvas, GTK_TYPE_WIDGET)

static LkEvidence *
get_evidence (LkCanvas *self)
{
  LkCanvasPrivate *priv = lk_canvas_get_instance_private (self);

  return priv->session != NULL ? lk_session_get_evidence (priv->session) : NULL;
}

static gboolean
prepare (LkCanvas *self, LkEvidence *evidence)
{
  LkCanvasClass *klass = LK_CANVAS_GET_CLASS (self);

  return klass->prepare == NULL || klass->prepare (self, evidence);
}

static void
update_base (LkCanvas *self, LkEvidence *evidence, const LkPalette *palette)
{
  LkCanvasPrivate *priv = lk_canvas_get_instance_private (self);
  LkCanvasClass *klass = LK_CANVAS_GET_CLASS (self);
  cairo_t *cr;

  if (priv->frames.base != NULL)
    return;
  priv->waiting = !prepare (self, evidence);
  cr = lk_canvas_frames_begin_base (&priv->frames, GTK_WIDGET (self));
  lk_canvas_zoom_apply (priv->zoom, cr);
  klass->draw_base (self, evidence, cr, priv->frames.width, priv->frames.height, palette);
  cairo_destroy (cr);
  g_clear_pointer (&priv->base_key, g_variant_unref);
  if (klass->get_base_key != NULL)
    priv->base_key = g_variant_take_ref (klass->get_base_key (self, evidence));
}

static gboolean
base_holds (LkCanvas *self, LkEvidence *evidence)
{
  LkCanvasPrivate *priv = lk_canvas_get_instance_private (self);
  g_autoptr (GVariant) key = NULL;

  if (priv->base_key == NULL || evidence == NULL)
    return FALSE;
  key = g_variant_take_ref (LK_CANVAS_GET_CLASS (self)->get_base_key (self, evidence));
  return g_variant_equal (key, priv->base_key);
}

/* GTK would record what is drawn and play it back; drawn here, it is drawn once. */
static cairo_surface_t *
render (LkCanvas *self, LkEvidence *evidence, const LkPalette *palette)
{
  LkCanvasPrivate *priv = lk_canvas_get_instance_private (self);
  cairo_t *cr;

  lk_canvas_frames_fit (&priv->frames, GTK_WIDGET (self));
  update_base (self, evidence, palette);
  cr = lk_canvas_frames_begin (&priv->frames);
  cairo_save (cr);
  lk_canvas_zoom_apply (priv->zoom, cr);
  if (!priv->waiting)
    LK_CANVAS_GET_CLASS (self)->draw_overlay (self, evidence, cr, priv->frames.width,
                                              priv->frames.height, palette);
  cairo_restore (cr);
  lk_canvas_zoom_draw_scale (priv->zoom, &(LkPen){ cr, palette });
  cairo_destroy (cr);
  return priv->frames.frames[0];
}

static void
lk_canvas_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  LkCanvas *self = LK_CANVAS (widget);
  LkCanvasPrivate *priv = lk_canvas_get_instance_private (self);
  float width = (float) gtk_widget_get_width (widget);
  float height = (float) gtk_widget_get_height (widget);
  LkEvidence *evidence = get_evidence (self);
  cairo_surface_t *frame = NULL;
  LkPalette palette;
  cairo_t *cr;

  /* What was shown last, while what follows it is looked for. */
  if (priv->session != NULL && lk_session_get_busy (priv->session))
    frame = priv->frames.frames[0];
  if ((evidence == NULL && frame == NULL) || width < 1 || height < 1)
    return;
  lk_canvas_init_palette (widget, &palette);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  cairo_set_source_surface (
      cr, evidence != NULL ? render (self, evidence, &palette) : frame, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
}

static void
lk_canvas_measure (GtkWidget *widget,
                   GtkOrientation orientation,
                   int for_size,
                   int *minimum,
                   int *natural,
                   int *minimum_baseline,
                   int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 320 : 280;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 700 : 560;
}

static void
hover_at (LkCanvas *self, double x, double y)
{
  LkEvidence *evidence = get_evidence (self);
  LkPalette palette;

  LkCanvasPrivate *priv = lk_canvas_get_instance_private (self);

  if (evidence == NULL)
    return;
  lk_canvas_init_palette (GTK_WIDGET (self), &palette);
  if (x >= 0)
    lk_canvas_zoom_to_drawing (priv->zoom, &x, &y);
  LK_CANVAS_GET_CLASS (self)->hover (self, evidence, x, y, &palette);
  lk_canvas_refresh (self);
}

static void
on_motion (GtkEventControllerMotion *controller, double x, double y, LkCanvas *self)
{
  GdkModifierType state
      = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));
  LkCanvasPrivate *priv = lk_canvas_get_instance_private (self);
  LkEvidence *evidence;

  /* GTK tells of a pointer at rest too, when something is laid out: it must not take
   * back what the keys moved to. */
  if (x == priv->pointer[0] && y == priv->pointer[1])
    return;
  priv->pointer[0] = x;
  priv->pointer[1] = y;
  hover_at (self, x, y);
  evidence = get_evidence (self);
  if (evidence != NULL && (state & GDK_BUTTON1_MASK) != 0
      && LK_CANVAS_GET_CLASS (self)->drag != NULL)
    LK_CANVAS_GET_CLASS (self)->drag (self, evidence);
}

static void
on_leave (GtkEventControllerMotion *controller, LkCanvas *self)
{
  LkCanvasPrivate *priv = lk_canvas_get_instance_private (self);

  priv->pointer[0] = priv->pointer[1] = -1;
  hover_at (self, -1, -1);
}

static void
activate (LkCanvas *self)
{
  LkEvidence *evidence = get_evidence (self);

  if (evidence != NULL && LK_CANVAS_GET_CLASS (self)->activate != NULL)
    LK_CANVAS_GET_CLASS (self)->activate (self, evidence);
}

static gboolean
paints (GtkWidget *widget)
{
  LkSession *session = lk_canvas_get_session (LK_CANVAS (widget));

  return LK_CANVAS_GET_CLASS (widget)->drag != NULL && session != NULL
         && lk_session_get_look (session)->brushing;
}

static void
on_pressed (GtkGestureClick *gesture, int n_press, double x, double y, LkCanvas *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  hover_at (self, x, y);
  if (!lk_canvas_zoom_may_drag (lk_canvas_get_zoom (self)))
    activate (self);
}

/* What may become the drag of an enlarged drawing is a click once the button is up. */
static void
on_released (GtkGestureClick *gesture, int n_press, double x, double y, LkCanvas *self)
{
  if (lk_canvas_zoom_may_drag (lk_canvas_get_zoom (self)))
    activate (self);
}

/* What is under a pointer at rest is another. */
static void
on_zoomed (LkCanvas *self)
{
  LkCanvasPrivate *priv = lk_canvas_get_instance_private (self);

  lk_canvas_frames_clear_base (&priv->frames);
  if (priv->pointer[0] >= 0)
    hover_at (self, priv->pointer[0], priv->pointer[1]);
  lk_canvas_refresh (self);
}

/* What the keys moved to is seen, and the pointer at rest does not take it back. */
static void
reveal (LkCanvas *self, LkEvidence *evidence)
{
  LkCanvasPrivate *priv = lk_canvas_get_instance_private (self);
  LkPalette palette;
  double area[4];

  if (LK_CANVAS_GET_CLASS (self)->get_hovered_area == NULL
      || lk_canvas_zoom_get_scale (priv->zoom) == 1)
    return;
  lk_canvas_init_palette (GTK_WIDGET (self), &palette);
  if (!LK_CANVAS_GET_CLASS (self)->get_hovered_area (self, evidence, &palette, area))
    return;
  g_signal_handlers_block_by_func (priv->zoom, on_zoomed, self);
  lk_canvas_zoom_reveal (priv->zoom, area);
  g_signal_handlers_unblock_by_func (priv->zoom, on_zoomed, self);
  lk_canvas_frames_clear_base (&priv->frames);
}

static gboolean
on_key (GtkEventControllerKey *controller,
        guint keyval,
        guint keycode,
        GdkModifierType state,
        LkCanvas *self)
{
  LkEvidence *evidence = get_evidence (self);
  int dx, dy;

  if (evidence == NULL || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  if (lk_keys_get_arrow (keyval, &dx, &dy))
    {
      LK_CANVAS_GET_CLASS (self)->move (self, evidence, dx, dy);
      reveal (self, evidence);
    }
  else if ((state & GDK_SHIFT_MASK) == 0 && lk_keys_activates (keyval))
    activate (self);
  else
    return GDK_EVENT_PROPAGATE;
  lk_canvas_refresh (self);
  return GDK_EVENT_STOP;
}

void
lk_canvas_invalidate (LkCanvas *self)
{
  LkCanvasPrivate *priv = lk_canvas_get_instance_private (self);
  LkEvidence *evidence = get_evidence (self);

  /* A canvas that is not seen looks for nothing. */
  priv->waiting = evidence != NULL && priv->frames.base != NULL
                  && gtk_widget_get_mapped (GTK_WIDGET (self))
                  && !prepare (self, evidence);
  if (!priv->waiting)
    lk_canvas_frames_clear_base (&priv->frames);
  lk_canvas_refresh (self);
}

/* What was hovered belongs to one query and one class. */
static void
on_session_changed (LkCanvas *self)
{
  LkCanvasPrivate *priv = lk_canvas_get_instance_private (self);
  LkEvidence *evidence = get_evidence (self);
  guint shown_class = lk_session_get_shown_class (priv->session);

  if (evidence == priv->shown && shown_class == priv->shown_class
      && base_holds (self, evidence))
    {
      lk_canvas_refresh (self);
      return;
    }
  if (evidence != priv->shown || shown_class != priv->shown_class)
    {
      g_set_object (&priv->shown, evidence);
      priv->shown_class = shown_class;
      if (LK_CANVAS_GET_CLASS (self)->reset != NULL)
        LK_CANVAS_GET_CLASS (self)->reset (self);
    }
  lk_canvas_invalidate (self);
}

static void
lk_canvas_map (GtkWidget *widget)
{
  LkCanvas *self = LK_CANVAS (widget);
  LkCanvasPrivate *priv = lk_canvas_get_instance_private (self);

  GTK_WIDGET_CLASS (lk_canvas_parent_class)->map (widget);
  if (priv->stale)
    lk_canvas_refresh (self);
}

/* Nobody sees what it would hold; it is drawn anew when somebody does. */
static void
lk_canvas_unmap (GtkWidget *widget)
{
  LkCanvas *self = LK_CANVAS (widget);
  LkCanvasPrivate *priv = lk_canvas_get_instance_private (self);

  GTK_WIDGET_CLASS (lk_canvas_parent_class)->unmap (widget);
  lk_canvas_frames_clear (&priv->frames);
}

static void
lk_canvas_dispose (GObject *object)
{
  LkCanvas *self = LK_CANVAS (object);
  LkCanvasPrivate *priv = lk_canvas_get_instance_private (self);

  lk_canvas_set_session (self, NULL);
  g_clear_object (&priv->shown);
  g_clear_pointer (&priv->base_key, g_variant_unref);
  lk_canvas_frames_clear (&priv->frames);
  g_clear_object (&priv->zoom);
  g_clear_pointer (&priv->summary, g_free);
  G_OBJECT_CLASS (lk_canvas_parent_class)->dispose (object);
}

static void
lk_canvas_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  LkCanvasPrivate *priv = lk_canvas_get_instance_private (LK_CANVAS (object));

  if (id == PROP_SESSION)
    g_value_set_object (value, priv->session);
  else
    g_value_set_string (value, priv->summary);
}

static void
lk_canvas_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  lk_canvas_set_session (LK_CANVAS (object), g_value_get_object (value));
}

static void
lk_canvas_class_init (LkCanvasClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = lk_canvas_dispose;
  object_class->get_property = lk_canvas_get_property;
  object_class->set_property = lk_canvas_set_property;
  widget_class->map = lk_canvas_map;
  widget_class->unmap = lk_canvas_unmap;
  widget_class->snapshot = lk_canvas_snapshot;
  widget_class->measure = lk_canvas_measure;

  properties[PROP_SESSION] = g_param_spec_object (
      "session", NULL, NULL, LK_TYPE_SESSION, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SUMMARY] = g_param_spec_string (
      "summary", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  lk_canvas_zoom_install_actions (widget_class);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK,
                                       "win.copy-explanation", NULL);
  gtk_widget_class_set_css_name (widget_class, "canvas");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
lk_canvas_init (LkCanvas *self)
{
  LkCanvasPrivate *priv = lk_canvas_get_instance_private (self);
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  AdwStyleManager *manager = adw_style_manager_get_default ();

  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_hexpand (widget, TRUE);
  gtk_widget_set_vexpand (widget, TRUE);
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), self);
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key), self);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  g_signal_connect (click, "released", G_CALLBACK (on_released), self);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, key);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  priv->pointer[0] = priv->pointer[1] = -1;
  priv->zoom = lk_canvas_zoom_new (widget, paints);
  g_signal_connect_swapped (priv->zoom, "changed", G_CALLBACK (on_zoomed), self);
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (lk_canvas_invalidate),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast",
                           G_CALLBACK (lk_canvas_invalidate), self, G_CONNECT_SWAPPED);
}

void
lk_canvas_set_session (LkCanvas *self, LkSession *session)
{
  LkCanvasPrivate *priv = lk_canvas_get_instance_private (self);

  if (priv->session == session)
    return;
  if (priv->session != NULL)
    g_signal_handlers_disconnect_by_data (priv->session, self);
  g_set_object (&priv->session, session);
  if (session == NULL)
    return;
  g_signal_connect_swapped (session, "scored", G_CALLBACK (on_session_changed), self);
  g_signal_connect_swapped (session, "decided", G_CALLBACK (on_session_changed), self);
  g_signal_connect_swapped (session, "selected", G_CALLBACK (on_session_changed), self);
  g_signal_connect_swapped (session, "pointed", G_CALLBACK (lk_canvas_refresh), self);
  on_session_changed (self);
}

LkSession *
lk_canvas_get_session (LkCanvas *self)
{
  LkCanvasPrivate *priv = lk_canvas_get_instance_private (self);

  return priv->session;
}

LkCanvasZoom *
lk_canvas_get_zoom (LkCanvas *self)
{
  LkCanvasPrivate *priv = lk_canvas_get_instance_private (self);

  return priv->zoom;
}

const char *
lk_canvas_get_summary (LkCanvas *self)
{
  LkCanvasPrivate *priv = lk_canvas_get_instance_private (self);

  return priv->summary;
}

void
lk_canvas_refresh (LkCanvas *self)
{
  LkCanvasPrivate *priv = lk_canvas_get_instance_private (self);
  LkEvidence *evidence = get_evidence (self);
  g_autofree char *summary = NULL;

  priv->stale = !gtk_widget_get_mapped (GTK_WIDGET (self));
  if (priv->stale)
    return;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (evidence != NULL)
    summary = LK_CANVAS_GET_CLASS (self)->describe (self, evidence);
  if (g_strcmp0 (summary, priv->summary) == 0)
    return;
  g_free (priv->summary);
  priv->summary = g_steal_pointer (&summary);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  priv->summary != NULL ? priv->summary : "", -1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUMMARY]);
}
