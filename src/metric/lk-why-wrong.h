/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-what-if.h"

G_BEGIN_DECLS

/**
 * LkWhyWrong:
 * @truth: the class that should have won
 * @has_weights: whether any weights make it win
 * @weights: the nearest that do, with the sum of those in force
 * @distance: to them, in the triangle of lk_flip_map_to_plane()
 * @removal: (nullable): the shot without which it wins, by the largest margin
 * @swap: (nullable): the shot in whose place another class's most similar one makes it
 *   win, by the largest margin
 *
 * What would have to be otherwise for the true class to win. Each of the three was tried:
 * the class wins then. See docs/METHOD.md on the flip map, and lk_what_if_shots().
 */
typedef struct
{
  guint truth;
  gboolean has_weights;
  double weights[LK_N_LEVELS];
  double distance;
  LkShotChange *removal;
  LkShotChange *swap;
} LkWhyWrong;

/**
 * lk_why_wrong_new:
 * @truth: a class of the support set
 * @options, @trained: as for lk_what_if_shots()
 *
 * Matches nothing anew, but scores every shot: for another thread.
 *
 * Returns: or %NULL as lk_what_if_shots() fails
 */
LkWhyWrong *lk_why_wrong_new (LkExplanation *explanation,
                              guint truth,
                              const LkMetricOptions *options,
                              const LkTrainedFusion *trained,
                              GCancellable *cancellable,
                              GError **error);
void lk_why_wrong_free (LkWhyWrong *self);

/** The nearest weights with which @towards wins, with the sum of those in force, and how
 * far they are: tried, as all of the above. %FALSE where there are none. */
gboolean lk_why_wrong_find_weights (LkExplanation *explanation,
                                    guint towards,
                                    const LkMetricOptions *options,
                                    const LkTrainedFusion *trained,
                                    double weights[LK_N_LEVELS],
                                    double *distance);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkWhyWrong, lk_why_wrong_free)

G_END_DECLS
