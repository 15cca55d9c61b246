/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * LkThumbnail:
 *
 * A small picture of a file, read on another thread; empty until it is there, and where
 * it cannot be read.
 */
#define LK_TYPE_THUMBNAIL (lk_thumbnail_get_type ())
G_DECLARE_FINAL_TYPE (LkThumbnail, lk_thumbnail, LK, THUMBNAIL, GtkWidget)

/** @size: edge in pixels */
GtkWidget *lk_thumbnail_new (int size);
/** @path (nullable): %NULL shows nothing. What was still being read is given up. */
void lk_thumbnail_set_path (LkThumbnail *self, const char *path);

G_END_DECLS
