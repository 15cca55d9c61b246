/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pangocairo.h>

#include "lk-palette.h"

G_BEGIN_DECLS

typedef enum
{
  LK_TEXT_BODY,    /* 11 */
  LK_TEXT_SMALL,   /* 9 */
  LK_TEXT_HEADING, /* 13, bold */
  LK_TEXT_STRONG,  /* 11, bold */
} LkTextStyle;

/** Draws one line with its box at (@x, @y): @align 0 puts the left, 0.5 the middle and 1
 * the right edge at @x; @y is the top. Ellipsized where wider than @max_width (if > 0).
 * Returns: the height of the line. */
double lk_text_draw (cairo_t *cr,
                     const LkPalette *palette,
                     LkTextStyle style,
                     const LkColor *color,
                     double x,
                     double y,
                     double align,
                     double max_width,
                     const char *text);

/** Width and height of the line as it would be drawn. */
void lk_text_measure (cairo_t *cr,
                      const LkPalette *palette,
                      LkTextStyle style,
                      const char *text,
                      double *width,
                      double *height);

/** A number with as many decimals as its size asks for; a real minus sign. */
char *lk_text_number (double value);

/** (transfer full): with @n_decimals and a real minus sign. */
char *lk_text_fixed (double value, int n_decimals);

/** (transfer full): with @n_decimals, a real minus sign, and a plus where it is not below
 * zero: what is added to something. */
char *lk_text_signed (double value, int n_decimals);

G_END_DECLS
