/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "lk-error.h"
#include "lk-trainer-private.h"

#define BEST "best.safetensors"
#define LAST "last.safetensors"
#define LOG "log.csv"
#define N_ESTIMATE_STEPS 3

static void
request (LkTrainer *self, guint64 step, double progress)
{
  LkSchedule schedule = lk_training_state_get_schedule (&self->state, self->recipe);
  const LkBatchRequest wanted
      = { self->state.stage, step,
          lk_stage_recipe_get_size (lk_trainer_get_stage (self), progress),
          lk_schedule_decays (&schedule, progress) };

  lk_loader_request (self->loader, &wanted);
}

static void
begin_interval (LkTrainer *self)
{
  memset (self->tallies, 0, sizeof self->tallies);
  self->interval_pictures = 0;
  self->interval_start = g_get_monotonic_time ();
}

static double
get_seconds_since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
}

/* At the speed of this interval; stages with a budget of time take their time. */
static double
guess_seconds_left (LkTrainer *self, double speed)
{
  double left = 0;

  for (guint i = self->state.stage; i < self->recipe->n_stages; i++)
    {
      gboolean timed = self->recipe->stages[i].minutes > 0;
      double done = 0;

      if (i == self->state.stage)
        done = timed ? self->state.seconds : (double) self->state.pictures;
      if (!timed && speed <= 0)
        return -1;
      left += MAX (self->state.budgets[i] - done, 0) / (timed ? 1 : speed);
    }
  return left;
}

static void
fill_line (LkTrainer *self, LkTrainingLine *line)
{
  const LkStageRecipe *stage = lk_trainer_get_stage (self);
  double seconds = get_seconds_since (self->interval_start);

  *line = (LkTrainingLine){
    .stage = *stage->name != '\0'               ? stage->name
             : stage->kind == LK_STAGE_EPISODES ? _ ("episodes")
                                                : _ ("classification"),
    .stage_index = MIN (self->state.stage, self->recipe->n_stages - 1),
    .n_stages = self->recipe->n_stages,
    .step = self->state.step,
    .pictures = self->state.pictures,
    .total_pictures = self->state.total_pictures,
    .rate = self->rate,
    .norm = self->norm,
    .speed = seconds > 0 ? (double) self->interval_pictures / seconds : 0,
    .memory = lk_training_line_get_memory (),
    .seconds = self->state.total_seconds,
  };
  line->seconds_left = guess_seconds_left (self, line->speed);
  memcpy (line->tallies, self->tallies, sizeof line->tallies);
  for (guint i = 0; i < LK_N_OBJECTIVES; i++)
    line->loss += lk_objectives_get_weight (stage, i)
                  * lk_loss_tally_get_loss (&self->tallies[i]);
}

static gboolean
write_line (LkTrainer *self,
            const LkValidationResult *validation,
            gboolean is_best,
            GError **error)
{
  g_autofree char *path = lk_training_folder_get_path (self->folder, LOG);
  LkTrainingLine line;

  fill_line (self, &line);
  line.validation = validation;
  line.is_best = is_best;
  if (self->watch.line != NULL)
    self->watch.line (&line, self->watch.user_data);
  begin_interval (self);
  return lk_training_line_append_csv (&line, path, error);
}

/* @chosen: (out): see lk_validation_get_chosen(); compared with that of the best. */
static gboolean
validate (LkTrainer *self,
          guint n_episodes,
          GHashTable *weights,
          LkTensor **chosen,
          GCancellable *cancellable,
          GError **error)
{
  g_autoptr (LkNetwork) network
      = lk_trainable_make_network (self->trainable, weights, error);
  g_autoptr (LkValidation) validation = NULL;
  LkValidationResult *result = &self->last_validation;
  LkEpisodeOptions options = lk_trainer_get_fusion (self);

  if (network == NULL)
    return FALSE;
  validation = lk_validation_new (self->validation_set, self->profile, n_episodes,
                                  self->recipe->validate_queries, error);
  if (validation == NULL)
    return FALSE;
  lk_validation_set_tick (validation, self->watch.tick, self->watch.user_data);
  if (!lk_validation_run (validation, network,
                          lk_objectives_get_episode_loss (self->objectives), &options,
                          result, cancellable, error))
    return FALSE;
  *chosen = lk_validation_get_chosen (validation, result);
  if (self->best_episodes != NULL)
    lk_validation_result_compare (result, *chosen, self->best_episodes);
  return TRUE;
}

static gboolean
keep_best (LkTrainer *self, GHashTable *weights, LkTensor *chosen, GError **error)
{
  self->state.best = self->last_validation.sum;
  g_clear_pointer (&self->best_episodes, lk_tensor_unref);
  self->best_episodes = lk_tensor_ref (chosen);
  return lk_trainer_export (self, weights, &self->last_validation, BEST, error);
}

/* Validates; where that is the best so far, it is kept as what is to be used. */
static gboolean
validate_on_the_way (LkTrainer *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) weights = NULL;
  g_autoptr (LkTensor) chosen = NULL;
  gboolean is_best;

  if (self->validation_set == NULL)
    {
      self->state.validated = self->state.total_pictures;
      return TRUE;
    }
  weights = lk_trainer_make_weights (self, error);
  if (weights == NULL
      || !validate (self, self->recipe->validate_episodes, weights, &chosen, cancellable,
                    error))
    return FALSE;
  self->state.validated = self->state.total_pictures;
  is_best = self->last_validation.sum > self->state.best;
  if (is_best && !keep_best (self, weights, chosen, error))
    return FALSE;
  return write_line (self, &self->last_validation, is_best, error);
}

static gboolean
is_overfit (LkTrainer *self)
{
  const LkLossTally *tallies = self->tallies;

  if (self->options.overfit == 0)
    return FALSE;
  for (guint i = 0; i < LK_N_OBJECTIVES; i++)
    if (tallies[i].n_right < tallies[i].n)
      return FALSE;
  return TRUE;
}

/* Every picture has been seen since the interval began. */
static gboolean
has_seen_all (LkTrainer *self)
{
  return self->options.overfit > 0
         && self->interval_pictures >= lk_picture_set_get_n_pictures (self->set);
}

static gboolean
look_after (LkTrainer *self, GError **error)
{
  if (get_seconds_since (self->interval_start) >= self->options.line_seconds
      && !write_line (self, NULL, FALSE, error))
    return FALSE;
  return get_seconds_since (self->saved_at) < self->options.save_seconds
         || lk_trainer_save (self, error);
}

/* The best, where validation found one; else the last. */
static void
set_result (LkTrainer *self)
{
  g_autofree char *best = lk_training_folder_get_path (self->folder, BEST);

  g_free (self->result);
  self->result = g_file_test (best, G_FILE_TEST_EXISTS)
                     ? g_steal_pointer (&best)
                     : lk_training_folder_get_path (self->folder, LAST);
}

static gboolean
export_stopped (LkTrainer *self, GError **error)
{
  g_autoptr (GHashTable) weights = lk_trainer_make_weights (self, error);

  if (weights == NULL || !lk_trainer_export (self, weights, NULL, LAST, error))
    return FALSE;
  set_result (self);
  return TRUE;
}

static gboolean
interrupt (LkTrainer *self, GError **error)
{
  if (!lk_trainer_save (self, error)
      || (self->options.export_stopped && !export_stopped (self, error)))
    return FALSE;
  g_set_error (
      error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
      ngettext ("Interrupted after %" PRIu64 " step; it can be resumed from here",
                "Interrupted after %" PRIu64 " steps; it can be resumed from here",
                self->state.total_steps),
      self->state.total_steps);
  return FALSE;
}

/* Before a step, so that a training which was interrupted here validates these weights,
 * too, when it is resumed. */
static gboolean
validate_when_due (LkTrainer *self, GCancellable *cancellable, GError **error)
{
  guint64 due = self->state.validated + self->recipe->validate_every;

  return self->state.total_pictures < due
         || validate_on_the_way (self, cancellable, error);
}

static gboolean
run_steps (LkTrainer *self, GCancellable *cancellable, GError **error)
{
  while (lk_trainer_get_progress (self) < 1)
    {
      g_autoptr (LkBatch) batch = NULL;
      guint64 pictures;
      double next;

      if (!validate_when_due (self, cancellable, error))
        return FALSE;
      batch = lk_loader_take (self->loader);
      pictures = self->state.pictures + lk_batch_count_pictures (batch);
      next = lk_training_state_get_progress (&self->state, self->recipe, pictures,
                                             self->state.seconds);
      if (self->is_fresh && batch->n_episodes > 0 && !lk_trainer_fit (self, batch, error))
        return FALSE;
      self->is_fresh = FALSE;
      if (next < 1)
        request (self, self->state.step + 1, next);
      if (!lk_trainer_step (self, batch, error))
        return FALSE;
      if (self->watch.tick != NULL)
        self->watch.tick (self->watch.user_data);
      if (has_seen_all (self) && is_overfit (self))
        return TRUE;
      if (has_seen_all (self))
        begin_interval (self);
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (!look_after (self, error))
        return FALSE;
    }
  return TRUE;
}

/* What the stage learned is what the next begins with. */
static gboolean
hand_on (LkTrainer *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) weights = NULL;

  if (self->interval_pictures > 0 && !write_line (self, NULL, FALSE, error))
    return FALSE;
  if (!validate_on_the_way (self, cancellable, error))
    return FALSE;
  weights = lk_trainer_make_weights (self, error);
  if (weights == NULL || !lk_trainable_set_tensors (self->trainable, weights, error))
    return FALSE;
  self->state.stage++;
  self->state.step = 0;
  self->state.pictures = 0;
  self->state.seconds = 0;
  lk_trainer_begin_stage (self);
  self->is_fresh = TRUE;
  return lk_trainer_save (self, error);
}

static gboolean
finish (LkTrainer *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) weights = lk_trainable_copy_tensors (self->trainable);
  g_autoptr (LkTensor) chosen = NULL;
  const LkValidationResult *result = NULL;

  if (self->validation_set != NULL)
    {
      if (!validate (self, self->recipe->final_episodes, weights, &chosen, cancellable,
                     error))
        return FALSE;
      result = &self->last_validation;
      if (!write_line (self, result, FALSE, error))
        return FALSE;
    }
  if (!lk_trainer_export (self, weights, result, LAST, error))
    return FALSE;
  set_result (self);
  return TRUE;
}

static gboolean
check_overfit (LkTrainer *self, GError **error)
{
  if (self->options.overfit == 0 || is_overfit (self))
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_NUMERIC,
               _ ("The %u pictures were not learned in %" PRIu64 " steps"),
               lk_picture_set_get_n_pictures (self->set), self->state.total_steps);
  return FALSE;
}

static gboolean
run_stage (LkTrainer *self, GCancellable *cancellable, GError **error)
{
  begin_interval (self);
  self->loader = lk_loader_new (lk_batcher_new (self->recipe, self->set, self->seed));
  if (lk_trainer_get_progress (self) < 1)
    request (self, self->state.step, lk_trainer_get_progress (self));
  return run_steps (self, cancellable, error) && check_overfit (self, error)
         && hand_on (self, cancellable, error);
}

gboolean
lk_trainer_run (LkTrainer *self, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (self != NULL && self->folder != NULL, FALSE);

  self->saved_at = g_get_monotonic_time ();
  while (self->state.stage < self->recipe->n_stages)
    {
      g_autoptr (GError) problem = NULL;

      if (run_stage (self, cancellable, &problem))
        continue;
      /* Nothing has changed since the last step, also where validation was cancelled. */
      if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return interrupt (self, error);
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  begin_interval (self);
  return finish (self, cancellable, error);
}

gboolean
lk_trainer_estimate (LkTrainer *self,
                     guint stage,
                     LkTrainerEstimate *estimate,
                     GError **error)
{
  g_autoptr (LkBatcher) batcher = NULL;
  double pictures;

  g_return_val_if_fail (self != NULL && stage < self->recipe->n_stages, FALSE);

  batcher = lk_batcher_new (self->recipe, self->set, self->seed);
  self->state = (LkTrainingState){ .stage = stage };
  memset (self->state.budgets, 0, sizeof self->state.budgets);
  self->state.budgets[stage] = G_MAXUINT32;
  lk_trainer_begin_stage (self);
  for (guint i = 0; i <= N_ESTIMATE_STEPS; i++)
    {
      const LkStageRecipe *recipe = lk_trainer_get_stage (self);
      const LkBatchRequest wanted
          = { stage, i, (guint) recipe->sizes.values[recipe->sizes.n - 1], FALSE };
      g_autoptr (LkBatch) batch = lk_batcher_draw (batcher, &wanted);

      if (batch->n_episodes > 0 && !lk_trainer_fit (self, batch, error))
        return FALSE;
      if (i == 1)
        self->state.seconds = 0;
      estimate->pictures_a_step = lk_batch_count_pictures (batch);
      if (!lk_trainer_step (self, batch, error))
        return FALSE;
    }
  pictures = self->recipe->stages[stage].pictures;
  estimate->seconds_a_step = self->state.seconds / N_ESTIMATE_STEPS;
  estimate->memory = lk_training_line_get_memory ();
  estimate->seconds
      = self->recipe->stages[stage].minutes > 0
            ? self->recipe->stages[stage].minutes * 60
            : pictures / estimate->pictures_a_step * estimate->seconds_a_step;
  return TRUE;
}
