/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-plot-layout.h"
#include "lk-text.h"

G_BEGIN_DECLS

/* Text as only the plots of this room need it. */

/** A face of the text's family that no #LkTextStyle has; @size in pixels. */
typedef struct
{
  double size;
  gboolean bold;
} LkTextFace;

/** Draws @text with the middle of its ink at (@x, @y). */
void lk_text_draw_centred (const LkPen *pen,
                           LkTextFace face,
                           const LkColor *color,
                           double x,
                           double y,
                           const char *text);

/** Like lk_text_draw(), but draws nothing where its room is too small for a letter and an
 * ellipsis, or @text is %NULL or empty. Returns: the width it took. */
double lk_text_draw_in (const LkPen *pen,
                        LkTextStyle style,
                        const LkColor *color,
                        LkTextPlace place,
                        const char *text);

/** Several lines, wrapped and centred in @box; lines that do not fit its height are left
 * out. */
void lk_text_draw_paragraph (const LkPen *pen,
                             LkTextStyle style,
                             const LkColor *color,
                             const LkBox *box,
                             const char *text);

/** How many lines @text takes when it is wrapped at @width. */
guint lk_text_count_lines (const LkPalette *palette,
                           LkTextStyle style,
                           double width,
                           const char *text);

/** At most @n_lines from the top left corner @place, wrapped at its room; what is left
 * over is cut off with an ellipsis. */
void lk_text_draw_lines (const LkPen *pen,
                         LkTextStyle style,
                         const LkColor *color,
                         LkTextPlace place,
                         guint n_lines,
                         const char *text);

/** The room a line of @style needs, whatever its letters: what layouts count with, so
 * that hit tests need no cairo_t. */
double lk_text_line_height (const LkPalette *palette, LkTextStyle style);

G_END_DECLS
