/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-maps-geometry.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "lk-error.h"
#include "lk-maps-file.h"
#include "lk-preparation.h"

#define MAX_EDGE 65536
#define WHOLE_PICTURE "whole picture"

static gboolean
refuse (const char *key, const char *text, const char *wanted, GError **error)
{
  g_set_error (error, LK_ERROR, LK_ERROR_FORMAT,
               _ ("its metadata tell the %s “%.40s”: %s is wanted"), key, text, wanted);
  return FALSE;
}

/* (transfer full): the numbers of "14x14", "14, 14" or "[14, 14]". */
static char **
split (const char *text)
{
  g_auto (GStrv) parts = g_strsplit_set (text, "x, []()", -1);
  GStrvBuilder *builder = g_strv_builder_new ();
  char **numbers;

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_strv_builder_add (builder, parts[i]);
  numbers = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  return numbers;
}

/* Two numbers, and where @one_will_do one that stands for both; nothing where the key is
 * missing. */
static gboolean
read_edges (GHashTable *metadata,
            const char *key,
            gboolean one_will_do,
            gsize edges[2],
            gboolean *one,
            GError **error)
{
  const char *text = g_hash_table_lookup (metadata, key);
  g_auto (GStrv) numbers = text != NULL ? split (text) : NULL;
  guint n = numbers != NULL ? g_strv_length (numbers) : 0;

  if (one != NULL)
    *one = n == 1;
  if (text == NULL)
    return TRUE;
  for (guint i = 0; i < 2; i++)
    {
      guint64 value;

      if (n == 0 || n > 2 || (n == 1 && !one_will_do)
          || !g_ascii_string_to_unsigned (numbers[n == 1 ? 0 : i], 10, 1, MAX_EDGE,
                                          &value, NULL))
        return refuse (key, text, one_will_do ? "224, 224x224" : "14x14", error);
      edges[i] = (gsize) value;
    }
  return TRUE;
}

/* One number, or several that are the same. */
static gboolean
read_number (GHashTable *metadata, const char *key, double *value, GError **error)
{
  const char *text = g_hash_table_lookup (metadata, key);
  g_auto (GStrv) numbers = text != NULL ? split (text) : NULL;

  if (text == NULL)
    return TRUE;
  for (guint i = 0; i == 0 || numbers[i] != NULL; i++)
    {
      const char *number = numbers[i] != NULL ? numbers[i] : "";
      double before = *value;
      char *end;

      *value = g_ascii_strtod (number, &end);
      if (end == number || *end != '\0' || !isfinite (*value) || *value < 0
          || *value > MAX_EDGE || (i > 0 && *value != before))
        return refuse (key, text, _ ("a number of pixels"), error);
    }
  return TRUE;
}

static gboolean
read_receptive_field (LkMapsGeometry *self, GHashTable *metadata, GError **error)
{
  const char *text = g_hash_table_lookup (metadata, LK_MAPS_RECEPTIVE_FIELD_KEY);

  if (g_strcmp0 (text, WHOLE_PICTURE) == 0)
    return TRUE;
  return read_number (metadata, LK_MAPS_RECEPTIVE_FIELD_KEY, &self->receptive_field,
                      error);
}

gboolean
lk_maps_geometry_read (LkMapsGeometry *self, GHashTable *metadata, GError **error)
{
  gsize crop[2] = { 0 };

  *self = (LkMapsGeometry){ .stride = 0 };
  if (!read_edges (metadata, LK_MAPS_GRID_KEY, FALSE, self->grid, NULL, error)
      || !read_edges (metadata, LK_MAPS_SIZE_KEY, TRUE, self->size, NULL, error)
      || !read_number (metadata, LK_MAPS_STRIDE_KEY, &self->stride, error))
    return FALSE;
  self->offset = self->stride / 2;
  if (!read_number (metadata, LK_MAPS_OFFSET_KEY, &self->offset, error)
      || !read_receptive_field (self, metadata, error)
      || !read_edges (metadata, LK_MAPS_RESIZE_KEY, TRUE, self->resize,
                      &self->keep_aspect, error)
      || !read_edges (metadata, LK_MAPS_CROP_KEY, TRUE, crop, NULL, error))
    return FALSE;
  self->crop = crop[0];
  return TRUE;
}

/* The part of the picture that went in. */
static void
find_view (const LkMapsGeometry *self, LkImage *image, double view[4])
{
  double width = lk_image_get_width (image), height = lk_image_get_height (image);
  double short_side = fmin (width, height);
  double wide, high;

  view[0] = view[1] = 0;
  view[2] = width;
  view[3] = height;
  if (self->crop == 0)
    return;
  /* Edges of the crop, in pixels of the picture. */
  wide = self->crop
         * (self->keep_aspect || self->resize[1] == 0
                ? short_side / fmax (self->resize[0], self->crop)
                : width / self->resize[1]);
  high = self->crop
         * (self->keep_aspect || self->resize[0] == 0
                ? short_side / fmax (self->resize[0], self->crop)
                : height / self->resize[0]);
  view[0] = (width - wide) / 2;
  view[1] = (height - high) / 2;
  view[2] = wide;
  view[3] = high;
}

void
lk_maps_geometry_get_area (const LkMapsGeometry *self,
                           LkImage *image,
                           const gsize shape[3],
                           double area[4])
{
  double view[4], first = self->offset - self->stride / 2;
  gsize high = self->size[0] > 0 ? self->size[0] : self->crop;
  gsize wide = self->size[1] > 0 ? self->size[1] : self->crop;

  find_view (self, image, view);
  for (guint i = 0; i < 4; i++)
    area[i] = view[i];
  if (!(self->stride > 0) || high == 0)
    return;
  area[0] = view[0] + view[2] * first / (double) wide;
  area[1] = view[1] + view[3] * first / (double) high;
  area[2] = view[2] * (double) shape[2] * self->stride / (double) wide;
  area[3] = view[3] * (double) shape[1] * self->stride / (double) high;
}
