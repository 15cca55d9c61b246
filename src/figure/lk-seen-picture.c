/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-seen-picture.h"

#include <string.h>

#include "lk-plot-picture.h"

#define EDGE 384

typedef struct
{
  double area[4];
  cairo_surface_t *surface;
} Seen;

/* clang-format would write the name of the quark as a difference. */
static GQuark
get_quark (void)
{
  return g_quark_from_static_string ("lk-seen-picture");
}

static void
seen_free (Seen *self)
{
  cairo_surface_destroy (self->surface);
  g_free (self);
}

static cairo_surface_t *
render (LkImage *preview, const double area[4])
{
  guint width = lk_image_get_width (preview), height = lk_image_get_height (preview);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, EDGE, EDGE);
  cairo_surface_t *whole
      = lk_plot_picture_new (lk_image_get_rgb (preview), width, height);
  cairo_t *cr = cairo_create (surface);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, EDGE / area[2], EDGE / area[3]);
  lk_plot_picture_draw (whole, cr, -area[0], -area[1], width, height);
  cairo_destroy (cr);
  cairo_surface_destroy (whole);
  return surface;
}

cairo_surface_t *
lk_seen_picture_get (LkPicture *picture, LkMapSource *source)
{
  g_return_val_if_fail (picture != NULL && LK_IS_MAP_SOURCE (source), NULL);

  Seen *seen = lk_picture_get_kept (picture, get_quark ());
  LkImage *preview = lk_picture_get_preview (picture);
  double area[4];

  lk_map_source_get_area (source, preview, area);
  if (seen != NULL && memcmp (seen->area, area, sizeof area) == 0)
    return seen->surface;
  seen = g_new0 (Seen, 1);
  memcpy (seen->area, area, sizeof area);
  seen->surface = render (preview, area);
  lk_picture_keep (picture, get_quark (), seen, (GDestroyNotify) seen_free);
  return seen->surface;
}
