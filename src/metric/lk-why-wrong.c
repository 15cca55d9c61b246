/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-why-wrong.h"

#include "lk-flip-map.h"

/* How far from the border into the region, until rounding is passed. */
static const double steps[] = { 0, 1e-9, 1e-6, 1e-4, 1e-3, 1e-2, 0.1, 0.5, 1 };

/* What is asked, and what it is asked of. */
typedef struct
{
  LkExplanation *explanation;
  guint truth;
  const LkMetricOptions *options;
  const LkTrainedFusion *trained;
} Question;

void
lk_why_wrong_free (LkWhyWrong *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->removal, lk_shot_change_free);
  g_clear_pointer (&self->swap, lk_shot_change_free);
  g_free (self);
}

static LkFlipMap *
make_map (const Question *question)
{
  guint n = lk_explanation_get_n_classes (question->explanation);
  g_autofree double *values = g_new0 (double, LK_N_FLIP_LEVELS *n);
  double *unit[LK_N_FLIP_LEVELS] = { values, values + n, values + 2 * n };
  const double *scores[LK_N_LEVELS];

  lk_explanation_fill_scores (question->explanation, question->options, scores);
  if (!lk_decision_get_unit (n, scores, question->options, question->trained, unit, NULL))
    return NULL;
  return lk_flip_map_new (n, (const double *const *) unit);
}

/* Whether the true class wins with @weights. */
static gboolean
wins (const Question *question, const double weights[LK_N_LEVELS])
{
  LkMetricOptions options = *question->options;
  const double *scores[LK_N_LEVELS];
  g_autoptr (LkDecision) decision = NULL;

  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    options.weights[level] = weights[level];
  lk_explanation_fill_scores (question->explanation, &options, scores);
  decision = lk_decision_new (lk_explanation_get_n_classes (question->explanation),
                              scores, &options, question->trained, NULL);
  return decision != NULL && decision->prediction == question->truth;
}

static double
add_weights (const LkMetricOptions *options)
{
  double sum = 0;

  for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
    sum += options->weights[level];
  return sum > 0 ? sum : 1;
}

/* The nearest point of the border, and from there as little further as makes it win. */
static void
find_weights (LkWhyWrong *self, const Question *question)
{
  g_autoptr (LkFlipMap) map = make_map (question);
  double sum = add_weights (question->options);
  const LkFlipRegion *region = NULL;
  LkFlipBorder border;

  if (map == NULL
      || !lk_flip_map_find_nearest (map, question->options->weights, self->truth, &border,
                                    &region))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (steps) && !self->has_weights; i++)
    {
      for (LkLevel level = 0; level < LK_N_LEVELS; level++)
        self->weights[level] = question->options->weights[level];
      for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
        self->weights[level]
            = sum
              * ((1 - steps[i]) * border.point[level] + steps[i] * region->centre[level]);
      self->has_weights = wins (question, self->weights);
    }
  self->distance = border.distance;
}

/* By how much the true class is ahead of the best other. */
static double
measure_lead (const LkShotChange *change, guint truth, guint n_classes)
{
  double best = -G_MAXDOUBLE;

  for (guint i = 0; i < n_classes; i++)
    if (i != truth)
      best = MAX (best, change->fused[i]);
  return change->fused[truth] - best;
}

/* (transfer full) (nullable): of the changes that make the true class win. */
static LkShotChange *
take_best (GPtrArray *changes, guint truth, guint n_classes)
{
  double most = -G_MAXDOUBLE;
  guint best = G_MAXUINT;

  for (guint i = 0; i < changes->len; i++)
    {
      const LkShotChange *change = changes->pdata[i];
      double lead = measure_lead (change, truth, n_classes);

      if (change->prediction != truth || lead <= most)
        continue;
      most = lead;
      best = i;
    }
  return best != G_MAXUINT ? g_ptr_array_steal_index (changes, best) : NULL;
}

gboolean
lk_why_wrong_find_weights (LkExplanation *explanation,
                           guint towards,
                           const LkMetricOptions *options,
                           const LkTrainedFusion *trained,
                           double weights[LK_N_LEVELS],
                           double *distance)
{
  const Question question = { explanation, towards, options, trained };
  LkWhyWrong found = { .truth = towards };

  g_return_val_if_fail (explanation != NULL && options != NULL, FALSE);
  g_return_val_if_fail (towards < lk_explanation_get_n_classes (explanation), FALSE);
  g_return_val_if_fail (weights != NULL && distance != NULL, FALSE);

  find_weights (&found, &question);
  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    weights[level] = found.weights[level];
  *distance = found.distance;
  return found.has_weights;
}

LkWhyWrong *
lk_why_wrong_new (LkExplanation *explanation,
                  guint truth,
                  const LkMetricOptions *options,
                  const LkTrainedFusion *trained,
                  GCancellable *cancellable,
                  GError **error)
{
  const Question question = { explanation, truth, options, trained };
  g_autoptr (LkWhyWrong) self = NULL;

  g_return_val_if_fail (explanation != NULL && options != NULL, NULL);
  g_return_val_if_fail (truth < lk_explanation_get_n_classes (explanation), NULL);

  self = g_new0 (LkWhyWrong, 1);
  self->truth = truth;
  find_weights (self, &question);
  for (LkShotChangeKind kind = LK_SHOT_REMOVED; kind <= LK_SHOT_SWAPPED; kind++)
    {
      g_autoptr (GPtrArray) changes
          = lk_what_if_shots (explanation, kind, options, trained, cancellable, error);
      LkShotChange **place = kind == LK_SHOT_REMOVED ? &self->removal : &self->swap;

      if (changes == NULL)
        return NULL;
      *place = take_best (changes, truth, lk_explanation_get_n_classes (explanation));
    }
  return g_steal_pointer (&self);
}
