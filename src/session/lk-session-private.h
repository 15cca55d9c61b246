/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-session.h"

G_BEGIN_DECLS

/* What the files of #LkSession share. */

/** Shows @state in the episode, without a step. */
void lk_session_show_episode (LkSession *self, LkEpisodeState *state);
/** Classes that the look compares with stay those, wherever they stand in @after: either
 * may be %NULL. */
void lk_session_follow_look (LkSession *self, LkScoring *before, LkScoring *after);
/** Puts what the model brings in force where the settings wait for it and it is open:
 * that belongs to the step that chose it. Returns whether they are others. */
gboolean lk_session_take_defaults (LkSession *self);
/** Follows a change of the settings in force, which were @before. */
void lk_session_follow_settings (LkSession *self, LkSettings *before);
/** Follows a change of the episode, and of the settings, which were @before. */
void lk_session_follow (LkSession *self, LkSettings *before, gboolean travelled);
/** Puts a pair in force as a step of the session that goes on. */
void lk_session_step (LkSession *self,
                      LkEpisodeState *episode,
                      LkSettings *settings,
                      const char *label);
/** Says which pictures of @state are placeholders, where any are. */
void lk_session_tell_absent (LkSession *self, LkEpisodeState *state);

G_END_DECLS
