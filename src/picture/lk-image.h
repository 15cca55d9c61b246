/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define LK_IMAGE_MAX_PIXELS 100000000

/**
 * LkImage:
 *
 * Pixels of a decoded picture: RGB, 8 bits a channel, rows without padding. Immutable,
 * counted by reference.
 */
typedef struct _LkImage LkImage;

#define LK_TYPE_IMAGE (lk_image_get_type ())
GType lk_image_get_type (void);

/** Takes @rgb (width * height * 3 bytes, from g_malloc). */
LkImage *lk_image_new (guint width, guint height, guint8 *rgb);

/**
 * lk_image_decode:
 * @bytes: an encoded picture in any format GdkPixbuf knows here
 * @name: for messages
 *
 * EXIF orientation applied, alpha composited on white, to the byte what Pillow gives
 * when a picture is pasted on white with its own mask, or alpha-composited. Of 16 bits a
 * channel the upper 8 count, of an animation the first frame. No colour profile is
 * applied. The size is checked before the pixels are allocated.
 *
 * Returns: or %NULL with %LK_ERROR_LIMIT (over 100 megapixels), %LK_ERROR_FORMAT (not a
 *   picture, or a broken one) or %LK_ERROR_UNSUPPORTED (WebP, HEIC or AVIF without their
 *   loaders: names the package)
 */
LkImage *lk_image_decode (GBytes *bytes, const char *name, GError **error);

LkImage *lk_image_ref (LkImage *self);
void lk_image_unref (LkImage *self);
guint lk_image_get_width (LkImage *self);
guint lk_image_get_height (LkImage *self);
const guint8 *lk_image_get_rgb (LkImage *self);

/**
 * lk_image_resize:
 *
 * Antialiased bilinear, byte for byte as Pillow does it (docs/METHOD.md 1.2; Pillow,
 * src/libImaging/Resample.c): two passes, 8 bits between them, fixed point of 22 bits.
 */
LkImage *lk_image_resize (LkImage *self, guint width, guint height);

/** @self, or scaled down by lk_image_resize() so that its longer edge is @size. */
LkImage *lk_image_fit (LkImage *self, guint size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkImage, lk_image_unref)

G_END_DECLS
