/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-evaluation.h"

G_BEGIN_DECLS

/**
 * LkPredictions:
 * @predictions: by predictor, one a query (class-major): position of the class among
 * those of the episode
 * @margins: one a query: fused score of the prediction over that of the true class, >= 0
 * @ridge_used: the largest ridge KL had to use
 *
 * Private to this room: what comes out of one sampled episode.
 */
typedef struct
{
  guint *predictions[LK_N_PREDICTORS];
  double *margins;
  double ridge_used;
} LkPredictions;

/**
 * lk_predictions_new:
 * @maps: array of #LkTensor [C, H, W]: the shots, class after class, then the queries,
 *   class after class
 * @trained: (nullable): the model's fusion layer
 *
 * Scores all queries of an episode. Fails as lk_support_new(), lk_explanation_new() and
 * lk_decision_new() do. On any thread.
 */
LkPredictions *lk_predictions_new (const LkSampler *sampler,
                                   GPtrArray *maps,
                                   const LkMetricOptions *options,
                                   const LkTrainedFusion *trained,
                                   GCancellable *cancellable,
                                   GError **error);
void lk_predictions_free (LkPredictions *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkPredictions, lk_predictions_free)

G_END_DECLS
