/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-picture-format.h"

#include <string.h>

typedef struct
{
  const char *brand;
  const char *format;
  const char *package;
} Module;

static const Module modules[] = {
  { "avif", "AVIF", "libavif-gdk-pixbuf" }, { "avis", "AVIF", "libavif-gdk-pixbuf" },
  { "heic", "HEIC", "heif-gdk-pixbuf" },    { "heix", "HEIC", "heif-gdk-pixbuf" },
  { "heim", "HEIC", "heif-gdk-pixbuf" },    { "heis", "HEIC", "heif-gdk-pixbuf" },
  { "hevc", "HEIC", "heif-gdk-pixbuf" },    { "hevx", "HEIC", "heif-gdk-pixbuf" },
  { "mif1", "HEIC", "heif-gdk-pixbuf" },    { "msf1", "HEIC", "heif-gdk-pixbuf" },
};
static const Module webp = { NULL, "WebP", "webp-pixbuf-loader" };

typedef struct
{
  gboolean ended;
  guint n_scans;
} JpegSummary;

static const guint8 *
get_data (GBytes *bytes, gsize *size)
{
  const guint8 *data = g_bytes_get_data (bytes, size);

  return data != NULL ? data : (const guint8 *) "";
}

static gsize
read_be32 (const guint8 *data)
{
  return (gsize) data[0] << 24 | data[1] << 16 | data[2] << 8 | data[3];
}

/* The brands of a "ftyp" box: the major one, a version, and the compatible ones. Files
 * of both families name "mif1" too, so that the table's order decides. */
static const Module *
find_brand (const guint8 *data, gsize size)
{
  gsize end = MIN (size, read_be32 (data));

  for (guint i = 0; i < G_N_ELEMENTS (modules); i++)
    for (gsize at = 8; at + 4 <= end; at += 4)
      if (at != 12 && memcmp (data + at, modules[i].brand, 4) == 0)
        return &modules[i];
  return NULL;
}

const char *
lk_picture_format_find_module (GBytes *bytes, const char **format)
{
  const Module *module = NULL;
  const guint8 *data;
  gsize size;

  data = get_data (bytes, &size);
  if (size < 12)
    return NULL;
  if (memcmp (data, "RIFF", 4) == 0 && memcmp (data + 8, "WEBP", 4) == 0)
    module = &webp;
  else if (memcmp (data + 4, "ftyp", 4) == 0)
    module = find_brand (data, size);
  if (module == NULL)
    return NULL;
  *format = module->format;
  return module->package;
}

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
      gsize length = read_be32 (data + at);

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

  data = get_data (bytes, &size);
  if (is_png (data, size))
    return !png_has_end (data, size);
  if (is_jpeg (data, size))
    {
      JpegSummary summary;

      summarise_jpeg (data, size, &summary);
      return !summary.ended;
    }
  return FALSE;
}

guint
lk_picture_format_count_scans (GBytes *bytes)
{
  const guint8 *data;
  gsize size;
  JpegSummary summary;

  data = get_data (bytes, &size);
  if (!is_jpeg (data, size))
    return 0;
  summarise_jpeg (data, size, &summary);
  return summary.n_scans;
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

  data = get_data (bytes, &size);
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
