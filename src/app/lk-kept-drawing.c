/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-kept-drawing.h"

#include "lk-canvas.h"

static void
draw (GtkWidget *widget, GtkSnapshot *snapshot, LkKeptDrawingDraw how, gconstpointer data)
{
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  LkPalette palette;
  cairo_t *cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));

  lk_canvas_init_palette (widget, &palette);
  how (data, cr, width, height, &palette);
  cairo_destroy (cr);
}

void
lk_kept_drawing_snapshot (LkKeptDrawing *self,
                          GtkWidget *widget,
                          GtkSnapshot *snapshot,
                          LkKeptDrawingDraw base,
                          LkKeptDrawingDraw overlay,
                          gconstpointer data)
{
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);

  if (width < 1 || height < 1)
    return;
  if (self->node == NULL || self->width != width || self->height != height)
    {
      g_autoptr (GtkSnapshot) kept = gtk_snapshot_new ();

      lk_kept_drawing_clear (self);
      draw (widget, kept, base, data);
      self->node = gtk_snapshot_free_to_node (g_steal_pointer (&kept));
      self->width = width;
      self->height = height;
    }
  if (self->node != NULL)
    gtk_snapshot_append_node (snapshot, self->node);
  if (overlay != NULL)
    draw (widget, snapshot, overlay, data);
}

void
lk_kept_drawing_clear (LkKeptDrawing *self)
{
  g_clear_pointer (&self->node, gsk_render_node_unref);
}
