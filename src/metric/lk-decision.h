/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-metric-options.h"
#include "lk-trained-fusion.h"

G_BEGIN_DECLS

/**
 * LkDecision:
 * @contribution: by #LkLevel, one a class: weight times normalised score, the distance's
 *   with its minus sign
 * @fused: one a class: the sum of its contributions, to the last bit
 * @ranking: the classes, best first; the lower index first among equals
 * @prediction: @ranking[0]
 * @runner_up: @ranking[1]
 * @margin: @fused[prediction] - @fused[runner_up]
 * @margin_split: by #LkLevel: the differences of the contributions; they add up to
 * @margin
 * @decisive: the level with the largest share in @margin_split
 * @alone: by #LkLevel: the class this level alone would choose, by its raw score
 *
 * The ledger of one query: what each level adds to each class, and who wins.
 */
typedef struct
{
  guint n_classes;
  double *contribution[LK_N_LEVELS];
  double *fused;
  guint *ranking;
  guint prediction;
  guint runner_up;
  double margin;
  double margin_split[LK_N_LEVELS];
  LkLevel decisive;
  guint alone[LK_N_LEVELS];
} LkDecision;

/**
 * lk_decision_new:
 * @n_classes: at least 2
 * @scores: by #LkLevel, one a class, raw: lk_explanation_fill_scores()
 * @options: normalisation and weights are used
 * @trained: (nullable): needed by the two trained normalisations
 *
 * A few dozen multiply-adds: call it on the main thread as often as a slider moves. A
 * level on which all classes are equal is 0 for all within the episode.
 *
 * Returns: or %NULL with %LK_ERROR_OPTION (no fusion layer, or not its number of classes)
 */
LkDecision *lk_decision_new (guint n_classes,
                             const double *const scores[LK_N_LEVELS],
                             const LkMetricOptions *options,
                             const LkTrainedFusion *trained,
                             GError **error);
void lk_decision_free (LkDecision *self);

/**
 * lk_decision_get_unit:
 * @unit: (out caller-allocates): by corner of the flip map, [n_classes] each: what its
 *   level would contribute at weight 1, with its share of what the levels without a
 *   corner do at theirs
 *
 * For lk_flip_map_new(); fails as lk_decision_new() does.
 */
gboolean lk_decision_get_unit (guint n_classes,
                               const double *const scores[LK_N_LEVELS],
                               const LkMetricOptions *options,
                               const LkTrainedFusion *trained,
                               double *const unit[LK_N_FLIP_LEVELS],
                               GError **error);

/**
 * lk_decision_get_slopes:
 * @scores: of @level, one a class
 * @slopes: (out caller-allocates): [n_classes]: what a unit of the raw score is worth in
 *   the fused score: weight and sign over the divisor of the normalisation
 *
 * Contributions are slope times score, plus an offset that is the same for all classes
 * but under %LK_NORMALISE_TRAINED_EXACT. Fails as lk_decision_new() does.
 */
gboolean lk_decision_get_slopes (guint n_classes,
                                 LkLevel level,
                                 const double *scores,
                                 const LkMetricOptions *options,
                                 const LkTrainedFusion *trained,
                                 double *slopes,
                                 GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkDecision, lk_decision_free)

G_END_DECLS
