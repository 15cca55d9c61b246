/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-palette.h"

#include "lk-mark.h"
#include "lk-pattern.h"
#include "lk-text-private.h"

#include <math.h>

#define N_DASHES 4

#define RGB(hex)                                                                         \
  {                                                                                      \
    ((hex) >> 16 & 0xff) / 255.0, ((hex) >> 8 & 0xff) / 255.0, ((hex) &0xff) / 255.0     \
  }

/* Okabe and Ito (2008), their black as a grey that is seen on dark as well; then twelve
 * chosen by a greedy search for distance in CIELAB, as seen by normal and by
 * deuteranopic eyes. */
static const LkColor class_colors[LK_N_CLASS_COLORS] = {
  RGB (0x0072b2), RGB (0xe69f00), RGB (0x009e73), RGB (0xcc79a7), RGB (0xd55e00),
  RGB (0x56b4e9), RGB (0xf0e442), RGB (0x77767b), RGB (0x6d5ce0), RGB (0x7d7d1a),
  RGB (0xe5404f), RGB (0x5fc24a), RGB (0x8e2a7d), RGB (0x3cc4c4), RGB (0x8a5a3c),
  RGB (0xc9be7e), RGB (0xb45ce6), RGB (0xd94fa8), RGB (0x1c7c1c), RGB (0x3c52b8),
};

/* How a level looks everywhere; its dashes are for lines, which have no room for a hatch.
 */
static const struct
{
  LkColor color;
  LkPattern pattern;
  double spacing; /* of the pattern */
  double dashes[N_DASHES];
} levels[LK_N_LEVELS] = {
  [LK_LEVEL_PART] = { RGB (0xf5c211), LK_PATTERN_RISING, 6, { 7, 3, 7, 3 } },
  [LK_LEVEL_PIXEL] = { RGB (0x3584e4), LK_PATTERN_PLAIN, 6, { 2, 2.5, 2, 2.5 } },
  [LK_LEVEL_DISTRIBUTION] = { RGB (0x2ec27e), LK_PATTERN_DOTS, 5, { 8, 2.5, 2, 2.5 } },
};

/* background, foreground, dim, grid, accent; after the greys of the GNOME palette */
static const LkColor greys[2][2][5] = {
  {
      { RGB (0xfafafa), RGB (0x2e2e32), RGB (0x5e5c64), RGB (0xdeddda), RGB (0x1c71d8) },
      { RGB (0xffffff), RGB (0x000000), RGB (0x241f31), RGB (0x77767b), RGB (0x1a5fb4) },
  },
  {
      { RGB (0x242424), RGB (0xf6f5f4), RGB (0xb5b3b0), RGB (0x464649), RGB (0x78aeed) },
      { RGB (0x000000), RGB (0xffffff), RGB (0xdeddda), RGB (0x9a9996), RGB (0x99c1f1) },
  },
};

void
lk_palette_init (LkPalette *self, gboolean dark, gboolean high_contrast)
{
  const LkColor *grey = greys[dark ? 1 : 0][high_contrast ? 1 : 0];

  g_return_if_fail (self != NULL);

  *self = (LkPalette){
    .dark = dark,
    .high_contrast = high_contrast,
    .background = grey[0],
    .foreground = grey[1],
    .dim = grey[2],
    .grid = grey[3],
    .accent = grey[4],
    .font = "Cantarell",
    .scale = 1,
  };
  for (guint i = 0; i < LK_N_LEVELS; i++)
    self->levels[i] = levels[i].color;
  for (guint i = 0; i < LK_N_CLASS_COLORS; i++)
    self->classes[i] = class_colors[i];
}

void
lk_palette_set_source (cairo_t *cr, const LkColor *color, double alpha)
{
  cairo_set_source_rgba (cr, color->red, color->green, color->blue, alpha);
}

void
lk_palette_fill_level (const LkPalette *self, cairo_t *cr, LkLevel level)
{
  g_return_if_fail (self != NULL && cr != NULL);

  double ink = self->high_contrast ? 0.75 : 0.28;

  cairo_save (cr);
  lk_palette_set_source (cr, &self->levels[level], 1);
  cairo_fill_preserve (cr);
  cairo_clip (cr);
  cairo_set_source_rgba (cr, 0, 0, 0, ink);
  cairo_set_line_width (cr, 1.2 * self->scale);
  cairo_set_dash (cr, NULL, 0, 0);
  lk_pattern_trace (cr, levels[level].pattern, levels[level].spacing * self->scale);
  if (levels[level].pattern == LK_PATTERN_DOTS)
    cairo_fill (cr);
  else
    cairo_stroke (cr);
  cairo_restore (cr);
  cairo_new_path (cr);
}

void
lk_palette_set_level_dash (const LkPalette *self, cairo_t *cr, LkLevel level)
{
  double dashes[N_DASHES];

  g_return_if_fail (self != NULL && cr != NULL);

  for (guint i = 0; i < N_DASHES; i++)
    dashes[i] = self->scale * levels[level].dashes[i];
  cairo_set_dash (cr, dashes, N_DASHES, 0);
}

static double
linear (double value)
{
  return value <= 0.04045 ? value / 12.92 : pow ((value + 0.055) / 1.055, 2.4);
}

/* Relative luminance, WCAG 2.1. */
static double
luminance (const LkColor *color)
{
  return 0.2126 * linear (color->red) + 0.7152 * linear (color->green)
         + 0.0722 * linear (color->blue);
}

void
lk_palette_draw_mark (const LkPalette *self,
                      cairo_t *cr,
                      guint class_index,
                      double x,
                      double y,
                      double size)
{
  g_return_if_fail (self != NULL && cr != NULL);

  const LkColor *color = &self->classes[class_index % LK_N_CLASS_COLORS];
  const LkColor *edge = self->high_contrast ? &self->foreground : &self->background;
  const LkColor white = RGB (0xffffff);
  const LkColor black = RGB (0x1b1b1f);
  gboolean pale = luminance (color) > (self->high_contrast ? 0.179 : 0.275);
  double text_size;
  double text_y;
  g_autofree char *letter = NULL;

  if (!(size > 0))
    return;

  cairo_save (cr);
  cairo_new_path (cr);
  lk_mark_path (cr, class_index, x, y, size);
  cairo_set_dash (cr, NULL, 0, 0);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (cr, MIN (2.5 * self->scale, 0.15 * size));
  lk_palette_set_source (cr, edge, 1);
  cairo_stroke_preserve (cr);
  lk_palette_set_source (cr, color, 1);
  cairo_fill (cr);
  cairo_restore (cr);

  if (size < 9 * self->scale)
    return;
  letter = lk_mark_letter (class_index);
  lk_mark_text_place (class_index, size, &text_size, &text_y);
  lk_text_draw_centred (&(LkPen){ cr, self }, (LkTextFace){ text_size, TRUE },
                        pale ? &black : &white, x, y + text_y, letter);
}
