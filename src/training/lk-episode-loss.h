/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-cross-entropy.h"
#include "lk-level-maps.h"
#include "lk-metric-options.h"
#include "lk-parameter.h"

G_BEGIN_DECLS

/** What decides, and has a loss: each level alone, in the order of #LkLevel, then their
 * fusion. */
#define LK_EPISODE_FUSED LK_N_LEVELS
#define LK_EPISODE_N_LOSSES (LK_N_LEVELS + 1)

/**
 * LkEpisodeOptions:
 * @neighbours: of the local levels
 * @distance: a KL
 * @weights: of the losses
 * @fused: which levels the fusion has
 * @within_episode: whether the fusion takes each level less its mean, over its deviation,
 *   over the classes of a query; else the raw scores
 */
typedef struct
{
  guint neighbours;
  LkDistance distance;
  double ridge;
  double weights[LK_EPISODE_N_LOSSES];
  gboolean fused[LK_N_LEVELS];
  gboolean within_episode;
} LkEpisodeOptions;

/**
 * LkEpisodeLoss:
 * @scales: [3]: logarithms of what a level's scores are multiplied by to be its logits
 * @slopes: [3]: logarithms of what each adds to the logits of the fusion: so none is
 *   negative
 *
 * The cross-entropies of the levels' decisions on an episode, with their learned
 * temperatures (docs/METHOD.md 11.4).
 */
typedef struct
{
  LkParameter *scales;
  LkParameter *slopes;
} LkEpisodeLoss;

LkEpisodeLoss *lk_episode_loss_new (void);
void lk_episode_loss_free (LkEpisodeLoss *self);

/** Whether every level that @options want has a scale, which is 0 until it is set. */
gboolean lk_episode_loss_is_fitted (const LkEpisodeLoss *self,
                                    const LkEpisodeOptions *options);

/**
 * lk_episode_loss_fit:
 * @spread: wanted
 *
 * Sets scales and slopes such that the logits of each level that @options want deviate by
 * @spread over the classes, on the mean over @episode's queries. Those of a level that
 * has them already, from a stage before, stay as they were learned.
 */
gboolean lk_episode_loss_fit (LkEpisodeLoss *self,
                              const LkEpisodeOptions *options,
                              const LkLevelMaps *episode,
                              double spread,
                              GError **error);

/**
 * lk_episode_loss_run:
 * @weight: of all losses
 * @gradient: (nullable): [maps, C, H W]: added to; %NULL goes forward only
 * @tallies: one a loss: added to, where the loss has a weight
 *
 * Forward, and backward through the losses, each the mean over the queries times its
 * weight; gradients of the parameters are added to as well.
 *
 * Returns: %FALSE with the errors of lk_divergence_level_new()
 */
gboolean lk_episode_loss_run (LkEpisodeLoss *self,
                              const LkEpisodeOptions *options,
                              const LkLevelMaps *episode,
                              double weight,
                              float *gradient,
                              LkLossTally tallies[LK_EPISODE_N_LOSSES],
                              GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkEpisodeLoss, lk_episode_loss_free)

G_END_DECLS
