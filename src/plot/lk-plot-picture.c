/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-plot-picture.h"

cairo_surface_t *
lk_plot_picture_new (const guint8 *rgb, guint width, guint height)
{
  cairo_surface_t *surface
      = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  guint8 *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);

  if (data == NULL)
    return surface;
  for (guint y = 0; y < height; y++)
    {
      guint32 *row = (guint32 *) (data + (gsize) y * stride);

      for (guint x = 0; x < width; x++, rgb += 3)
        row[x] = (guint32) rgb[0] << 16 | (guint32) rgb[1] << 8 | rgb[2];
    }
  cairo_surface_mark_dirty (surface);
  return surface;
}

/* Padding keeps the edges of an enlarged picture opaque, but PDF and SVG have none. */
static gboolean
can_pad (cairo_t *cr)
{
  cairo_surface_type_t type = cairo_surface_get_type (cairo_get_target (cr));

  return type != CAIRO_SURFACE_TYPE_PDF && type != CAIRO_SURFACE_TYPE_SVG;
}

void
lk_plot_picture_draw (cairo_surface_t *picture,
                      cairo_t *cr,
                      double x,
                      double y,
                      double width,
                      double height)
{
  int picture_width;
  int picture_height;

  if (picture == NULL || cairo_surface_status (picture) != CAIRO_STATUS_SUCCESS
      || cairo_surface_get_type (picture) != CAIRO_SURFACE_TYPE_IMAGE)
    return;
  picture_width = cairo_image_surface_get_width (picture);
  picture_height = cairo_image_surface_get_height (picture);
  if (picture_width < 1 || picture_height < 1 || !(width >= 0.01) || !(height >= 0.01))
    return;

  cairo_save (cr);
  cairo_new_path (cr);
  cairo_rectangle (cr, x, y, width, height);
  cairo_clip (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, width / picture_width, height / picture_height);
  cairo_set_source_surface (cr, picture, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_GOOD);
  if (can_pad (cr))
    cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_paint (cr);
  cairo_restore (cr);
}
