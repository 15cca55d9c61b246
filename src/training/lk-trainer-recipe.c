/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-error.h"
#include "lk-profile-values.h"
#include "lk-model.h"
#include "lk-trainer-private.h"

static gboolean
adopt_model (LkRecipe *recipe, LkModel *model, GError **error)
{
  const LkLayout *layout = lk_model_get_layout (model);
  const LkProfile *profile = lk_model_get_profile (model);

  if (!lk_recipe_set_backbone (recipe, layout->backbone.name))
    {
      g_set_error (error, LK_ERROR, LK_ERROR_UNSUPPORTED,
                   _ ("A %s cannot be trained: Conv64F and ResNet-12 can"),
                   layout->backbone.name);
      return FALSE;
    }
  if (!lk_profile_equal (profile, lk_profile_find (profile->name, NULL)))
    {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_UNSUPPORTED,
                           _ ("A network whose pictures are prepared as no profile does "
                              "cannot be trained"));
      return FALSE;
    }
  recipe->slope = layout->backbone.slope;
  g_free (recipe->profile);
  recipe->profile = g_strdup (profile->name);
  recipe->channels.n = 4;
  for (guint i = 0; i < 4; i++)
    {
      recipe->channels.values[i] = (double) layout->backbone.widths[i];
      if (layout->backbone.unpadded[i])
        {
          g_set_error_literal (error, LK_ERROR, LK_ERROR_UNSUPPORTED,
                               _ ("A network with an unpadded convolution cannot be "
                                  "trained"));
          return FALSE;
        }
      if (layout->backbone.bare[i] || layout->backbone.no_shortcut[i])
        {
          g_set_error (error, LK_ERROR, LK_ERROR_UNSUPPORTED,
                       _ ("A network whose stage %u has no norm, or adds nothing, cannot "
                          "be trained"),
                       i + 1);
          return FALSE;
        }
      recipe->pools[i] = layout->backbone.pools[i] ? '1' : '0';
    }
  return TRUE;
}

/* Few pictures, as they are, until all are known. */
static void
overfit (LkRecipe *recipe, guint n)
{
  LkStageRecipe *stage = &recipe->stages[0];

  stage->kind = LK_STAGE_CLASSIFICATION;
  stage->batch = MIN (stage->batch, n);
  stage->pictures = n * 400;
  stage->minutes = 0;
  stage->warmup = 5;
  stage->decay = 0.5;
  stage->weight_decay = 0;
  stage->crop = LK_CROP_NONE;
  stage->flip = stage->jitter = stage->rotated = stage->smoothing = 0;
  stage->final_jitter = -1;
  stage->average = 0;
  stage->drop_rate = 0;
  stage->norm = LK_NORM_BATCH;
  stage->sizes = (LkNumbers){ 1, { stage->sizes.values[stage->sizes.n - 1] } };
  stage->shares = (LkNumbers){ 1, { 1 } };
  stage->weight_rotation = 0;
  stage->weight_part = stage->weight_pixel = stage->weight_distribution = 0;
  stage->weight_fused = 0;
  if (stage->weight_dense == 0 && stage->weight_prototypes == 0)
    stage->weight_pooled = 1;
  while (recipe->n_stages > 1)
    {
      recipe->n_stages--;
      g_free (recipe->stages[recipe->n_stages].name);
    }
}

/* In the recipe, so that it holds when the training is resumed. */
static void
freeze (LkRecipe *recipe, int n_blocks)
{
  for (guint i = 0; n_blocks >= 0 && i < recipe->n_stages; i++)
    {
      recipe->stages[i].freeze = (guint) n_blocks;
      recipe->stages[i].freeze_share = 1;
    }
}

/* Shares @total out to the stages as their budgets are. */
static void
share_out (LkTrainer *self, double total, gboolean minutes)
{
  double sum = 0;

  for (guint i = 0; i < self->recipe->n_stages; i++)
    sum += self->recipe->stages[i].pictures;
  for (guint i = 0; i < self->recipe->n_stages; i++)
    {
      LkStageRecipe *stage = &self->recipe->stages[i];
      double share = total * stage->pictures / sum;

      stage->minutes = minutes ? share : 0;
      if (!minutes)
        stage->pictures = (guint) MAX (share, 1);
    }
}

static LkRecipe *
copy_recipe (const LkRecipe *recipe)
{
  g_autofree char *json = lk_recipe_to_json (recipe, FALSE);

  return lk_recipe_parse (json, NULL);
}

gboolean
lk_trainer_resolve_recipe (LkTrainer *self, LkModel *initial, GError **error)
{
  const LkTrainerOptions *options = &self->options;

  self->recipe = copy_recipe (options->recipe);
  if (initial != NULL && !adopt_model (self->recipe, initial, error))
    return FALSE;
  if (options->overfit > 0)
    overfit (self->recipe, options->overfit);
  freeze (self->recipe, options->freeze);
  if (options->minutes > 0)
    share_out (self, options->minutes, TRUE);
  else if (options->pictures > 0)
    share_out (self, (double) options->pictures, FALSE);
  self->seed = options->seed;
  lk_training_state_init (&self->state, self->recipe);
  return lk_recipe_check (self->recipe, error);
}

void
lk_trainer_prolong (LkTrainer *self)
{
  const LkTrainerOptions *options = &self->options;
  LkTrainingState fresh;

  freeze (self->recipe, options->freeze);
  if (options->minutes > 0)
    share_out (self, options->minutes, TRUE);
  else if (options->pictures > 0)
    share_out (self, (double) options->pictures, FALSE);
  if (options->minutes > 0 || options->pictures > 0)
    {
      lk_training_state_init (&fresh, self->recipe);
      memcpy (self->state.budgets, fresh.budgets, sizeof fresh.budgets);
    }
  if (options->decay_now && self->state.stage < self->recipe->n_stages)
    lk_training_state_decay_now (&self->state, self->recipe);
}
