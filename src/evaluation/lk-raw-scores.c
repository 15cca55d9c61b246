/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-raw-scores.h"

#include <string.h>

#define QUERIES_AT_ONCE 32

static LkRawScores *
raw_scores_new (guint n_classes, guint n_queries)
{
  LkRawScores *self = g_new0 (LkRawScores, 1);
  gsize n = (gsize) n_classes * n_queries;

  self->n_classes = n_classes;
  self->n_queries = n_queries;
  for (guint level = 0; level < LK_N_LEVELS; level++)
    self->scores[level] = g_new0 (double, n);
  for (guint distance = 0; distance < LK_N_DISTANCES; distance++)
    self->distances[distance] = g_new0 (double, n);
  return self;
}

void
lk_raw_scores_free (LkRawScores *self)
{
  if (self == NULL)
    return;
  for (guint level = 0; level < LK_N_LEVELS; level++)
    g_free (self->scores[level]);
  for (guint distance = 0; distance < LK_N_DISTANCES; distance++)
    g_free (self->distances[distance]);
  g_free (self);
}

static void
take_query (LkRawScores *self, guint query, LkExplanation *explanation)
{
  gsize row = (gsize) query * self->n_classes;

  for (guint level = 0; level < LK_N_LEVELS; level++)
    memcpy (self->scores[level] + row, lk_explanation_get_scores (explanation, level),
            self->n_classes * sizeof (double));
  for (guint distance = 0; distance < LK_N_DISTANCES; distance++)
    for (guint i = 0; i < self->n_classes; i++)
      self->distances[distance][row + i]
          = lk_explanation_get_distance (explanation, distance, i);
  self->ridge_used = MAX (self->ridge_used, lk_explanation_get_ridge_used (explanation));
}

/* Explanations hold all matches: not those of all queries are kept at once. */
static gboolean
score_queries (LkRawScores *self,
               LkSupport *support,
               LkTensor *const *queries,
               const LkMetricOptions *options,
               GCancellable *cancellable,
               GError **error)
{
  for (guint first = 0; first < self->n_queries; first += QUERIES_AT_ONCE)
    {
      g_autoptr (GPtrArray) explanations = lk_explanation_new_batch (
          support, queries + first, MIN (self->n_queries - first, QUERIES_AT_ONCE),
          options, cancellable, error);

      if (explanations == NULL)
        return FALSE;
      for (guint i = 0; i < explanations->len; i++)
        take_query (self, first + i, explanations->pdata[i]);
    }
  return TRUE;
}

LkRawScores *
lk_raw_scores_new (const LkSampler *sampler,
                   GPtrArray *maps,
                   const LkMetricOptions *options,
                   GCancellable *cancellable,
                   GError **error)
{
  guint n_shots, n_queries;
  g_autoptr (LkSupport) support = NULL;
  g_autoptr (LkRawScores) self = NULL;

  g_return_val_if_fail (sampler != NULL && maps != NULL && options != NULL, NULL);
  n_shots = sampler->n_ways * sampler->n_shots;
  n_queries = sampler->n_ways * sampler->n_queries;
  g_return_val_if_fail (maps->len == n_shots + n_queries, NULL);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  support = lk_support_new_even (sampler->n_ways, sampler->n_shots,
                                 (LkTensor *const *) maps->pdata, error);
  if (support == NULL)
    return NULL;
  self = raw_scores_new (sampler->n_ways, n_queries);
  if (!score_queries (self, support, (LkTensor *const *) maps->pdata + n_shots, options,
                      cancellable, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
lk_raw_scores_get_query (const LkRawScores *self,
                         guint query,
                         LkDistance distance,
                         const double *levels[LK_N_LEVELS])
{
  gsize row;

  g_return_if_fail (self != NULL && query < self->n_queries);

  row = (gsize) query * self->n_classes;
  for (guint level = 0; level < LK_N_LEVELS; level++)
    levels[level] = self->scores[level] + row;
  levels[LK_LEVEL_DISTRIBUTION] = self->distances[distance] + row;
}
