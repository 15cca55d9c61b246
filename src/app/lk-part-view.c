/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-part-view.h"

#define CHANNELS_SHARE 0.36
#define MIN_HEIGHT_FOR_CHANNELS 420

#define MAX_ZOOM 8

struct _LkPartView
{
  LkCanvas parent_instance;

  int row;
  int column;
  int zoom;
};

G_DEFINE_FINAL_TYPE (LkPartView, lk_part_view, LK_TYPE_CANVAS)

static LkMatrix
get_data (LkPartView *self, LkEvidence *evidence)
{
  LkSession *session = lk_canvas_get_session (LK_CANVAS (self));
  LkMatrix data = *lk_evidence_get_part (evidence, lk_session_get_shown_class (session));

  data.hovered_row = self->row;
  data.hovered_column = self->column;
  return data;
}

/* The matrix has the upper part of the room; low windows are all matrix. */
static double
get_matrix_height (double height)
{
  return height < MIN_HEIGHT_FOR_CHANNELS ? height : height * (1 - CHANNELS_SHARE);
}

/* The entry that is pointed at, else the strongest one. */
static void
find_entry (LkPartView *self, const LkMatrix *data, guint *row, guint *column)
{
  const LkMatches *matches = data->matches;
  guint best = 0;

  *row = (guint) MAX (self->row, 0);
  *column = (guint) MAX (self->column, 0);
  if (self->row >= 0)
    return;
  for (guint i = 1; i < matches->n_rows; i++)
    if (matches->similarity[(gsize) i * matches->n_neighbours]
        > matches->similarity[(gsize) best * matches->n_neighbours])
      best = i;
  *row = best;
  *column = matches->index[(gsize) best * matches->n_neighbours];
}

static void
draw_base (LkCanvas *canvas,
           LkEvidence *evidence,
           cairo_t *cr,
           double width,
           double height,
           const LkPalette *palette)
{
  LkMatrix data = get_data (LK_PART_VIEW (canvas), evidence);

  lk_plot_matrix_base (&data, cr, width, get_matrix_height (height), palette);
}

static void
draw_overlay (LkCanvas *canvas,
              LkEvidence *evidence,
              cairo_t *cr,
              double width,
              double height,
              const LkPalette *palette)
{
  LkPartView *self = LK_PART_VIEW (canvas);
  guint shown = lk_session_get_shown_class (lk_canvas_get_session (canvas));
  LkMatrix data = get_data (self, evidence);
  double matrix_height = get_matrix_height (height);
  guint row, column;

  lk_plot_matrix_overlay (&data, cr, width, matrix_height, palette);
  if (matrix_height >= height)
    return;
  find_entry (self, &data, &row, &column);
  cairo_save (cr);
  cairo_translate (cr, 0, matrix_height);
  lk_plot_channels (lk_evidence_get_channels (evidence, shown, row, column), cr, width,
                    height - matrix_height, palette);
  cairo_restore (cr);
}

static void
hover (LkCanvas *canvas,
       LkEvidence *evidence,
       double x,
       double y,
       const LkPalette *palette)
{
  LkPartView *self = LK_PART_VIEW (canvas);
  LkMatrix data = get_data (self, evidence);
  double height = gtk_widget_get_height (GTK_WIDGET (self));
  guint row, column;

  if (x < 0
      || !lk_plot_matrix_hit (&data,
                              &(LkPointer){ gtk_widget_get_width (GTK_WIDGET (self)),
                                            get_matrix_height (height), palette, x, y },
                              &row, &column))
    return;
  self->row = (int) row;
  self->column = (int) column;
}

static void
move (LkCanvas *canvas, LkEvidence *evidence, int dx, int dy)
{
  LkPartView *self = LK_PART_VIEW (canvas);
  LkMatrix data = get_data (self, evidence);
  guint row, column;

  find_entry (self, &data, &row, &column);
  self->row = CLAMP ((int) row + dy, 0, (int) lk_tensor_get_dim (data.values, 0) - 1);
  self->column
      = CLAMP ((int) column + dx, 0, (int) lk_tensor_get_dim (data.values, 1) - 1);
}

static char *
describe (LkCanvas *canvas, LkEvidence *evidence)
{
  LkPartView *self = LK_PART_VIEW (canvas);
  guint shown = lk_session_get_shown_class (lk_canvas_get_session (canvas));
  LkMatrix data = get_data (self, evidence);

  if (self->row < 0)
    return g_strdup (data.subtitle);
  return lk_evidence_describe_entry (evidence, shown, (guint) self->row,
                                     (guint) self->column);
}

static void
reset (LkCanvas *canvas)
{
  LkPartView *self = LK_PART_VIEW (canvas);

  self->row = self->column = -1;
}

/* Zoomed in, the view is larger than its scrolled window, whose bars and gestures pan. */
static void
set_zoom (LkPartView *self, int zoom)
{
  GtkWidget *viewport
      = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_SCROLLED_WINDOW);

  zoom = CLAMP (zoom, 1, MAX_ZOOM);
  if (viewport == NULL || zoom == self->zoom)
    return;
  self->zoom = zoom;
  if (zoom == 1)
    gtk_widget_set_size_request (GTK_WIDGET (self), -1, -1);
  else
    gtk_widget_set_size_request (GTK_WIDGET (self),
                                 zoom * gtk_widget_get_width (viewport),
                                 zoom * gtk_widget_get_height (viewport));
}

static gboolean
on_scroll (GtkEventControllerScroll *controller, double dx, double dy, LkPartView *self)
{
  GdkModifierType state
      = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));

  if ((state & GDK_CONTROL_MASK) == 0 || dy == 0)
    return GDK_EVENT_PROPAGATE;
  set_zoom (self, self->zoom + (dy < 0 ? 1 : -1));
  return GDK_EVENT_STOP;
}

static void
zoom_in (GtkWidget *widget, const char *name, GVariant *parameter)
{
  set_zoom (LK_PART_VIEW (widget), LK_PART_VIEW (widget)->zoom + 1);
}

static void
zoom_out (GtkWidget *widget, const char *name, GVariant *parameter)
{
  set_zoom (LK_PART_VIEW (widget), LK_PART_VIEW (widget)->zoom - 1);
}

static void
zoom_reset (GtkWidget *widget, const char *name, GVariant *parameter)
{
  set_zoom (LK_PART_VIEW (widget), 1);
}

static void
install_zoom (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "part.zoom-in", NULL, zoom_in);
  gtk_widget_class_install_action (widget_class, "part.zoom-out", NULL, zoom_out);
  gtk_widget_class_install_action (widget_class, "part.zoom-reset", NULL, zoom_reset);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_plus, 0, "part.zoom-in",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Add, 0, "part.zoom-in",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_minus, 0, "part.zoom-out",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Subtract, 0,
                                       "part.zoom-out", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_0, 0, "part.zoom-reset",
                                       NULL);
}

static void
lk_part_view_class_init (LkPartViewClass *klass)
{
  LkCanvasClass *canvas_class = LK_CANVAS_CLASS (klass);

  canvas_class->draw_base = draw_base;
  canvas_class->draw_overlay = draw_overlay;
  canvas_class->hover = hover;
  canvas_class->move = move;
  canvas_class->describe = describe;
  canvas_class->reset = reset;
  install_zoom (GTK_WIDGET_CLASS (klass));
}

static void
lk_part_view_init (LkPartView *self)
{
  GtkEventController *scroll
      = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);

  self->row = self->column = -1;
  self->zoom = 1;
  g_signal_connect (scroll, "scroll", G_CALLBACK (on_scroll), self);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
}

void
lk_part_view_show_entry (LkPartView *self, guint row, guint column)
{
  LkEvidence *evidence;

  g_return_if_fail (LK_IS_PART_VIEW (self));

  evidence = lk_session_get_evidence (lk_canvas_get_session (LK_CANVAS (self)));
  if (evidence == NULL)
    return;
  self->row = (int) row;
  self->column = (int) column;
  move (LK_CANVAS (self), evidence, 0, 0);
  lk_canvas_refresh (LK_CANVAS (self));
}
