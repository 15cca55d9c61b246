/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LkTiffTags:
 *
 * Private to this room: the first directory of a TIFF, which is also the form of EXIF
 * (TIFF 6.0, section 2). Borrows the bytes.
 */
typedef struct
{
  const guint8 *data;
  gsize size;
  gboolean big_endian;
  gsize directory;
  guint n_entries;
} LkTiffTags;

enum
{
  LK_TIFF_SUBFILE_TYPE = 254,
  LK_TIFF_WIDTH = 256,
  LK_TIFF_HEIGHT = 257,
  LK_TIFF_BITS = 258,
  LK_TIFF_COMPRESSION = 259,
  LK_TIFF_PHOTOMETRIC = 262,
  LK_TIFF_ORIENTATION = 274,
  LK_TIFF_SAMPLES = 277,
  LK_TIFF_PLANES = 284,
  LK_TIFF_PREDICTOR = 317,
  LK_TIFF_TILE_WIDTH = 322,
  LK_TIFF_EXTRA_SAMPLES = 338,
  LK_TIFF_SAMPLE_FORMAT = 339,
  LK_TIFF_DNG_VERSION = 50706,
};

/** %FALSE where @data are no TIFF, or its directory is not within them. */
gboolean lk_tiff_tags_init (LkTiffTags *self, const guint8 *data, gsize size);

/** The first number of @tag, or @otherwise where there is none. */
guint lk_tiff_tags_get (const LkTiffTags *self, guint tag, guint otherwise);

/** How many numbers @tag has. */
guint lk_tiff_tags_count (const LkTiffTags *self, guint tag);

/** Where in the bytes the first number of @tag stands, which is a SHORT; 0 where it is
 * none. */
gsize lk_tiff_tags_find_short (const LkTiffTags *self, guint tag);

/** Where the first number of @tag stands and how many bytes it has, 2 or 4; 0 where there
 * is none. */
gsize lk_tiff_tags_find_number (const LkTiffTags *self, guint tag, guint *n_bytes);

G_END_DECLS
