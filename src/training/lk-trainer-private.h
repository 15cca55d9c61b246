/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-average.h"
#include "lk-loader.h"
#include "lk-model.h"
#include "lk-optimizer.h"
#include "lk-trainable.h"
#include "lk-trainer.h"
#include "lk-training-folder.h"
#include "lk-training-state.h"

G_BEGIN_DECLS

#define LK_TRAINING_INITIAL "training_initial"

/* What the files of the trainer share. */
struct _LkTrainer
{
  LkTrainerOptions options;
  LkTrainerWatch watch;
  char *dataset_name;
  char *initial_name;      /* (nullable): of the checkpoint it began with */
  char *validation_sha256; /* (nullable): of what the best weights are chosen by */
  LkRecipe *recipe;        /* a copy of its own */
  const LkProfile *profile;
  guint64 seed;
  LkTrainingFolder *folder;

  LkPictureSet *set;
  LkPictureSet *validation_set; /* (nullable) */
  LkTrainable *trainable;
  LkObjectives *objectives;
  GPtrArray *parameters; /* all that is learned */
  GPtrArray *averaged;   /* parameters and statistics of the backbone */
  LkTrainingState state;

  /* Of the running stage. */
  LkOptimizer *optimizer;
  LkAverage *average; /* (nullable) */
  LkLoader *loader;
  gboolean is_fresh; /* whether the stage begins, rather than goes on */
  float *gradient;   /* of maps, grown to what is needed */
  gsize gradient_size;

  /* Of the interval. */
  LkLossTally tallies[LK_N_OBJECTIVES];
  double rate;
  double norm;
  double forced_rate; /* instead of the schedule's, where it is not 0 */
  guint64 interval_pictures;
  gint64 interval_start;
  gint64 saved_at;

  LkValidationResult last_validation;
  LkTensor *best_episodes; /* (nullable): lk_validation_get_chosen() of the best */
  char *result;
};

/* lk-trainer-recipe.c */

/** The recipe as it is run: with what the options and @initial (nullable) say. */
gboolean lk_trainer_resolve_recipe (LkTrainer *self, LkModel *initial, GError **error);

/** A training that is resumed may be given more time, or none. */
void lk_trainer_prolong (LkTrainer *self);

/* lk-trainer-step.c */

/** One step on @batch. */
gboolean lk_trainer_step (LkTrainer *self, const LkBatch *batch, GError **error);

/** Sets temperatures that were never set, by the episodes of @batch. */
gboolean lk_trainer_fit (LkTrainer *self, const LkBatch *batch, GError **error);

/** The stages of the backbone that stay as they are, at @progress. */
guint lk_trainer_count_frozen (LkTrainer *self, double progress);

/* lk-trainer-weights.c */

/** Adds what is needed to open the network's tensors as a model, and the names of the
 * classes that it learns. */
void lk_trainer_describe_network (LkTrainer *self, GHashTable *metadata);

/** (transfer full): the weights to be used: the average, with statistics of its own, or
 * as they are. Names to #LkTensor. */
GHashTable *lk_trainer_make_weights (LkTrainer *self, GError **error);

/** How validation fuses the levels: as it was learned last, else as the stage says. */
LkEpisodeOptions lk_trainer_get_fusion (LkTrainer *self);

/** Writes @weights as a model, with all that is known of them and, where it was learned
 * or
 * @validation (nullable) went by it, how levels are fused. What was there before stays
 * where the maps of what would be written are others, %LK_ERROR_NUMERIC. */
gboolean lk_trainer_export (LkTrainer *self,
                            GHashTable *weights,
                            const LkValidationResult *validation,
                            const char *name,
                            GError **error);

/* lk-trainer-state.c */

gboolean lk_trainer_save (LkTrainer *self, GError **error);
/** What is needed before the network is made: recipe, seed, counters. */
gboolean
lk_trainer_read_state (LkTrainer *self, LkCheckpoint *checkpoint, GError **error);
/** Weights, velocities and average. */
gboolean
lk_trainer_read_tensors (LkTrainer *self, LkCheckpoint *checkpoint, GError **error);

/* lk-trainer.c */

/** Optimiser and frozen parameters for the running stage. */
void lk_trainer_begin_stage (LkTrainer *self);
const LkStageRecipe *lk_trainer_get_stage (LkTrainer *self);
double lk_trainer_get_progress (LkTrainer *self);
void lk_trainer_tell (LkTrainer *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

G_END_DECLS
