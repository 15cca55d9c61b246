/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <glib.h>

#include "lk-figure-width.h"
#include "lk-palette.h"

G_BEGIN_DECLS

/**
 * LkFigureSize:
 * @width, @height: in points, that the drawing looks best at
 * @column: how wide it is to be instead, in points, 0 for that: the drawing is laid out
 *   anew in so much room, as high as it needs, with letters of about 8 points whatever
 *   the width, as papers have them
 */
typedef struct
{
  double width;
  double height;
  double column;
} LkFigureSize;

/** Draws a figure of @width x @height points with a light palette. */
typedef void (*LkFigureDraw) (gpointer data,
                              cairo_t *cr,
                              double width,
                              double height,
                              const LkPalette *palette);

/** How wide a drawing has it that looks best at @width where it is to be @column wide, in
 * its own units. */
double lk_figure_file_get_room (double width, double column);

/**
 * lk_figure_file_write:
 * @path: ends in .svg, .pdf or .png, which chooses the format; PNG has two pixels a point
 *
 * Real text in SVG and PDF, pictures embedded, white background, written atomically. The
 * same figure gives the same bytes: no dates, no names that count up. PDF embeds its
 * fonts; SVG names them and keeps each line's width where another font is taken.
 *
 * Returns: or %FALSE with %LK_ERROR_FILE, or %LK_ERROR_OPTION for another ending
 */
gboolean lk_figure_file_write (const char *path,
                               const LkFigureSize *size,
                               LkFigureDraw draw,
                               gpointer data,
                               GError **error);

G_END_DECLS
