/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-accuracy-map.h"

#include <string.h>

/* Fills the unit scores of a query. */
static gboolean
fill_unit (LkScoring *scoring,
           guint query,
           const LkMetricOptions *options,
           double *const unit[LK_N_FLIP_LEVELS])
{
  LkExplanation *explanation = lk_scoring_get_explanation (scoring, query);
  const double *scores[LK_N_LEVELS];

  lk_explanation_fill_scores (explanation, options, scores);
  return lk_decision_get_unit (lk_explanation_get_n_classes (explanation), scores,
                               options, lk_scoring_get_trained_fusion (scoring), unit,
                               NULL);
}

LkFlipAccuracy *
lk_accuracy_map_new (LkScoring *scoring, const LkMetricOptions *options, guint resolution)
{
  g_return_val_if_fail (scoring != NULL && options != NULL, NULL);

  LkEpisodeState *episode = lk_scoring_get_episode (scoring);
  GPtrArray *queries = lk_episode_state_get_queries (episode);
  guint n_classes = lk_episode_state_get_n_classes (episode), n = 0;
  gsize stride = (gsize) LK_N_FLIP_LEVELS * n_classes;
  g_autofree double *values = g_new0 (double, MAX (queries->len, 1) * stride);
  g_autofree guint *truth = g_new0 (guint, queries->len);
  g_autofree double *(*unit)[LK_N_FLIP_LEVELS] = NULL;

  unit = g_malloc0_n (MAX (queries->len, 1), sizeof *unit);
  for (guint i = 0; i < queries->len; i++)
    {
      int class_index
          = lk_episode_state_find_class (episode, lk_query_get_label (queries->pdata[i]));

      for (guint corner = 0; corner < LK_N_FLIP_LEVELS; corner++)
        unit[n][corner] = values + n * stride + corner * n_classes;
      if (class_index >= 0 && fill_unit (scoring, i, options, unit[n]))
        truth[n++] = (guint) class_index;
    }
  if (n == 0)
    return NULL;
  return lk_flip_accuracy_new (
      n, n_classes, (const double *const(*)[LK_N_FLIP_LEVELS]) unit, truth, resolution);
}
