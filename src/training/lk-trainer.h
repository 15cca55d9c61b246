/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lk-dataset.h"
#include "lk-recipe.h"
#include "lk-training-line.h"

G_BEGIN_DECLS

/**
 * LkTrainerOptions:
 * @dataset: to train on
 * @validation: (nullable): none of its classes may be one of @dataset's
 * @recipe: (nullable): %NULL where @resume; not copied, must outlive the trainer
 * @folder: (nullable): where all is written; without it nothing can be run but
 *   lk_trainer_estimate()
 * @seed: with the same dataset and recipe, and on as many threads, the same weights
 * @initial: (nullable): a checkpoint to begin with; what backbone it is goes before the
 *   recipe
 * @initial_choices: (nullable): what a person says of it, see lk_model_open_as()
 * @resume: goes on from the last checkpoint in @folder, with the recipe and seed in it
 * @minutes: (or 0) of the whole training, shared out to the stages as the recipe shares
 *   pictures out
 * @pictures: (or 0) likewise
 * @decay_now: the running stage's rate decays from now on; of a training that is resumed
 * @freeze: stages of the backbone that stay as they are throughout; -1: as the recipe
 * says
 * @overfit: 0, or so many pictures, not changed at random, are learned until all come out
 *   right
 * @half: whether weights are exported as float16
 * @export_stopped: whether "last.safetensors" is written, too, where it is cancelled
 * @save_seconds: between two checkpoints
 * @line_seconds: between two lines
 */
typedef struct
{
  LkDataset *dataset;
  LkDataset *validation;
  LkRecipe *recipe;
  const char *folder;
  guint64 seed;
  const char *initial;
  GHashTable *initial_choices;
  gboolean resume;
  double minutes;
  guint64 pictures;
  gboolean decay_now;
  int freeze;
  guint overfit;
  gboolean half;
  gboolean export_stopped;
  double save_seconds;
  double line_seconds;
} LkTrainerOptions;

/**
 * LkTrainerWatch:
 * @loading: pictures are read
 * @tick: after each step, that an interrupt may be noticed
 * @line: now and then
 * @message: what a person should know, translated
 * @saved: a checkpoint was written
 *
 * Called on the thread that runs. All nullable.
 */
typedef struct
{
  void (*loading) (guint n_done, guint total, gpointer user_data);
  void (*tick) (gpointer user_data);
  void (*line) (const LkTrainingLine *line, gpointer user_data);
  void (*message) (const char *text, gpointer user_data);
  void (*saved) (gpointer user_data);
  gpointer user_data;
} LkTrainerWatch;

/**
 * LkTrainer:
 *
 * Trains a backbone by a recipe: "checkpoint-N.safetensors" are the last two states to go
 * on from, "best.safetensors" the weights that validation liked best, "last.safetensors"
 * those at the end, both as a model opens them; "log.csv" has the lines, "recipe.json"
 * the recipe with all its values.
 */
typedef struct _LkTrainer LkTrainer;

/** Reads the pictures and makes the network, or goes on from where it was. Many errors:
 * of files, of the recipe, of classes that are too small, or shared with validation. */
LkTrainer *lk_trainer_new (const LkTrainerOptions *options,
                           const LkTrainerWatch *watch,
                           GCancellable *cancellable,
                           GError **error);
void lk_trainer_free (LkTrainer *self);

const LkRecipe *lk_trainer_get_recipe (LkTrainer *self);
/** (transfer full): what is trained, layer by layer, and with what, for people. */
char *lk_trainer_describe (LkTrainer *self);

/**
 * lk_trainer_run:
 *
 * All that is left of the recipe. When @cancellable is cancelled, a checkpoint is written
 * and it ends with %G_IO_ERROR_CANCELLED. Where a loss is not finite it ends with
 * %LK_ERROR_NUMERIC, which names step and rate, and writes nothing.
 */
gboolean lk_trainer_run (LkTrainer *self, GCancellable *cancellable, GError **error);

/**
 * LkTrainerEstimate:
 * @seconds_a_step, @pictures_a_step: as measured
 * @memory: of pictures, weights and steps, in bytes
 * @seconds: of the whole stage
 *
 * What a stage takes.
 */
typedef struct
{
  double seconds_a_step;
  guint pictures_a_step;
  gsize memory;
  double seconds;
} LkTrainerEstimate;

/** Measures a few steps of @stage, after which nothing can be run any more. */
gboolean lk_trainer_estimate (LkTrainer *self,
                              guint stage,
                              LkTrainerEstimate *estimate,
                              GError **error);

/**
 * LkTrainerRate:
 * @loss: the weighted sum of a step's losses, and of those before with weights that fall
 *   by a tenth each
 */
typedef struct
{
  double rate;
  double loss;
} LkTrainerRate;

/**
 * lk_trainer_find_rate:
 * @n_steps: at least 2
 * @low, @high: the first rate and the last, above 0; each is as many times the one before
 *
 * Steps of the first stage with rates that grow (docs/METHOD.md 11.9), until the loss is
 * four times the lowest or not finite; after which nothing can be run any more.
 *
 * Returns: (transfer full): #GArray of #LkTrainerRate
 */
GArray *lk_trainer_find_rate (LkTrainer *self,
                              guint n_steps,
                              double low,
                              double high,
                              GCancellable *cancellable,
                              GError **error);

/** The rate at which the losses of @rates fall most steeply over its logarithm on the way
 * to the lowest; 0 where they do not fall. */
double lk_trainer_rate_get_steepest (GArray *rates);

/** (nullable): the file that is to be used: the best, or the last; %NULL before any. */
const char *lk_trainer_get_result (LkTrainer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkTrainer, lk_trainer_free)

G_END_DECLS
