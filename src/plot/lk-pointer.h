/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-palette.h"

G_BEGIN_DECLS

/**
 * LkPointer:
 * @width, @height, @palette: of the drawing that is pointed at, as it was drawn
 * @x, @y: where, in its user space
 *
 * What the hit test of a plot is asked.
 */
typedef struct
{
  double width;
  double height;
  const LkPalette *palette;
  double x;
  double y;
} LkPointer;

G_END_DECLS
