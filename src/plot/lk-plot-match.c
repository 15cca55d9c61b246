/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-plot-match.h"

#include "lk-plot-layout.h"
#include "lk-plot-picture.h"

#define GAP 12.0
/* The cell and three more on each side. */
#define WINDOW 7u

/* Which cell of @n is the first of @n_seen with @cell in the middle, or near an edge as
 * close to it as can be. */
static guint
find_first (guint cell, guint n, guint n_seen)
{
  guint around = n_seen / 2;

  return MIN (cell > around ? cell - around : 0, n - n_seen);
}

static void
draw_side (const LkMatchPlot *data, guint side, const LkPen *pen, const LkBox *box)
{
  guint n_rows = MIN (WINDOW, data->n_rows), n_columns = MIN (WINDOW, data->n_columns);
  guint row = MIN (data->cells[side][0], data->n_rows - 1);
  guint column = MIN (data->cells[side][1], data->n_columns - 1);
  guint first_row = find_first (row, data->n_rows, n_rows);
  guint first_column = find_first (column, data->n_columns, n_columns);
  double cell_width = box->width / n_columns, cell_height = box->height / n_rows;
  LkBox outline = { box->x + (column - first_column) * cell_width,
                    box->y + (row - first_row) * cell_height, cell_width, cell_height };

  cairo_save (pen->cr);
  cairo_new_path (pen->cr);
  cairo_rectangle (pen->cr, box->x, box->y, box->width, box->height);
  cairo_clip (pen->cr);
  lk_plot_picture_draw (data->pictures[side], pen->cr, box->x - first_column * cell_width,
                        box->y - first_row * cell_height, data->n_columns * cell_width,
                        data->n_rows * cell_height);
  lk_plot_outline (pen, &outline);
  cairo_new_path (pen->cr);
  cairo_rectangle (pen->cr, box->x, box->y, box->width, box->height);
  cairo_set_line_width (pen->cr, 2 * pen->palette->scale);
  lk_palette_set_source (pen->cr, &pen->palette->grid, 1);
  cairo_stroke (pen->cr);
  cairo_restore (pen->cr);
}

void
lk_plot_match (const LkMatchPlot *data,
               cairo_t *cr,
               double width,
               double height,
               const LkPalette *palette)
{
  const LkPen pen = { cr, palette };
  double gap, edge;

  g_return_if_fail (data != NULL && cr != NULL && palette != NULL);

  if (!lk_plot_has_room (width, height) || data->n_rows == 0 || data->n_columns == 0)
    return;
  gap = MIN (GAP * palette->scale, width / 10);
  edge = MIN ((width - gap) / 2, height);
  for (guint side = 0; side < 2; side++)
    draw_side (data, side, &pen,
               &(LkBox){ (width - 2 * edge - gap) / 2 + side * (edge + gap),
                         (height - edge) / 2, edge, edge });
}
