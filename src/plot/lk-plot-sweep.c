/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-plot-sweep.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "lk-number-text.h"
#include "lk-plot-layout.h"
#include "lk-text-private.h"

#define ROW 24
#define MIN_ROW 6
#define MARK 4.5
#define LEVEL_MARK 7
#define MIN_TICKS 3

/* A stretch of an axis. */
typedef struct
{
  LkBox box;
  double low;
  double high;
  double step;
} Axis;

typedef struct
{
  const char *title;
  const char *subtitle;
  double margin;
  double top; /* of the first row */
  double row_height;
  LkBox names;
  Axis accuracy;
  Axis difference;
} Layout;

/* 1, 2 or 5 times a power of ten, so that there are a few. */
static double
choose_step (double range)
{
  double power = pow (10, floor (log10 (range / MIN_TICKS)));
  double times = range / MIN_TICKS / power;

  return power * (times >= 5 ? 5 : times >= 2 ? 2 : 1);
}

/* Whole steps that hold both. */
static void
set_range (Axis *self, double low, double high)
{
  self->step = choose_step (MAX (high - low, 0.1));
  self->low = self->step * floor (low / self->step);
  self->high = self->step * ceil (high / self->step);
  if (self->high <= self->low)
    self->high = self->low + self->step;
}

static void
find_ranges (const LkSweepPlot *data, Layout *self)
{
  double low = 100, high = 0, least = 0, most = 0;

  for (guint i = 0; i < data->n_rows; i++)
    {
      const LkSweepRow *row = &data->rows[i];
      double fused = row->accuracy[LK_N_LEVELS];

      for (guint j = 0; j < LK_N_ACCURACIES; j++)
        {
          low = MIN (low, row->accuracy[j]);
          high = MAX (high, row->accuracy[j]);
        }
      low = MIN (low, fused - row->ci95);
      high = MAX (high, fused + row->ci95);
      least = MIN (least, row->difference - row->difference_ci95);
      most = MAX (most, row->difference + row->difference_ci95);
    }
  set_range (&self->accuracy, MIN (low, high), MAX (low, high));
  set_range (&self->difference, least, most);
}

static double
get_head (const LkPalette *palette)
{
  return lk_text_line_height (palette, LK_TEXT_SMALL) + 8 * palette->scale;
}

/* Below the rows: ticks, and which mark is which level. */
static double
get_foot (const LkPalette *palette)
{
  return 2 * lk_text_line_height (palette, LK_TEXT_SMALL) + 16 * palette->scale;
}

static Layout
compute_layout (const LkSweepPlot *data,
                double width,
                double height,
                const LkPalette *palette)
{
  double scale = palette->scale;
  Layout self = { .title = data->title,
                  .subtitle = data->subtitle,
                  .margin = lk_plot_margin (palette, width, height) };
  double room = MAX (width - 2 * self.margin, 10);
  double gap = 48 * scale, bottom = height - self.margin - get_foot (palette);

  self.top = self.margin + get_head (palette)
             + lk_plot_header_height (palette, self.title, self.subtitle);
  self.row_height
      = CLAMP ((bottom - self.top) / MAX (data->n_rows, 1), MIN_ROW * scale, ROW * scale);
  self.names = (LkBox){ self.margin, self.top, 0.3 * room,
                        MAX (data->n_rows, 1) * self.row_height };
  self.accuracy.box = self.difference.box = self.names;
  self.accuracy.box.x = self.margin + self.names.width + gap / 2;
  self.accuracy.box.width = MAX (0.4 * room - gap, 1);
  self.difference.box.x = self.accuracy.box.x + 0.4 * room;
  self.difference.box.width = MAX (0.3 * room - gap, 1);
  find_ranges (data, &self);
  return self;
}

static double
get_x (const Axis *axis, double value)
{
  return axis->box.x + axis->box.width * (value - axis->low) / (axis->high - axis->low);
}

static double
get_y (const Layout *layout, guint row)
{
  return layout->top + (row + 0.5) * layout->row_height;
}

static void
draw_line (const LkPen *pen, double x, double y, double to_x, double to_y)
{
  cairo_new_path (pen->cr);
  cairo_move_to (pen->cr, x, y);
  cairo_line_to (pen->cr, to_x, to_y);
  cairo_stroke (pen->cr);
}

static void
draw_axis (const Layout *layout, const Axis *axis, const char *title, const LkPen *pen)
{
  double scale = pen->palette->scale;
  double bottom = axis->box.y + axis->box.height;
  guint n = (guint) ((axis->high - axis->low) / axis->step + 0.5);
  int n_digits = (int) MAX (ceil (-log10 (axis->step) - 1e-9), 0);

  lk_text_draw_in (pen, LK_TEXT_SMALL, &pen->palette->dim,
                   (LkTextPlace){ axis->box.x, layout->top - get_head (pen->palette), 0,
                                  axis->box.width + 20 * scale },
                   title);
  for (guint i = 0; i <= n; i++)
    {
      double value = axis->low + i * axis->step, x = get_x (axis, value);
      g_autofree char *text = lk_number_fixed (value, n_digits);

      lk_palette_set_source (pen->cr, &pen->palette->grid, 1);
      cairo_set_line_width (pen->cr, scale);
      draw_line (pen, x, axis->box.y, x, bottom);
      lk_text_draw (pen, LK_TEXT_SMALL, &pen->palette->dim,
                    (LkTextPlace){ x, bottom + 3 * scale, 0.5, 0 }, text);
    }
}

/* An interval with its ends, and a dot where it has its middle. */
static void
draw_mark (const Layout *layout,
           const Axis *axis,
           const LkPen *pen,
           guint row,
           double values[2])
{
  double scale = pen->palette->scale, y = get_y (layout, row);
  double end = MIN (0.25 * layout->row_height, 5 * scale);

  lk_palette_set_source (pen->cr, &pen->palette->foreground, 1);
  cairo_set_line_width (pen->cr, 1.5 * scale);
  if (values[1] > 0)
    {
      double low = get_x (axis, values[0] - values[1]);
      double high = get_x (axis, values[0] + values[1]);

      draw_line (pen, low, y, high, y);
      draw_line (pen, low, y - end, low, y + end);
      draw_line (pen, high, y - end, high, y + end);
    }
  cairo_new_path (pen->cr);
  cairo_arc (pen->cr, get_x (axis, values[0]), y,
             MIN (MARK * scale, 0.4 * layout->row_height), 0, 2 * G_PI);
  cairo_fill (pen->cr);
}

static void
draw_level (const LkPen *pen, LkLevel level, double x, double y, double size)
{
  cairo_new_path (pen->cr);
  cairo_rectangle (pen->cr, x - size / 2, y - size / 2, size, size);
  lk_palette_fill_level (pen->palette, pen->cr, level);
}

static void
draw_row (const LkSweepPlot *data, const Layout *layout, const LkPen *pen, guint row)
{
  const LkSweepRow *setting = &data->rows[row];
  double y = get_y (layout, row);
  double size = MIN (LEVEL_MARK * pen->palette->scale, 0.5 * layout->row_height);

  if (layout->row_height >= 0.8 * lk_text_line_height (pen->palette, LK_TEXT_SMALL))
    lk_text_draw_in (
        pen, LK_TEXT_SMALL, &pen->palette->foreground,
        (LkTextPlace){ layout->names.x,
                       y - lk_text_line_height (pen->palette, LK_TEXT_SMALL) / 2, 0,
                       layout->names.width },
        setting->name);
  for (guint level = 0; level < LK_N_LEVELS; level++)
    draw_level (pen, level, get_x (&layout->accuracy, setting->accuracy[level]), y, size);
  draw_mark (layout, &layout->accuracy, pen, row,
             (double[]){ setting->accuracy[LK_N_LEVELS], setting->ci95 });
  if (row > 0)
    draw_mark (layout, &layout->difference, pen, row,
               (double[]){ setting->difference, setting->difference_ci95 });
}

static void
draw_legend (const Layout *layout, const LkPen *pen)
{
  double scale = pen->palette->scale;
  double small = lk_text_line_height (pen->palette, LK_TEXT_SMALL);
  double y = layout->accuracy.box.y + layout->accuracy.box.height + small + 10 * scale;
  double x = layout->accuracy.box.x;

  for (guint i = 0; i < LK_N_ACCURACIES; i++)
    {
      const char *name = i < LK_N_LEVELS ? lk_level_get_title (i) : _ ("Fused");
      double width, height;

      if (i < LK_N_LEVELS)
        draw_level (pen, i, x + 4 * scale, y + small / 2, LEVEL_MARK * scale);
      else
        {
          lk_palette_set_source (pen->cr, &pen->palette->foreground, 1);
          cairo_new_path (pen->cr);
          cairo_arc (pen->cr, x + 4 * scale, y + small / 2, MARK * scale, 0, 2 * G_PI);
          cairo_fill (pen->cr);
        }
      lk_text_measure (pen, LK_TEXT_SMALL, name, &width, &height);
      lk_text_draw (pen, LK_TEXT_SMALL, &pen->palette->foreground,
                    (LkTextPlace){ x + 12 * scale, y, 0, 0 }, name);
      x += width + 26 * scale;
    }
}

void
lk_plot_sweep (const LkSweepPlot *data,
               cairo_t *cr,
               double width,
               double height,
               const LkPalette *palette)
{
  const LkPen pen = { cr, palette };
  Layout layout;
  double zero;

  g_return_if_fail (data != NULL && cr != NULL && palette != NULL);

  if (!lk_plot_has_room (width, height) || data->n_rows == 0)
    return;
  layout = compute_layout (data, width, height, palette);
  lk_plot_draw_header (&pen, layout.margin, layout.margin, width - 2 * layout.margin,
                       layout.title, layout.subtitle);
  draw_axis (&layout, &layout.accuracy, _ ("accuracy, % (95 %)"), &pen);
  draw_axis (&layout, &layout.difference, _ ("difference to the first, % (95 %)"), &pen);
  zero = get_x (&layout.difference, 0);
  lk_palette_set_source (cr, &palette->foreground, 0.7);
  cairo_set_line_width (cr, 1.2 * palette->scale);
  draw_line (&pen, zero, layout.top, zero, layout.top + layout.names.height);
  for (guint row = 0; row < data->n_rows; row++)
    draw_row (data, &layout, &pen, row);
  draw_legend (&layout, &pen);
}

double
lk_plot_sweep_get_height (const LkSweepPlot *data, const LkPalette *palette)
{
  g_return_val_if_fail (data != NULL && palette != NULL, 0);

  return data->n_rows * ROW * palette->scale + get_head (palette) + get_foot (palette)
         + lk_plot_header_height (palette, data->title, data->subtitle)
         + 2 * lk_plot_margin (palette, 600 * palette->scale, 600 * palette->scale);
}

void
lk_plot_sweep_place (const LkSweepPlot *data,
                     double width,
                     double height,
                     const LkPalette *palette,
                     guint row,
                     gboolean is_difference,
                     double place[2])
{
  g_return_if_fail (data != NULL && palette != NULL && row < data->n_rows);

  Layout layout = compute_layout (data, width, height, palette);

  place[0] = is_difference
                 ? get_x (&layout.difference, data->rows[row].difference)
                 : get_x (&layout.accuracy, data->rows[row].accuracy[LK_N_LEVELS]);
  place[1] = get_y (&layout, row);
}
