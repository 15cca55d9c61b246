/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-episode-state.h"
#include "lk-map-source.h"

G_BEGIN_DECLS

/*
 * Pictures of an episode that are placeholders (see #LkPictureState): kept, shown, and
 * not scored.
 */

/** (transfer full): array of #LkPicture: the placeholders of shots and queries, each
 * object once. */
GPtrArray *lk_episode_list_absent (LkEpisodeState *self);

/** (transfer full): array of #LkPicture: those of which @source has no map, each once. */
GPtrArray *lk_episode_list_lacking (LkEpisodeState *self, LkMapSource *source);

/** (transfer full): @self without the pictures of which @source has no map, and without
 * the classes that are left with none: what is scored. It is @self itself where there are
 * maps of all, or where without them nothing would be left to score: then the source
 * says what it lacks. */
LkEpisodeState *lk_episode_state_with_maps (LkEpisodeState *self, LkMapSource *source);

/** Appends to @self those of @queries that are no placeholders. */
void lk_episode_append_present (LkEpisodeState *self, GPtrArray *queries);

/**
 * lk_episode_replace_pictures:
 * @pictures: #LkPicture to the #LkPicture that takes its place
 * @queries: (nullable): filled with #LkQuery to the #LkQuery that took its place
 *
 * Returns: (transfer full): the episode with other pictures, and all else as it was
 */
LkEpisodeState *lk_episode_replace_pictures (LkEpisodeState *self,
                                             GHashTable *pictures,
                                             GHashTable *queries);

G_END_DECLS
