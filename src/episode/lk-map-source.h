/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lk-file-stamp.h"
#include "lk-model.h"
#include "lk-picture.h"
#include "lk-tensor.h"

G_BEGIN_DECLS

/**
 * LkPictureRef:
 * @picture: (nullable): a picture that is in memory
 * @path: else the file of one that is not: it is read where its map is not at hand
 * @stamp: (nullable): of that file now
 *
 * Which picture's map is asked for. Pictures in memory are told apart by their content,
 * files by their path, and where there is a stamp by size and time as well.
 */
typedef struct
{
  LkPicture *picture;
  const char *path;
  const LkFileStamp *stamp;
} LkPictureRef;

/** @done of @total maps are there; called on the thread that asked. */
typedef void (*LkProgress) (guint done, guint total, gpointer user_data);

/**
 * LkMapSource:
 *
 * Where the feature maps of pictures come from. A map depends on its picture and on the
 * source's fingerprint alone, never on what else was asked for or is kept. Safe between
 * threads.
 */
#define LK_TYPE_MAP_SOURCE (lk_map_source_get_type ())
G_DECLARE_INTERFACE (LkMapSource, lk_map_source, LK, MAP_SOURCE, GObject)

/** All but @fetch, @get_name, @get_fingerprint and @describe may be %NULL. */
struct _LkMapSourceInterface
{
  GTypeInterface parent_interface;

  const char *(*get_name) (LkMapSource *self);
  const char *(*get_fingerprint) (LkMapSource *self);
  LkModel *(*get_model) (LkMapSource *self);
  gboolean (*get_geometry) (LkMapSource *self,
                            double *stride,
                            double *offset,
                            double *receptive_field);
  void (*get_area) (LkMapSource *self, LkImage *image, double area[4]);
  char *(*describe) (LkMapSource *self);
  gboolean (*lacks) (LkMapSource *self, LkPicture *picture);
  GPtrArray *(*fetch) (LkMapSource *self,
                       const LkPictureRef *pictures,
                       guint n_pictures,
                       LkProgress progress,
                       gpointer user_data,
                       GCancellable *cancellable,
                       GError **error);
  void (*get_n_computed) (LkMapSource *self, guint64 *n_computed, guint64 *n_repeated);
};

/** What a person calls it: a model's or a file's name. */
const char *lk_map_source_get_name (LkMapSource *self);
/** Sources of one fingerprint give the same map for the same picture. */
const char *lk_map_source_get_fingerprint (LkMapSource *self);
/** (transfer full): what it is, in a few words: the network and how pictures are prepared
 * for it, or the shape of its maps. */
char *lk_map_source_describe (LkMapSource *self);
/** (transfer none) (nullable): the model that makes the maps, with its fusion layer. */
LkModel *lk_map_source_get_model (LkMapSource *self);

/** Whether it is known before it is asked for that there is no map of @picture: only
 * where maps come from elsewhere. */
gboolean lk_map_source_lacks (LkMapSource *self, LkPicture *picture);

/** As lk_network_get_geometry(). %FALSE, and all 0, where it is not known what a cell
 * sees: then take it for the whole picture. */
gboolean lk_map_source_get_geometry (LkMapSource *self,
                                     double *stride,
                                     double *offset,
                                     double *receptive_field);

/** @area: (out caller-allocates): x, y, width and height of the part of @image that the
 * cells of its map cover, in its pixels: all of it where that is not known. */
void lk_map_source_get_area (LkMapSource *self, LkImage *image, double area[4]);

/**
 * lk_map_source_fetch:
 * @pictures: @n_pictures; the same may be asked for more than once
 * @progress: (nullable): first of the maps that need no work
 *
 * Returns: (transfer full): array of #LkTensor [C, H, W], one a picture in their order;
 *   or %NULL with the error of the first picture that cannot be read (its file named), of
 *   the source (its name told), or %G_IO_ERROR_CANCELLED
 */
GPtrArray *lk_map_source_fetch (LkMapSource *self,
                                const LkPictureRef *pictures,
                                guint n_pictures,
                                LkProgress progress,
                                gpointer user_data,
                                GCancellable *cancellable,
                                GError **error);

/** Maps that were computed so far, and how many of them again because there was no memory
 * to keep them. */
void lk_map_source_get_n_computed (LkMapSource *self,
                                   guint64 *n_computed,
                                   guint64 *n_repeated);

G_END_DECLS
