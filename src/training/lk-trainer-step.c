/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "lk-error.h"
#include "lk-trainer-private.h"

guint
lk_trainer_count_frozen (LkTrainer *self, double progress)
{
  const LkStageRecipe *stage = lk_trainer_get_stage (self);

  return progress < stage->freeze_share || stage->freeze_share == 1 ? stage->freeze : 0;
}

static LkStatistics
get_statistics (LkTrainer *self)
{
  return lk_trainer_get_stage (self)->norm == LK_NORM_BATCH ? LK_STATISTICS_BATCH
                                                            : LK_STATISTICS_FROZEN;
}

static float *
get_gradient (LkTrainer *self, LkTensor *maps)
{
  gsize size = lk_tensor_get_size (maps);

  if (size > self->gradient_size)
    {
      g_free (self->gradient);
      self->gradient = g_new (float, size);
      self->gradient_size = size;
    }
  memset (self->gradient, 0, size * sizeof (float));
  return self->gradient;
}

/* Blocks are dropped in the last two stages, the more the longer. */
static void
set_drop (LkTrainer *self, double progress, guint part)
{
  const LkStageRecipe *stage = lk_trainer_get_stage (self);
  const LkDropBlock drop = { .blocks = { FALSE, FALSE, TRUE, TRUE },
                             .size = stage->drop_block,
                             .probability = stage->drop_rate * MIN (progress, 1),
                             .seed = self->seed + self->state.stage,
                             .step = self->state.step << 10 | part };

  lk_trainable_set_drop (self->trainable,
                         stage->drop_block > 0 && stage->drop_rate > 0 ? &drop : NULL);
}

static gboolean
learn_pictures (LkTrainer *self,
                const LkBatch *batch,
                LkLossTally *tallies,
                GError **error)
{
  LkTensor *maps = lk_trainable_forward (self->trainable, batch->pictures,
                                         get_statistics (self), error);
  LkObjectivesPass pass = { lk_trainer_get_stage (self), maps, NULL, tallies };

  if (maps == NULL)
    return FALSE;
  pass.gradient = get_gradient (self, maps);
  lk_objectives_classify (self->objectives, &pass, batch);
  lk_trainable_backward (self->trainable, pass.gradient);
  return TRUE;
}

static gboolean
learn_episode (LkTrainer *self,
               const LkEpisodeBatch *episode,
               double weight,
               LkLossTally *tallies,
               GError **error)
{
  LkTensor *maps = lk_trainable_forward (self->trainable, episode->pictures,
                                         get_statistics (self), error);
  LkObjectivesPass pass = { lk_trainer_get_stage (self), maps, NULL, tallies };

  if (maps == NULL)
    return FALSE;
  pass.gradient = get_gradient (self, maps);
  if (!lk_objectives_compare (self->objectives, &pass, episode, weight, error))
    return FALSE;
  lk_trainable_backward (self->trainable, pass.gradient);
  return TRUE;
}

static gboolean
check_finite (LkTrainer *self, const LkLossTally *tallies, GError **error)
{
  double sum = self->norm;

  for (guint i = 0; i < LK_N_OBJECTIVES; i++)
    sum += tallies[i].loss;
  if (isfinite (sum))
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_NUMERIC,
               _ ("The loss is not finite any more: stage %u, step %" PRIu64
                  ", rate %g. The best weights so far are kept; try a smaller rate"),
               self->state.stage + 1, self->state.step, self->rate);
  return FALSE;
}

static void
average (LkTrainer *self)
{
  const LkStageRecipe *stage = lk_trainer_get_stage (self);

  if (stage->average == 0 || self->state.step < stage->average_from)
    return;
  if (self->average == NULL)
    self->average = lk_average_new (self->averaged, stage->average);
  lk_average_update (self->average);
}

gboolean
lk_trainer_fit (LkTrainer *self, const LkBatch *batch, GError **error)
{
  const LkStageRecipe *stage = lk_trainer_get_stage (self);
  LkEpisodeLoss *loss = lk_objectives_get_episode_loss (self->objectives);
  LkEpisodeOptions options = lk_objectives_get_options (self->objectives, stage);
  const LkEpisodeBatch *episode = batch->episodes;
  LkLevelMaps levels;

  if (lk_episode_loss_is_fitted (loss, &options))
    return TRUE;
  lk_trainable_set_drop (self->trainable, NULL);
  levels = (LkLevelMaps){ lk_trainable_forward (self->trainable, episode->pictures,
                                                LK_STATISTICS_FROZEN, error),
                          episode->n_ways, episode->n_shots, episode->n_queries };
  return levels.maps != NULL
         && lk_episode_loss_fit (loss, &options, &levels, stage->spread, error);
}

static gboolean
learn (LkTrainer *self, const LkBatch *batch, LkLossTally *tallies, GError **error)
{
  double progress = lk_trainer_get_progress (self);

  set_drop (self, progress, 0);
  if (batch->pictures != NULL && !learn_pictures (self, batch, tallies, error))
    return FALSE;
  for (guint i = 0; i < batch->n_episodes; i++)
    {
      set_drop (self, progress, i + 1);
      if (!learn_episode (self, &batch->episodes[i], 1.0 / batch->n_episodes, tallies,
                          error))
        return FALSE;
    }
  return TRUE;
}

gboolean
lk_trainer_step (LkTrainer *self, const LkBatch *batch, GError **error)
{
  LkSchedule schedule = lk_training_state_get_schedule (&self->state, self->recipe);
  double progress = lk_trainer_get_progress (self);
  LkLossTally tallies[LK_N_OBJECTIVES] = { 0 };
  guint n_pictures = lk_batch_count_pictures (batch);
  gint64 start = g_get_monotonic_time ();
  double seconds;

  self->rate = self->forced_rate > 0
                   ? self->forced_rate
                   : lk_schedule_get_rate (&schedule, self->state.step, progress);
  lk_optimizer_clear_gradients (self->optimizer);
  lk_trainable_freeze (self->trainable, lk_trainer_count_frozen (self, progress));
  if (!learn (self, batch, tallies, error))
    return FALSE;
  self->norm = lk_optimizer_step (self->optimizer, self->rate);
  if (!check_finite (self, tallies, error))
    return FALSE;
  average (self);
  for (guint i = 0; i < LK_N_OBJECTIVES; i++)
    lk_loss_tally_add (&self->tallies[i], &tallies[i]);
  seconds = (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
  self->interval_pictures += n_pictures;
  self->state.step++;
  self->state.total_steps++;
  self->state.pictures += n_pictures;
  self->state.total_pictures += n_pictures;
  self->state.seconds += seconds;
  self->state.total_seconds += seconds;
  return TRUE;
}
