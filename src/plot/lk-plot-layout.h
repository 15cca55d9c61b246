/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>

#include "lk-box.h"
#include "lk-pen.h"

G_BEGIN_DECLS

/* What the plots of this room have in common. Lengths are pixels of the user space. */

#define LK_COLOR_BAR_THICKNESS 10 /* times the palette's scale, as the next */
#define LK_COLOR_BAR_HEIGHT 30    /* with its numbers */

/** The space kept free around a plot of this size; small rooms keep less. */
double lk_plot_margin (const LkPalette *palette, double width, double height);

/** Whether there is a room at all: not a number, empty and absurd sizes have none. */
gboolean lk_plot_has_room (double width, double height);

gboolean lk_box_contains (const LkBox *self, double x, double y);

/** The height of the lines above a plot; 0 without any. */
double
lk_plot_header_height (const LkPalette *palette, const char *title, const char *subtitle);

void lk_plot_draw_header (const LkPen *pen,
                          double x,
                          double y,
                          double width,
                          const char *title,
                          const char *subtitle);

/** A rectangle with corners of @radius as a new path. */
void lk_plot_rounded (cairo_t *cr, const LkBox *box, double radius);

/** The outline of something under the pointer: a light line on a dark one, to be seen on
 * every colour. */
void lk_plot_outline (const LkPen *pen, const LkBox *box);

/** Lines through (@x, @y) across @area, to be seen on every colour. */
void lk_plot_draw_cross (const LkPen *pen, const LkBox *area, double x, double y);

/** @text in a small box beside (@x, @y) that stays in @area. */
void lk_plot_draw_tag (const LkPen *pen,
                       const LkBox *area,
                       double x,
                       double y,
                       const char *text);

/** Paints the pixels of @cells as sharp rectangles over @box. Figure files get an
 * enlarged copy, as a viewer of SVG or PDF may smooth a picture of few pixels. */
void lk_plot_paint_cells (cairo_t *cr, cairo_surface_t *cells, const LkBox *box);

/** Whether @cr writes a PDF or SVG file. */
gboolean lk_plot_is_vector (cairo_t *cr);

/** Pixels of the device a unit of the user space, for drawings made of pixels: twice the
 * units where the device is not known yet. */
double lk_plot_resolution (cairo_t *cr);

G_END_DECLS
