/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-plot-shots.h"

#include "lk-plot-picture.h"
#include "lk-plot-pin.h"
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

static LkBox
get_shot_box (const Layout *layout, guint shot)
{
  return (LkBox){ layout->x + shot * (layout->edge + GAP), layout->y, layout->edge,
                  layout->edge };
}

static LkBox
get_cell_box (const LkShotStrip *data, const Layout *layout, guint support_cell)
{
  guint n_cells = data->n_rows * data->n_columns, cell = support_cell % n_cells;
  LkBox shot = get_shot_box (layout, support_cell / n_cells);
  double width = layout->edge / data->n_columns, height = layout->edge / data->n_rows;

  return (LkBox){ shot.x + cell % data->n_columns * width,
                  shot.y + cell / data->n_columns * height, width, height };
}

static void
draw_pins (const LkShotStrip *data, const Layout *layout, const LkPen *pen)
{
  guint n_cells = data->n_rows * data->n_columns;

  for (guint i = 0; i < data->n_pinned; i++)
    if (data->pinned[i] / n_cells < data->n_shots)
      {
        LkBox shot = get_shot_box (layout, data->pinned[i] / n_cells);
        LkBox cell = get_cell_box (data, layout, data->pinned[i]);

        lk_plot_pin (pen, &shot, &cell, i + 1);
      }
}

void
lk_plot_shots_base (const LkShotStrip *data,
                    cairo_t *cr,
                    double width,
                    double height,
                    const LkPalette *palette)
{
  const LkPen pen = { cr, palette };
  Layout layout = lay_out (data, width, height, palette);

  g_return_if_fail (data != NULL && cr != NULL && palette != NULL);

  if (layout.edge < 8)
    return;
  if (data->title != NULL)
    lk_text_draw (&pen, LK_TEXT_SMALL, &palette->dim,
                  (LkTextPlace){ layout.x, 0, 0, width - 2 * MARGIN }, data->title);
  for (guint i = 0; i < data->n_shots; i++)
    {
      LkBox box = get_shot_box (&layout, i);

      lk_plot_picture_draw (data->pictures[i], cr, box.x, box.y, box.width, box.height);
      cairo_rectangle (cr, box.x, box.y, box.width, box.height);
      cairo_set_line_width (cr, 1);
      lk_palette_set_source (cr, &palette->grid, 1);
      cairo_stroke (cr);
    }
  draw_pins (data, &layout, &pen);
}

void
lk_plot_shots_overlay (const LkShotStrip *data,
                       cairo_t *cr,
                       double width,
                       double height,
                       const LkPalette *palette)
{
  g_return_if_fail (data != NULL && cr != NULL && palette != NULL);

  const LkColor dark = { 0, 0, 0 }, light = { 1, 1, 1 };
  Layout layout = lay_out (data, width, height, palette);
  LkBox cell;

  if (data->hovered < 0 || layout.edge < 8)
    return;
  cell = get_cell_box (data, &layout, (guint) data->hovered);
  cairo_rectangle (cr, cell.x, cell.y, cell.width, cell.height);
  cairo_set_line_width (cr, 4);
  lk_palette_set_source (cr, &dark, 1);
  cairo_stroke_preserve (cr);
  cairo_set_line_width (cr, 2);
  lk_palette_set_source (cr, &light, 1);
  cairo_stroke (cr);
}

int
lk_plot_shots_hit (const LkShotStrip *data, const LkPointer *pointer)
{
  g_return_val_if_fail (data != NULL && pointer != NULL, -1);

  Layout layout = lay_out (data, pointer->width, pointer->height, pointer->palette);
  double pitch = layout.edge + GAP, within;
  guint shot, row, column;

  if (layout.edge < 8 || pointer->x < layout.x || pointer->y < layout.y
      || pointer->y >= layout.y + layout.edge)
    return -1;
  shot = (guint) ((pointer->x - layout.x) / pitch);
  within = pointer->x - layout.x - shot * pitch;
  if (shot >= data->n_shots || within >= layout.edge)
    return -1;
  row = (guint) ((pointer->y - layout.y) / layout.edge * data->n_rows);
  column = (guint) (within / layout.edge * data->n_columns);
  return (int) ((shot * data->n_rows + MIN (row, data->n_rows - 1)) * data->n_columns
                + MIN (column, data->n_columns - 1));
}
