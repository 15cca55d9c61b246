/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-calibration-map.h"

/* Points along a side of the triangle: a step is a sixtieth of the weights. */
#define RESOLUTION 61

LkFlipAccuracy *
lk_calibration_map_new (LkEpisodeScores *const scores[LK_CALIBRATION_N_HALVES])
{
  g_autoptr (LkEpisodeScores) all
      = lk_episode_scores_new (scores[0]->n_ways, scores[0]->n_queries);
  g_autofree const double *(*unit)[LK_N_LEVELS] = NULL;
  g_autofree guint *truth = NULL;
  guint n;

  for (guint half = 0; half < LK_CALIBRATION_N_HALVES; half++)
    lk_episode_scores_extend (all, scores[half]);
  n = lk_episode_scores_get_n_all_queries (all);
  truth = lk_episode_scores_list_truth (all);
  unit = g_malloc_n (n, sizeof *unit);
  for (guint query = 0; query < n; query++)
    for (LkLevel level = 0; level < LK_N_LEVELS; level++)
      unit[query][level] = &g_array_index (
          all->levels, double, ((gsize) query * LK_N_LEVELS + level) * all->n_ways);
  return lk_flip_accuracy_new (n, all->n_ways, (const double *const(*)[LK_N_LEVELS]) unit,
                               truth, RESOLUTION);
}
