/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-cells.h"
#include "lk-decision.h"

G_BEGIN_DECLS

/** In the place of a class: the mean of all of them. */
#define LK_CELL_MARGIN_MEAN G_MAXUINT

/**
 * LkCellMargin:
 * @n_cells: P for the cells of the query; for those of shots P for each shot of all
 *   classes, class after class
 * @levels: by #LkLevel: [n_cells]: what each cell adds to the margin, weighted, scaled
 *   and signed
 * @fused: [n_cells]: the sum of @levels, to the last bit
 * @sums: by #LkLevel: the sum of @levels: of the decision's contributions of one class
 *   less those of the other
 * @unplaced: by #LkLevel: how much of @sums no cell owns: it is shared out evenly
 * @n_counted: over how many cells
 * @margin: the sum of @sums
 *
 * The margin of one class over another as a sum over cells (docs/METHOD.md 6.8). Cells
 * that do not count, and those of shots of other classes, are 0.
 */
typedef struct
{
  gsize n_cells;
  double *levels[LK_N_LEVELS];
  double *fused;
  double sums[LK_N_LEVELS];
  double unplaced[LK_N_LEVELS];
  gsize n_counted;
  double margin;
} LkCellMargin;

/**
 * lk_cell_margin_new:
 * @options: normalisation and weights are used; the distance is that of @cells
 * @a, @b: classes; @b may be %LK_CELL_MARGIN_MEAN. Of a class over itself all is 0
 *
 * A few multiply-adds a cell: as often as a slider moves. Fails as lk_decision_new()
 * does.
 */
LkCellMargin *lk_cell_margin_new (LkCells *cells,
                                  const LkMetricOptions *options,
                                  const LkTrainedFusion *trained,
                                  guint a,
                                  guint b,
                                  GError **error);
void lk_cell_margin_free (LkCellMargin *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkCellMargin, lk_cell_margin_free)

G_END_DECLS
