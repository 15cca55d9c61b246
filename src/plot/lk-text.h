/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pangocairo.h>

#include "lk-pen.h"

G_BEGIN_DECLS

typedef enum
{
  LK_TEXT_BODY,    /* 11 */
  LK_TEXT_SMALL,   /* 9 */
  LK_TEXT_HEADING, /* 13, bold */
  LK_TEXT_STRONG,  /* 11, bold */
} LkTextStyle;

/**
 * LkTextPlace:
 * @x: where the left (@align 0), the middle (0.5) or the right edge (1) of the line is
 * @y: its top
 * @room: the line is ellipsized where it is wider; 0 for any width
 */
typedef struct
{
  double x;
  double y;
  double align;
  double room;
} LkTextPlace;

/** Draws one line. Returns: its height. */
double lk_text_draw (const LkPen *pen,
                     LkTextStyle style,
                     const LkColor *color,
                     LkTextPlace place,
                     const char *text);

/** Width and height of the line as it would be drawn. */
void lk_text_measure (const LkPen *pen,
                      LkTextStyle style,
                      const char *text,
                      double *width,
                      double *height);

G_END_DECLS
