/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-palette.h"

G_BEGIN_DECLS

/**
 * LkPen:
 *
 * What a drawing draws with: a context and its colours.
 */
typedef struct
{
  cairo_t *cr;
  const LkPalette *palette;
} LkPen;

G_END_DECLS
