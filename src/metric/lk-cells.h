/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-explanation.h"

G_BEGIN_DECLS

/** Whose cells: those of the query, or those of all shots of a class. */
typedef enum
{
  LK_CELLS_OF_QUERY,
  LK_CELLS_OF_SHOTS,
} LkCellsOf;

/**
 * LkCells:
 *
 * What each cell gives to the raw score of each class at each level, under one distance:
 * an exact sum (docs/METHOD.md 4.5, 9.5). Cells add up to the score, whatever part form,
 * distance, mask and number of shots; what no cell owns is shared out evenly over those
 * that count, and told apart. It does not depend on weights and normalisation: a slider
 * needs lk_cell_margin_new() alone. Immutable, counted by reference, safe between
 * threads.
 */
typedef struct _LkCells LkCells;

#define LK_TYPE_CELLS (lk_cells_get_type ())
GType lk_cells_get_type (void);

/** Computed on the threads of the shared pool. */
LkCells *lk_cells_new (LkExplanation *explanation, LkDistance distance, LkCellsOf of);
LkCells *lk_cells_ref (LkCells *self);
void lk_cells_unref (LkCells *self);

LkExplanation *lk_cells_get_explanation (LkCells *self);
LkDistance lk_cells_get_distance (LkCells *self);
LkCellsOf lk_cells_get_of (LkCells *self);

/** P for those of the query; K * P for those of the shots, shot after shot. */
gsize lk_cells_get_n_cells (LkCells *self, guint class_index);
/** [n_cells]: what each gives; those that do not count are 0. */
const double *lk_cells_get (LkCells *self, LkLevel level, guint class_index);
/** How much of the score no cell owns: shared out evenly over the cells that count. It is
 * what the others leave: negative, where they add up to more. */
double lk_cells_get_unplaced (LkCells *self, LkLevel level, guint class_index);
/** Whether a cell counts: what is painted out does not. */
gboolean lk_cells_counts (LkCells *self, guint class_index, gsize cell);
/** How many cells share what no cell owns. */
gsize lk_cells_get_n_counted (LkCells *self, guint class_index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkCells, lk_cells_unref)

G_END_DECLS
