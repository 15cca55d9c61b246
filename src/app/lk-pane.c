/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-pane.h"

#define MIN_WIDTH 220
#define MAX_WIDTH 560
#define HANDLE_WIDTH 5

struct _LkPane
{
  GtkWidget parent_instance;

  GtkWidget *child;
  GtkWidget *handle;
  gboolean at_end;
  int width;
};

enum
{
  PROP_CHILD = 1,
  PROP_PANE_WIDTH,
  PROP_AT_END,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (LkPane, lk_pane, GTK_TYPE_WIDGET)

static void
set_width (LkPane *self, int width)
{
  width = CLAMP (width, MIN_WIDTH, MAX_WIDTH);
  if (width == self->width)
    return;
  self->width = width;
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PANE_WIDTH]);
}

/* Whether the handle is on the left: the edge to the middle of the window. */
static gboolean
has_handle_left (LkPane *self)
{
  gboolean mirrored = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  return self->at_end != mirrored;
}

/* Its line is at the edge of the pane. */
static void
update_handle (LkPane *self)
{
  gboolean left = has_handle_left (self);

  gtk_widget_remove_css_class (self->handle, left ? "end" : "start");
  gtk_widget_add_css_class (self->handle, left ? "start" : "end");
}

static void
lk_pane_direction_changed (GtkWidget *widget, GtkTextDirection before)
{
  GTK_WIDGET_CLASS (lk_pane_parent_class)->direction_changed (widget, before);
  update_handle (LK_PANE (widget));
  gtk_widget_queue_allocate (widget);
}

/* The offset is measured on the handle, which has moved with the edge since. */
static void
on_drag_update (GtkGestureDrag *gesture, double x, double y, LkPane *self)
{
  set_width (self,
             has_handle_left (self) ? self->width - (int) x : self->width + (int) x);
}

static void
lk_pane_measure (GtkWidget *widget,
                 GtkOrientation orientation,
                 int for_size,
                 int *minimum,
                 int *natural,
                 int *minimum_baseline,
                 int *natural_baseline)
{
  LkPane *self = LK_PANE (widget);
  int inner = for_size >= 0 ? MAX (for_size - HANDLE_WIDTH, 0) : -1;

  *minimum = *natural = 0;
  if (self->child != NULL)
    gtk_widget_measure (self->child, orientation,
                        orientation == GTK_ORIENTATION_VERTICAL ? inner : -1, minimum,
                        natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = MAX (*minimum + HANDLE_WIDTH, self->width);
}

static void
lk_pane_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  LkPane *self = LK_PANE (widget);
  int inner = MAX (width - HANDLE_WIDTH, 0);
  gboolean left = has_handle_left (self);

  gtk_widget_size_allocate (
      self->handle, &(GtkAllocation){ left ? 0 : inner, 0, HANDLE_WIDTH, height }, -1);
  if (self->child != NULL)
    gtk_widget_size_allocate (
        self->child, &(GtkAllocation){ left ? HANDLE_WIDTH : 0, 0, inner, height },
        baseline);
}

static void
lk_pane_dispose (GObject *object)
{
  LkPane *self = LK_PANE (object);

  g_clear_pointer (&self->child, gtk_widget_unparent);
  g_clear_pointer (&self->handle, gtk_widget_unparent);
  G_OBJECT_CLASS (lk_pane_parent_class)->dispose (object);
}

static void
lk_pane_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  LkPane *self = LK_PANE (object);

  if (id == PROP_CHILD)
    g_value_set_object (value, self->child);
  else if (id == PROP_PANE_WIDTH)
    g_value_set_int (value, self->width);
  else
    g_value_set_boolean (value, self->at_end);
}

static void
lk_pane_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  LkPane *self = LK_PANE (object);

  if (id == PROP_PANE_WIDTH)
    {
      set_width (self, g_value_get_int (value));
      return;
    }
  if (id == PROP_AT_END)
    {
      self->at_end = g_value_get_boolean (value);
      update_handle (self);
      return;
    }
  g_clear_pointer (&self->child, gtk_widget_unparent);
  self->child = g_value_get_object (value);
  if (self->child != NULL)
    gtk_widget_insert_before (self->child, GTK_WIDGET (self), self->handle);
}

static void
lk_pane_class_init (LkPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = lk_pane_dispose;
  object_class->get_property = lk_pane_get_property;
  object_class->set_property = lk_pane_set_property;
  widget_class->measure = lk_pane_measure;
  widget_class->size_allocate = lk_pane_size_allocate;
  widget_class->direction_changed = lk_pane_direction_changed;

  properties[PROP_CHILD] = g_param_spec_object (
      "child", NULL, NULL, GTK_TYPE_WIDGET, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_PANE_WIDTH] = g_param_spec_int (
      "pane-width", NULL, NULL, MIN_WIDTH, MAX_WIDTH, 300,
      G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_AT_END] = g_param_spec_boolean (
      "at-end", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_css_name (widget_class, "pane");
}

static void
lk_pane_init (LkPane *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->width = 300;
  self->handle = gtk_separator_new (GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (self->handle, "handle");
  gtk_widget_set_cursor_from_name (self->handle, "col-resize");
  gtk_widget_set_parent (self->handle, GTK_WIDGET (self));
  update_handle (self);
  gtk_widget_set_hexpand (GTK_WIDGET (self), FALSE);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  gtk_widget_add_controller (self->handle, GTK_EVENT_CONTROLLER (drag));
}
