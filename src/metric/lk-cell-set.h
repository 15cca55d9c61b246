/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-cell-margin.h"

G_BEGIN_DECLS

typedef enum
{
  LK_CELL_SET_FLIPS,   /* without these cells the decision is another */
  LK_CELL_SET_SUFFICES /* with these cells alone it is the same */
} LkCellSetKind;

#define LK_CELL_SET_ANY G_MAXUINT

/**
 * LkCellSet:
 * @n_cells: P
 * @cells: [P]: which are in the set
 * @n_in_set: how many
 * @prediction: who wins then
 * @margin: of today's winner over the best other class then: negative where it flips
 *
 * A smallest set of the query's cells: none of them can be given back. Every step was
 * scored as lk_what_if_masked() does.
 */
typedef struct
{
  guint n_cells;
  gboolean *cells;
  guint n_in_set;
  guint prediction;
  double margin;
} LkCellSet;

/**
 * lk_cell_set_new:
 * @options: as for lk_decision_new(); neighbours, part form and ridge are the
 *   explanation's
 * @towards: for %LK_CELL_SET_FLIPS: the class that is to win, or %LK_CELL_SET_ANY but
 *   today's winner
 * @set: (out): %NULL where there is none: at least two cells must be kept
 *
 * Takes cells in the order of the map that adds up (of the winner over @towards, or over
 * the runner-up), one by one, until the decision is as wanted; then tries, last first, to
 * give each back, until none can be. @cancellable is heard at each step.
 *
 * Returns: whether it could be computed; else fails as lk_what_if_masked() does
 */
gboolean lk_cell_set_new (LkExplanation *explanation,
                          LkCellSetKind kind,
                          const LkMetricOptions *options,
                          const LkTrainedFusion *trained,
                          guint towards,
                          LkCellSet **set,
                          GCancellable *cancellable,
                          GError **error);
void lk_cell_set_free (LkCellSet *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkCellSet, lk_cell_set_free)

G_END_DECLS
