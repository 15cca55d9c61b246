/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-explanation.h"
#include "lk-sample.h"

G_BEGIN_DECLS

/**
 * LkRawScores:
 * @n_classes: of the episode
 * @n_queries: of all its classes together; query i is of class i / (@n_queries /
 *   @n_classes) of the episode
 * @scores: by #LkLevel, [n_queries, n_classes], raw: lk_explanation_get_scores()
 * @distances: by #LkDistance, likewise: lk_explanation_get_distance()
 * @ridge_used: the largest ridge KL had to use
 *
 * What the levels say of all queries of a sampled episode, before fusion: all that
 * another normalisation, other weights or another distance need to decide anew.
 */
typedef struct
{
  guint n_classes;
  guint n_queries;
  double *scores[LK_N_LEVELS];
  double *distances[LK_N_DISTANCES];
  double ridge_used;
} LkRawScores;

/**
 * lk_raw_scores_new:
 * @maps: array of #LkTensor [C, H, W]: the shots, class after class, then the queries,
 *   class after class
 *
 * On any thread. Fails as lk_support_new() and lk_explanation_new_batch() do;
 * @cancellable is heard within a query.
 */
LkRawScores *lk_raw_scores_new (const LkSampler *sampler,
                                GPtrArray *maps,
                                const LkMetricOptions *options,
                                GCancellable *cancellable,
                                GError **error);
void lk_raw_scores_free (LkRawScores *self);

/**
 * lk_raw_scores_new_several:
 * @neighbours: array of guint: how many neighbours of each descriptor count, in the place
 *   of those of @options
 *
 * One for each of @neighbours, from one match with the most of them. The numbers are
 * those of lk_raw_scores_new() with so many, to the last bit.
 *
 * Returns: (transfer full): array of #LkRawScores, or %NULL as lk_raw_scores_new() fails
 */
GPtrArray *lk_raw_scores_new_several (const LkSampler *sampler,
                                      GPtrArray *maps,
                                      const LkMetricOptions *options,
                                      GArray *neighbours,
                                      GCancellable *cancellable,
                                      GError **error);

/** Sets @levels to the scores of @query, [n_classes] each, as lk_decision_new() takes
 * them; @distance is that of the distribution level. */
void lk_raw_scores_get_query (const LkRawScores *self,
                              guint query,
                              LkDistance distance,
                              const double *levels[LK_N_LEVELS]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkRawScores, lk_raw_scores_free)

G_END_DECLS
