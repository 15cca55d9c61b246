/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-map-source.h"

G_DEFINE_INTERFACE (LkMapSource, lk_map_source, G_TYPE_OBJECT)

static void
lk_map_source_default_init (LkMapSourceInterface *iface)
{
}

const char *
lk_map_source_get_name (LkMapSource *self)
{
  g_return_val_if_fail (LK_IS_MAP_SOURCE (self), NULL);
  return LK_MAP_SOURCE_GET_IFACE (self)->get_name (self);
}

const char *
lk_map_source_get_fingerprint (LkMapSource *self)
{
  g_return_val_if_fail (LK_IS_MAP_SOURCE (self), NULL);
  return LK_MAP_SOURCE_GET_IFACE (self)->get_fingerprint (self);
}

LkModel *
lk_map_source_get_model (LkMapSource *self)
{
  LkMapSourceInterface *iface;

  g_return_val_if_fail (LK_IS_MAP_SOURCE (self), NULL);

  iface = LK_MAP_SOURCE_GET_IFACE (self);
  return iface->get_model != NULL ? iface->get_model (self) : NULL;
}

gboolean
lk_map_source_get_geometry (LkMapSource *self,
                            double *stride,
                            double *offset,
                            double *receptive_field)
{
  LkMapSourceInterface *iface;

  g_return_val_if_fail (LK_IS_MAP_SOURCE (self), FALSE);

  iface = LK_MAP_SOURCE_GET_IFACE (self);
  if (iface->get_geometry != NULL
      && iface->get_geometry (self, stride, offset, receptive_field))
    return TRUE;
  *stride = *offset = *receptive_field = 0;
  return FALSE;
}

void
lk_map_source_get_area (LkMapSource *self, LkImage *image, double area[4])
{
  LkMapSourceInterface *iface;

  g_return_if_fail (LK_IS_MAP_SOURCE (self) && image != NULL);

  iface = LK_MAP_SOURCE_GET_IFACE (self);
  area[0] = area[1] = 0;
  area[2] = lk_image_get_width (image);
  area[3] = lk_image_get_height (image);
  if (iface->get_area != NULL)
    iface->get_area (self, image, area);
}

char *
lk_map_source_describe (LkMapSource *self)
{
  g_return_val_if_fail (LK_IS_MAP_SOURCE (self), NULL);
  return LK_MAP_SOURCE_GET_IFACE (self)->describe (self);
}

gboolean
lk_map_source_lacks (LkMapSource *self, LkPicture *picture)
{
  LkMapSourceInterface *iface;

  g_return_val_if_fail (LK_IS_MAP_SOURCE (self) && LK_IS_PICTURE (picture), FALSE);

  iface = LK_MAP_SOURCE_GET_IFACE (self);
  return iface->lacks != NULL && iface->lacks (self, picture);
}

GPtrArray *
lk_map_source_fetch (LkMapSource *self,
                     const LkPictureRef *pictures,
                     guint n_pictures,
                     LkProgress progress,
                     gpointer user_data,
                     GCancellable *cancellable,
                     GError **error)
{
  g_return_val_if_fail (LK_IS_MAP_SOURCE (self), NULL);
  g_return_val_if_fail (pictures != NULL || n_pictures == 0, NULL);

  return LK_MAP_SOURCE_GET_IFACE (self)->fetch (self, pictures, n_pictures, progress,
                                                user_data, cancellable, error);
}

void
lk_map_source_get_n_computed (LkMapSource *self, guint64 *n_computed, guint64 *n_repeated)
{
  LkMapSourceInterface *iface;

  g_return_if_fail (LK_IS_MAP_SOURCE (self));

  iface = LK_MAP_SOURCE_GET_IFACE (self);
  *n_computed = *n_repeated = 0;
  if (iface->get_n_computed != NULL)
    iface->get_n_computed (self, n_computed, n_repeated);
}
