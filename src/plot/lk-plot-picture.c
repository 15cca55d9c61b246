/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-plot-picture.h"

#include <math.h>

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

/* Vector files embed the picture as it is: they know no padding, which keeps the edges of
 * an enlarged picture opaque, and need no smaller copies. */
static gboolean
is_vector (cairo_t *cr)
{
  cairo_surface_type_t type = cairo_surface_get_type (cairo_get_target (cr));

  return type == CAIRO_SURFACE_TYPE_PDF || type == CAIRO_SURFACE_TYPE_SVG;
}

/* Every pixel is the mean of four; an odd edge is as if its last pixel stood twice. */
static cairo_surface_t *
halve (cairo_surface_t *picture)
{
  cairo_surface_t *half
      = cairo_image_surface_create (cairo_image_surface_get_format (picture),
                                    (cairo_image_surface_get_width (picture) + 1) / 2,
                                    (cairo_image_surface_get_height (picture) + 1) / 2);
  cairo_t *cr = cairo_create (half);

  cairo_scale (cr, 0.5, 0.5);
  cairo_set_source_surface (cr, picture, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_BILINEAR);
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_paint (cr);
  cairo_destroy (cr);
  return half;
}

/* The smallest of the picture, its half, its quarter ... that is still as large as it is
 * shown; *@shrink is how many of its pixels' edges one of the found has. Each is made
 * once and kept by the one before: scaling down a large picture anew is most of what a
 * frame costs. */
static cairo_surface_t *
find_level (cairo_surface_t *picture, double width, double height, double *shrink)
{
  static const cairo_user_data_key_t key;

  *shrink = 1;
  while (cairo_image_surface_get_width (picture) >= 2 * width
         && cairo_image_surface_get_height (picture) >= 2 * height)
    {
      cairo_surface_t *half = cairo_surface_get_user_data (picture, &key);

      if (half == NULL)
        {
          half = halve (picture);
          cairo_surface_set_user_data (picture, &key, half,
                                       (cairo_destroy_func_t) cairo_surface_destroy);
        }
      picture = half;
      *shrink *= 2;
    }
  return picture;
}

void
lk_plot_picture_draw (cairo_surface_t *picture,
                      cairo_t *cr,
                      double x,
                      double y,
                      double width,
                      double height)
{
  double picture_width, picture_height, shrink = 1;

  if (picture == NULL || cairo_surface_status (picture) != CAIRO_STATUS_SUCCESS
      || cairo_surface_get_type (picture) != CAIRO_SURFACE_TYPE_IMAGE)
    return;
  picture_width = cairo_image_surface_get_width (picture);
  picture_height = cairo_image_surface_get_height (picture);
  if (picture_width < 1 || picture_height < 1 || !(width >= 0.01) || !(height >= 0.01))
    return;

  if (!is_vector (cr))
    {
      double across = width, down = height, scale_x, scale_y;

      cairo_user_to_device_distance (cr, &across, &down);
      cairo_surface_get_device_scale (cairo_get_target (cr), &scale_x, &scale_y);
      picture
          = find_level (picture, fabs (across * scale_x), fabs (down * scale_y), &shrink);
    }
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_rectangle (cr, x, y, width, height);
  cairo_clip (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, shrink * width / picture_width, shrink * height / picture_height);
  cairo_set_source_surface (cr, picture, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_GOOD);
  if (!is_vector (cr))
    cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_paint (cr);
  cairo_restore (cr);
}
