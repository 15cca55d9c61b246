/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-plot-pin.h"

#include "lk-text-private.h"

static void
outline (const LkPen *pen, const LkBox *box)
{
  cairo_t *cr = pen->cr;
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_rectangle (cr, box->x, box->y, box->width, box->height);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_set_line_width (cr, 4 * pen->palette->scale);
  cairo_stroke_preserve (cr);
  lk_palette_set_source (cr, &pen->palette->accent, 1);
  cairo_set_line_width (cr, 2 * pen->palette->scale);
  cairo_stroke (cr);
  cairo_restore (cr);
}

void
lk_plot_pin (const LkPen *pen, const LkBox *area, const LkBox *cell, guint number)
{
  cairo_t *cr = pen->cr;
  double radius = MIN (8.5 * pen->palette->scale, 0.06 * area->width);
  double x = CLAMP (cell->x + cell->width + 0.3 * radius, area->x + radius,
                    area->x + area->width - radius);
  double y
      = CLAMP (cell->y - 0.3 * radius, area->y + radius, area->y + area->height - radius);
  const LkColor white = { 1, 1, 1 };
  const LkColor black = { 0.1, 0.1, 0.12 };
  g_autofree char *text = g_strdup_printf ("%u", number);

  outline (pen, cell);
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  cairo_set_line_width (cr, 2 * pen->palette->scale);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_stroke_preserve (cr);
  lk_palette_set_source (cr, &pen->palette->accent, 1);
  cairo_fill (cr);
  cairo_restore (cr);
  if (radius > 5 * pen->palette->scale)
    lk_text_draw_centred (pen, (LkTextFace){ 1.25 * radius, TRUE },
                          pen->palette->dark ? &black : &white, x, y, text);
}
