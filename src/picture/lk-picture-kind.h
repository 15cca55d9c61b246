/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LkPictureKind:
 *
 * Private to this room: the formats that are decoded, told by their first bytes and by
 * nothing else: what a file is called does not count.
 */
typedef enum
{
  LK_KIND_NONE,
  LK_KIND_PNG,
  LK_KIND_JPEG,
  LK_KIND_GIF,
  LK_KIND_BMP,
  LK_KIND_TIFF,
  LK_KIND_PNM,
  LK_KIND_WEBP,
  LK_KIND_AVIF,
  LK_KIND_HEIC,
} LkPictureKind;

LkPictureKind lk_picture_kind_find (GBytes *bytes);

/** The names that GdkPixbuf's loaders of this format may go by, the best first, ended by
 * %NULL. */
const char *const *lk_picture_kind_get_loaders (LkPictureKind self);

/**
 * lk_picture_kind_get_package:
 * @title: (out): what a person calls the format
 *
 * Returns: (nullable): the Debian package that has the loader, %NULL for a format that
 *   GdkPixbuf always reads
 */
const char *lk_picture_kind_get_package (LkPictureKind self, const char **title);

G_END_DECLS
