/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-decision.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "lk-error.h"

/* Scores that differ by less than this share are equal but for the rounding of the
 * float similarities they were added up from. */
#define EQUAL_SCORES 1e-8

/* What a raw score counts for: the distance counts against a class. */
static double
sign_of (LkLevel level)
{
  return level == LK_LEVEL_DISTRIBUTION ? -1 : 1;
}

static gboolean
is_trained (LkNormalisation normalisation)
{
  return normalisation == LK_NORMALISE_TRAINED
         || normalisation == LK_NORMALISE_TRAINED_EXACT;
}

static gboolean
check (guint n_classes,
       const LkMetricOptions *options,
       const LkTrainedFusion *trained,
       GError **error)
{
  if (is_trained (options->normalisation) && trained == NULL)
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

/* @z: (scores - mean) / standard deviation over the classes; zeros where they are equal.
 */
static void
standardise (const double *scores, guint n, double *z)
{
  double mean = 0, variance = 0, largest = 0, deviation;

  for (guint i = 0; i < n; i++)
    {
      mean += scores[i] / n;
      largest = fmax (largest, fabs (scores[i]));
    }
  for (guint i = 0; i < n; i++)
    variance += (scores[i] - mean) * (scores[i] - mean) / n;
  deviation = sqrt (variance);
  for (guint i = 0; i < n; i++)
    z[i] = deviation > EQUAL_SCORES * largest ? (scores[i] - mean) / deviation : 0;
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
  double factor = weight * sign_of (level);

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
  guint best = 0;

  for (guint i = 1; i < n; i++)
    if (sign_of (level) * scores[i] > sign_of (level) * scores[best])
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
  for (guint level = 0; level < LK_N_LEVELS; level++)
    {
      self->contribution[level] = g_new0 (double, n_classes);
      contribute (self->contribution[level], n_classes, level, options->weights[level],
                  scores[level], options, trained);
      self->alone[level] = choose_alone (level, scores[level], n_classes);
    }
  self->fused = g_new (double, n_classes);
  self->ranking = g_new (guint, n_classes);
  for (guint i = 0; i < n_classes; i++)
    self->fused[i]
        = (self->contribution[LK_LEVEL_PART][i] + self->contribution[LK_LEVEL_PIXEL][i])
          + self->contribution[LK_LEVEL_DISTRIBUTION][i];
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

gboolean
lk_decision_get_unit (guint n_classes,
                      const double *const scores[LK_N_LEVELS],
                      const LkMetricOptions *options,
                      const LkTrainedFusion *trained,
                      double *const unit[LK_N_LEVELS],
                      GError **error)
{
  g_return_val_if_fail (n_classes >= 2, FALSE);

  if (!check (n_classes, options, trained, error))
    return FALSE;
  for (guint level = 0; level < LK_N_LEVELS; level++)
    contribute (unit[level], n_classes, level, 1, scores[level], options, trained);
  return TRUE;
}
