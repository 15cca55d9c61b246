/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "lk-error.h"
#include "lk-trainer-private.h"

/* Of the mean of losses that those before have at each step. */
#define MEMORY 0.9
#define TOO_MUCH 4
/* Steps over which a slope is taken; before as many, the mean is of too few. */
#define SPAN 10

static double
sum_losses (LkTrainer *self)
{
  const LkStageRecipe *stage = lk_trainer_get_stage (self);
  double sum = 0;

  for (guint i = 0; i < LK_N_OBJECTIVES; i++)
    sum += lk_objectives_get_weight (stage, i)
           * lk_loss_tally_get_loss (&self->tallies[i]);
  return sum;
}

/* One step at @rate; *@loss: not a number where it was not finite. */
static gboolean
try_rate (LkTrainer *self, LkBatcher *batcher, double rate, double *loss, GError **error)
{
  const LkBatchRequest wanted
      = { 0, self->state.step, lk_stage_recipe_get_size (lk_trainer_get_stage (self), 0),
          FALSE };
  g_autoptr (LkBatch) batch = lk_batcher_draw (batcher, &wanted);
  g_autoptr (GError) problem = NULL;

  if (batch->n_episodes > 0 && self->state.step == 0
      && !lk_trainer_fit (self, batch, error))
    return FALSE;
  memset (self->tallies, 0, sizeof self->tallies);
  self->forced_rate = rate;
  *loss = NAN;
  if (lk_trainer_step (self, batch, &problem))
    *loss = sum_losses (self);
  else if (!g_error_matches (problem, LK_ERROR, LK_ERROR_NUMERIC))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  return TRUE;
}

GArray *
lk_trainer_find_rate (LkTrainer *self,
                      guint n_steps,
                      double low,
                      double high,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (LkBatcher) batcher = NULL;
  g_autoptr (GArray) rates = NULL;
  double mean = 0, lowest = G_MAXDOUBLE;

  g_return_val_if_fail (self != NULL && n_steps > 1, NULL);
  g_return_val_if_fail (low > 0 && high > low, NULL);

  batcher = lk_batcher_new (self->recipe, self->set, self->seed);
  rates = g_array_new (FALSE, FALSE, sizeof (LkTrainerRate));
  lk_training_state_init (&self->state, self->recipe);
  lk_trainer_begin_stage (self);
  for (guint i = 0; i < n_steps; i++)
    {
      LkTrainerRate found
          = { .rate = low * pow (high / low, (double) i / (n_steps - 1)) };
      double loss;

      if (g_cancellable_set_error_if_cancelled (cancellable, error)
          || !try_rate (self, batcher, found.rate, &loss, error))
        return NULL;
      if (self->watch.tick != NULL)
        self->watch.tick (self->watch.user_data);
      mean = MEMORY * mean + (1 - MEMORY) * loss;
      found.loss = mean / (1 - pow (MEMORY, i + 1));
      if (!isfinite (found.loss) || found.loss > TOO_MUCH * lowest)
        break;
      lowest = MIN (lowest, found.loss);
      g_array_append_val (rates, found);
    }
  return g_steal_pointer (&rates);
}

double
lk_trainer_rate_get_steepest (GArray *rates)
{
  double steepest = 0, rate = 0;
  guint lowest = 0;

  g_return_val_if_fail (rates != NULL, 0);

  for (guint i = 1; i < rates->len; i++)
    if (g_array_index (rates, LkTrainerRate, i).loss
        < g_array_index (rates, LkTrainerRate, lowest).loss)
      lowest = i;
  for (guint i = 2 * SPAN; i <= lowest; i++)
    {
      const LkTrainerRate *from = &g_array_index (rates, LkTrainerRate, i - SPAN);
      const LkTrainerRate *to = &g_array_index (rates, LkTrainerRate, i);
      double slope = (to->loss - from->loss) / log (to->rate / from->rate);

      if (slope < steepest)
        {
          steepest = slope;
          rate = sqrt (from->rate * to->rate);
        }
    }
  return rate;
}
