/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-episode-state.h"
#include "lk-model.h"
#include "lk-settings.h"

G_BEGIN_DECLS

/*
 * When settings take a model's own defaults (#LkModelDefaults): where a model is chosen,
 * and the options were the defaults of the one before. What a person changed stays.
 */

/**
 * lk_settings_have_defaults:
 * @model: (nullable): that of @self, where it was opened
 * @episode: how many shots its classes have decides between weights by shot
 * @any_weights: whether weights are not looked at
 *
 * Whether the options are what @model brings, or are still to become so; where it was not
 * opened, whether they are lk_metric_options_default().
 */
gboolean lk_settings_have_defaults (const LkSettings *self,
                                    LkModel *model,
                                    LkEpisodeState *episode,
                                    gboolean any_weights);

/** (transfer full) (nullable): @self with the defaults of @model, which was opened
 * (%NULL: of a file of maps); %NULL where it does not wait for them. */
LkSettings *lk_settings_take_defaults (const LkSettings *self,
                                       LkModel *model,
                                       LkEpisodeState *episode);

/** (transfer full) (nullable): @self with scores normalised within the episode, for a
 * model without a fusion layer; %NULL where they are not normalised as trained. */
LkSettings *lk_settings_without_fusion (const LkSettings *self);

/** (transfer full) (nullable): a sentence about options that @model's fusion layer was
 * not trained for. */
char *lk_settings_describe_misfit (const LkSettings *self, LkModel *model);

G_END_DECLS
