/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-picture-zoom.h"

#include <glib/gi18n-lib.h>

#define STEP 1.5
#define LARGEST 16.0
#define SMALLEST 0.05

struct _LkPictureZoom
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *scroller;
  GtkWidget *picture;
  GtkWidget *label;
  double scale;
};

G_DEFINE_FINAL_TYPE (LkPictureZoom, lk_picture_zoom, GTK_TYPE_WIDGET)

static int
get_edge (LkPictureZoom *self, gboolean is_width)
{
  GdkPaintable *paintable = gtk_picture_get_paintable (GTK_PICTURE (self->picture));

  if (paintable == NULL)
    return 0;
  return is_width ? gdk_paintable_get_intrinsic_width (paintable)
                  : gdk_paintable_get_intrinsic_height (paintable);
}

/* The scale in which it fits, never more than its own pixels. */
static double
find_fitting (LkPictureZoom *self)
{
  const double x
      = (double) gtk_widget_get_width (self->scroller) / MAX (get_edge (self, TRUE), 1);
  const double y
      = (double) gtk_widget_get_height (self->scroller) / MAX (get_edge (self, FALSE), 1);

  return CLAMP (MIN (x, y), SMALLEST, 1);
}

static void
update (LkPictureZoom *self)
{
  const gboolean fits = self->scale == 0;
  const double scale = fits ? find_fitting (self) : self->scale;
  g_autofree char *text
      = fits ? g_strdup (_ ("Fits")) : g_strdup_printf (_ ("%.0f %%"), 100 * scale);

  gtk_widget_set_size_request (self->picture,
                               fits ? 0 : (int) (scale * get_edge (self, TRUE)),
                               fits ? 0 : (int) (scale * get_edge (self, FALSE)));
  gtk_label_set_text (GTK_LABEL (self->label), text);
}

void
lk_picture_zoom_set_scale (LkPictureZoom *self, double scale)
{
  g_return_if_fail (LK_IS_PICTURE_ZOOM (self));

  self->scale = scale > 0 ? CLAMP (scale, SMALLEST, LARGEST) : 0;
  update (self);
}

double
lk_picture_zoom_get_scale (LkPictureZoom *self)
{
  g_return_val_if_fail (LK_IS_PICTURE_ZOOM (self), 0);
  return self->scale;
}

static void
zoom_by (LkPictureZoom *self, double factor)
{
  lk_picture_zoom_set_scale (self, (self->scale > 0 ? self->scale : find_fitting (self))
                                       * factor);
}

static void
on_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (g_str_equal (name, "zoom.in"))
    zoom_by (LK_PICTURE_ZOOM (widget), STEP);
  else if (g_str_equal (name, "zoom.out"))
    zoom_by (LK_PICTURE_ZOOM (widget), 1 / STEP);
  else
    lk_picture_zoom_set_scale (LK_PICTURE_ZOOM (widget),
                               g_str_equal (name, "zoom.own") ? 1 : 0);
}

static gboolean
on_wheel (GtkEventControllerScroll *controller, double dx, double dy, LkPictureZoom *self)
{
  const GdkModifierType state
      = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));

  if ((state & GDK_CONTROL_MASK) == 0 || dy == 0)
    return GDK_EVENT_PROPAGATE;
  zoom_by (self, dy < 0 ? STEP : 1 / STEP);
  return GDK_EVENT_STOP;
}

static void
lk_picture_zoom_dispose (GObject *object)
{
  LkPictureZoom *self = LK_PICTURE_ZOOM (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (lk_picture_zoom_parent_class)->dispose (object);
}

static void
lk_picture_zoom_class_init (LkPictureZoomClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const struct
  {
    guint key;
    const char *action;
  } keys[] = {
    { GDK_KEY_plus, "zoom.in" },         { GDK_KEY_equal, "zoom.in" },
    { GDK_KEY_KP_Add, "zoom.in" },       { GDK_KEY_minus, "zoom.out" },
    { GDK_KEY_KP_Subtract, "zoom.out" }, { GDK_KEY_0, "zoom.fit" },
    { GDK_KEY_1, "zoom.own" },
  };

  G_OBJECT_CLASS (klass)->dispose = lk_picture_zoom_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_install_action (widget_class, "zoom.in", NULL, on_action);
  gtk_widget_class_install_action (widget_class, "zoom.out", NULL, on_action);
  gtk_widget_class_install_action (widget_class, "zoom.fit", NULL, on_action);
  gtk_widget_class_install_action (widget_class, "zoom.own", NULL, on_action);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (widget_class, keys[i].key, 0, keys[i].action,
                                         NULL);
}

static GtkWidget *
create_button (const char *icon, const char *action, const char *title)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_tooltip_text (button, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title, -1);
  gtk_widget_add_css_class (button, "flat");
  return button;
}

static GtkWidget *
create_bar (LkPictureZoom *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->label = gtk_label_new (NULL);
  gtk_label_set_width_chars (GTK_LABEL (self->label), 7);
  gtk_widget_add_css_class (self->label, "numeric");
  gtk_widget_set_halign (bar, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (bar),
                  create_button ("zoom-out-symbolic", "zoom.out", _ ("Zoom Out")));
  gtk_box_append (GTK_BOX (bar), self->label);
  gtk_box_append (GTK_BOX (bar),
                  create_button ("zoom-in-symbolic", "zoom.in", _ ("Zoom In")));
  gtk_box_append (GTK_BOX (bar),
                  create_button ("zoom-fit-best-symbolic", "zoom.fit", _ ("Fit")));
  gtk_box_append (GTK_BOX (bar), create_button ("zoom-original-symbolic", "zoom.own",
                                                _ ("Its Own Pixels")));
  return bar;
}

static void
lk_picture_zoom_init (LkPictureZoom *self)
{
  GtkEventController *wheel = gtk_event_controller_scroll_new (
      GTK_EVENT_CONTROLLER_SCROLL_VERTICAL | GTK_EVENT_CONTROLLER_SCROLL_DISCRETE);

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->scroller = gtk_scrolled_window_new ();
  self->picture = gtk_picture_new ();
  gtk_picture_set_content_fit (GTK_PICTURE (self->picture), GTK_CONTENT_FIT_CONTAIN);
  gtk_widget_set_vexpand (self->scroller, TRUE);
  gtk_widget_set_hexpand (self->scroller, TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->picture);
  gtk_box_append (GTK_BOX (self->box), self->scroller);
  gtk_box_append (GTK_BOX (self->box), create_bar (self));
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (wheel, GTK_PHASE_CAPTURE);
  g_signal_connect (wheel, "scroll", G_CALLBACK (on_wheel), self);
  gtk_widget_add_controller (self->scroller, wheel);
  update (self);
}

GtkWidget *
lk_picture_zoom_new (void)
{
  return g_object_new (LK_TYPE_PICTURE_ZOOM, NULL);
}

void
lk_picture_zoom_set_texture (LkPictureZoom *self, GdkTexture *texture, const char *name)
{
  g_return_if_fail (LK_IS_PICTURE_ZOOM (self) && name != NULL);

  gtk_picture_set_paintable (GTK_PICTURE (self->picture), GDK_PAINTABLE (texture));
  gtk_picture_set_alternative_text (GTK_PICTURE (self->picture), name);
  update (self);
}
