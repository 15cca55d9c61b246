/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-plot-cell-card.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "lk-number-text.h"
#include "lk-plot-layout.h"
#include "lk-plot-picture.h"
#include "lk-text-private.h"

#define PADDING 10.0
#define EDGE 84.0     /* of a picture of a shot */
#define NUMBERS 150.0 /* width of the column of numbers */
#define GAP 12.0
#define SWATCH 9.0

typedef struct
{
  LkBox box;
  double line;
  double small;
  double numbers;
} Layout;

static double
get_height (const LkCellCard *data, const Layout *layout, double scale)
{
  double numbers = layout->line
                   + (data->text != NULL ? layout->small
                                         : LK_N_CELL_MAPS * layout->small + 4 * scale);
  double met = data->n_met > 0 ? EDGE * scale + 2 * layout->small : 0;

  return MAX (numbers, met) + 2 * PADDING * scale;
}

/* To the right of the cell, else to its left; above the lower edge. */
static Layout
lay_out (const LkCellCard *data,
         const double cell[4],
         double width,
         double height,
         const LkPalette *palette)
{
  double scale = palette->scale, gap = GAP * scale;
  Layout self = { .line = lk_text_line_height (palette, LK_TEXT_STRONG),
                  .small = lk_text_line_height (palette, LK_TEXT_SMALL),
                  .numbers = NUMBERS * scale };

  self.box.width
      = self.numbers + data->n_met * (EDGE * scale + gap) + 2 * PADDING * scale;
  self.box.height = get_height (data, &self, scale);
  self.box.x = cell[0] + cell[2] + gap;
  if (self.box.x + self.box.width > width)
    self.box.x = cell[0] - gap - self.box.width;
  self.box.x = CLAMP (self.box.x, 0, MAX (width - self.box.width, 0));
  self.box.y = cell[1] + cell[3] / 2 - self.box.height / 2;
  self.box.y = CLAMP (self.box.y, 0, MAX (height - self.box.height, 0));
  return self;
}

static void
draw_ground (const Layout *layout, const LkPen *pen)
{
  lk_plot_rounded (pen->cr, &layout->box, 8 * pen->palette->scale);
  lk_palette_set_source (pen->cr, &pen->palette->background, 0.96);
  cairo_fill_preserve (pen->cr);
  lk_palette_set_source (pen->cr, &pen->palette->foreground, 0.35);
  cairo_set_line_width (pen->cr, pen->palette->scale);
  cairo_stroke (pen->cr);
}

static void
draw_number (const LkCellCard *data, const Layout *layout, const LkPen *pen, guint map)
{
  const LkPalette *palette = pen->palette;
  double scale = palette->scale, x = layout->box.x + PADDING * scale;
  double y = layout->box.y + PADDING * scale + layout->line + 2 * scale
             + map * layout->small + (map == LK_CELL_MAP_FUSED ? 2 * scale : 0);
  double step = (SWATCH + 5) * scale, number_width = 62 * scale;
  g_autofree char *number = lk_number_signed (data->values[map], 4);
  const LkColor *color = map == LK_CELL_MAP_FUSED ? &palette->foreground : &palette->dim;

  if (map < LK_N_LEVELS)
    {
      cairo_new_path (pen->cr);
      cairo_rectangle (pen->cr, x, y + (layout->small - SWATCH * scale) / 2,
                       SWATCH * scale, SWATCH * scale);
      lk_palette_fill_level (palette, pen->cr, map);
    }
  lk_text_draw_in (pen, LK_TEXT_SMALL, color,
                   (LkTextPlace){ x + step, y, 0, layout->numbers - step - number_width },
                   map < LK_N_LEVELS ? lk_level_get_title (map) : _ ("Margin"));
  lk_text_draw_in (pen, LK_TEXT_SMALL, color,
                   (LkTextPlace){ x + layout->numbers, y, 1, number_width }, number);
}

static void
draw_met (const LkCellCard *data, const Layout *layout, const LkPen *pen, guint index)
{
  const LkCellMet *met = &data->met[index];
  const LkPalette *palette = pen->palette;
  double scale = palette->scale, edge = EDGE * scale;
  double cell_width = edge / data->n_columns, cell_height = edge / data->n_rows;
  LkBox picture = { layout->box.x + PADDING * scale + layout->numbers + GAP * scale
                        + index * (edge + GAP * scale),
                    layout->box.y + PADDING * scale, edge, edge };
  LkBox cell = { picture.x + met->cell % data->n_columns * cell_width,
                 picture.y + met->cell / data->n_columns * cell_height, cell_width,
                 cell_height };

  if (met->picture != NULL)
    lk_plot_picture_draw (met->picture, pen->cr, picture.x, picture.y, edge, edge);
  cairo_rectangle (pen->cr, picture.x, picture.y, edge, edge);
  lk_palette_set_source (pen->cr, &palette->grid, 1);
  cairo_set_line_width (pen->cr, scale);
  cairo_stroke (pen->cr);
  lk_plot_outline (pen, &cell);
  lk_text_draw_in (pen, LK_TEXT_SMALL, &palette->foreground,
                   (LkTextPlace){ picture.x, picture.y + edge + 2 * scale, 0, edge },
                   met->title);
  lk_text_draw_in (
      pen, LK_TEXT_SMALL, &palette->dim,
      (LkTextPlace){ picture.x, picture.y + edge + 2 * scale + layout->small, 0, edge },
      met->text);
}

void
lk_plot_cell_card (const LkCellCard *data,
                   const LkPen *pen,
                   const double cell[4],
                   double width,
                   double height)
{
  const LkPalette *palette;
  double padding;
  Layout layout;

  g_return_if_fail (data != NULL && pen != NULL && cell != NULL);
  g_return_if_fail (data->n_met <= LK_CELL_CARD_N_MET);

  palette = pen->palette;
  if (!lk_plot_has_room (width, height) || data->n_rows == 0 || data->n_columns == 0)
    return;
  layout = lay_out (data, cell, width, height, palette);
  padding = PADDING * palette->scale;
  draw_ground (&layout, pen);
  lk_text_draw_in (
      pen, LK_TEXT_STRONG, &palette->foreground,
      (LkTextPlace){ layout.box.x + padding, layout.box.y + padding, 0, layout.numbers },
      data->title);
  if (data->text != NULL)
    lk_text_draw_in (pen, LK_TEXT_SMALL, &palette->dim,
                     (LkTextPlace){ layout.box.x + padding,
                                    layout.box.y + padding + layout.line, 0,
                                    layout.numbers },
                     data->text);
  for (guint i = 0; data->text == NULL && i < LK_N_CELL_MAPS; i++)
    draw_number (data, &layout, pen, i);
  for (guint i = 0; i < data->n_met; i++)
    draw_met (data, &layout, pen, i);
}
