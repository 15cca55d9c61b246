/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-pattern.h"

#include <math.h>

#define MAX_LINES 4000

static void
trace_lines (cairo_t *cr, double spacing, double slope)
{
  double x1, y1, x2, y2;
  double lean;
  double first;
  double last;

  cairo_clip_extents (cr, &x1, &y1, &x2, &y2);
  lean = slope * (y2 - y1);
  first = floor ((x1 + slope * y1 - MAX (-lean, 0)) / spacing) - 1;
  last = ceil ((x2 + slope * y1 + MAX (lean, 0)) / spacing) + 1;
  if (!(last - first < MAX_LINES))
    return;
  for (double i = first; i <= last; i++)
    {
      double x = i * spacing - slope * y1;

      cairo_move_to (cr, x, y1);
      cairo_line_to (cr, x - lean, y2);
    }
}

static void
trace_level_lines (cairo_t *cr, double spacing)
{
  double x1, y1, x2, y2;

  cairo_clip_extents (cr, &x1, &y1, &x2, &y2);
  if (!((y2 - y1) / spacing < MAX_LINES))
    return;
  for (double i = floor (y1 / spacing); i * spacing <= y2; i++)
    {
      cairo_move_to (cr, x1, i * spacing);
      cairo_line_to (cr, x2, i * spacing);
    }
}

/* Zero-length strokes with round caps would be dearer than small squares. */
static void
trace_dots (cairo_t *cr, double spacing)
{
  double edge = 0.3 * spacing;
  double x1, y1, x2, y2;

  cairo_clip_extents (cr, &x1, &y1, &x2, &y2);
  if (!((x2 - x1) * (y2 - y1) < 8.0 * MAX_LINES * spacing * spacing))
    return;
  for (double row = floor (y1 / spacing); row * spacing <= y2; row++)
    for (double column = floor (x1 / spacing); column * spacing <= x2; column++)
      cairo_rectangle (cr, (column + (fmod (row, 2) != 0 ? 0.5 : 0)) * spacing,
                       row * spacing, edge, edge);
}

void
lk_pattern_trace (cairo_t *cr, LkPattern pattern, double spacing)
{
  cairo_new_path (cr);
  switch (pattern)
    {
    case LK_PATTERN_PLAIN:
      break;
    case LK_PATTERN_RISING:
      trace_lines (cr, spacing, 1);
      break;
    case LK_PATTERN_DOTS:
      trace_dots (cr, spacing);
      break;
    case LK_PATTERN_FALLING:
      trace_lines (cr, spacing, -1);
      break;
    case LK_PATTERN_LEVEL:
      trace_level_lines (cr, spacing);
      break;
    case LK_PATTERN_CROSSED:
      trace_lines (cr, 1.5 * spacing, 0);
      trace_level_lines (cr, 1.5 * spacing);
      break;
    }
}

void
lk_pattern_fill (const LkPen *pen,
                 LkPattern pattern,
                 const LkColor *color,
                 const LkColor *ink,
                 double ink_alpha,
                 double spacing)
{
  cairo_t *cr = pen->cr;
  cairo_save (cr);
  lk_palette_set_source (cr, color, 1);
  if (pattern == LK_PATTERN_PLAIN)
    cairo_fill (cr);
  else
    {
      cairo_fill_preserve (cr);
      cairo_clip (cr);
      lk_pattern_trace (cr, pattern, spacing * pen->palette->scale);
      lk_palette_set_source (cr, ink, ink_alpha);
      cairo_set_line_width (cr, 1.1 * pen->palette->scale);
      if (pattern == LK_PATTERN_DOTS)
        cairo_fill (cr);
      else
        cairo_stroke (cr);
    }
  cairo_restore (cr);
  cairo_new_path (cr);
}

LkColor
lk_color_mix (const LkColor *a, const LkColor *b, double share)
{
  return (LkColor){
    a->red + share * (b->red - a->red),
    a->green + share * (b->green - a->green),
    a->blue + share * (b->blue - a->blue),
  };
}
