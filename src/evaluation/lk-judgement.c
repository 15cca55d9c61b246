/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-judgement.h"

#include "lk-explanation.h"

#define QUERIES_AT_ONCE 32

static LkJudgement *
judgement_new (guint n_queries)
{
  LkJudgement *self = g_new0 (LkJudgement, 1);

  for (guint judge = 0; judge < LK_N_JUDGES; judge++)
    self->predictions[judge] = g_new0 (guint, n_queries);
  self->margins = g_new0 (double, n_queries);
  return self;
}

void
lk_judgement_free (LkJudgement *self)
{
  if (self == NULL)
    return;
  for (guint judge = 0; judge < LK_N_JUDGES; judge++)
    g_free (self->predictions[judge]);
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
judge_query (LkJudgement *self,
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
  self->predictions[LK_JUDGE_FUSED][query] = decision->prediction;
  self->margins[query] = decision->fused[decision->prediction] - decision->fused[truth];
  self->ridge_used = MAX (self->ridge_used, lk_explanation_get_ridge_used (explanation));
  return TRUE;
}

/* Explanations hold all matches: not those of all queries are kept at once. */
static gboolean
judge_queries (LkJudgement *self,
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
        if (!judge_query (self, first + i, (first + i) / sampler->n_queries,
                          explanations->pdata[i], trained, error))
          return FALSE;
    }
  return TRUE;
}

LkJudgement *
lk_judgement_new (const LkSampler *sampler,
                  GPtrArray *maps,
                  const LkMetricOptions *options,
                  const LkTrainedFusion *trained,
                  GCancellable *cancellable,
                  GError **error)
{
  guint n_shots = sampler->n_ways * sampler->n_shots;
  guint n_queries = sampler->n_ways * sampler->n_queries;
  g_autoptr (LkSupport) support = NULL;
  g_autoptr (LkJudgement) self = NULL;

  g_return_val_if_fail (maps->len == n_shots + n_queries, NULL);

  support = make_support (sampler, maps, error);
  if (support == NULL)
    return NULL;
  self = judgement_new (n_queries);
  if (!judge_queries (self, sampler, support, (LkTensor **) maps->pdata + n_shots,
                      options, trained, cancellable, error))
    return NULL;
  return g_steal_pointer (&self);
}
