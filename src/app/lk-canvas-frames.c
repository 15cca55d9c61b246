/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-canvas-frames.h"

static cairo_surface_t *
create_surface (GtkWidget *widget)
{
  int scale = gtk_widget_get_scale_factor (widget);
  cairo_surface_t *surface = cairo_image_surface_create (
      CAIRO_FORMAT_ARGB32, gtk_widget_get_width (widget) * scale,
      gtk_widget_get_height (widget) * scale);

  cairo_surface_set_device_scale (surface, scale, scale);
  return surface;
}

void
lk_canvas_frames_clear_base (LkCanvasFrames *self)
{
  g_clear_pointer (&self->base, cairo_surface_destroy);
}

void
lk_canvas_frames_clear (LkCanvasFrames *self)
{
  lk_canvas_frames_clear_base (self);
  for (guint i = 0; i < G_N_ELEMENTS (self->frames); i++)
    g_clear_pointer (&self->frames[i], cairo_surface_destroy);
}

void
lk_canvas_frames_fit (LkCanvasFrames *self, GtkWidget *widget)
{
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  int scale = gtk_widget_get_scale_factor (widget);

  if (self->frames[0] != NULL && self->width == width && self->height == height
      && self->scale == scale)
    return;
  self->width = width;
  self->height = height;
  self->scale = scale;
  lk_canvas_frames_clear (self);
  for (guint i = 0; i < G_N_ELEMENTS (self->frames); i++)
    self->frames[i] = create_surface (widget);
}

cairo_t *
lk_canvas_frames_begin_base (LkCanvasFrames *self, GtkWidget *widget)
{
  lk_canvas_frames_clear_base (self);
  self->base = create_surface (widget);
  return cairo_create (self->base);
}

cairo_t *
lk_canvas_frames_begin (LkCanvasFrames *self)
{
  cairo_surface_t *frame = self->frames[1];
  cairo_t *cr;

  self->frames[1] = self->frames[0];
  self->frames[0] = frame;
  cr = cairo_create (frame);
  cairo_set_source_surface (cr, self->base, 0, 0);
  cairo_set_operator (cr, CAIRO_OPERATOR_SOURCE);
  cairo_paint (cr);
  cairo_set_operator (cr, CAIRO_OPERATOR_OVER);
  return cr;
}
