/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-pen.h"

G_BEGIN_DECLS

/* Hatches, the second carrier beside a colour. Private to this room. */

typedef enum
{
  LK_PATTERN_PLAIN,
  LK_PATTERN_RISING, /* strokes like / */
  LK_PATTERN_DOTS,
  LK_PATTERN_FALLING, /* strokes like \ */
  LK_PATTERN_LEVEL,   /* strokes like - */
  LK_PATTERN_CROSSED,
} LkPattern;
#define LK_N_PATTERNS 6

/** Adds the lines of @pattern over the extents of the clip to the path, to be stroked; of
 * dots, to be filled. They are tied to the user space, so that neighbouring fills agree.
 */
void lk_pattern_trace (cairo_t *cr, LkPattern pattern, double spacing);

/** Fills the current path with @color and @pattern in @ink; the path is gone then. */
void lk_pattern_fill (const LkPen *pen,
                      LkPattern pattern,
                      const LkColor *color,
                      const LkColor *ink,
                      double ink_alpha,
                      double spacing);

/** @a with @share of @b. */
LkColor lk_color_mix (const LkColor *a, const LkColor *b, double share);

G_END_DECLS
