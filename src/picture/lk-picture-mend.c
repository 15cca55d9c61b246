/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-picture-mend.h"

#include "lk-bitmap-mend.h"
#include "lk-image.h"
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

static gboolean
can_be_doubled (const LkTiffTags *tags, guint tag)
{
  guint n_bytes;

  return lk_tiff_tags_find_number (tags, tag, &n_bytes) == 0
         || (guint64) lk_tiff_tags_get (tags, tag, 0) * 2 < (guint64) 1 << (8 * n_bytes);
}

/* Doubles a number within @changed, which has the same bytes as @tags. */
static void
double_number (const LkTiffTags *tags, guint tag, guint8 *changed)
{
  guint n_bytes;
  gsize at = lk_tiff_tags_find_number (tags, tag, &n_bytes);
  guint value = lk_tiff_tags_get (tags, tag, 0) * 2;

  for (guint i = 0; at != 0 && i < n_bytes; i++)
    changed[at + (tags->big_endian ? n_bytes - 1 - i : i)] = (guint8) (value >> 8 * i);
}

/* Codecs that give back the bytes they were given, and know nothing of samples. */
static gboolean
is_plain_codec (guint compression)
{
  static const guint plain[] = { 1, 5, 8, 32773, 32946, 34925, 50000 };

  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    if (compression == plain[i])
      return TRUE;
  return FALSE;
}

static gboolean
can_be_split (const LkTiffTags *tags, guint photometric, guint samples, guint extra)
{
  guint64 n_pixels = (guint64) lk_tiff_tags_get (tags, LK_TIFF_WIDTH, 0)
                     * lk_tiff_tags_get (tags, LK_TIFF_HEIGHT, 0);
  gboolean is_grey = photometric <= PHOTOMETRIC_BLACK_IS_ZERO && samples == 1;
  gboolean is_colour = photometric == PHOTOMETRIC_RGB
                       && (samples == 3 || (samples == 4 && extra != G_MAXUINT));

  return (is_grey || is_colour) && lk_tiff_tags_find_short (tags, LK_TIFF_BITS) != 0
         && lk_tiff_tags_count (tags, LK_TIFF_BITS) == samples
         && can_be_doubled (tags, LK_TIFF_WIDTH)
         && can_be_doubled (tags, LK_TIFF_TILE_WIDTH)
         && lk_tiff_tags_get (tags, LK_TIFF_BITS, 1) == 16 && n_pixels > 0
         && 2 * n_pixels <= LK_IMAGE_MAX_PIXELS
         && lk_tiff_tags_get (tags, LK_TIFF_PREDICTOR, 1) == 1
         && lk_tiff_tags_get (tags, LK_TIFF_ORIENTATION, 1) == 1
         && (samples == 1 || lk_tiff_tags_get (tags, LK_TIFF_PLANES, 1) == 1)
         && is_plain_codec (lk_tiff_tags_get (tags, LK_TIFF_COMPRESSION, 1));
}

/* Of one sample of 16 bits two of 8, whose bytes are the same. */
static void
split_samples (const LkTiffTags *tags, guint samples, guint8 *changed)
{
  gsize at = lk_tiff_tags_find_short (tags, LK_TIFF_BITS);

  double_number (tags, LK_TIFF_WIDTH, changed);
  double_number (tags, LK_TIFF_TILE_WIDTH, changed);
  for (guint i = 0; i < samples; i++)
    changed[at + 2 * i + !!tags->big_endian] = 8;
}

static GBytes *
mend_tiff (const guint8 *data, gsize size, gboolean as_published, LkPictureMend *mend)
{
  GBytes *changed = NULL;
  gboolean is_soft, is_split;
  guint8 *to;
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
  is_soft = extra == EXTRA_UNASSOCIATED && at != 0;
  is_split = can_be_split (&tags, photometric, samples, extra);
  if (!is_soft && !is_split)
    return NULL;
  to = copy (data, size, &changed);
  if (is_soft)
    to[at + !!tags.big_endian] = EXTRA_ASSOCIATED;
  if (is_split)
    {
      split_samples (&tags, samples, to);
      mend->n_samples = samples;
      mend->upper = tags.big_endian ? 0 : 1;
    }
  if (is_split && mend->is_deep_grey)
    mend->alpha = as_published ? LK_ALPHA_LOW_BYTE : LK_ALPHA_NONE;
  return changed;
}

/* The colour that a GIF's table at @at has for @index; without a table it is a grey. */
static void
get_colour (const guint8 *data, gsize size, gsize at, guint index, guint8 *rgb)
{
  memset (rgb, at == 0 ? (int) index : 0, 3);
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

/* Without any table of colours, numbers are taken for greys. */
static GBytes *
add_grey_table (const guint8 *data, gsize size)
{
  const gsize header = 13, table = 3 * 256;
  guint8 *longer = g_malloc (size + table);

  memcpy (longer, data, header);
  longer[10] |= 0x87;
  for (gsize i = 0; i < table; i++)
    longer[header + i] = (guint8) (i / 3);
  memcpy (longer + header + table, data + header, size - header);
  return g_bytes_new_take (longer, size + table);
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
  if ((data[10] & 0x80) == 0 && (data[at + 9] & 0x80) == 0)
    return add_grey_table (canvas, size);
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
    changed = mend_tiff (data, size, as_published, mend);
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
