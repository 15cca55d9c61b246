/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-recipe.h"
#include "lk-schedule.h"

G_BEGIN_DECLS

/**
 * LkTrainingState:
 * @stage: that is running; the number of stages when all are done
 * @step, @pictures, @seconds: of that stage
 * @total_steps, @total_pictures, @total_seconds: of all stages
 * @validated: value of @total_pictures at the last validation
 * @best: the best sum of accuracies so far; below 0: none
 * @budgets: of each stage: in pictures, or in seconds where its recipe has minutes
 * @decays: share of the budget in which the rate decays
 *
 * How far a training has come: what its schedule depends on.
 */
typedef struct
{
  guint stage;
  guint64 step;
  guint64 pictures;
  double seconds;
  guint64 total_steps;
  guint64 total_pictures;
  double total_seconds;
  guint64 validated;
  double best;
  double budgets[LK_RECIPE_MAX_STAGES];
  double decays[LK_RECIPE_MAX_STAGES];
} LkTrainingState;

/** At the beginning; budgets as in @recipe. */
void lk_training_state_init (LkTrainingState *self, const LkRecipe *recipe);

/** Share of the running stage's budget that is used up when @pictures and @seconds of it
 * are; 1 and above: it is done. */
double lk_training_state_get_progress (const LkTrainingState *self,
                                       const LkRecipe *recipe,
                                       guint64 pictures,
                                       double seconds);

/** That of the running stage. */
LkSchedule lk_training_state_get_schedule (const LkTrainingState *self,
                                           const LkRecipe *recipe);

/** The running stage's rate decays from now on. */
void lk_training_state_decay_now (LkTrainingState *self, const LkRecipe *recipe);

/** All as strings in @metadata (names to strings, both owned by it), and back: %FALSE
 * with %LK_ERROR_FORMAT names what lacks. */
void lk_training_state_write (const LkTrainingState *self, GHashTable *metadata);
gboolean
lk_training_state_read (LkTrainingState *self, GHashTable *metadata, GError **error);

G_END_DECLS
