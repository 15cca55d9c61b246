/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-palette.h"

G_BEGIN_DECLS

/**
 * LkMatchPlot:
 * @pictures: the query and the shot, as the network saw them, square
 * @cells: row and column of the cell in either
 * @n_rows, @n_columns: cells of each
 *
 * A cell of the query and the cell of a shot that it matched, side by side, each with the
 * cells around it.
 */
typedef struct
{
  cairo_surface_t *pictures[2];
  guint cells[2][2];
  guint n_rows;
  guint n_columns;
} LkMatchPlot;

/** Two squares, as large as the room allows. */
void lk_plot_match (const LkMatchPlot *data,
                    cairo_t *cr,
                    double width,
                    double height,
                    const LkPalette *palette);

G_END_DECLS
