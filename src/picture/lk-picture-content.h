/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-image.h"

G_BEGIN_DECLS

/**
 * LkPictureContent:
 * @bytes: of the file, as they were found
 * @sha256: of @bytes, in hexadecimal
 * @width, @height: decoded, orientation applied
 * @differences: in what it differs, as it is shown, from what published code sees
 * @contrast: see lk_image_measure_contrast()
 * @preview: at most %LK_PICTURE_PREVIEW_SIZE pixels on its longer side
 *
 * What a picture is, wherever it came from: decoded once, and held once, however many
 * pictures of an episode and of its history are the same. Immutable, reference counted,
 * safe to use from several threads.
 */
typedef struct
{
  GBytes *bytes;
  char *sha256;
  guint width;
  guint height;
  LkImageDifference differences;
  double contrast;
  LkImage *preview;

  /*< private >*/
  GData *kept; /* what was made of it */
  guint n_refs;
} LkPictureContent;

#define LK_PICTURE_PREVIEW_SIZE 512

/** Decodes @bytes, unless a content of the same bytes is alive, which is returned then.
 * @name: for the errors, which are those of lk_image_decode(). */
LkPictureContent *
lk_picture_content_read (GBytes *bytes, const char *name, GError **error);

/** What stands for @bytes that cannot be decoded, or that are not there: grey. */
LkPictureContent *lk_picture_content_new_grey (GBytes *bytes, const char *sha256);

LkPictureContent *lk_picture_content_ref (LkPictureContent *self);
void lk_picture_content_unref (LkPictureContent *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkPictureContent, lk_picture_content_unref)

G_END_DECLS
