/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Private to this room: what GdkPixbuf does not tell of an encoded picture. The markers
 * are those of ISO/IEC 10918-1 (JPEG), ISO/IEC 15948 (PNG) and CompuServe's GIF89a.
 */

/**
 * lk_picture_format_is_cut_short:
 *
 * Whether @bytes are a PNG or a JPEG without its end, or a bitmap of fewer pixels than
 * it says: GdkPixbuf gives such a picture
 * without an error, its lower part blank, grey or coarse. A JPEG that lacks nothing but
 * its last marker cannot be told from one that lacks more, and counts as cut short.
 */
gboolean lk_picture_format_is_cut_short (GBytes *bytes);

/** The number of scans of a JPEG, each of which decodes the whole picture again, and its
 * pixels as its first frame header says; 0 for any other format. */
void lk_picture_format_measure_jpeg (GBytes *bytes, guint *n_scans, guint64 *n_pixels);

/** Whether @bytes are a GIF with a frame of no width or no height, which GdkPixbuf does
 * not check. */
gboolean lk_picture_format_has_empty_frame (GBytes *bytes);

G_END_DECLS
