/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-picture-kind.h"

#include <string.h>

#include "lk-picture-bytes.h"

#define MAX_LOADERS 3

typedef struct
{
  const char *title;
  const char *package;
  const char *loaders[MAX_LOADERS];
} Kind;

static const Kind kinds[] = {
  [LK_KIND_NONE] = { "", NULL, { NULL } },
  [LK_KIND_PNG] = { "PNG", NULL, { "png", NULL } },
  [LK_KIND_JPEG] = { "JPEG", NULL, { "jpeg", NULL } },
  [LK_KIND_GIF] = { "GIF", NULL, { "gif", NULL } },
  [LK_KIND_BMP] = { "BMP", NULL, { "bmp", NULL } },
  [LK_KIND_TIFF] = { "TIFF", NULL, { "tiff", NULL } },
  [LK_KIND_PNM] = { "PNM", NULL, { "pnm", NULL } },
  [LK_KIND_WEBP] = { "WebP", "webp-pixbuf-loader", { "webp", NULL } },
  /* libavif's loader starts no threads; libheif's takes both. */
  [LK_KIND_AVIF] = { "AVIF", "libavif-gdk-pixbuf", { "avif", "heif/avif", NULL } },
  [LK_KIND_HEIC] = { "HEIC", "heif-gdk-pixbuf", { "heif/avif", "heif", NULL } },
};

typedef struct
{
  const char *brand;
  LkPictureKind kind;
} Brand;

/* Files of both families name "mif1" too, so that the order decides. */
static const Brand brands[] = {
  { "avif", LK_KIND_AVIF }, { "avis", LK_KIND_AVIF }, { "heic", LK_KIND_HEIC },
  { "heix", LK_KIND_HEIC }, { "heim", LK_KIND_HEIC }, { "heis", LK_KIND_HEIC },
  { "hevc", LK_KIND_HEIC }, { "hevx", LK_KIND_HEIC }, { "mif1", LK_KIND_HEIC },
  { "msf1", LK_KIND_HEIC },
};

/* The brands of a "ftyp" box: the major one, a version, and the compatible ones. */
static LkPictureKind
find_brand (const guint8 *data, gsize size)
{
  gsize end = MIN (size, lk_read_be32 (data));

  for (guint i = 0; i < G_N_ELEMENTS (brands); i++)
    for (gsize at = 8; at + 4 <= end; at += 4)
      if (at != 12 && memcmp (data + at, brands[i].brand, 4) == 0)
        return brands[i].kind;
  return LK_KIND_NONE;
}

/* "BM" begins many a word: the header behind it must have a length that there is. */
static gboolean
is_bmp (const guint8 *data, gsize size)
{
  static const guint lengths[] = { 12, 16, 40, 52, 56, 64, 108, 124 };

  if (size < 2 || memcmp (data, "BM", 2) != 0)
    return FALSE;
  if (size < 18)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    if (lk_read_le32 (data + 14) == lengths[i])
      return TRUE;
  return FALSE;
}

static gboolean
is_pnm (const guint8 *data, gsize size)
{
  return size >= 3 && data[0] == 'P' && data[1] >= '1' && data[1] <= '6'
         && (g_ascii_isspace (data[2]) || data[2] == '#');
}

LkPictureKind
lk_picture_kind_find (GBytes *bytes)
{
  gsize size;
  const guint8 *data = lk_bytes_get (bytes, &size);

  if (lk_bytes_start (data, size, "\x89PNG\r\n\x1a\n", 8))
    return LK_KIND_PNG;
  if (lk_bytes_start (data, size, "\xff\xd8", 2))
    return LK_KIND_JPEG;
  if (lk_bytes_start (data, size, "GIF8", 4))
    return LK_KIND_GIF;
  if (lk_bytes_start (data, size, "II*\0", 4) || lk_bytes_start (data, size, "MM\0*", 4))
    return LK_KIND_TIFF;
  if (size >= 12 && memcmp (data, "RIFF", 4) == 0 && memcmp (data + 8, "WEBP", 4) == 0)
    return LK_KIND_WEBP;
  if (size >= 12 && memcmp (data + 4, "ftyp", 4) == 0)
    return find_brand (data, size);
  if (is_bmp (data, size))
    return LK_KIND_BMP;
  return is_pnm (data, size) ? LK_KIND_PNM : LK_KIND_NONE;
}

const char *const *
lk_picture_kind_get_loaders (LkPictureKind self)
{
  return kinds[self].loaders;
}

const char *
lk_picture_kind_get_package (LkPictureKind self, const char **title)
{
  *title = kinds[self].title;
  return kinds[self].package;
}
