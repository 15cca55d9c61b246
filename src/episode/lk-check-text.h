/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-episode-state.h"
#include "lk-support-check.h"

G_BEGIN_DECLS

/** (transfer full): what a support check found in @episode, in a few sentences, the most
 * important first: how many shots are recognised, of what nothing is known, which fits
 * least, which classes can hardly be told apart, which level and which weights tell
 * best, and which shots are there twice, so that the check finds them in their copies. */
GStrv lk_check_text_describe (const LkSupportCheck *check, LkEpisodeState *episode);

/** (transfer full): of one shot: "Left out, it would be taken for Wolf (0.31 behind)." */
char *lk_check_text_describe_shot (const LkSupportCheck *check,
                                   guint index,
                                   LkEpisodeState *episode);

G_END_DECLS
