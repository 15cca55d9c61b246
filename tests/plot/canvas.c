/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "canvas.h"

#include <math.h>

void
canvas_init (Canvas *self, double width, double height)
{
  self->surface
      = cairo_image_surface_create (CAIRO_FORMAT_RGB24, MAX (width, 1), MAX (height, 1));
  self->cr = cairo_create (self->surface);
  lk_palette_init (&self->palette, FALSE, FALSE);
  cairo_set_source_rgb (self->cr, 1, 1, 1);
  cairo_paint (self->cr);
}

void
canvas_clear (Canvas *self)
{
  g_assert_cmpint (cairo_status (self->cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (self->cr);
  cairo_surface_destroy (self->surface);
}

guint32
canvas_get (Canvas *self, double x, double y)
{
  gsize stride = cairo_image_surface_get_stride (self->surface);
  const guint8 *row;

  cairo_surface_flush (self->surface);
  row = cairo_image_surface_get_data (self->surface) + (gsize) y * stride;
  return ((const guint32 *) row)[(gsize) x] & 0xffffff;
}

gboolean
canvas_find (Canvas *self, const LkColor *color, double from_x, double to_x)
{
  for (int y = 0; y < cairo_image_surface_get_height (self->surface); y++)
    for (int x = from_x; x < to_x; x++)
      {
        guint32 seen = canvas_get (self, x, y);

        if (fabs ((seen >> 16) / 255.0 - color->red) < 0.01
            && fabs ((seen >> 8 & 0xff) / 255.0 - color->green) < 0.01
            && fabs ((seen & 0xff) / 255.0 - color->blue) < 0.01)
          return TRUE;
      }
  return FALSE;
}
