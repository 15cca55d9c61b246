/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-outlook.h"

#include "lk-flip-map.h"
#include "lk-why-wrong.h"

/* What is asked, and what it is asked of. */
typedef struct
{
  LkExplanation *explanation;
  guint towards;
  const LkMetricOptions *options;
  const LkTrainedFusion *trained;
  GCancellable *cancellable;
} Question;

void
lk_outlook_free (LkOutlook *self)
{
  if (self == NULL)
    return;
  lk_cell_set_free (self->flip);
  lk_cell_set_free (self->keep);
  g_clear_pointer (&self->removal, lk_shot_change_free);
  g_clear_pointer (&self->swap, lk_shot_change_free);
  g_free (self);
}

static LkDecision *
decide (const Question *question, const LkMetricOptions *options, GError **error)
{
  const double *scores[LK_N_LEVELS];

  lk_explanation_fill_scores (question->explanation, options, scores);
  return lk_decision_new (lk_explanation_get_n_classes (question->explanation), scores,
                          options, question->trained, error);
}

/* Who lies beyond the nearest border, or LK_CELL_SET_ANY. */
static guint
find_neighbour (const Question *question)
{
  guint n = lk_explanation_get_n_classes (question->explanation);
  g_autofree double *values = g_new0 (double, LK_N_FLIP_LEVELS *n);
  double *unit[LK_N_FLIP_LEVELS] = { values, values + n, values + 2 * n };
  const double *scores[LK_N_LEVELS];
  g_autoptr (LkFlipMap) map = NULL;
  LkFlipBorder border;

  lk_explanation_fill_scores (question->explanation, question->options, scores);
  if (!lk_decision_get_unit (n, scores, question->options, question->trained, unit, NULL))
    return LK_CELL_SET_ANY;
  map = lk_flip_map_new (n, (const double *const *) unit);
  return lk_flip_map_find_border (map, question->options->weights, &border)
             ? border.class_index
             : LK_CELL_SET_ANY;
}

static void
find_weights (LkOutlook *self, const Question *question)
{
  LkMetricOptions options = *question->options;
  g_autoptr (LkDecision) decision = NULL;
  double distance;
  guint best;

  self->weights_class = question->towards != LK_CELL_SET_ANY ? question->towards
                                                             : find_neighbour (question);
  if (self->weights_class == LK_CELL_SET_ANY
      || !lk_why_wrong_find_weights (question->explanation, self->weights_class, &options,
                                     question->trained, self->weights, &distance))
    return;
  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    options.weights[level] = self->weights[level];
  decision = decide (question, &options, NULL);
  if (decision == NULL)
    return;
  self->has_weights = TRUE;
  best = decision->prediction == self->prediction ? decision->runner_up
                                                  : decision->prediction;
  self->weights_margin = decision->fused[self->prediction] - decision->fused[best];
}

static gboolean
find_cells (LkOutlook *self, const Question *question, GError **error)
{
  return lk_cell_set_new (question->explanation, LK_CELL_SET_FLIPS, question->options,
                          question->trained, question->towards, &self->flip,
                          question->cancellable, error)
         && lk_cell_set_new (question->explanation, LK_CELL_SET_SUFFICES,
                             question->options, question->trained, LK_CELL_SET_ANY,
                             &self->keep, question->cancellable, error);
}

/* (transfer full) (nullable): the first of those that make @towards win, for they stand
 * in the order of what they take; else the first. */
static LkShotChange *
take_change (GPtrArray *changes, guint towards)
{
  guint best = 0;

  if (changes->len == 0)
    return NULL;
  for (guint i = changes->len; towards != LK_CELL_SET_ANY && i-- > 0;)
    {
      const LkShotChange *change = changes->pdata[i];

      if (change->prediction == towards)
        best = i;
    }
  return g_ptr_array_steal_index (changes, best);
}

static gboolean
find_shots (LkOutlook *self, const Question *question, GError **error)
{
  for (LkShotChangeKind kind = LK_SHOT_REMOVED; kind <= LK_SHOT_SWAPPED; kind++)
    {
      g_autoptr (GPtrArray) changes
          = lk_what_if_shots (question->explanation, kind, question->options,
                              question->trained, question->cancellable, error);

      if (changes == NULL)
        return FALSE;
      *(kind == LK_SHOT_REMOVED ? &self->removal : &self->swap)
          = take_change (changes, question->towards);
    }
  return TRUE;
}

LkOutlook *
lk_outlook_new (LkExplanation *explanation,
                guint towards,
                const LkMetricOptions *options,
                const LkTrainedFusion *trained,
                GCancellable *cancellable,
                GError **error)
{
  Question question = { explanation, towards, options, trained, cancellable };
  g_autoptr (LkOutlook) self = NULL;
  g_autoptr (LkDecision) decision = NULL;

  g_return_val_if_fail (explanation != NULL && options != NULL, NULL);
  g_return_val_if_fail (towards == LK_CELL_SET_ANY
                            || towards < lk_explanation_get_n_classes (explanation),
                        NULL);

  decision = decide (&question, options, error);
  if (decision == NULL)
    return NULL;
  if (decision->prediction == towards)
    question.towards = LK_CELL_SET_ANY;
  self = g_new0 (LkOutlook, 1);
  self->prediction = decision->prediction;
  self->margin = decision->margin;
  find_weights (self, &question);
  if (!find_shots (self, &question, error) || !find_cells (self, &question, error))
    return NULL;
  return g_steal_pointer (&self);
}
