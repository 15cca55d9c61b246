/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-decision.h"
#include "lk-leave-one-out.h"

G_BEGIN_DECLS

/**
 * LkCheckedShot:
 * @class_index, @shot: which it is
 * @prediction: what it would be taken for, were it a query
 * @alone: by #LkLevel: what that level alone would take it for
 * @lead: its own class's fused score minus the best other's: negative where it is taken
 *   for another
 */
typedef struct
{
  guint class_index;
  guint shot;
  guint prediction;
  guint alone[LK_N_LEVELS];
  double lead;
} LkCheckedShot;

/**
 * LkMixedPair:
 * @first, @second: classes, the lower index first
 * @n_shots: checked shots of both
 * @n_mixed: how many of them are more like the other of the two
 */
typedef struct
{
  guint first;
  guint second;
  guint n_shots;
  guint n_mixed;
} LkMixedPair;

/**
 * LkSupportCheck:
 * @n_shots: that could be checked: those of classes with more than one
 * @n_unknown: shots alone in their class: nothing can be said of them
 * @shots: [n_shots], class after class
 * @n_recognised: taken for their own class
 * @level_recognised: by #LkLevel: how many that level alone would recognise
 * @best_level: recognises most; the first among equals
 * @confusion: [n_classes, n_classes]: shots of the row's class taken for the column's
 * @weakest: the shot with the smallest lead; G_MAXUINT where none was checked
 * @pairs: [n_pairs]: pairs of classes of which a third of the shots or more are mixed up,
 *   the largest share first
 * @best_weights: by #LkLevel, adding up to 1: those in the middle of the largest area of
 *   weights that recognise most shots, with levels that are in no corner of the weight
 *   triangle held at 0
 * @best_recognised: how many those recognise
 *
 * What a support set says of itself, one shot left out after the other
 * (docs/METHOD.md 12.1).
 */
typedef struct
{
  guint n_classes;
  guint n_shots;
  guint n_unknown;
  LkCheckedShot *shots;
  guint n_recognised;
  guint level_recognised[LK_N_LEVELS];
  LkLevel best_level;
  guint *confusion;
  guint weakest;
  guint n_pairs;
  LkMixedPair *pairs;
  double best_weights[LK_N_LEVELS];
  guint best_recognised;
} LkSupportCheck;

/**
 * lk_support_check_new:
 * @left_out: of @support
 * @options, @trained: as for lk_decision_new()
 *
 * Returns: or %NULL as lk_decision_new() fails
 */
LkSupportCheck *lk_support_check_new (LkSupport *support,
                                      const LkLeaveOneOut *left_out,
                                      const LkMetricOptions *options,
                                      const LkTrainedFusion *trained,
                                      GError **error);
void lk_support_check_free (LkSupportCheck *self);

/** Whether a shot is taken for another class. */
gboolean lk_support_check_is_doubtful (const LkSupportCheck *self, guint index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkSupportCheck, lk_support_check_free)

G_END_DECLS
