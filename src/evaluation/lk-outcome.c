/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-outcome.h"

#include <string.h>

#include "lk-scoring-json.h"

const char *
lk_predictor_to_string (guint predictor)
{
  return predictor == LK_PREDICTOR_FUSED ? "fused" : lk_level_to_string (predictor);
}

static void
add_mistake (LkOutcome *self, guint query, const LkDecision *decision)
{
  guint truth = query / self->n_queries;

  self->mistakes[self->n_mistakes++]
      = (LkMistake){ self->index, query, self->classes[truth],
                     self->classes[decision->prediction],
                     decision->fused[decision->prediction] - decision->fused[truth] };
}

static gboolean
decide_query (LkOutcome *self,
              guint query,
              const LkRawScores *scores,
              const LkMetricOptions *options,
              const LkTrainedFusion *fusion,
              GError **error)
{
  guint truth = query / self->n_queries;
  const double *levels[LK_N_LEVELS];
  g_autoptr (LkDecision) decision = NULL;

  lk_raw_scores_get_query (scores, query, options->distance, levels);
  decision = lk_decision_new (self->n_ways, levels, options, fusion, error);
  if (decision == NULL)
    return FALSE;
  for (guint level = 0; level < LK_N_LEVELS; level++)
    self->n_right[level] += decision->alone[level] == truth;
  self->n_right[LK_PREDICTOR_FUSED] += decision->prediction == truth;
  if (decision->prediction != truth)
    add_mistake (self, query, decision);
  return TRUE;
}

LkOutcome *
lk_outcome_new (guint64 index,
                const guint *classes,
                const LkRawScores *scores,
                const LkMetricOptions *options,
                const LkTrainedFusion *fusion,
                GError **error)
{
  g_autoptr (LkOutcome) self = NULL;

  g_return_val_if_fail (classes != NULL && scores != NULL && options != NULL, NULL);

  self = g_new0 (LkOutcome, 1);
  self->index = index;
  self->n_ways = scores->n_classes;
  self->n_queries = scores->n_queries / scores->n_classes;
  self->classes = g_memdup2 (classes, self->n_ways * sizeof *classes);
  self->mistakes = g_new (LkMistake, scores->n_queries);
  self->ridge_used = scores->ridge_used;
  self->n_prototype_right = LK_OUTCOME_NOT_COUNTED;
  for (guint query = 0; query < scores->n_queries; query++)
    if (!decide_query (self, query, scores, options, fusion, error))
      return NULL;
  self->mistakes = g_renew (LkMistake, self->mistakes, self->n_mistakes);
  return g_steal_pointer (&self);
}

LkOutcome *
lk_outcome_copy (const LkOutcome *self)
{
  LkOutcome *copy = g_memdup2 (self, sizeof *self);

  copy->classes = g_memdup2 (self->classes, self->n_ways * sizeof *self->classes);
  copy->mistakes = g_memdup2 (self->mistakes, self->n_mistakes * sizeof *self->mistakes);
  for (guint i = 0; i < LK_N_FINDINGS; i++)
    if (self->findings[i] != NULL)
      g_bytes_ref (self->findings[i]);
  return copy;
}

void
lk_outcome_free (LkOutcome *self)
{
  if (self == NULL)
    return;
  g_free (self->classes);
  g_free (self->mistakes);
  for (guint i = 0; i < LK_N_FINDINGS; i++)
    g_clear_pointer (&self->findings[i], g_bytes_unref);
  g_free (self);
}

static gboolean
mistakes_equal (const LkMistake *a, const LkMistake *b)
{
  return a->episode == b->episode && a->query == b->query && a->truth == b->truth
         && a->prediction == b->prediction
         && memcmp (&a->margin, &b->margin, sizeof a->margin) == 0;
}

static gboolean
findings_equal (const LkOutcome *a, const LkOutcome *b)
{
  for (guint i = 0; i < LK_N_FINDINGS; i++)
    if ((a->findings[i] == NULL) != (b->findings[i] == NULL)
        || (a->findings[i] != NULL && !g_bytes_equal (a->findings[i], b->findings[i])))
      return FALSE;
  return TRUE;
}

gboolean
lk_outcome_equal (const LkOutcome *a, const LkOutcome *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  if (a->index != b->index || a->n_ways != b->n_ways || a->n_queries != b->n_queries
      || a->n_mistakes != b->n_mistakes || a->n_prototype_right != b->n_prototype_right
      || memcmp (&a->ridge_used, &b->ridge_used, sizeof a->ridge_used) != 0
      || memcmp (a->n_right, b->n_right, sizeof a->n_right) != 0
      || memcmp (a->classes, b->classes, a->n_ways * sizeof *a->classes) != 0
      || !findings_equal (a, b))
    return FALSE;
  for (guint i = 0; i < a->n_mistakes; i++)
    if (!mistakes_equal (&a->mistakes[i], &b->mistakes[i]))
      return FALSE;
  return TRUE;
}

double
lk_outcome_get_accuracy (const LkOutcome *self, guint predictor)
{
  g_return_val_if_fail (self != NULL && predictor < LK_N_PREDICTORS, 0);
  return (double) self->n_right[predictor] / (self->n_ways * self->n_queries);
}

/* The shortest digits that read back, as everywhere else. */
static void
append_number (GString *text, double value)
{
  g_autoptr (JsonNode) node = json_node_init_double (json_node_alloc (), value);
  g_autofree char *number = lk_json_to_text (node, FALSE);

  g_string_append (text, number);
}

void
lk_outcome_append_csv_header (GString *text)
{
  g_string_append (text, "episode");
  for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
    g_string_append_printf (text, ",%s", lk_predictor_to_string (predictor));
  g_string_append (text, ",mistakes\n");
}

void
lk_outcome_append_csv (const LkOutcome *self, GString *text)
{
  g_return_if_fail (self != NULL && text != NULL);

  g_string_append_printf (text, "%" G_GUINT64_FORMAT, self->index);
  for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
    {
      g_string_append_c (text, ',');
      append_number (text, 100 * lk_outcome_get_accuracy (self, predictor));
    }
  g_string_append_printf (text, ",%u\n", self->n_mistakes);
}
