/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-episode-state.h"
#include "lk-settings.h"

G_BEGIN_DECLS

/**
 * LkScoringRequest:
 * @episode: (nullable): without the shots that are off; %NULL before the first question
 * @settings: (nullable): likewise
 *
 * What a scoring is of, but for the masks of its queries. Begin with all zeros.
 */
typedef struct
{
  LkEpisodeState *episode;
  LkSettings *settings;
} LkScoringRequest;

void lk_scoring_request_clear (LkScoringRequest *self);
/** @episode, @settings: may be those of @self */
void lk_scoring_request_set (LkScoringRequest *self,
                             LkEpisodeState *episode,
                             LkSettings *settings);

/** Whether it asks for the model of @settings. */
gboolean lk_scoring_request_is_model (const LkScoringRequest *self, LkSettings *settings);
/** Whether it is of the pictures of @episode. */
gboolean lk_scoring_request_is_episode (const LkScoringRequest *self,
                                        LkEpisodeState *episode);
/** Whether both would be scored alike. */
gboolean lk_scoring_request_is (const LkScoringRequest *self,
                                LkEpisodeState *episode,
                                LkSettings *settings);

G_END_DECLS
