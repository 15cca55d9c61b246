/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-episode-state.h"

G_BEGIN_DECLS

/*
 * How LkEpisode makes the state after a change out of the state before it. All but the
 * first are for a state that nobody shares yet; on such a state the arrays of
 * lk_episode_state_get_shots() and lk_episode_state_get_queries() may be changed as well,
 * they own references to what is in them.
 */

/** (transfer full): @picture, or a clone of it where a slot of @self holds it already. */
LkPicture *lk_episode_state_claim_shot (LkEpisodeState *self, LkPicture *picture);
/** A state of its own with the same pictures. */
LkEpisodeState *lk_episode_state_copy (LkEpisodeState *self);
void lk_episode_state_remove_class (LkEpisodeState *self, guint class_index);
/** The class ends up at index @to. */
void lk_episode_state_move_class (LkEpisodeState *self, guint class_index, guint to);
void
lk_episode_state_rename_class (LkEpisodeState *self, guint class_index, const char *name);

G_END_DECLS
