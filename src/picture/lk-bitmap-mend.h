/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Private to this room: bitmaps without compression, written anew where GdkPixbuf reads
 * them otherwise than Pillow. Those that mend give (transfer full) (nullable) the new
 * file, or %NULL where the old one will do.
 */

/** Whether there are fewer pixels than the header says: known before there is memory for
 * them. */
gboolean lk_bitmap_is_short_bmp (const guint8 *data, gsize size);
gboolean lk_bitmap_is_short_pnm (const guint8 *data, gsize size);

/** A BMP of 16, 24 or 32 bits whose pixels do not follow its header at once, as a colour
 * table that means nothing stands between; and every BMP of 5 and 6 bits a channel, whose
 * channels become value * 255 / 31 (or 63), cut to a whole number, as Pillow has it. */
GBytes *lk_bitmap_mend_bmp (const guint8 *data, gsize size);

/** A binary PGM or PPM whose channels do not end at 255: scaled as Pillow does, grey of
 * 16 bits to the upper 8 of 65535, or @as_published clipped at 255. */
GBytes *lk_bitmap_mend_pnm (const guint8 *data,
                            gsize size,
                            gboolean as_published,
                            gboolean *is_deep_grey);

G_END_DECLS
