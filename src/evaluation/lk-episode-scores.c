/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-episode-scores.h"

LkEpisodeScores *
lk_episode_scores_new (guint n_ways, guint n_queries)
{
  LkEpisodeScores *self;

  g_return_val_if_fail (n_ways >= 2 && n_queries >= 1, NULL);

  self = g_new0 (LkEpisodeScores, 1);
  self->n_ways = n_ways;
  self->n_queries = n_queries;
  self->levels = g_array_new (FALSE, FALSE, sizeof (double));
  self->prototype = g_array_new (FALSE, FALSE, sizeof (double));
  return self;
}

void
lk_episode_scores_free (LkEpisodeScores *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->levels);
  g_array_unref (self->prototype);
  g_free (self);
}

void
lk_episode_scores_append (LkEpisodeScores *self,
                          const double *levels,
                          const double *prototype)
{
  guint size;

  g_return_if_fail (self != NULL && levels != NULL && prototype != NULL);

  size = self->n_ways * self->n_queries * self->n_ways;
  g_array_append_vals (self->levels, levels, LK_N_LEVELS * size);
  g_array_append_vals (self->prototype, prototype, size);
  self->n_episodes++;
}

void
lk_episode_scores_extend (LkEpisodeScores *self, const LkEpisodeScores *other)
{
  g_return_if_fail (self != NULL && other != NULL && self != other);
  g_return_if_fail (self->n_ways == other->n_ways && self->n_queries == other->n_queries);

  g_array_append_vals (self->levels, other->levels->data, other->levels->len);
  g_array_append_vals (self->prototype, other->prototype->data, other->prototype->len);
  self->n_episodes += other->n_episodes;
}

guint
lk_episode_scores_get_n_all_queries (const LkEpisodeScores *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->n_episodes * self->n_ways * self->n_queries;
}

static guint
get_truth (const LkEpisodeScores *self, guint query)
{
  return query % (self->n_ways * self->n_queries) / self->n_queries;
}

guint *
lk_episode_scores_list_truth (const LkEpisodeScores *self)
{
  guint n = lk_episode_scores_get_n_all_queries (self);
  guint *truth = g_new (guint, MAX (n, 1));

  for (guint query = 0; query < n; query++)
    truth[query] = get_truth (self, query);
  return truth;
}

gboolean
lk_episode_scores_is_right (const LkEpisodeScores *self,
                            guint query,
                            const double weights[LK_N_LEVELS])
{
  const double *levels;
  double largest = 0;
  guint best = 0;

  g_return_val_if_fail (query < lk_episode_scores_get_n_all_queries (self), FALSE);

  levels
      = &g_array_index (self->levels, double, (gsize) query *LK_N_LEVELS * self->n_ways);
  for (guint i = 0; i < self->n_ways; i++)
    {
      double fused = 0;

      for (LkLevel level = 0; level < LK_N_LEVELS; level++)
        fused += weights[level] * levels[level * self->n_ways + i];
      if (i > 0 && !(fused > largest))
        continue;
      largest = fused;
      best = i;
    }
  return best == get_truth (self, query);
}

gboolean
lk_episode_scores_is_prototype_right (const LkEpisodeScores *self, guint query)
{
  const double *cosines;
  guint best = 0;

  g_return_val_if_fail (query < lk_episode_scores_get_n_all_queries (self), FALSE);

  cosines = &g_array_index (self->prototype, double, (gsize) query * self->n_ways);
  for (guint i = 1; i < self->n_ways; i++)
    if (cosines[i] > cosines[best])
      best = i;
  return best == get_truth (self, query);
}
