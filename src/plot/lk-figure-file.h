/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <glib.h>

#include "lk-palette.h"

G_BEGIN_DECLS

/** Draws a figure of @width x @height points with a light palette. */
typedef void (*LkFigureDraw) (gpointer data,
                              cairo_t *cr,
                              double width,
                              double height,
                              const LkPalette *palette);

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
                               double width,
                               double height,
                               LkFigureDraw draw,
                               gpointer data,
                               GError **error);

G_END_DECLS
