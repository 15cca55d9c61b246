/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LkTrainingPlan:
 * @dataset: folder of the pictures to train on; @split: (nullable): of its tables
 * @validation: (nullable): folder of pictures of other classes; @validation_split
 *   likewise
 * @recipe: as for lk_recipe_load()
 * @minutes, @pictures: the budget, of which one at most is not 0; else that of the recipe
 * @initial: (nullable): the model to begin with, as for lk_model_open(); %NULL: weights
 *   that are drawn at random
 * @initial_profile, @initial_network: (nullable): what a person says of it, see
 *   lk_model_open_for()
 *
 * What a training is to be, in a form that can be written beside it, so that it can go on
 * when the program was closed.
 */
typedef struct
{
  char *dataset;
  char *split;
  char *validation;
  char *validation_split;
  char *recipe;
  double minutes;
  guint64 pictures;
  char *initial;
  char *initial_profile;
  char *initial_network;
} LkTrainingPlan;

LkTrainingPlan *lk_training_plan_new (void);
LkTrainingPlan *lk_training_plan_copy (const LkTrainingPlan *self);
void lk_training_plan_free (LkTrainingPlan *self);

/** Writes it into @folder, which is made where it is missing. %FALSE with
 * %LK_ERROR_FILE. */
gboolean
lk_training_plan_save (const LkTrainingPlan *self, const char *folder, GError **error);

/** %NULL with %LK_ERROR_FILE, or %LK_ERROR_FORMAT where @folder holds none. */
LkTrainingPlan *lk_training_plan_load (const char *folder, GError **error);

/** (transfer full): a folder that is not there yet, below the user's data, called as the
 * dataset and the time. */
char *lk_training_plan_propose_folder (const LkTrainingPlan *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkTrainingPlan, lk_training_plan_free)

G_END_DECLS
