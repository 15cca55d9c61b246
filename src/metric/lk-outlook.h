/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-cell-set.h"
#include "lk-what-if.h"

G_BEGIN_DECLS

/**
 * LkOutlook:
 * @prediction: who wins today
 * @margin: over the runner-up
 * @flip: (nullable): a smallest set of cells without which @towards wins, or another
 * class where nobody is named
 * @keep: (nullable): a smallest set of cells that alone would decide as today
 * @removal: (nullable): the shot without which @towards wins by most; else the one whose
 *   removal takes most of the margin, or, where nothing takes any, gives least
 * @swap: (nullable): likewise, with the most similar shot of another class in its place
 * @has_weights: whether any weights choose another class, or @towards
 * @weights: the nearest that do, with the sum of those in force
 * @weights_class: the class
 * @weights_margin: of today's winner over the best other class with them
 *
 * What would change a decision. Each was tried: its class wins then.
 */
typedef struct
{
  guint prediction;
  double margin;
  LkCellSet *flip;
  LkCellSet *keep;
  LkShotChange *removal;
  LkShotChange *swap;
  gboolean has_weights;
  double weights[LK_N_LEVELS];
  guint weights_class;
  double weights_margin;
} LkOutlook;

/**
 * lk_outlook_new:
 * @towards: the class that should have won, or %LK_CELL_SET_ANY
 * @options, @trained: as for lk_cell_set_new()
 *
 * Scores some hundreds of sets of cells and every shot: for another thread.
 *
 * Returns: or %NULL as lk_cell_set_new() and lk_what_if_shots() fail
 */
LkOutlook *lk_outlook_new (LkExplanation *explanation,
                           guint towards,
                           const LkMetricOptions *options,
                           const LkTrainedFusion *trained,
                           GCancellable *cancellable,
                           GError **error);
void lk_outlook_free (LkOutlook *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkOutlook, lk_outlook_free)

G_END_DECLS
