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
 * LkReading:
 * @LK_READING_LIKENESS: turned as EXIF says, laid on white, of 16 bits the upper 8
 * @LK_READING_AS_PUBLISHED: as `Image.open (p).convert ("RGB")` of Pillow gives it, which
 *   is how published code reads pictures: not turned (but TIFF, which Pillow turns
 *   itself), alpha left out, 16 bits of grey clipped at 255
 *
 * How pixels are made of an encoded picture.
 */
typedef enum
{
  LK_READING_LIKENESS,
  LK_READING_AS_PUBLISHED,
} LkReading;

/**
 * LkImageDifference:
 *
 * Why a picture that was read as Likeness does is not what published code sees: it was
 * laid on white, turned, or had 16 bits of grey.
 */
typedef enum
{
  LK_DIFFERENCE_NONE = 0,
  LK_DIFFERENCE_ALPHA = 1 << 0,
  LK_DIFFERENCE_ORIENTATION = 1 << 1,
  LK_DIFFERENCE_GREY_16 = 1 << 2,
} LkImageDifference;

#define LK_N_DIFFERENCES 3

/**
 * lk_image_decode:
 * @bytes: an encoded PNG, JPEG, GIF, BMP, TIFF or PNM, or a WebP, AVIF or HEIC where its
 *   loader is installed
 * @name: for messages
 *
 * EXIF orientation applied, alpha composited on white, to the byte what Pillow gives
 * when a picture is pasted on white with its own mask, or alpha-composited. Of 16 bits a
 * channel the upper 8 count, of an animation the first frame. No colour profile is
 * applied. The size is checked before the pixels are allocated. Nothing that a loader
 * warns of is logged. It is done by another process (lk-decoder.h).
 *
 * Returns: or %NULL with %LK_ERROR_LIMIT (over 100 megapixels), %LK_ERROR_FORMAT (not a
 *   picture, or a broken one) or %LK_ERROR_UNSUPPORTED (a format or a form of it that is
 *   not decoded: says what to do; without a loader: names the package), or an error of
 *   lk_decoder_start()
 */
LkImage *lk_image_decode (GBytes *bytes, const char *name, GError **error);

/** Likewise, with the @reading that is wanted. */
LkImage *
lk_image_decode_as (GBytes *bytes, const char *name, LkReading reading, GError **error);

/** Of a picture as it was decoded, %LK_DIFFERENCE_NONE of all that was made since. */
LkImageDifference lk_image_get_differences (LkImage *self);

/** (transfer full): array of "alpha", "orientation" and "grey-16", for machines. */
GPtrArray *lk_image_difference_list (LkImageDifference differences);
/** (transfer full) (nullable): in what the picture differs, for people; %NULL where in
 * nothing. */
char *lk_image_difference_describe (LkImageDifference differences);

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

/** How far its pixels are from their mean: the root of the mean square of the
 * differences, over pixels and channels, 0 to 127.5. A picture of one colour has 0. */
double lk_image_measure_contrast (LkImage *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkImage, lk_image_unref)

G_END_DECLS
