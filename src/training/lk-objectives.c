/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-objectives.h"

#include "lk-stream.h"

struct _LkObjectives
{
  const LkRecipe *recipe;
  LkCosineHead *pooled;
  LkCosineHead *dense;
  LkPrototypeHead *prototypes;
  LkCosineHead *rotation;
  LkEpisodeLoss *episodes;
  GPtrArray *parameters;
};

const char *
lk_objective_to_string (LkObjective objective)
{
  static const char *const names[LK_N_OBJECTIVES]
      = { "pooled", "dense", "prototypes",   "rotation",
          "part",   "pixel", "distribution", "fused" };

  return names[objective];
}

double
lk_objectives_get_weight (const LkStageRecipe *stage, LkObjective objective)
{
  const double weights[LK_N_OBJECTIVES]
      = { stage->weight_pooled,       stage->weight_dense, stage->weight_prototypes,
          stage->weight_rotation,     stage->weight_part,  stage->weight_pixel,
          stage->weight_distribution, stage->weight_fused };

  return weights[objective];
}

static gboolean
is_used (const LkRecipe *recipe, LkObjective objective)
{
  for (guint i = 0; i < recipe->n_stages; i++)
    if (lk_objectives_get_weight (&recipe->stages[i], objective) > 0)
      return TRUE;
  return FALSE;
}

static LkCosineHead *
new_cosine_head (LkObjectives *self,
                 LkObjective objective,
                 guint n_classes,
                 gsize n_channels,
                 guint64 seed)
{
  LkCosineHead *head;
  LkRandom random;

  if (!is_used (self->recipe, objective))
    return NULL;
  lk_stream_init (&random, seed, LK_STREAM_WEIGHTS, objective, 0, 0);
  head = lk_cosine_head_new (lk_objective_to_string (objective), n_classes, n_channels,
                             self->recipe->head_scale, objective == LK_OBJECTIVE_DENSE,
                             &random);
  g_ptr_array_add (self->parameters, head->weight);
  g_ptr_array_add (self->parameters, head->scale);
  return head;
}

LkObjectives *
lk_objectives_new (const LkRecipe *recipe,
                   guint n_classes,
                   gsize n_channels,
                   guint64 seed)
{
  LkObjectives *self = g_new0 (LkObjectives, 1);
  LkRandom random;

  self->recipe = recipe;
  self->parameters = g_ptr_array_new ();
  self->pooled = new_cosine_head (self, LK_OBJECTIVE_POOLED, n_classes, n_channels, seed);
  self->dense = new_cosine_head (self, LK_OBJECTIVE_DENSE, n_classes, n_channels, seed);
  self->rotation = new_cosine_head (self, LK_OBJECTIVE_ROTATION, 4, n_channels, seed);
  if (is_used (recipe, LK_OBJECTIVE_PROTOTYPES))
    {
      lk_stream_init (&random, seed, LK_STREAM_WEIGHTS, LK_OBJECTIVE_PROTOTYPES, 0, 0);
      self->prototypes
          = lk_prototype_head_new ("prototypes", n_classes, recipe->prototypes,
                                   n_channels, recipe->prototype_scale, &random);
      g_ptr_array_add (self->parameters, self->prototypes->descriptors);
      g_ptr_array_add (self->parameters, self->prototypes->scale);
    }
  self->episodes = lk_episode_loss_new ();
  g_ptr_array_add (self->parameters, self->episodes->scales);
  g_ptr_array_add (self->parameters, self->episodes->slopes);
  return self;
}

void
lk_objectives_free (LkObjectives *self)
{
  if (self == NULL)
    return;
  lk_cosine_head_free (self->pooled);
  lk_cosine_head_free (self->dense);
  lk_cosine_head_free (self->rotation);
  lk_prototype_head_free (self->prototypes);
  lk_episode_loss_free (self->episodes);
  g_ptr_array_unref (self->parameters);
  g_free (self);
}

GPtrArray *
lk_objectives_get_parameters (LkObjectives *self)
{
  return self->parameters;
}

LkEpisodeLoss *
lk_objectives_get_episode_loss (LkObjectives *self)
{
  return self->episodes;
}

static void
use_cosine_head (LkCosineHead *head, const LkStageRecipe *stage, double weight)
{
  if (head == NULL)
    return;
  head->weight->frozen = head->scale->frozen = weight == 0;
  head->smoothing = stage->smoothing;
}

void
lk_objectives_begin_stage (LkObjectives *self, const LkStageRecipe *stage)
{
  g_return_if_fail (self != NULL && stage != NULL);

  use_cosine_head (self->pooled, stage, stage->weight_pooled);
  use_cosine_head (self->dense, stage, stage->weight_dense);
  use_cosine_head (self->rotation, stage, stage->weight_rotation);
  if (self->rotation != NULL)
    self->rotation->smoothing = 0;
  if (self->prototypes != NULL)
    {
      self->prototypes->descriptors->frozen = stage->weight_prototypes == 0;
      self->prototypes->scale->frozen = stage->weight_prototypes == 0;
      self->prototypes->smoothing = stage->smoothing;
    }
  self->episodes->scales->frozen = !lk_stage_recipe_has_levels (stage);
  self->episodes->slopes->frozen = stage->weight_fused == 0;
}

LkEpisodeOptions
lk_objectives_get_options (LkObjectives *self, const LkStageRecipe *stage)
{
  return (LkEpisodeOptions){
    .neighbours = self->recipe->neighbours,
    .distance = self->recipe->distance == 0 ? LK_DISTANCE_KL_SQ : LK_DISTANCE_KL_QS,
    .ridge = self->recipe->ridge,
    .weights = { stage->weight_part, stage->weight_pixel, stage->weight_distribution,
                 stage->weight_fused },
    .fused
    = { stage->fuse_part > 0, stage->fuse_pixel > 0, stage->fuse_distribution > 0 },
    .within_episode = stage->normalise == 0,
  };
}

static LkLabelledMaps
label_maps (const LkObjectivesPass *pass, const guint *labels)
{
  return (LkLabelledMaps){
    lk_tensor_get_data (pass->maps), lk_tensor_get_dim (pass->maps, 0),
    lk_tensor_get_dim (pass->maps, 2) * lk_tensor_get_dim (pass->maps, 3), labels
  };
}

static void
run_cosine_head (LkCosineHead *head,
                 const LkObjectivesPass *pass,
                 const LkLabelledMaps *maps,
                 double weight,
                 LkObjective objective)
{
  if (weight > 0)
    lk_cosine_head_run (head, maps, weight, pass->gradient, &pass->tallies[objective]);
}

static void
run_rotation (LkObjectives *self, const LkObjectivesPass *pass, const LkBatch *batch)
{
  LkLabelledMaps turned = label_maps (pass, batch->turns);
  gsize offset = (turned.n_maps - batch->n_turned) * lk_tensor_get_dim (pass->maps, 1)
                 * turned.n_cells;

  turned.maps += offset;
  turned.n_maps = batch->n_turned;
  if (pass->stage->weight_rotation > 0 && batch->n_turned > 0)
    lk_cosine_head_run (self->rotation, &turned, pass->stage->weight_rotation,
                        pass->gradient != NULL ? pass->gradient + offset : NULL,
                        &pass->tallies[LK_OBJECTIVE_ROTATION]);
}

void
lk_objectives_classify (LkObjectives *self,
                        const LkObjectivesPass *pass,
                        const LkBatch *batch)
{
  const LkStageRecipe *stage;
  LkLabelledMaps maps;

  g_return_if_fail (self != NULL && pass != NULL && batch->labels != NULL);

  stage = pass->stage;
  maps = label_maps (pass, batch->labels);
  run_cosine_head (self->pooled, pass, &maps, stage->weight_pooled, LK_OBJECTIVE_POOLED);
  run_cosine_head (self->dense, pass, &maps, stage->weight_dense, LK_OBJECTIVE_DENSE);
  run_rotation (self, pass, batch);
  if (stage->weight_prototypes > 0)
    lk_prototype_head_run (self->prototypes, &maps, stage->weight_prototypes,
                           pass->gradient, &pass->tallies[LK_OBJECTIVE_PROTOTYPES]);
}

gboolean
lk_objectives_compare (LkObjectives *self,
                       const LkObjectivesPass *pass,
                       const LkEpisodeBatch *episode,
                       double weight,
                       GError **error)
{
  g_return_val_if_fail (self != NULL && pass != NULL && episode != NULL, FALSE);

  const LkLevelMaps levels
      = { pass->maps, episode->n_ways, episode->n_shots, episode->n_queries };
  LkEpisodeOptions options = lk_objectives_get_options (self, pass->stage);

  return lk_episode_loss_run (self->episodes, &options, &levels, weight, pass->gradient,
                              pass->tallies + LK_OBJECTIVE_PART, error);
}
