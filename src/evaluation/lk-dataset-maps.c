/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-dataset-maps.h"

void
lk_drawn_pictures_append (GArray *drawn,
                          const guint *classes,
                          guint n_classes,
                          const guint *pictures,
                          guint n_each)
{
  g_return_if_fail (drawn != NULL && classes != NULL && pictures != NULL);

  for (guint i = 0; i < n_classes * n_each; i++)
    {
      const LkDrawnPicture picture = { classes[i / n_each], pictures[i] };

      g_array_append_val (drawn, picture);
    }
}

/* Returns: whether there is any that cannot be read. */
static gboolean
leave_out (LkDataset *self, const GArray *drawn, GPtrArray *paths)
{
  gboolean any = FALSE;

  for (guint i = 0; i < drawn->len; i++)
    {
      const LkDrawnPicture *drawn_picture = &g_array_index (drawn, LkDrawnPicture, i);
      g_autoptr (GError) problem = NULL;
      g_autoptr (LkPicture) picture = lk_picture_load (paths->pdata[i], &problem);

      if (picture != NULL)
        continue;
      lk_dataset_leave_out (self, drawn_picture->class_index, drawn_picture->picture,
                            problem->message);
      any = TRUE;
    }
  return any;
}

GPtrArray *
lk_dataset_fetch_maps (LkDataset *self,
                       const GArray *drawn,
                       LkMapSource *source,
                       gboolean *again,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autofree LkPictureRef *pictures = NULL;
  GPtrArray *maps;

  g_return_val_if_fail (LK_IS_DATASET (self) && LK_IS_MAP_SOURCE (source), NULL);
  g_return_val_if_fail (drawn != NULL && again != NULL, NULL);

  pictures = g_new0 (LkPictureRef, drawn->len);
  for (guint i = 0; i < drawn->len; i++)
    {
      const LkDrawnPicture *picture = &g_array_index (drawn, LkDrawnPicture, i);

      g_ptr_array_add (paths, lk_dataset_get_picture_path (self, picture->class_index,
                                                           picture->picture));
      pictures[i].path = paths->pdata[i];
    }
  maps = lk_map_source_fetch (source, pictures, drawn->len, NULL, NULL, cancellable,
                              error);
  *again = maps == NULL && !g_cancellable_is_cancelled (cancellable)
           && leave_out (self, drawn, paths);
  return maps;
}
