/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-pen.h"
#include "lk-plot-cells.h"

G_BEGIN_DECLS

#define LK_CELL_CARD_N_MET 2

/**
 * LkCellMet:
 * @picture: (nullable): of a shot, as the network saw it, square
 * @cell: of that picture
 * @title: which shot of which class
 * @text: how alike the two are
 */
typedef struct
{
  cairo_surface_t *picture;
  guint cell;
  const char *title;
  const char *text;
} LkCellMet;

/**
 * LkCellCard:
 * @title: which cell
 * @text: (nullable): in place of the numbers: it is painted out
 * @n_rows, @n_columns: cells of every picture
 * @values: by level, and of all: what the cell adds to the margin
 * @met: [@n_met]: the cells of shots that it is most like
 *
 * What a cell of the query says, on a card beside it. Plain data; whoever fills it owns
 * everything in it.
 */
typedef struct
{
  const char *title;
  const char *text;
  guint n_rows;
  guint n_columns;
  double values[LK_N_CELL_MAPS];
  guint n_met;
  LkCellMet met[LK_CELL_CARD_N_MET];
} LkCellCard;

/** Beside the rectangle @cell (x, y, width, height), within @width x @height. */
void lk_plot_cell_card (const LkCellCard *data,
                        const LkPen *pen,
                        const double cell[4],
                        double width,
                        double height);

G_END_DECLS
