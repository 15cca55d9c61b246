/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-picture-format.h"

#include "lk-bitmap-mend.h"
#include "lk-picture-bytes.h"

typedef struct
{
  gboolean ended;
  guint n_scans;
  guint64 n_pixels;
} JpegSummary;

static gboolean
is_png (const guint8 *data, gsize size)
{
  return size >= 8 && memcmp (data, "\x89PNG\r\n\x1a\n", 8) == 0;
}

/* A chunk is a length, a type, the data and a checksum; "IEND" is the last. */
static gboolean
png_has_end (const guint8 *data, gsize size)
{
  gsize at = 8;

  while (size - at >= 12)
    {
      gsize length = lk_read_be32 (data + at);

      if (memcmp (data + at + 4, "IEND", 4) == 0)
        return TRUE;
      if (length > size - at - 12)
        return FALSE;
      at += length + 12;
    }
  return FALSE;
}

static gboolean
is_jpeg (const guint8 *data, gsize size)
{
  return size >= 3 && memcmp (data, "\xff\xd8\xff", 3) == 0;
}

static gboolean
is_bare_marker (guint8 marker)
{
  return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8);
}

static gboolean
is_frame (guint8 marker)
{
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8
         && marker != 0xcc;
}

/* Walks from marker to marker. Between them lies entropy-coded data, in which 0xff is
 * followed by 0, by a fill byte or by a restart marker: stepping over those reaches the
 * next marker that means something. */
static void
summarise_jpeg (const guint8 *data, gsize size, JpegSummary *summary)
{
  gsize at = 2;

  *summary = (JpegSummary){ 0 };
  while (at + 2 <= size && !summary->ended)
    {
      const guint8 *found = memchr (data + at, 0xff, size - at - 1);
      guint8 marker;

      if (found == NULL)
        return;
      at = found - data + 1;
      marker = *(found + 1);
      if (marker == 0xff)
        continue;
      at++;
      if (marker == 0 || is_bare_marker (marker))
        continue;
      if (marker == 0xd9)
        summary->ended = TRUE;
      if (is_frame (marker) && summary->n_pixels == 0 && at + 7 <= size)
        summary->n_pixels
            = (guint64) lk_read_be16 (data + at + 3) * lk_read_be16 (data + at + 5);
      if (marker == 0xda)
        summary->n_scans++;
      if (at + 2 <= size)
        at += MAX (data[at] << 8 | data[at + 1], 2);
    }
}

gboolean
lk_picture_format_is_cut_short (GBytes *bytes)
{
  const guint8 *data;
  gsize size;

  data = lk_bytes_get (bytes, &size);
  if (is_png (data, size))
    return !png_has_end (data, size);
  if (is_jpeg (data, size))
    {
      JpegSummary summary;

      summarise_jpeg (data, size, &summary);
      return !summary.ended;
    }
  if (size >= 2 && memcmp (data, "BM", 2) == 0)
    return lk_bitmap_is_short_bmp (data, size);
  return size >= 2 && data[0] == 'P' && lk_bitmap_is_short_pnm (data, size);
}

void
lk_picture_format_measure_jpeg (GBytes *bytes, guint *n_scans, guint64 *n_pixels)
{
  const guint8 *data;
  gsize size;
  JpegSummary summary = { 0 };

  data = lk_bytes_get (bytes, &size);
  if (is_jpeg (data, size))
    summarise_jpeg (data, size, &summary);
  *n_scans = summary.n_scans;
  *n_pixels = summary.n_pixels;
}

static gboolean
is_gif (const guint8 *data, gsize size)
{
  return size >= 13 && memcmp (data, "GIF8", 4) == 0;
}

/* The length of a colour table, from the flags before it. */
static gsize
get_table_size (guint8 flags)
{
  return (flags & 0x80) != 0 ? (gsize) 6 << (flags & 7) : 0;
}

/* Past a chain of blocks, each a length and its data, ended by an empty one. */
static gsize
skip_gif_blocks (const guint8 *data, gsize size, gsize at)
{
  while (at < size && data[at] != 0)
    at += data[at] + 1;
  return at + 1;
}

gboolean
lk_picture_format_has_empty_frame (GBytes *bytes)
{
  const guint8 *data;
  gsize size;
  gsize at;

  data = lk_bytes_get (bytes, &size);
  if (!is_gif (data, size))
    return FALSE;
  at = 13 + get_table_size (data[10]);
  while (at + 10 < size && data[at] != 0x3b)
    {
      guint8 block = data[at++];

      if (block == 0x21)
        at = skip_gif_blocks (data, size, at + 1);
      if (block != 0x2c)
        continue;
      if ((data[at + 4] | data[at + 5]) == 0 || (data[at + 6] | data[at + 7]) == 0)
        return TRUE;
      at += 9 + get_table_size (data[at + 8]);
      at = skip_gif_blocks (data, size, at + 1);
    }
  return FALSE;
}
