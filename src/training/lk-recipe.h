/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-augmentation.h"
#include "lk-layout.h"
#include "lk-metric-options.h"

G_BEGIN_DECLS

#define LK_RECIPE_MAX_STAGES 16
#define LK_RECIPE_MAX_LIST 8

typedef enum
{
  LK_STAGE_CLASSIFICATION, /* batches of pictures of all classes */
  LK_STAGE_EPISODES,       /* few-shot episodes, with or without such pictures beside */
} LkStageKind;

/** Whether BatchNorm uses the statistics of the batch, or the running ones. */
typedef enum
{
  LK_NORM_BATCH,
  LK_NORM_RUNNING,
} LkNormMode;

/** A few numbers. */
typedef struct
{
  guint n;
  double values[LK_RECIPE_MAX_LIST];
} LkNumbers;

/**
 * LkStageRecipe:
 * @pictures: how many go through the network forward and backward, in all
 * @minutes: instead of @pictures, where it is not 0
 * @batch: pictures of a step, of a stage of classification
 * @episodes: of a step, of a stage of episodes
 * @ways, @shots, @queries: of an episode; lists are gone through in turns
 * @extra: pictures a step for the heads of classification, beside episodes
 * @rate: of learning, when warm
 * @warmup: steps in which it rises from 0
 * @decay: the last share of the budget, in which it falls to 0, linearly
 * @clip: the norm that all gradients together have at most; 0: any
 * @average: half-life, in steps, of the averaged weights; 0: none are kept
 * @average_from: step they begin at
 * @sizes, @shares: edges of the pictures, in the order in which they come, and the share
 *   of the budget each has
 * @freeze: so many stages of the backbone, from the first, stay as they are
 * @freeze_share: for this share of the budget
 * @drop_block, @drop_rate: edge of the blocks dropped in the last two stages, and the
 *   share that is dropped in the end; 0: none
 * @augmentation: at the beginning
 * @final_jitter: the jitter while the rate decays; below 0: as before
 * @rotated: share of a batch that is turned by a random quarter, for the rotation head
 * @weights: of the losses: cross-entropies of the heads, and of the levels
 * @levels: by #LkLevel: whether the fusion has it
 * @normalise: of the fusion: within the episode, or raw
 * @spread: the deviation, over the classes, of the logits that a level begins with
 */
typedef struct
{
  char *name;
  guint kind;
  guint pictures;
  double minutes;
  guint batch;
  guint episodes;
  guint ways;
  LkNumbers shots;
  LkNumbers queries;
  guint extra;
  double rate;
  guint warmup;
  double decay;
  double momentum;
  double weight_decay;
  double clip;
  guint average;
  guint average_from;
  LkNumbers sizes;
  LkNumbers shares;
  guint freeze;
  double freeze_share;
  guint norm;
  guint drop_block;
  double drop_rate;
  guint crop;
  double padding;
  double min_area;
  double max_area;
  double flip;
  double jitter;
  double final_jitter;
  double rotated;
  double smoothing;
  double weight_pooled;
  double weight_dense;
  double weight_prototypes;
  double weight_rotation;
  double weight_part;
  double weight_pixel;
  double weight_distribution;
  double weight_fused;
  double fuse_part;
  double fuse_pixel;
  double fuse_distribution;
  guint normalise;
  double spread;
} LkStageRecipe;

/**
 * LkRecipe:
 * @backbone: see lk_recipe_get_backbone()
 * @channels: of its four stages
 * @pools: "1100": which of them a pool follows
 * @slope: of LeakyReLU
 * @profile: how pictures are prepared
 * @store: edge with which they are kept; 0: the profile's crop
 * @head_scale, @prototypes, @prototype_scale: what heads begin with
 * @neighbours, @distance, @ridge: of the levels, see #LkMetricOptions; a KL
 * @validate_every: pictures between two validations
 * @validate_episodes: of each shot, on the way; @final_episodes at the end
 *
 * How a backbone is trained: plain values, all of which stand in its JSON.
 */
typedef struct
{
  char *name;
  guint backbone;
  LkNumbers channels;
  char *pools;
  double slope;
  char *profile;
  guint store;
  double head_scale;
  guint prototypes;
  double prototype_scale;
  guint neighbours;
  guint distance;
  double ridge;
  guint validate_every;
  guint validate_episodes;
  guint final_episodes;
  guint validate_queries;
  guint n_stages;
  LkStageRecipe stages[LK_RECIPE_MAX_STAGES];
} LkRecipe;

/** The name of the backbone, "conv64f" or "resnet12". */
const char *lk_recipe_get_backbone (const LkRecipe *self);

/** Sets it; %FALSE where no recipe can train @name. */
gboolean lk_recipe_set_backbone (LkRecipe *self, const char *name);

/**
 * lk_recipe_load:
 * @name: "conv64f", "resnet12", or the path of a JSON file, whatever it ends in
 *
 * Returns: or %NULL with %LK_ERROR_FILE, %LK_ERROR_FORMAT or %LK_ERROR_OPTION; the file
 *   and the member at fault are named. A member that is not known is a fault; one that is
 *   missing has its default.
 */
LkRecipe *lk_recipe_load (const char *name, GError **error);

LkRecipe *lk_recipe_parse (const char *json, GError **error);
void lk_recipe_free (LkRecipe *self);

/** "stage1.rate=0.05" or "store=92", over what @self says; lists as "5,5,1". */
gboolean lk_recipe_override (LkRecipe *self, const char *assignment, GError **error);

/** What single values cannot tell: whether all fits together. */
gboolean lk_recipe_check (const LkRecipe *self, GError **error);

/** (transfer full): all members, so that the same recipe can be read from it. */
char *lk_recipe_to_json (const LkRecipe *self, gboolean pretty);

/** @stage's augmentation, at the beginning or while the rate @decays. */
LkAugmentation lk_stage_recipe_get_augmentation (const LkStageRecipe *stage,
                                                 gboolean decays);

/** Whether any of the heads of classification, or of the levels, has a weight. */
gboolean lk_stage_recipe_has_heads (const LkStageRecipe *stage);
gboolean lk_stage_recipe_has_levels (const LkStageRecipe *stage);

/** Edge of the pictures at @progress, 0 to 1, of a stage. */
guint lk_stage_recipe_get_size (const LkStageRecipe *stage, double progress);

/** Pictures of episode @index of the stage, shots and queries. */
guint lk_stage_recipe_get_episode (const LkStageRecipe *stage,
                                   guint64 index,
                                   guint *n_shots,
                                   guint *n_queries);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkRecipe, lk_recipe_free)

G_END_DECLS
