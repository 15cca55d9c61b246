/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lk-dataset.h"
#include "lk-profile.h"
#include "lk-tensor.h"

G_BEGIN_DECLS

/**
 * LkPictureSet:
 *
 * The pictures of a dataset, decoded once and kept as bytes: RGB, of one size, prepared
 * as a profile says. Immutable, safe between threads.
 */
typedef struct _LkPictureSet LkPictureSet;

typedef void (*LkPictureSetProgress) (guint n_done, guint total, gpointer user_data);

/**
 * LkPictureSetOptions:
 * @profile: how pictures are prepared
 * @size: pictures are kept with this edge; the profile's crop, or larger: then its resize
 *   grows with it, so that less of a crop has to be made up
 * @min_each: how many pictures of a class are needed
 * @max_each: of a class at most so many pictures are taken, the first; 0 takes all
 */
typedef struct
{
  const LkProfile *profile;
  guint size;
  guint min_each;
  guint max_each;
} LkPictureSetOptions;

/**
 * lk_picture_set_new:
 * @progress: (nullable): called on this thread
 *
 * A picture that cannot be read is passed over, and remembered.
 *
 * Returns: or %NULL with %LK_ERROR_EPISODE (a class has less pictures that can be read
 * than are needed: it is named), %LK_ERROR_LIMIT (more than 6 GiB) or
 *   %G_IO_ERROR_CANCELLED
 */
LkPictureSet *lk_picture_set_new (LkDataset *dataset,
                                  const LkPictureSetOptions *options,
                                  LkPictureSetProgress progress,
                                  gpointer user_data,
                                  GCancellable *cancellable,
                                  GError **error);
void lk_picture_set_free (LkPictureSet *self);

guint lk_picture_set_get_size (const LkPictureSet *self);
guint lk_picture_set_get_n_classes (const LkPictureSet *self);
const char *lk_picture_set_get_class_name (const LkPictureSet *self, guint class_index);
/** Of all classes. */
guint lk_picture_set_get_n_pictures (const LkPictureSet *self);
/** The pictures of a class are @first to @first + n - 1, which is returned. */
guint
lk_picture_set_get_class (const LkPictureSet *self, guint class_index, guint *first);
guint lk_picture_set_get_label (const LkPictureSet *self, guint picture);
/** [size, size, 3]. */
const guint8 *lk_picture_set_get_rgb (const LkPictureSet *self, guint picture);
gsize lk_picture_set_get_n_bytes (const LkPictureSet *self);
/** Array of strings: why pictures were passed over, their files named. */
GPtrArray *lk_picture_set_get_faults (const LkPictureSet *self);
/** SHA-256 of names of classes, numbers and pixels. */
const char *lk_picture_set_get_sha256 (const LkPictureSet *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkPictureSet, lk_picture_set_free)

G_END_DECLS
