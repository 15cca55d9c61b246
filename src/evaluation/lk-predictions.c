/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-predictions.h"

#include "lk-explanation.h"

#define QUERIES_AT_ONCE 32

static LkPredictions *
predictions_new (guint n_queries)
{
  LkPredictions *self = g_new0 (LkPredictions, 1);

  for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
    self->predictions[predictor] = g_new0 (guint, n_queries);
  self->margins = g_new0 (double, n_queries);
  return self;
}

void
lk_predictions_free (LkPredictions *self)
{
  if (self == NULL)
    return;
  for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
    g_free (self->predictions[predictor]);
  g_free (self->margins);
  g_free (self);
}

static LkSupport *
make_support (const LkSampler *sampler, GPtrArray *maps, GError **error)
{
  g_autofree guint *n_shots = g_new (guint, sampler->n_ways);

  for (guint i = 0; i < sampler->n_ways; i++)
    n_shots[i] = sampler->n_shots;
  return lk_support_new (sampler->n_ways, n_shots, (LkTensor **) maps->pdata, error);
}

static gboolean
predict_query (LkPredictions *self,
               guint query,
               guint truth,
               LkExplanation *explanation,
               const LkTrainedFusion *trained,
               GError **error)
{
  const double *scores[LK_N_LEVELS];
  g_autoptr (LkDecision) decision = NULL;

  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    scores[level] = lk_explanation_get_scores (explanation, level);
  decision = lk_decision_new (lk_explanation_get_n_classes (explanation), scores,
                              lk_explanation_get_options (explanation), trained, error);
  if (decision == NULL)
    return FALSE;
  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    self->predictions[level][query] = decision->alone[level];
  self->predictions[LK_PREDICTOR_FUSED][query] = decision->prediction;
  self->margins[query] = decision->fused[decision->prediction] - decision->fused[truth];
  self->ridge_used = MAX (self->ridge_used, lk_explanation_get_ridge_used (explanation));
  return TRUE;
}

/* Explanations hold all matches: not those of all queries are kept at once. */
static gboolean
predict_queries (LkPredictions *self,
                 const LkSampler *sampler,
                 LkSupport *support,
                 LkTensor *const *queries,
                 const LkMetricOptions *options,
                 const LkTrainedFusion *trained,
                 GCancellable *cancellable,
                 GError **error)
{
  guint n_queries = sampler->n_ways * sampler->n_queries;

  for (guint first = 0; first < n_queries; first += QUERIES_AT_ONCE)
    {
      g_autoptr (GPtrArray) explanations = lk_explanation_new_batch (
          support, queries + first, MIN (n_queries - first, QUERIES_AT_ONCE), options,
          cancellable, error);

      if (explanations == NULL)
        return FALSE;
      for (guint i = 0; i < explanations->len; i++)
        if (!predict_query (self, first + i, (first + i) / sampler->n_queries,
                            explanations->pdata[i], trained, error))
          return FALSE;
    }
  return TRUE;
}

LkPredictions *
lk_predictions_new (const LkSampler *sampler,
                    GPtrArray *maps,
                    const LkMetricOptions *options,
                    const LkTrainedFusion *trained,
                    GCancellable *cancellable,
                    GError **error)
{
  guint n_shots = sampler->n_ways * sampler->n_shots;
  guint n_queries = sampler->n_ways * sampler->n_queries;
  g_autoptr (LkSupport) support = NULL;
  g_autoptr (LkPredictions) self = NULL;

  g_return_val_if_fail (maps->len == n_shots + n_queries, NULL);

  support = make_support (sampler, maps, error);
  if (support == NULL)
    return NULL;
  self = predictions_new (n_queries);
  if (!predict_queries (self, sampler, support, (LkTensor **) maps->pdata + n_shots,
                        options, trained, cancellable, error))
    return NULL;
  return g_steal_pointer (&self);
}
