/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-decision.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "lk-error.h"

/* Scores that differ by less than this share are equal but for the rounding of the
 * float similarities they were added up from. */
#define EQUAL_SCORES 1e-8

static gboolean
check (guint n_classes,
       const LkMetricOptions *options,
       const LkTrainedFusion *trained,
       GError **error)
{
  if (lk_normalisation_is_trained (options->normalisation) && trained == NULL)
    {
      g_set_error (
          error, LK_ERROR, LK_ERROR_OPTION,
          _ ("The model has no fusion layer, which the normalisation “%s” needs"),
          lk_normalisation_to_string (options->normalisation));
      return FALSE;
    }
  if (options->normalisation == LK_NORMALISE_TRAINED_EXACT
      && n_classes != trained->n_slots)
    {
      g_set_error (error, LK_ERROR, LK_ERROR_OPTION,
                   _ ("The model's fusion layer was trained with %u classes, not %u: "
                      "choose the normalisation “%s”"),
                   trained->n_slots, n_classes,
                   lk_normalisation_to_string (LK_NORMALISE_TRAINED));
      return FALSE;
    }
  return TRUE;
}

/* The standard deviation over the classes, and their @mean; 0 where they are equal. */
static double
measure_deviation (const double *scores, guint n, double *mean)
{
  double variance = 0, largest = 0, deviation;

  *mean = 0;
  for (guint i = 0; i < n; i++)
    {
      *mean += scores[i] / n;
      largest = fmax (largest, fabs (scores[i]));
    }
  for (guint i = 0; i < n; i++)
    variance += (scores[i] - *mean) * (scores[i] - *mean) / n;
  deviation = sqrt (variance);
  return deviation > EQUAL_SCORES * largest ? deviation : 0;
}

/* @z: (scores - mean) / standard deviation over the classes; zeros where they are equal.
 */
static void
standardise (const double *scores, guint n, double *z)
{
  double mean, deviation = measure_deviation (scores, n, &mean);

  for (guint i = 0; i < n; i++)
    z[i] = deviation > 0 ? (scores[i] - mean) / deviation : 0;
}

/* What a level adds to each of @n classes at @weight. */
static void
contribute (double *contribution,
            guint n,
            LkLevel level,
            double weight,
            const double *scores,
            const LkMetricOptions *options,
            const LkTrainedFusion *trained)
{
  double factor = weight * lk_level_get_sign (level);

  if (options->normalisation == LK_NORMALISE_EPISODE)
    standardise (scores, n, contribution);
  for (guint i = 0; i < n; i++)
    {
      switch (options->normalisation)
        {
        case LK_NORMALISE_EPISODE:
          contribution[i] *= factor;
          break;
        case LK_NORMALISE_TRAINED:
          contribution[i] = factor * trained->slope[level] * scores[i];
          break;
        case LK_NORMALISE_TRAINED_EXACT:
          contribution[i] = factor * trained->slot_slope[level][i] * scores[i]
                            + weight * trained->slot_offset[level][i];
          break;
        case LK_NORMALISE_RAW:
        default:
          contribution[i] = factor * scores[i];
        }
      /* Minus zero becomes zero. */
      contribution[i] += 0.0;
    }
}

static void
rank (LkDecision *self)
{
  for (guint i = 0; i < self->n_classes; i++)
    {
      guint place = i;

      for (; place > 0 && self->fused[i] > self->fused[self->ranking[place - 1]]; place--)
        self->ranking[place] = self->ranking[place - 1];
      self->ranking[place] = i;
    }
  self->prediction = self->ranking[0];
  self->runner_up = self->ranking[1];
}

static void
split_margin (LkDecision *self)
{
  self->margin = self->fused[self->prediction] - self->fused[self->runner_up];
  for (guint level = 0; level < LK_N_LEVELS; level++)
    {
      const double *contribution = self->contribution[level];

      self->margin_split[level]
          = contribution[self->prediction] - contribution[self->runner_up];
      if (self->margin_split[level] > self->margin_split[self->decisive])
        self->decisive = level;
    }
}

static guint
choose_alone (LkLevel level, const double *scores, guint n)
{
  double sign = lk_level_get_sign (level);
  guint best = 0;

  for (guint i = 1; i < n; i++)
    if (sign * scores[i] > sign * scores[best])
      best = i;
  return best;
}

LkDecision *
lk_decision_new (guint n_classes,
                 const double *const scores[LK_N_LEVELS],
                 const LkMetricOptions *options,
                 const LkTrainedFusion *trained,
                 GError **error)
{
  LkDecision *self;

  g_return_val_if_fail (n_classes >= 2, NULL);

  if (!check (n_classes, options, trained, error))
    return NULL;

  self = g_new0 (LkDecision, 1);
  self->n_classes = n_classes;
  self->fused = g_new0 (double, n_classes);
  for (guint level = 0; level < LK_N_LEVELS; level++)
    {
      self->contribution[level] = g_new0 (double, n_classes);
      contribute (self->contribution[level], n_classes, level, options->weights[level],
                  scores[level], options, trained);
      self->alone[level] = choose_alone (level, scores[level], n_classes);
      for (guint i = 0; i < n_classes; i++)
        self->fused[i] += self->contribution[level][i];
    }
  self->ranking = g_new (guint, n_classes);
  rank (self);
  split_margin (self);
  return self;
}

void
lk_decision_free (LkDecision *self)
{
  if (self == NULL)
    return;
  for (guint level = 0; level < LK_N_LEVELS; level++)
    g_free (self->contribution[level]);
  g_free (self->fused);
  g_free (self->ranking);
  g_free (self);
}

/* What the levels beyond the flip map's add to each class at their weights, shared out to
 * its corners: the weights of a point of the map add up to 1, whatever theirs add up to.
 */
static gboolean
add_held (double *held, guint n, const LkMetricOptions *options, double *const *unit)
{
  double sum = 0;

  for (guint corner = 0; corner < LK_N_FLIP_LEVELS; corner++)
    sum += options->weights[corner];
  if (!(sum > 0))
    return FALSE;
  for (guint corner = 0; corner < LK_N_FLIP_LEVELS; corner++)
    for (guint i = 0; i < n; i++)
      unit[corner][i] += held[i] / sum;
  return TRUE;
}

gboolean
lk_decision_get_unit (guint n_classes,
                      const double *const scores[LK_N_LEVELS],
                      const LkMetricOptions *options,
                      const LkTrainedFusion *trained,
                      double *const unit[LK_N_FLIP_LEVELS],
                      GError **error)
{
  g_return_val_if_fail (n_classes >= 2, FALSE);

  if (!check (n_classes, options, trained, error))
    return FALSE;
  for (guint corner = 0; corner < LK_N_FLIP_LEVELS; corner++)
    contribute (unit[corner], n_classes, corner, 1, scores[corner], options, trained);
  for (guint level = LK_N_FLIP_LEVELS; level < LK_N_LEVELS; level++)
    {
      g_autofree double *held = g_new (double, n_classes);

      contribute (held, n_classes, level, options->weights[level], scores[level], options,
                  trained);
      add_held (held, n_classes, options, unit);
    }
  return TRUE;
}

gboolean
lk_decision_get_slopes (guint n_classes,
                        LkLevel level,
                        const double *scores,
                        const LkMetricOptions *options,
                        const LkTrainedFusion *trained,
                        double *slopes,
                        GError **error)
{
  double factor, mean, deviation;

  g_return_val_if_fail (n_classes >= 2 && level < LK_N_LEVELS, FALSE);

  if (!check (n_classes, options, trained, error))
    return FALSE;
  factor = options->weights[level] * lk_level_get_sign (level);
  deviation = measure_deviation (scores, n_classes, &mean);
  for (guint i = 0; i < n_classes; i++)
    switch (options->normalisation)
      {
      case LK_NORMALISE_EPISODE:
        slopes[i] = deviation > 0 ? factor / deviation : 0;
        break;
      case LK_NORMALISE_TRAINED:
        slopes[i] = factor * trained->slope[level];
        break;
      case LK_NORMALISE_TRAINED_EXACT:
        slopes[i] = factor * trained->slot_slope[level][i];
        break;
      case LK_NORMALISE_RAW:
      default:
        slopes[i] = factor;
      }
  return TRUE;
}
