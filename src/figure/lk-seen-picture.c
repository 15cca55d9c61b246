/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-seen-picture.h"

#include <string.h>

#include "lk-plot-picture.h"
#include "lk-preparation.h"

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

/* The area of the preview that the cells cover: x, y, width, height in its pixels. */
static void
find_area (LkImage *preview, LkModel *model, double area[4])
{
  const LkProfile *profile = lk_model_get_profile (model);
  double stride, offset, receptive_field, view[4];
  gsize shape[3];

  lk_preparation_get_view (preview, profile, view);
  lk_network_get_geometry (lk_model_get_network (model), &stride, &offset,
                           &receptive_field);
  lk_network_get_map_shape (lk_model_get_network (model), profile->crop, profile->crop,
                            shape);
  area[0] = view[0] + view[2] * (offset - stride / 2) / profile->crop;
  area[1] = view[1] + view[3] * (offset - stride / 2) / profile->crop;
  area[2] = view[2] * shape[2] * stride / profile->crop;
  area[3] = view[3] * shape[1] * stride / profile->crop;
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
lk_seen_picture_get (LkPicture *picture, LkModel *model)
{
  g_return_val_if_fail (picture != NULL && LK_IS_MODEL (model), NULL);

  Seen *seen = g_object_get_qdata (G_OBJECT (picture), get_quark ());
  LkImage *preview = lk_picture_get_preview (picture);
  double area[4];

  find_area (preview, model, area);
  if (seen != NULL && memcmp (seen->area, area, sizeof area) == 0)
    return seen->surface;
  seen = g_new0 (Seen, 1);
  memcpy (seen->area, area, sizeof area);
  seen->surface = render (preview, area);
  g_object_set_qdata_full (G_OBJECT (picture), get_quark (), seen,
                           (GDestroyNotify) seen_free);
  return seen->surface;
}
