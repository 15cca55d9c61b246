/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-picture-mend.h"

#include "lk-bitmap-mend.h"
#include "lk-picture-bytes.h"
#include "lk-tiff-tags.h"

/* A copy of the bytes to change. */
static guint8 *
copy (const guint8 *data, gsize size, GBytes **copied)
{
  guint8 *changed = g_memdup2 (data, size);

  *copied = g_bytes_new_take (changed, size);
  return changed;
}

enum
{
  EXTRA_UNSPECIFIED = 0,
  EXTRA_ASSOCIATED = 1,
  EXTRA_UNASSOCIATED = 2,
};

enum
{
  PHOTOMETRIC_WHITE_IS_ZERO = 0,
  PHOTOMETRIC_BLACK_IS_ZERO = 1,
  PHOTOMETRIC_RGB = 2,
};

static GBytes *
mend_tiff (const guint8 *data, gsize size, LkPictureMend *mend)
{
  GBytes *changed = NULL;
  LkTiffTags tags;
  guint photometric, samples, extra;
  gsize at;

  if (!lk_tiff_tags_init (&tags, data, size))
    return NULL;
  photometric = lk_tiff_tags_get (&tags, LK_TIFF_PHOTOMETRIC, PHOTOMETRIC_RGB);
  samples = lk_tiff_tags_get (&tags, LK_TIFF_SAMPLES, 1);
  extra = lk_tiff_tags_get (&tags, LK_TIFF_EXTRA_SAMPLES, G_MAXUINT);
  mend->is_deep_grey = photometric <= PHOTOMETRIC_BLACK_IS_ZERO && samples == 1
                       && lk_tiff_tags_get (&tags, LK_TIFF_BITS, 1) == 16;
  if (extra == EXTRA_UNSPECIFIED)
    mend->alpha = LK_ALPHA_NONE;
  if (extra == EXTRA_ASSOCIATED)
    mend->alpha = LK_ALPHA_PREMULTIPLIED;
  at = lk_tiff_tags_find_short (&tags, LK_TIFF_EXTRA_SAMPLES);
  if (extra == EXTRA_UNASSOCIATED && at != 0)
    copy (data, size, &changed)[at + !!tags.big_endian] = EXTRA_ASSOCIATED;
  return changed;
}

/* The colour that a GIF's table at @at has for @index. */
static void
get_colour (const guint8 *data, gsize size, gsize at, guint index, guint8 *rgb)
{
  memset (rgb, 0, 3);
  if (at != 0 && at + 3 * (gsize) index + 3 <= size)
    memcpy (rgb, data + at + 3 * (gsize) index, 3);
}

static gsize
get_table_size (guint8 flags)
{
  return (flags & 0x80) != 0 ? (gsize) 6 << (flags & 7) : 0;
}

static gsize
skip_blocks (const guint8 *data, gsize size, gsize at)
{
  while (at < size && data[at] != 0)
    at += data[at] + 1;
  return at + 1;
}

/* Pillow fills the canvas below the first frame with the transparent colour, or with the
 * first where none is transparent (GifImagePlugin.load_prepare()). */
static void
note_rest (const guint8 *data,
           gsize size,
           gsize frame,
           gboolean as_published,
           int transparent,
           LkPictureMend *mend)
{
  gsize table = (data[frame + 8] & 0x80) != 0 ? frame + 9
                : (data[10] & 0x80) != 0      ? 13
                                              : 0;

  mend->x = lk_read_le16 (data + frame);
  mend->y = lk_read_le16 (data + frame + 2);
  mend->right = mend->x + lk_read_le16 (data + frame + 4);
  mend->bottom = mend->y + lk_read_le16 (data + frame + 6);
  mend->has_rest = as_published || transparent < 0;
  get_colour (data, size, table, (guint) MAX (transparent, 0), mend->rest);
}

static GBytes *
mend_gif (const guint8 *data, gsize size, gboolean as_published, LkPictureMend *mend)
{
  GBytes *changed = NULL;
  g_autofree guint8 *canvas = g_memdup2 (data, size);
  gboolean is_changed = FALSE;
  int transparent = -1;
  gsize at;

  if (size < 13)
    return NULL;
  at = 13 + get_table_size (data[10]);
  while (at + 10 < size && data[at] == 0x21)
    {
      gboolean is_control = data[at + 1] == 0xf9 && data[at + 2] >= 4;

      if (is_control && (data[at + 3] & 1) != 0)
        {
          transparent = data[at + 6];
          if (as_published)
            canvas[at + 3] &= (guint8) ~1;
          is_changed = is_changed || as_published;
        }
      at = skip_blocks (data, size, at + 2);
    }
  if (at + 10 >= size || data[at] != 0x2c)
    return NULL;
  note_rest (data, size, at + 1, as_published, transparent, mend);
  if (mend->right > lk_read_le16 (data + 6) || mend->bottom > lk_read_le16 (data + 8))
    {
      lk_write_le16 (canvas + 6,
                     MIN (MAX (mend->right, lk_read_le16 (data + 6)), 0xffff));
      lk_write_le16 (canvas + 8,
                     MIN (MAX (mend->bottom, lk_read_le16 (data + 8)), 0xffff));
      is_changed = TRUE;
    }
  if (is_changed)
    changed = g_bytes_new_take (g_steal_pointer (&canvas), size);
  return changed;
}

/* The checksum of a PNG's chunks (ISO/IEC 15948, annex D). */
static guint32
get_checksum (const guint8 *data, gsize size)
{
  guint32 checksum = 0xffffffff;

  for (gsize i = 0; i < size; i++)
    {
      checksum ^= data[i];
      for (guint bit = 0; bit < 8; bit++)
        checksum = (checksum & 1) != 0 ? checksum >> 1 ^ 0xedb88320 : checksum >> 1;
    }
  return ~checksum;
}

enum
{
  PNG_HEADER = 12, /* where its type stands */
  PNG_DEPTH = 24,
  PNG_COLOUR = 25,
  PNG_CHECKSUM = 29,
  COLOUR_GREY = 0,
  COLOUR_GREY_ALPHA = 4,
};

static GBytes *
mend_png (const guint8 *data, gsize size, gboolean as_published, LkPictureMend *mend)
{
  GBytes *changed = NULL;
  guint8 *to;

  if (size < 33 || memcmp (data + PNG_HEADER, "IHDR", 4) != 0 || data[PNG_DEPTH] != 16
      || data[PNG_COLOUR] != COLOUR_GREY
      || lk_read_be32 (data + PNG_CHECKSUM) != get_checksum (data + PNG_HEADER, 17))
    return NULL;
  mend->is_deep_grey = TRUE;
  if (!as_published)
    return NULL;
  mend->alpha = LK_ALPHA_LOW_BYTE;
  to = copy (data, size, &changed);
  to[PNG_DEPTH] = 8;
  to[PNG_COLOUR] = COLOUR_GREY_ALPHA;
  lk_write_be32 (to + PNG_CHECKSUM, get_checksum (to + PNG_HEADER, 17));
  return changed;
}

GBytes *
lk_picture_mend (GBytes *bytes,
                 LkPictureKind kind,
                 gboolean as_published,
                 LkPictureMend *mend)
{
  GBytes *changed = NULL;
  gsize size;
  const guint8 *data = lk_bytes_get (bytes, &size);

  *mend = (LkPictureMend){ .alpha = LK_ALPHA_STRAIGHT };
  if (kind == LK_KIND_TIFF)
    changed = mend_tiff (data, size, mend);
  if (kind == LK_KIND_GIF)
    changed = mend_gif (data, size, as_published, mend);
  if (kind == LK_KIND_BMP)
    changed = lk_bitmap_mend_bmp (data, size);
  if (kind == LK_KIND_PNM)
    changed = lk_bitmap_mend_pnm (data, size, as_published, &mend->is_deep_grey);
  if (kind == LK_KIND_PNG)
    changed = mend_png (data, size, as_published, mend);
  return changed != NULL ? changed : g_bytes_ref (bytes);
}
