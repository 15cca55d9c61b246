/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>

#include "lk-picture-kind.h"

G_BEGIN_DECLS

/**
 * lk_picture_orientation_find:
 * @pixbuf: what a loader made of @bytes
 *
 * Private to this room: the EXIF orientation, 1 to 8: the one that the loader tells, else
 * of a PNG that of its eXIf chunk, its "Raw profile type exif" or its XMP, and of a WebP
 * that of its EXIF chunk: as Pillow's ImageOps.exif_transpose() finds it. 1 where there
 * is none.
 */
guint lk_picture_orientation_find (GdkPixbuf *pixbuf, LkPictureKind kind, GBytes *bytes);

G_END_DECLS
