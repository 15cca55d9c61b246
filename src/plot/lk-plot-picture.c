/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-plot-picture.h"

#include <math.h>
#include <string.h>

/* A picture is shown in a few places of a view, at most so large (pixels): larger ones
 * are looked at closely, and only a part of them is drawn. */
#define N_COPIES 4
#define MAX_COPY (384 * 384)

typedef struct
{
  double place[4]; /* x and y within a pixel, width, height; in pixels */
  cairo_surface_t *surface;
} Copy;

typedef struct
{
  Copy copies[N_COPIES];
  guint next; /* to be given up */
} Copies;

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

/* @edges are the width and the height of @picture, in its pixels, which need not be whole
 * for one that was halved. */
static void
draw_scaled (cairo_surface_t *picture,
             const double edges[2],
             cairo_t *cr,
             const double place[4])
{
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_rectangle (cr, place[0], place[1], place[2], place[3]);
  cairo_clip (cr);
  cairo_translate (cr, place[0], place[1]);
  cairo_scale (cr, place[2] / edges[0], place[3] / edges[1]);
  cairo_set_source_surface (cr, picture, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_GOOD);
  if (!is_vector (cr))
    cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_paint (cr);
  cairo_restore (cr);
}

static void
free_copies (gpointer data)
{
  Copies *copies = data;

  for (guint i = 0; i < N_COPIES; i++)
    g_clear_pointer (&copies->copies[i].surface, cairo_surface_destroy);
  g_free (copies);
}

/* What of the pixels of @cr (x, y, width, height) is; %FALSE where it is turned, or no
 * image. */
static gboolean
find_pixels (cairo_t *cr, double pixels[4], double scale[2])
{
  cairo_surface_t *target = cairo_get_target (cr);
  cairo_matrix_t matrix;
  double offset_x, offset_y;

  if (cairo_surface_get_type (target) != CAIRO_SURFACE_TYPE_IMAGE)
    return FALSE;
  cairo_get_matrix (cr, &matrix);
  cairo_surface_get_device_offset (target, &offset_x, &offset_y);
  if (matrix.xy != 0 || matrix.yx != 0 || !(matrix.xx > 0) || !(matrix.yy > 0)
      || offset_x != 0 || offset_y != 0)
    return FALSE;
  cairo_surface_get_device_scale (target, &scale[0], &scale[1]);
  cairo_user_to_device (cr, &pixels[0], &pixels[1]);
  cairo_user_to_device_distance (cr, &pixels[2], &pixels[3]);
  for (guint i = 0; i < 4; i++)
    pixels[i] *= scale[i % 2];
  return TRUE;
}

/* (transfer none): @picture as it falls on the pixels: kept, as the same is drawn again
 * with every frame, several times beside each other, and scaling is most of its cost. */
static cairo_surface_t *
find_copy (cairo_surface_t *picture, const double edges[2], const double place[4])
{
  static const cairo_user_data_key_t key;
  Copies *copies = cairo_surface_get_user_data (picture, &key);
  Copy *copy;
  cairo_t *cr;

  if (copies == NULL)
    {
      copies = g_new0 (Copies, 1);
      cairo_surface_set_user_data (picture, &key, copies, free_copies);
    }
  for (guint i = 0; i < N_COPIES; i++)
    if (copies->copies[i].surface != NULL
        && memcmp (copies->copies[i].place, place, sizeof copy->place) == 0)
      return copies->copies[i].surface;
  copy = &copies->copies[copies->next++ % N_COPIES];
  g_clear_pointer (&copy->surface, cairo_surface_destroy);
  memcpy (copy->place, place, sizeof copy->place);
  copy->surface
      = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) ceil (place[0] + place[2]),
                                    (int) ceil (place[1] + place[3]));
  cr = cairo_create (copy->surface);
  draw_scaled (picture, edges, cr, place);
  cairo_destroy (cr);
  return copy->surface;
}

void
lk_plot_picture_draw (cairo_surface_t *picture,
                      cairo_t *cr,
                      double x,
                      double y,
                      double width,
                      double height)
{
  const double place[4] = { x, y, width, height };
  double pixels[4] = { x, y, width, height }, scale[2] = { 1, 1 }, shrink = 1;
  double edges[2], left, top;
  cairo_surface_t *copy;

  if (picture == NULL || cairo_surface_status (picture) != CAIRO_STATUS_SUCCESS
      || cairo_surface_get_type (picture) != CAIRO_SURFACE_TYPE_IMAGE)
    return;
  edges[0] = cairo_image_surface_get_width (picture);
  edges[1] = cairo_image_surface_get_height (picture);
  if (edges[0] < 1 || edges[1] < 1 || !(width >= 0.01) || !(height >= 0.01))
    return;

  if (!is_vector (cr))
    {
      double across = width, down = height, scale_x, scale_y;

      cairo_user_to_device_distance (cr, &across, &down);
      cairo_surface_get_device_scale (cairo_get_target (cr), &scale_x, &scale_y);
      picture
          = find_level (picture, fabs (across * scale_x), fabs (down * scale_y), &shrink);
      edges[0] /= shrink;
      edges[1] /= shrink;
    }
  if (!find_pixels (cr, pixels, scale) || pixels[2] * pixels[3] > MAX_COPY)
    {
      draw_scaled (picture, edges, cr, place);
      return;
    }
  left = floor (pixels[0]);
  top = floor (pixels[1]);
  pixels[0] -= left;
  pixels[1] -= top;
  copy = find_copy (picture, edges, pixels);
  cairo_save (cr);
  cairo_identity_matrix (cr);
  cairo_scale (cr, 1 / scale[0], 1 / scale[1]);
  cairo_set_source_surface (cr, copy, left, top);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_restore (cr);
}
