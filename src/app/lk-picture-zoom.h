/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * LkPictureZoom:
 *
 * A picture that is looked at closely: it fits what room there is, and is enlarged by its
 * buttons, by + and - and 0, or by the wheel with Control, from which on it is scrolled.
 */
#define LK_TYPE_PICTURE_ZOOM (lk_picture_zoom_get_type ())
G_DECLARE_FINAL_TYPE (LkPictureZoom, lk_picture_zoom, LK, PICTURE_ZOOM, GtkWidget)

GtkWidget *lk_picture_zoom_new (void);
/** @name: what a screen reader says. */
void
lk_picture_zoom_set_texture (LkPictureZoom *self, GdkTexture *texture, const char *name);
/** Screen pixels to a pixel of the picture; 0: it fits. */
double lk_picture_zoom_get_scale (LkPictureZoom *self);
void lk_picture_zoom_set_scale (LkPictureZoom *self, double scale);

G_END_DECLS
