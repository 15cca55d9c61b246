/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/** (transfer full): a surface with a copy of @rgb (8 bits a channel, rows without
 * padding). */
cairo_surface_t *lk_plot_picture_new (const guint8 *rgb, guint width, guint height);

/** Paints @picture scaled into the rectangle, smoothly. */
void lk_plot_picture_draw (cairo_surface_t *picture,
                           cairo_t *cr,
                           double x,
                           double y,
                           double width,
                           double height);

G_END_DECLS
