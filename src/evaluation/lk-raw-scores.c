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

/* The local levels at @neighbours, of at least as many that were matched. */
static void
take_query (LkRawScores *self, guint query, LkExplanation *explanation, guint neighbours)
{
  gsize row = (gsize) query * self->n_classes;

  for (guint level = 0; level < LK_N_LEVELS; level++)
    memcpy (self->scores[level] + row, lk_explanation_get_scores (explanation, level),
            self->n_classes * sizeof (double));
  if (neighbours != lk_explanation_get_options (explanation)->neighbours)
    for (guint i = 0; i < self->n_classes; i++)
      {
        self->scores[LK_LEVEL_PIXEL][row + i] = lk_matches_get_score (
            lk_explanation_get_pixel (explanation, i), neighbours);
        self->scores[LK_LEVEL_PART][row + i]
            = lk_matches_get_score (lk_explanation_get_part (explanation, i), neighbours);
      }
  for (guint distance = 0; distance < LK_N_DISTANCES; distance++)
    for (guint i = 0; i < self->n_classes; i++)
      self->distances[distance][row + i]
          = lk_explanation_get_distance (explanation, distance, i);
  self->ridge_used = MAX (self->ridge_used, lk_explanation_get_ridge_used (explanation));
}

static guint
get_neighbours (GArray *neighbours, guint i)
{
  return g_array_index (neighbours, guint, i);
}

/* Scores in the making: @all, one for each of @neighbours. */
typedef struct
{
  GPtrArray *all;
  GArray *neighbours;
  LkMetricOptions options; /* with the most of them */
} Making;

/* Explanations hold all matches: not those of all queries are kept at once. */
static gboolean
score_queries (const Making *making,
               LkSupport *support,
               LkTensor *const *queries,
               GCancellable *cancellable,
               GError **error)
{
  GPtrArray *all = making->all;
  const LkRawScores *one = all->pdata[0];

  for (guint first = 0; first < one->n_queries; first += QUERIES_AT_ONCE)
    {
      g_autoptr (GPtrArray) explanations = lk_explanation_new_batch (
          support, queries + first, MIN (one->n_queries - first, QUERIES_AT_ONCE),
          &making->options, cancellable, error);

      if (explanations == NULL)
        return FALSE;
      for (guint i = 0; i < explanations->len; i++)
        for (guint j = 0; j < all->len; j++)
          take_query (all->pdata[j], first + i, explanations->pdata[i],
                      get_neighbours (making->neighbours, j));
    }
  return TRUE;
}

GPtrArray *
lk_raw_scores_new_several (const LkSampler *sampler,
                           GPtrArray *maps,
                           const LkMetricOptions *options,
                           GArray *neighbours,
                           GCancellable *cancellable,
                           GError **error)
{
  guint n_shots, n_queries;
  g_autoptr (LkSupport) support = NULL;
  g_autoptr (GPtrArray) all = NULL;
  Making making;

  g_return_val_if_fail (sampler != NULL && maps != NULL && options != NULL, NULL);
  g_return_val_if_fail (neighbours != NULL && neighbours->len > 0, NULL);
  n_shots = sampler->n_ways * sampler->n_shots;
  n_queries = sampler->n_ways * sampler->n_queries;
  g_return_val_if_fail (maps->len == n_shots + n_queries, NULL);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  support = lk_support_new_even (sampler->n_ways, sampler->n_shots,
                                 (LkTensor *const *) maps->pdata, error);
  if (support == NULL)
    return NULL;
  all = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_raw_scores_free);
  making = (Making){ all, neighbours, *options };
  making.options.neighbours = 0;
  for (guint i = 0; i < neighbours->len; i++)
    {
      making.options.neighbours
          = MAX (making.options.neighbours, get_neighbours (neighbours, i));
      g_ptr_array_add (all, raw_scores_new (sampler->n_ways, n_queries));
    }
  if (!score_queries (&making, support, (LkTensor *const *) maps->pdata + n_shots,
                      cancellable, error))
    return NULL;
  return g_steal_pointer (&all);
}

LkRawScores *
lk_raw_scores_new (const LkSampler *sampler,
                   GPtrArray *maps,
                   const LkMetricOptions *options,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (GArray) neighbours = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GPtrArray) only = NULL;

  g_return_val_if_fail (options != NULL, NULL);

  g_array_append_val (neighbours, options->neighbours);
  only = lk_raw_scores_new_several (sampler, maps, options, neighbours, cancellable,
                                    error);
  return only != NULL ? g_ptr_array_steal_index (only, 0) : NULL;
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
