/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-cells.h"
#include "lk-decision.h"

G_BEGIN_DECLS

/**
 * LkCellCurves:
 * @n_curves, @n_sizes: of
 * @margins: [n_curves, n_sizes]: of today's winner over the best other class
 * @predictions: [n_curves, n_sizes]: who wins
 *
 * How a query would be decided with a growing number of its cells.
 */
typedef struct
{
  guint n_curves;
  guint n_sizes;
  double *margins;
  guint *predictions;
} LkCellCurves;

/**
 * LkCellOrders:
 * @orders: [n_curves, n_order]: each an order of cells that count
 * @sizes: [n_sizes]: ascending, 2 to n_order: how many of the first of each order are
 *   kept
 */
typedef struct
{
  const guint *orders;
  guint n_curves;
  guint n_order;
  const guint *sizes;
  guint n_sizes;
} LkCellOrders;

/**
 * lk_cell_curves_new:
 * @options: distance, normalisation and weights are used
 * @winner: whose margin is told
 *
 * As lk_what_if_masked() would score each, but what one set of cells has in common with
 * the next is computed once: a similarity may differ in its last float digit. On the
 * threads of the shared pool; fails as lk_what_if_masked() and lk_decision_new() do.
 */
LkCellCurves *lk_cell_curves_new (LkExplanation *explanation,
                                  const LkMetricOptions *options,
                                  const LkTrainedFusion *trained,
                                  guint winner,
                                  const LkCellOrders *plan,
                                  GCancellable *cancellable,
                                  GError **error);
void lk_cell_curves_free (LkCellCurves *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkCellCurves, lk_cell_curves_free)

G_END_DECLS
