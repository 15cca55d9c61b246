/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-palette.h"

G_BEGIN_DECLS

/**
 * Canvas:
 *
 * A white surface in memory, its cairo_t and a light palette.
 */
typedef struct
{
  cairo_surface_t *surface;
  cairo_t *cr;
  LkPalette palette;
} Canvas;

void canvas_init (Canvas *self, double width, double height);

/** Asserts that the cairo_t is in no error state. */
void canvas_clear (Canvas *self);

/** The pixel at (@x, @y) as 0xrrggbb. */
guint32 canvas_get (Canvas *self, double x, double y);

/** Whether a pixel with @from_x <= x < @to_x has about this colour. */
gboolean canvas_find (Canvas *self, const LkColor *color, double from_x, double to_x);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Canvas, canvas_clear)

G_END_DECLS
