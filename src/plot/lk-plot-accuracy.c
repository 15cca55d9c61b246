/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-plot-accuracy.h"

#include "lk-plot-layout.h"
#include "lk-text-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MAX_ROW 26
#define MIN_CURVES 90
#define N_TICKS 5
/* The range of the curves leaves out the wide intervals of the first episodes. */
#define SETTLED 0.1

typedef struct
{
  const char *title;
  const char *subtitle;
  double margin;
  LkBox rows;
  double row_height;
  double name_width;
  double number_width;
  LkBox bar; /* of the first row */
  LkBox curves;
  double low;
  double high;
} Layout;

static gboolean
has_curves (const LkAccuracyPlot *data)
{
  return data->n_points >= 2;
}

/* Tens of percent that hold every curve and, once it has settled, its interval. */
static void
find_range (const LkAccuracyPlot *data, Layout *self)
{
  guint first = (guint) ceil (SETTLED * data->n_points);

  self->low = 100;
  self->high = 0;
  for (guint row = 0; row < LK_N_ACCURACIES; row++)
    for (guint i = first; i < data->n_points; i++)
      {
        double mean = data->running[row][i], half = data->running_ci95[row][i];

        self->low = MIN (self->low, mean - half);
        self->high = MAX (self->high, mean + half);
      }
  self->low = CLAMP (10 * floor (self->low / 10), 0, 90);
  self->high = CLAMP (10 * ceil (self->high / 10), self->low + 10, 100);
}

static Layout
compute_layout (const LkAccuracyPlot *data,
                double width,
                double height,
                const LkPalette *palette)
{
  double scale = palette->scale;
  double small = lk_text_line_height (palette, LK_TEXT_SMALL);
  Layout self = {
    .title = height < 120 * scale ? NULL : data->title,
    .subtitle = height < 180 * scale ? NULL : data->subtitle,
    .margin = lk_plot_margin (palette, width, height),
  };
  double top = self.margin + lk_plot_header_height (palette, self.title, self.subtitle);
  double axis = small + 8 * scale;
  double room = height - self.margin - top - axis;
  double below;

  self.row_height = CLAMP (room / LK_N_ACCURACIES, 1, MAX_ROW * scale);
  self.rows = (LkBox){ self.margin, top, MAX (width - 2 * self.margin, 1),
                       LK_N_ACCURACIES * self.row_height };
  /* In a narrow column the bars give way to names and numbers. */
  self.name_width = CLAMP (0.16 * width, MIN (100 * scale, 0.27 * width), 110 * scale);
  self.number_width = CLAMP (0.16 * width, MIN (104 * scale, 0.28 * width), 104 * scale);
  self.bar.x = self.margin + self.name_width + self.number_width + 12 * scale;
  self.bar.width = MAX (width - self.margin - 12 * scale - self.bar.x, 1);
  self.bar.height = 0.6 * self.row_height;
  self.bar.y = top + (self.row_height - self.bar.height) / 2;
  below = self.rows.y + self.rows.height + axis + 2 * small + 10 * scale;
  if (has_curves (data) && height - self.margin - axis - below >= MIN_CURVES * scale)
    {
      self.curves = (LkBox){ self.margin + 36 * scale, below, 0,
                             height - self.margin - axis - below };
      self.curves.width
          = MAX (width - self.margin - 100 * scale - self.curves.x, 10 * scale);
      find_range (data, &self);
    }
  return self;
}

static void
fill_predictor (const LkPen *pen, guint row)
{
  if (row < LK_N_LEVELS)
    {
      lk_palette_fill_level (pen->palette, pen->cr, row);
      return;
    }
  lk_palette_set_source (pen->cr, &pen->palette->foreground, 0.75);
  cairo_fill (pen->cr);
}

static const LkColor *
get_color (const LkPalette *palette, guint row)
{
  return row < LK_N_LEVELS ? &palette->levels[row] : &palette->foreground;
}

static void
draw_interval (const LkBox *bar, double low, double high, const LkPen *pen)
{
  cairo_t *cr = pen->cr;
  double from = bar->x + bar->width * CLAMP (low, 0, 100) / 100;
  double to = bar->x + bar->width * CLAMP (high, 0, 100) / 100;
  double middle = bar->y + bar->height / 2;
  double end = 0.3 * bar->height;

  cairo_new_path (cr);
  cairo_move_to (cr, from, middle);
  cairo_line_to (cr, to, middle);
  cairo_move_to (cr, from, middle - end);
  cairo_line_to (cr, from, middle + end);
  cairo_move_to (cr, to, middle - end);
  cairo_line_to (cr, to, middle + end);
  lk_palette_set_source (cr, &pen->palette->background, 1);
  cairo_set_line_width (cr, 3.5 * pen->palette->scale);
  cairo_stroke_preserve (cr);
  lk_palette_set_source (cr, &pen->palette->foreground, 1);
  cairo_set_line_width (cr, 1.5 * pen->palette->scale);
  cairo_stroke (cr);
}

static void
draw_row (const LkAccuracyPlot *data, const Layout *layout, const LkPen *pen, guint row)
{
  cairo_t *cr = pen->cr;
  double scale = pen->palette->scale;
  double swatch = MIN (12 * scale, 0.6 * layout->row_height);
  LkBox bar = layout->bar;
  LkTextStyle style = row == LK_N_LEVELS ? LK_TEXT_STRONG : LK_TEXT_BODY;
  double middle, text_y;

  bar.y += row * layout->row_height;
  middle = bar.y + bar.height / 2;
  text_y = middle - lk_text_line_height (pen->palette, style) / 2;
  cairo_new_path (cr);
  cairo_rectangle (cr, layout->margin, middle - swatch / 2, swatch, swatch);
  fill_predictor (pen, row);
  if (layout->row_height >= 12 * scale)
    {
      lk_text_draw_in (pen, style, &pen->palette->foreground,
                       (LkTextPlace){ layout->margin + swatch + 6 * scale, text_y, 0,
                                      layout->name_width - swatch - 6 * scale },
                       data->titles[row]);
      lk_text_draw_in (
          pen, style, &pen->palette->foreground,
          (LkTextPlace){ layout->margin + layout->name_width + layout->number_width,
                         text_y, 1, layout->number_width },
          data->numbers[row]);
    }
  cairo_rectangle (cr, bar.x, bar.y, bar.width, bar.height);
  lk_palette_set_source (cr, &pen->palette->foreground, 0.08);
  cairo_fill (cr);
  cairo_rectangle (cr, bar.x, bar.y,
                   bar.width * CLAMP (data->accuracy[row], 0, 100) / 100, bar.height);
  fill_predictor (pen, row);
  if (data->ci95[row] > 0)
    draw_interval (&bar, data->accuracy[row] - data->ci95[row],
                   data->accuracy[row] + data->ci95[row], pen);
}

/* A dashed line where guessing is, @along from the start of the room. */
static void
draw_chance (const LkPen *pen, double x, double y, double to_x, double to_y)
{
  cairo_t *cr = pen->cr;
  const double dash[] = { 3 * pen->palette->scale, 3 * pen->palette->scale };

  cairo_save (cr);
  cairo_new_path (cr);
  cairo_move_to (cr, x, y);
  cairo_line_to (cr, to_x, to_y);
  cairo_set_dash (cr, dash, G_N_ELEMENTS (dash), 0);
  lk_palette_set_source (cr, &pen->palette->foreground, 0.7);
  cairo_set_line_width (cr, pen->palette->scale);
  cairo_stroke (cr);
  cairo_restore (cr);
}

/* The ticks below the bars, and guessing over them. */
static void
draw_bar_axis (const LkAccuracyPlot *data, const Layout *layout, const LkPen *pen)
{
  const LkBox *bar = &layout->bar;
  double bottom = layout->rows.y + layout->rows.height;
  double x = bar->x + bar->width * CLAMP (data->chance, 0, 100) / 100;
  g_autofree char *text = NULL;

  for (guint tick = 0; tick < N_TICKS; tick++)
    {
      guint percent = 100 * tick / (N_TICKS - 1);
      g_autofree char *number = g_strdup_printf (_ ("%u %%"), percent);

      lk_text_draw (pen, LK_TEXT_SMALL, &pen->palette->dim,
                    (LkTextPlace){ bar->x + bar->width * percent / 100,
                                   bottom + 2 * pen->palette->scale, 0.5, 0 },
                    number);
    }
  if (!(data->chance > 0))
    return;
  text = g_strdup_printf (_ ("dashed: guessing, %.3g %%"), data->chance);
  lk_text_draw_in (pen, LK_TEXT_SMALL, &pen->palette->dim,
                   (LkTextPlace){ layout->margin, bottom + 2 * pen->palette->scale, 0,
                                  layout->name_width + layout->number_width
                                      - 8 * pen->palette->scale },
                   text);
  draw_chance (pen, x, layout->rows.y, x, bottom);
}

static double
get_x (const LkAccuracyPlot *data, const Layout *layout, guint point)
{
  double first = data->counts[0], last = data->counts[data->n_points - 1];

  return layout->curves.x
         + layout->curves.width * (data->counts[point] - first) / MAX (last - first, 1);
}

static double
get_y (const Layout *layout, double percent)
{
  return layout->curves.y
         + layout->curves.height * (layout->high - percent)
               / (layout->high - layout->low);
}

static void
draw_grid (const LkAccuracyPlot *data, const Layout *layout, const LkPen *pen)
{
  cairo_t *cr = pen->cr;
  const LkBox *area = &layout->curves;
  double scale = pen->palette->scale;
  double small = lk_text_line_height (pen->palette, LK_TEXT_SMALL);
  double step = layout->high - layout->low > 50 ? 20 : 10;
  const guint ends[] = { 0, data->n_points - 1 };

  for (double percent = layout->low; percent <= layout->high; percent += step)
    {
      double y = get_y (layout, percent);
      g_autofree char *text = g_strdup_printf (_ ("%u %%"), (guint) percent);

      cairo_new_path (cr);
      cairo_move_to (cr, area->x, y);
      cairo_line_to (cr, area->x + area->width, y);
      lk_palette_set_source (cr, &pen->palette->grid, 1);
      cairo_set_line_width (cr, scale);
      cairo_stroke (cr);
      lk_text_draw (pen, LK_TEXT_SMALL, &pen->palette->dim,
                    (LkTextPlace){ area->x - 5 * scale, y - small / 2, 1, 0 }, text);
    }
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", data->counts[ends[i]]);

      lk_text_draw (pen, LK_TEXT_SMALL, &pen->palette->dim,
                    (LkTextPlace){ get_x (data, layout, ends[i]),
                                   area->y + area->height + 6 * scale, 0.5, 0 },
                    text);
    }
  lk_text_draw (pen, LK_TEXT_SMALL, &pen->palette->dim,
                (LkTextPlace){ area->x + area->width / 2,
                               area->y + area->height + 6 * scale, 0.5, area->width },
                _ ("episodes"));
}

static void
draw_ribbon (const LkAccuracyPlot *data,
             const Layout *layout,
             const LkPen *pen,
             guint row)
{
  guint n = data->n_points;

  cairo_new_path (pen->cr);
  for (guint i = 0; i < 2 * n; i++)
    {
      guint point = i < n ? i : 2 * n - 1 - i;
      double half = data->running_ci95[row][point] * (i < n ? 1 : -1);

      cairo_line_to (pen->cr, get_x (data, layout, point),
                     get_y (layout, data->running[row][point] + half));
    }
  cairo_close_path (pen->cr);
  lk_palette_set_source (pen->cr, get_color (pen->palette, row), 0.16);
  cairo_fill (pen->cr);
}

/* A line that colour is not the only sign of: the levels are dashed, each in its way. */
static void
draw_curve (const LkAccuracyPlot *data, const Layout *layout, const LkPen *pen, guint row)
{
  cairo_t *cr = pen->cr;
  cairo_save (cr);
  cairo_new_path (cr);
  for (guint i = 0; i < data->n_points; i++)
    cairo_line_to (cr, get_x (data, layout, i), get_y (layout, data->running[row][i]));
  if (row < LK_N_LEVELS)
    lk_palette_set_level_dash (pen->palette, cr, row);
  lk_palette_set_source (cr, get_color (pen->palette, row), 1);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (cr, (row < LK_N_LEVELS ? 1.8 : 2.2) * pen->palette->scale);
  cairo_stroke (cr);
  cairo_restore (cr);
}

/* Each curve's name at its end, from the highest down and none over another. */
static void
draw_names (const LkAccuracyPlot *data, const Layout *layout, const LkPen *pen)
{
  const LkBox *area = &layout->curves;
  double small = lk_text_line_height (pen->palette, LK_TEXT_SMALL);
  double least = area->y - small / 2;
  gboolean done[LK_N_ACCURACIES] = { FALSE };

  for (guint place = 0; place < LK_N_ACCURACIES; place++)
    {
      guint next = LK_N_ACCURACIES;
      double y;

      for (guint row = 0; row < LK_N_ACCURACIES; row++)
        if (!done[row]
            && (next == LK_N_ACCURACIES
                || data->running[row][data->n_points - 1]
                       > data->running[next][data->n_points - 1]))
          next = row;
      done[next] = TRUE;
      y = get_y (layout, data->running[next][data->n_points - 1]) - small / 2;
      y = CLAMP (y, least,
                 area->y + area->height - (LK_N_ACCURACIES - place - 0.5) * small);
      least = y + small;
      cairo_new_path (pen->cr);
      cairo_rectangle (pen->cr, area->x + area->width + 6 * pen->palette->scale,
                       y + small / 2 - 4 * pen->palette->scale, 8 * pen->palette->scale,
                       8 * pen->palette->scale);
      fill_predictor (pen, next);
      lk_text_draw_in (pen, LK_TEXT_SMALL, &pen->palette->foreground,
                       (LkTextPlace){ area->x + area->width + 19 * pen->palette->scale, y,
                                      0, 81 * pen->palette->scale },
                       data->titles[next]);
    }
}

static void
draw_curves (const LkAccuracyPlot *data, const Layout *layout, const LkPen *pen)
{
  const LkBox *area = &layout->curves;
  double small = lk_text_line_height (pen->palette, LK_TEXT_SMALL);
  double chance = get_y (layout, data->chance);
  const char *title
      = _ ("How it settled: the mean of the episodes so far and its interval (95 %)");
  guint n_lines = CLAMP (
      lk_text_count_lines (pen->palette, LK_TEXT_SMALL, layout->rows.width, title), 1, 2);

  lk_text_draw_lines (pen, LK_TEXT_SMALL, &pen->palette->dim,
                      (LkTextPlace){ layout->margin,
                                     area->y - n_lines * small - 8 * pen->palette->scale,
                                     0, layout->rows.width },
                      n_lines, title);
  draw_grid (data, layout, pen);
  cairo_save (pen->cr);
  cairo_rectangle (pen->cr, area->x, area->y, area->width, area->height);
  cairo_clip (pen->cr);
  for (guint row = 0; row < LK_N_ACCURACIES; row++)
    draw_ribbon (data, layout, pen, row);
  if (data->chance > layout->low && data->chance < layout->high)
    draw_chance (pen, area->x, chance, area->x + area->width, chance);
  for (guint row = 0; row < LK_N_ACCURACIES; row++)
    draw_curve (data, layout, pen, row);
  cairo_restore (pen->cr);
  draw_names (data, layout, pen);
}

void
lk_plot_accuracy (const LkAccuracyPlot *data,
                  cairo_t *cr,
                  double width,
                  double height,
                  const LkPalette *palette)
{
  const LkPen pen = { cr, palette };
  Layout layout;

  g_return_if_fail (data != NULL && cr != NULL && palette != NULL);

  if (!lk_plot_has_room (width, height))
    return;
  layout = compute_layout (data, width, height, palette);
  lk_plot_draw_header (&pen, layout.margin, layout.margin, width - 2 * layout.margin,
                       layout.title, layout.subtitle);
  for (guint row = 0; row < LK_N_ACCURACIES; row++)
    draw_row (data, &layout, &pen, row);
  draw_bar_axis (data, &layout, &pen);
  if (layout.curves.height > 0)
    draw_curves (data, &layout, &pen);
}

LkAccuracyPlace
lk_plot_accuracy_place (const LkAccuracyPlot *data,
                        double width,
                        double height,
                        const LkPalette *palette,
                        guint row)
{
  g_return_val_if_fail (data != NULL && palette != NULL, ((LkAccuracyPlace){ 0 }));

  Layout layout = compute_layout (data, width, height, palette);

  return (LkAccuracyPlace){
    .bar = { layout.bar.x, layout.bar.y + row * layout.row_height, layout.bar.width,
             layout.bar.height },
    .curves = layout.curves,
    .range = { layout.low, layout.high },
  };
}
