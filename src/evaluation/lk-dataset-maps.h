/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-dataset.h"
#include "lk-map-source.h"

G_BEGIN_DECLS

/** A picture that was drawn: which one of which class. */
typedef struct
{
  guint class_index;
  guint picture;
} LkDrawnPicture;

/** Appends @n_each pictures, numbered @pictures, of each of @classes to @drawn, an array
 * of #LkDrawnPicture. */
void lk_drawn_pictures_append (GArray *drawn,
                               const guint *classes,
                               guint n_classes,
                               const guint *pictures,
                               guint n_each);

/**
 * lk_dataset_fetch_maps:
 * @drawn: array of #LkDrawnPicture
 * @again: (out): whether it failed for pictures that cannot be read: they are left out of
 *   @self from then on, and what is drawn anew has others
 *
 * (transfer full): the maps of @drawn. Fails as lk_map_source_fetch() does.
 */
GPtrArray *lk_dataset_fetch_maps (LkDataset *self,
                                  const GArray *drawn,
                                  LkMapSource *source,
                                  gboolean *again,
                                  GCancellable *cancellable,
                                  GError **error);

G_END_DECLS
