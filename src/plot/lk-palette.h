/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <cairo.h>

#include "lk-metric-options.h"

G_BEGIN_DECLS

typedef struct
{
  double red;
  double green;
  double blue;
} LkColor;

#define LK_N_CLASS_COLORS 20

/**
 * LkPalette:
 * @dark: whether the background is dark
 * @high_contrast: whether lines and text take the strongest colours there are
 * @background, @foreground: of the canvas; a plot does not paint the background itself
 * @dim: text of the second rank, axes
 * @grid: hairlines
 * @accent: hover, pins, the current point
 * @levels: by #LkLevel; each level has a hatch too, see lk_palette_fill_level()
 * @classes: class i takes entry i: Okabe-Ito first; its mark differs in letter and shape
 * too
 * @font: family for Pango, such as "Cantarell"
 * @scale: factor on text and line widths, 1 on an ordinary screen
 *
 * The colours of a drawing. Level and class colours are the same everywhere in the
 * program.
 */
typedef struct
{
  gboolean dark;
  gboolean high_contrast;
  LkColor background;
  LkColor foreground;
  LkColor dim;
  LkColor grid;
  LkColor accent;
  LkColor levels[LK_N_LEVELS];
  LkColor classes[LK_N_CLASS_COLORS];
  const char *font;
  double scale;
} LkPalette;

/** Light is what figures are exported with, whatever the theme. */
void lk_palette_init (LkPalette *self, gboolean dark, gboolean high_contrast);

/** Sets the source of @cr. */
void lk_palette_set_source (cairo_t *cr, const LkColor *color, double alpha);

/** Fills the current path with a level's colour and hatch, so that colour is not the only
 * carrier. */
void lk_palette_fill_level (const LkPalette *self, cairo_t *cr, LkLevel level);
/** Dashes lines as a level's. */
void lk_palette_set_level_dash (const LkPalette *self, cairo_t *cr, LkLevel level);

/** The mark of class @class_index, @size pixels across, centred on (@x, @y): its letter
 * (A, B, ...) on its shape (a circle, square, diamond, triangle or hexagon by turns) in
 * its colour. */
void lk_palette_draw_mark (const LkPalette *self,
                           cairo_t *cr,
                           guint class_index,
                           double x,
                           double y,
                           double size);

G_END_DECLS
