/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-contributions.h"

#include <math.h>

void
lk_contributions_draw_stack (const LkDecision *decision,
                             guint class_index,
                             const LkPen *pen,
                             const LkStackPlace *place)
{
  double ends[2] = { place->zero, place->zero };

  for (guint level = 0; level < LK_N_LEVELS; level++)
    {
      double value = decision->contribution[level][class_index];
      double length = fabs (value) * place->unit;
      double x = value > 0 ? ends[1] : ends[0] - length;

      if (!(length > 0.01) || !isfinite (length))
        continue;
      cairo_new_path (pen->cr);
      cairo_rectangle (pen->cr, x, place->y, length, place->height);
      lk_palette_fill_level (pen->palette, pen->cr, level);
      if (value > 0)
        ends[1] += length;
      else
        ends[0] -= length;
    }
}

void
lk_contributions_draw_tick (const LkPen *pen, double x, double y, double height)
{
  cairo_t *cr = pen->cr;
  double scale = pen->palette->scale;

  if (!isfinite (x))
    return;
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_move_to (cr, x, y);
  cairo_line_to (cr, x, y + height);
  lk_palette_set_source (cr, &pen->palette->background, 1);
  cairo_set_line_width (cr, 4.5 * scale);
  cairo_stroke_preserve (cr);
  lk_palette_set_source (cr, &pen->palette->foreground, 1);
  cairo_set_line_width (cr, 2.2 * scale);
  cairo_stroke (cr);
  cairo_restore (cr);
}

void
lk_contributions_draw_zero_line (const LkPen *pen, double x, double y, double height)
{
  cairo_t *cr = pen->cr;
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_move_to (cr, x, y);
  cairo_line_to (cr, x, y + height);
  cairo_set_line_width (cr, pen->palette->scale);
  lk_palette_set_source (cr, &pen->palette->dim, 0.7);
  cairo_stroke (cr);
  cairo_restore (cr);
}

void
lk_plot_contribution_bar (const LkDecision *decision,
                          guint class_index,
                          double limit,
                          const LkPen *pen,
                          double width,
                          double height)
{
  g_return_if_fail (decision != NULL && pen != NULL);

  cairo_t *cr = pen->cr;
  double zero = width / 2;
  double unit = limit > 0 ? zero / limit : 0;
  double bar = 0.78 * height;

  if (!(width >= 1 && height >= 1) || class_index >= decision->n_classes)
    return;
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_clip (cr);
  lk_contributions_draw_stack (decision, class_index, pen,
                               &(LkStackPlace){ zero, unit, (height - bar) / 2, bar });
  lk_contributions_draw_zero_line (pen, zero, 0, height);
  lk_contributions_draw_tick (pen, zero + decision->fused[class_index] * unit, 0, height);
  cairo_restore (cr);
}
