/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-metric-options.h"

G_BEGIN_DECLS

/**
 * LkEpisodeScores:
 * @n_ways: classes of an episode
 * @n_queries: of each class; queries are class-major, so that query i is of class
 *   i / @n_queries
 * @n_episodes: so far
 * @levels: [n_episodes * n_ways * n_queries, LK_N_LEVELS, n_ways]: what each level
 *   contributes at weight 1, see lk_decision_get_unit()
 * @prototype: [n_episodes * n_ways * n_queries, n_ways]: the cosine of the query's mean
 *   descriptor with that of all shots of a class (docs/METHOD.md 10.4)
 *
 * Labelled queries of many episodes with all that their fusion needs.
 */
typedef struct
{
  guint n_ways;
  guint n_queries;
  guint n_episodes;
  GArray *levels;
  GArray *prototype;
} LkEpisodeScores;

LkEpisodeScores *lk_episode_scores_new (guint n_ways, guint n_queries);
void lk_episode_scores_free (LkEpisodeScores *self);

/** One episode: @levels [n_ways * n_queries, LK_N_LEVELS, n_ways], @prototype
 * [n_ways * n_queries, n_ways]. */
void lk_episode_scores_append (LkEpisodeScores *self,
                               const double *levels,
                               const double *prototype);
/** All of @other's episodes, of the same shape. */
void lk_episode_scores_extend (LkEpisodeScores *self, const LkEpisodeScores *other);

guint lk_episode_scores_get_n_all_queries (const LkEpisodeScores *self);

/** (transfer full): [all queries]: the class each is of. */
guint *lk_episode_scores_list_truth (const LkEpisodeScores *self);

/** Whether @query comes out right under @weights: its class has the largest sum of
 * weight times contribution, the first among equals, as lk_decision_new() decides. */
gboolean lk_episode_scores_is_right (const LkEpisodeScores *self,
                                     guint query,
                                     const double weights[LK_N_LEVELS]);

/** The same by the prototypes. */
gboolean lk_episode_scores_is_prototype_right (const LkEpisodeScores *self, guint query);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkEpisodeScores, lk_episode_scores_free)

G_END_DECLS
