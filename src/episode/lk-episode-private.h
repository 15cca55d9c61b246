/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-episode.h"

G_BEGIN_DECLS

/** (transfer none): what is shown now. */
LkEpisodeState *lk_episode_peek_state (LkEpisode *self);

G_END_DECLS
