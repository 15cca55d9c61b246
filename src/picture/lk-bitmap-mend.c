/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-bitmap-mend.h"

#include <math.h>

#include "lk-image.h"
#include "lk-picture-bytes.h"

enum
{
  FILE_HEADER = 14,
  INFO_HEADER = 40,
  NO_COMPRESSION = 0,
  BIT_FIELDS = 3,
};

/* What a BMP says of itself. */
typedef struct
{
  gsize header; /* bytes, of both headers and of masks behind them */
  gsize pixels; /* where they begin */
  gsize stride;
  guint width;
  guint height;
  guint bits;
  guint compression;
  gsize n_bytes; /* of the pixels; fewer than there should be where the end is missing */
  guint masks[3];
} Bmp;

static gboolean
read_bmp (Bmp *self, const guint8 *data, gsize size)
{
  guint length;
  gint32 height;

  if (size < FILE_HEADER + INFO_HEADER)
    return FALSE;
  length = lk_read_le32 (data + 14);
  if (length < INFO_HEADER || size < FILE_HEADER + (gsize) length + 12)
    return FALSE;
  height = (gint32) lk_read_le32 (data + 22);
  self->width = lk_read_le32 (data + 18);
  self->height = (guint) (height < 0 ? -(gint64) height : height);
  self->bits = lk_read_le16 (data + 28);
  self->compression = lk_read_le32 (data + 30);
  self->pixels = lk_read_le32 (data + 10);
  self->header = FILE_HEADER + length
                 + (length == INFO_HEADER && self->compression == BIT_FIELDS ? 12 : 0);
  for (guint i = 0; i < 3; i++)
    self->masks[i] = lk_read_le32 (data + FILE_HEADER + INFO_HEADER + 4 * i);
  self->stride = ((gsize) self->width * self->bits + 31) / 32 * 4;
  self->n_bytes
      = self->pixels <= size ? MIN (self->stride * self->height, size - self->pixels) : 0;
  return (self->compression == NO_COMPRESSION || self->compression == BIT_FIELDS)
         && self->width > 0 && self->height > 0
         && (guint64) self->width * self->height <= LK_IMAGE_MAX_PIXELS
         && self->pixels >= self->header && self->pixels <= size;
}

/* Bits of green where the channels are 5-6-5 or 5-5-5, else 0. */
static guint
count_green (const Bmp *self)
{
  if (self->bits != 16)
    return 0;
  if (self->compression == NO_COMPRESSION)
    return 5;
  if (self->masks[0] == 0xf800 && self->masks[1] == 0x7e0 && self->masks[2] == 0x1f)
    return 6;
  if (self->masks[0] == 0x7c00 && self->masks[1] == 0x3e0 && self->masks[2] == 0x1f)
    return 5;
  return 0;
}

static GBytes *
widen (const Bmp *self, const guint8 *data, guint n_green)
{
  const gsize header = FILE_HEADER + INFO_HEADER;
  guint green = (1u << n_green) - 1;
  gsize stride = ((gsize) self->width * 3 + 3) / 4 * 4;
  gsize n_rows = self->n_bytes / self->stride;
  gsize size = header + stride * n_rows;
  guint8 *wide = g_malloc0 (size);

  memcpy (wide, data, header);
  lk_write_le32 (wide + 2, (guint32) size);
  lk_write_le32 (wide + 10, header);
  lk_write_le32 (wide + 14, INFO_HEADER);
  lk_write_le16 (wide + 28, 24);
  memset (wide + 30, 0, INFO_HEADER - 16);
  for (gsize y = 0; y < n_rows; y++)
    for (gsize x = 0; x < self->width; x++)
      {
        guint value = lk_read_le16 (data + self->pixels + y * self->stride + 2 * x);
        guint8 *to = wide + header + y * stride + 3 * x;

        to[0] = (guint8) ((value & 31) * 255 / 31);
        to[1] = (guint8) ((value >> 5 & green) * 255 / green);
        to[2] = (guint8) ((value >> (5 + n_green) & 31) * 255 / 31);
      }
  return g_bytes_new_take (wide, size);
}

/* The header, and then the pixels. */
static GBytes *
close_up (const Bmp *self, const guint8 *data)
{
  gsize n_pixels = self->n_bytes;
  guint8 *closed = g_malloc (self->header + n_pixels);

  memcpy (closed, data, self->header);
  memcpy (closed + self->header, data + self->pixels, n_pixels);
  lk_write_le32 (closed + 2, (guint32) (self->header + n_pixels));
  lk_write_le32 (closed + 10, (guint32) self->header);
  lk_write_le32 (closed + 46, 0);
  lk_write_le32 (closed + 50, 0);
  return g_bytes_new_take (closed, self->header + n_pixels);
}

gboolean
lk_bitmap_is_short_bmp (const guint8 *data, gsize size)
{
  Bmp bmp = { 0 };

  return read_bmp (&bmp, data, size) && bmp.n_bytes + 3 < bmp.stride * bmp.height;
}

GBytes *
lk_bitmap_mend_bmp (const guint8 *data, gsize size)
{
  Bmp bmp = { 0 };
  guint n_green;

  if (!read_bmp (&bmp, data, size) || bmp.bits < 16)
    return NULL;
  n_green = count_green (&bmp);
  if (n_green > 0)
    return widen (&bmp, data, n_green);
  return bmp.pixels > bmp.header ? close_up (&bmp, data) : NULL;
}

/* Takes a number of a PNM's header, behind spaces and comments, out of the bytes. */
static gboolean
next_number (const guint8 *data, gsize size, gsize *at, guint *number)
{
  gsize start;

  while (*at < size && (g_ascii_isspace (data[*at]) || data[*at] == '#'))
    if (data[(*at)++] == '#')
      while (*at < size && data[*at] != '\n' && data[*at] != '\r')
        (*at)++;
  start = *at;
  for (*number = 0; *at < size && g_ascii_isdigit (data[*at]) && *at - start < 9; (*at)++)
    *number = *number * 10 + (guint) g_ascii_digit_value ((char) data[*at]);
  return *at > start;
}

/* What a binary PGM or PPM says of itself. */
typedef struct
{
  char kind;
  guint width;
  guint height;
  guint max;
  gsize values; /* where they begin */
  gsize n_values;
  guint n_bytes; /* of a value */
} Pnm;

static gboolean
read_pnm (Pnm *self, const guint8 *data, gsize size)
{
  gsize at = 2;

  if (size < 3 || (data[1] != '5' && data[1] != '6')
      || !next_number (data, size, &at, &self->width)
      || !next_number (data, size, &at, &self->height)
      || !next_number (data, size, &at, &self->max) || self->max == 0 || self->max > 65535
      || at >= size)
    return FALSE;
  self->kind = (char) data[1];
  self->n_bytes = self->max > 255 ? 2 : 1;
  self->n_values = (gsize) self->width * self->height * (data[1] == '6' ? 3 : 1);
  self->values = at + 1;
  return (guint64) self->width * self->height <= LK_IMAGE_MAX_PIXELS;
}

gboolean
lk_bitmap_is_short_pnm (const guint8 *data, gsize size)
{
  Pnm pnm = { 0 };

  return read_pnm (&pnm, data, size) && pnm.n_values * pnm.n_bytes > size - pnm.values;
}

static guint8
scale (guint value, guint max, gboolean is_deep, gboolean as_published)
{
  double most = is_deep ? 65535 : 255;
  guint scaled = (guint) MIN (rint ((double) value / max * most), most);

  if (!is_deep)
    return (guint8) scaled;
  return (guint8) (as_published ? MIN (scaled, 255) : scaled >> 8);
}

GBytes *
lk_bitmap_mend_pnm (const guint8 *data,
                    gsize size,
                    gboolean as_published,
                    gboolean *is_deep_grey)
{
  g_autofree char *header = NULL;
  Pnm pnm = { 0 };
  gsize n_header;
  guint8 *mended;

  *is_deep_grey = FALSE;
  if (lk_bitmap_is_short_pnm (data, size) || !read_pnm (&pnm, data, size)
      || pnm.max == 255)
    return NULL;
  *is_deep_grey = pnm.n_bytes == 2 && pnm.kind == '5';
  header = g_strdup_printf ("P%c %u %u 255\n", pnm.kind, pnm.width, pnm.height);
  n_header = strlen (header);
  mended = g_malloc (n_header + pnm.n_values);
  memcpy (mended, header, n_header);
  data += pnm.values;
  for (gsize i = 0; i < pnm.n_values; i++)
    {
      guint value = pnm.n_bytes == 2 ? lk_read_be16 (data + 2 * i) : data[i];

      mended[n_header + i] = scale (value, pnm.max, *is_deep_grey, as_published);
    }
  return g_bytes_new_take (mended, n_header + pnm.n_values);
}
