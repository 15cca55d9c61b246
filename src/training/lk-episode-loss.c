/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-episode-loss.h"

#include <math.h>
#include <string.h>

#include "lk-divergence-level.h"
#include "lk-local-level.h"

/* A level whose scores of all classes are equal but for rounding says nothing (see
 * lk-decision.c). */
#define EQUAL_SCORES 1e-8

LkEpisodeLoss *
lk_episode_loss_new (void)
{
  const gsize n = LK_N_LEVELS;
  LkEpisodeLoss *self = g_new0 (LkEpisodeLoss, 1);

  self->scales = lk_parameter_new ("episodes.scales", lk_tensor_new (1, &n), FALSE);
  self->slopes = lk_parameter_new ("episodes.slopes", lk_tensor_new (1, &n), FALSE);
  return self;
}

void
lk_episode_loss_free (LkEpisodeLoss *self)
{
  if (self == NULL)
    return;
  lk_parameter_free (self->scales);
  lk_parameter_free (self->slopes);
  g_free (self);
}

/* An episode's levels: those that are wanted. @scores count for a class: a distance's
 * with a minus sign. */
typedef struct
{
  const LkEpisodeOptions *options;
  guint n_queries;
  guint n_ways;
  LkLocalLevel *local[LK_N_LEVELS];
  LkDivergenceLevel *divergence;
  double *scores[LK_N_LEVELS];
  double *by_scores[LK_N_LEVELS];
} Levels;

static void
levels_clear (Levels *self)
{
  for (guint i = 0; i < LK_N_LEVELS; i++)
    {
      lk_local_level_free (self->local[i]);
      g_free (self->scores[i]);
      g_free (self->by_scores[i]);
    }
  lk_divergence_level_free (self->divergence);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Levels, levels_clear)

static gboolean
is_fused (const LkEpisodeOptions *options, guint level)
{
  return options->weights[LK_EPISODE_FUSED] > 0 && options->fused[level];
}

static gboolean
is_wanted (const LkEpisodeOptions *options, guint level)
{
  return options->weights[level] > 0 || is_fused (options, level);
}

static void
take_scores (Levels *self, guint level, const double *scores, double sign)
{
  gsize n = (gsize) self->n_queries * self->n_ways;

  self->scores[level] = g_new (double, n);
  self->by_scores[level] = g_new0 (double, n);
  for (gsize i = 0; i < n; i++)
    self->scores[level][i] = sign * scores[i];
}

static gboolean
levels_init (Levels *self,
             const LkEpisodeOptions *options,
             const LkLevelMaps *episode,
             GError **error)
{
  self->options = options;
  self->n_queries = lk_level_maps_count_queries (episode);
  self->n_ways = episode->n_ways;
  for (guint level = 0; level < LK_N_LEVELS; level++)
    {
      if (!is_wanted (options, level))
        continue;
      if (level != LK_LEVEL_DISTRIBUTION)
        {
          self->local[level] = lk_local_level_new (level, episode, options->neighbours);
          take_scores (self, level, lk_local_level_get_scores (self->local[level]), 1);
          continue;
        }
      self->divergence
          = lk_divergence_level_new (episode, options->distance, options->ridge, error);
      if (self->divergence == NULL)
        return FALSE;
      take_scores (self, level, lk_divergence_level_get_scores (self->divergence), -1);
    }
  return TRUE;
}

static double
get_deviation (const double *scores, guint n, double *mean)
{
  double variance = 0, largest = 0;

  *mean = 0;
  for (guint i = 0; i < n; i++)
    {
      *mean += scores[i] / n;
      largest = fmax (largest, fabs (scores[i]));
    }
  for (guint i = 0; i < n; i++)
    variance += (scores[i] - *mean) * (scores[i] - *mean) / n;
  return sqrt (variance) > EQUAL_SCORES * largest ? sqrt (variance) : 0;
}

static gboolean
has_scale (const LkEpisodeLoss *self, guint level)
{
  return lk_tensor_get_data (self->scales->value)[level] != 0;
}

gboolean
lk_episode_loss_is_fitted (const LkEpisodeLoss *self, const LkEpisodeOptions *options)
{
  g_return_val_if_fail (self != NULL && options != NULL, FALSE);

  for (guint level = 0; level < LK_N_LEVELS; level++)
    if (is_wanted (options, level) && !has_scale (self, level))
      return FALSE;
  return TRUE;
}

gboolean
lk_episode_loss_fit (LkEpisodeLoss *self,
                     const LkEpisodeOptions *options,
                     const LkLevelMaps *episode,
                     double spread,
                     GError **error)
{
  g_auto (Levels) levels = { 0 };

  g_return_val_if_fail (self != NULL && spread > 0, FALSE);

  if (!levels_init (&levels, options, episode, error))
    return FALSE;
  for (guint level = 0; level < LK_N_LEVELS; level++)
    {
      double deviation = 0, mean;

      if (!is_wanted (options, level) || has_scale (self, level))
        continue;
      for (guint q = 0; q < levels.n_queries; q++)
        deviation += get_deviation (levels.scores[level] + q * levels.n_ways,
                                    levels.n_ways, &mean)
                     / levels.n_queries;
      if (deviation == 0)
        deviation = 1;
      lk_tensor_get_data (self->scales->value)[level] = (float) log (spread / deviation);
      lk_tensor_get_data (self->slopes->value)[level]
          = (float) log (options->within_episode ? spread : spread / deviation);
    }
  return TRUE;
}

/* What each loss does to logits, query by query. */
typedef struct
{
  double *logits;
  double *by_logits;
  double share; /* of a query, in the loss */
  gboolean learns;
} Work;

static void
judge_level (const LkEpisodeLoss *self,
             Levels *levels,
             guint level,
             guint query,
             guint truth,
             Work *work,
             LkLossTally *tally)
{
  const double *scores = levels->scores[level] + query * levels->n_ways;
  double *by_scores = levels->by_scores[level] + query * levels->n_ways;
  double scale = exp (lk_tensor_get_data (self->scales->value)[level]);
  double weight = work->share * levels->options->weights[level];
  double by_scale = 0;

  for (guint i = 0; i < levels->n_ways; i++)
    work->logits[i] = scale * scores[i];
  lk_cross_entropy (work->logits, levels->n_ways, truth, 0, work->by_logits, tally);
  for (guint i = 0; i < levels->n_ways; i++)
    {
      by_scores[i] += weight * scale * work->by_logits[i];
      by_scale += weight * work->by_logits[i] * work->logits[i];
    }
  if (work->learns)
    self->scales->gradient[level] += (float) by_scale;
}

/* What @level adds to the logits of the fusion, at slope 1. */
static void
normalise (const Levels *levels,
           guint level,
           guint query,
           double *unit,
           double *deviation)
{
  const double *scores = levels->scores[level] + query * levels->n_ways;
  double mean;

  *deviation = get_deviation (scores, levels->n_ways, &mean);
  for (guint i = 0; i < levels->n_ways; i++)
    if (!levels->options->within_episode)
      unit[i] = scores[i];
    else
      unit[i] = *deviation > 0 ? (scores[i] - mean) / *deviation : 0;
}

/* Through z = (s - mean) / deviation: ds = (dz - mean dz - z mean (z dz)) / deviation. */
static void
learn_unit (const Levels *levels,
            guint level,
            guint query,
            const double *unit,
            const double *by_logits,
            double factor,
            double deviation)
{
  double *by_scores = levels->by_scores[level] + query * levels->n_ways;
  double mean = 0, along = 0;

  if (!levels->options->within_episode)
    {
      for (guint i = 0; i < levels->n_ways; i++)
        by_scores[i] += factor * by_logits[i];
      return;
    }
  for (guint i = 0; i < levels->n_ways; i++)
    {
      mean += by_logits[i] / levels->n_ways;
      along += unit[i] * by_logits[i] / levels->n_ways;
    }
  for (guint i = 0; deviation > 0 && i < levels->n_ways; i++)
    by_scores[i] += factor * (by_logits[i] - mean - unit[i] * along) / deviation;
}

static void
judge_fusion (const LkEpisodeLoss *self,
              Levels *levels,
              guint query,
              guint truth,
              Work *work,
              LkLossTally *tally)
{
  const float *slopes = lk_tensor_get_data (self->slopes->value);
  double weight = work->share * levels->options->weights[LK_EPISODE_FUSED];
  g_autofree double *units = g_new (double, LK_N_LEVELS * levels->n_ways);
  double deviations[LK_N_LEVELS];

  memset (work->logits, 0, levels->n_ways * sizeof (double));
  for (guint level = 0; level < LK_N_LEVELS; level++)
    {
      double *unit = units + level * levels->n_ways;

      if (!is_fused (levels->options, level))
        continue;
      normalise (levels, level, query, unit, &deviations[level]);
      for (guint i = 0; i < levels->n_ways; i++)
        work->logits[i] += exp (slopes[level]) * unit[i];
    }
  lk_cross_entropy (work->logits, levels->n_ways, truth, 0, work->by_logits, tally);
  for (guint level = 0; level < LK_N_LEVELS; level++)
    {
      const double *unit = units + level * levels->n_ways;
      double factor = weight * exp (slopes[level]), by_slope = 0;

      if (!is_fused (levels->options, level))
        continue;
      for (guint i = 0; i < levels->n_ways; i++)
        by_slope += factor * work->by_logits[i] * unit[i];
      if (work->learns)
        self->slopes->gradient[level] += (float) by_slope;
      learn_unit (levels, level, query, unit, work->by_logits, factor, deviations[level]);
    }
}

static void
judge (const LkEpisodeLoss *self,
       Levels *levels,
       const LkLevelMaps *episode,
       double weight,
       gboolean learns,
       LkLossTally *tallies)
{
  g_autofree double *logits = g_new (double, levels->n_ways);
  g_autofree double *by_logits = g_new (double, levels->n_ways);
  Work work = { logits, by_logits, weight / levels->n_queries, learns };

  for (guint query = 0; query < levels->n_queries; query++)
    {
      guint truth = lk_level_maps_get_truth (episode, query);

      for (guint level = 0; level < LK_N_LEVELS; level++)
        if (levels->options->weights[level] > 0)
          judge_level (self, levels, level, query, truth, &work, &tallies[level]);
      if (levels->options->weights[LK_EPISODE_FUSED] > 0)
        judge_fusion (self, levels, query, truth, &work, &tallies[LK_EPISODE_FUSED]);
    }
}

static void
go_backward (Levels *levels, float *gradient)
{
  gsize n = (gsize) levels->n_queries * levels->n_ways;

  for (guint level = 0; level < LK_N_LEVELS; level++)
    {
      if (levels->local[level] != NULL)
        lk_local_level_backward (levels->local[level], levels->by_scores[level],
                                 gradient);
      else if (level == LK_LEVEL_DISTRIBUTION && levels->divergence != NULL)
        {
          for (gsize i = 0; i < n; i++)
            levels->by_scores[level][i] *= -1;
          lk_divergence_level_backward (levels->divergence, levels->by_scores[level],
                                        gradient);
        }
    }
}

gboolean
lk_episode_loss_run (LkEpisodeLoss *self,
                     const LkEpisodeOptions *options,
                     const LkLevelMaps *episode,
                     double weight,
                     float *gradient,
                     LkLossTally tallies[LK_EPISODE_N_LOSSES],
                     GError **error)
{
  g_auto (Levels) levels = { 0 };

  g_return_val_if_fail (self != NULL && options != NULL && episode != NULL, FALSE);

  if (!levels_init (&levels, options, episode, error))
    return FALSE;
  judge (self, &levels, episode, weight, gradient != NULL, tallies);
  if (gradient != NULL)
    go_backward (&levels, gradient);
  return TRUE;
}
