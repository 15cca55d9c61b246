/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-batch.h"
#include "lk-cosine-head.h"
#include "lk-episode-loss.h"
#include "lk-prototype-head.h"

G_BEGIN_DECLS

typedef enum
{
  LK_OBJECTIVE_POOLED,
  LK_OBJECTIVE_DENSE,
  LK_OBJECTIVE_PROTOTYPES,
  LK_OBJECTIVE_ROTATION,
  LK_OBJECTIVE_PART, /* the losses of episodes, in their order */
  LK_OBJECTIVE_PIXEL,
  LK_OBJECTIVE_DISTRIBUTION,
  LK_OBJECTIVE_FUSED,
} LkObjective;
#define LK_N_OBJECTIVES 8

/** "pooled", "dense", ...: as in recipes, "weight_" left out. */
const char *lk_objective_to_string (LkObjective objective);

/**
 * LkObjectives:
 *
 * All that a recipe's stages have losses on, with the parameters of its own that each
 * learns.
 */
typedef struct _LkObjectives LkObjectives;

LkObjectives *lk_objectives_new (const LkRecipe *recipe,
                                 guint n_classes,
                                 gsize n_channels,
                                 guint64 seed);
void lk_objectives_free (LkObjectives *self);

/** (transfer none) (element-type LkParameter): of all heads that any stage uses. */
GPtrArray *lk_objectives_get_parameters (LkObjectives *self);

/** Those that @stage does not use are frozen. */
void lk_objectives_begin_stage (LkObjectives *self, const LkStageRecipe *stage);

LkEpisodeLoss *lk_objectives_get_episode_loss (LkObjectives *self);

/** What levels of @stage are compared by. */
LkEpisodeOptions lk_objectives_get_options (LkObjectives *self,
                                            const LkStageRecipe *stage);

/**
 * LkObjectivesPass:
 * @stage: whose weights the objectives have
 * @maps: [n, C, H, W]
 * @gradient: (nullable): of @maps: added to; %NULL goes forward only
 * @tallies: [LK_N_OBJECTIVES]: added to
 *
 * Maps that were made of pictures, and where what the objectives say of them goes.
 */
typedef struct
{
  const LkStageRecipe *stage;
  LkTensor *maps;
  float *gradient;
  LkLossTally *tallies;
} LkObjectivesPass;

/** The heads of classification: the maps are of @batch's pictures. See
 * lk_cosine_head_run(). */
void lk_objectives_classify (LkObjectives *self,
                             const LkObjectivesPass *pass,
                             const LkBatch *batch);

/** The levels: the maps are of @episode. See lk_episode_loss_run(). */
gboolean lk_objectives_compare (LkObjectives *self,
                                const LkObjectivesPass *pass,
                                const LkEpisodeBatch *episode,
                                double weight,
                                GError **error);

/** @stage's weight of @objective. */
double lk_objectives_get_weight (const LkStageRecipe *stage, LkObjective objective);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkObjectives, lk_objectives_free)

G_END_DECLS
