/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-plot-shots.h"

#include "lk-plot-picture.h"
#include "lk-text.h"

#define MARGIN 16.0
#define GAP 8.0
#define TITLE_HEIGHT 22.0

typedef struct
{
  double x;
  double y;
  double edge;
} Layout;

/* As large as the room allows, all in one row. */
static Layout
lay_out (const LkShotStrip *data, double width, double height, const LkPalette *palette)
{
  double title = data->title != NULL ? TITLE_HEIGHT * palette->scale : 0;
  double wide = (width - 2 * MARGIN - (data->n_shots - 1) * GAP) / MAX (data->n_shots, 1);
  double high = height - title - MARGIN;

  return (Layout){ MARGIN, title, MAX (MIN (wide, high), 0) };
}

static void
add_cell_path (const LkShotStrip *data,
               const Layout *layout,
               guint shot,
               guint cell,
               cairo_t *cr)
{
  double cell_width = layout->edge / data->n_columns;
  double cell_height = layout->edge / data->n_rows;

  cairo_rectangle (
      cr, layout->x + shot * (layout->edge + GAP) + cell % data->n_columns * cell_width,
      layout->y + cell / data->n_columns * cell_height, cell_width, cell_height);
}

void
lk_plot_shots_base (const LkShotStrip *data,
                    cairo_t *cr,
                    double width,
                    double height,
                    const LkPalette *palette)
{
  Layout layout = lay_out (data, width, height, palette);

  if (layout.edge < 8)
    return;
  if (data->title != NULL)
    lk_text_draw (cr, palette, LK_TEXT_SMALL, &palette->dim, layout.x, 0, 0,
                  width - 2 * MARGIN, data->title);
  for (guint i = 0; i < data->n_shots; i++)
    {
      double x = layout.x + i * (layout.edge + GAP);

      lk_plot_picture_draw (data->pictures[i], cr, x, layout.y, layout.edge, layout.edge);
      cairo_rectangle (cr, x, layout.y, layout.edge, layout.edge);
      cairo_set_line_width (cr, 1);
      lk_palette_set_source (cr, &palette->grid, 1);
      cairo_stroke (cr);
    }
}

void
lk_plot_shots_overlay (const LkShotStrip *data,
                       cairo_t *cr,
                       double width,
                       double height,
                       const LkPalette *palette)
{
  const LkColor dark = { 0, 0, 0 }, light = { 1, 1, 1 };
  Layout layout = lay_out (data, width, height, palette);
  guint n_cells = data->n_rows * data->n_columns;

  if (data->hovered < 0 || layout.edge < 8)
    return;
  add_cell_path (data, &layout, (guint) data->hovered / n_cells,
                 (guint) data->hovered % n_cells, cr);
  cairo_set_line_width (cr, 4);
  lk_palette_set_source (cr, &dark, 1);
  cairo_stroke_preserve (cr);
  cairo_set_line_width (cr, 2);
  lk_palette_set_source (cr, &light, 1);
  cairo_stroke (cr);
}

int
lk_plot_shots_hit (const LkShotStrip *data,
                   double width,
                   double height,
                   const LkPalette *palette,
                   double x,
                   double y)
{
  Layout layout = lay_out (data, width, height, palette);
  double pitch = layout.edge + GAP, within;
  guint shot, row, column;

  if (layout.edge < 8 || x < layout.x || y < layout.y || y >= layout.y + layout.edge)
    return -1;
  shot = (guint) ((x - layout.x) / pitch);
  within = x - layout.x - shot * pitch;
  if (shot >= data->n_shots || within >= layout.edge)
    return -1;
  row = (guint) ((y - layout.y) / layout.edge * data->n_rows);
  column = (guint) (within / layout.edge * data->n_columns);
  return (int) ((shot * data->n_rows + MIN (row, data->n_rows - 1)) * data->n_columns
                + MIN (column, data->n_columns - 1));
}
