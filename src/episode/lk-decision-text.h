/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-decision.h"
#include "lk-episode-state.h"

G_BEGIN_DECLS

/** (transfer full): "Fox, 2.31 ahead of Wolf". */
char *lk_decision_text_get_title (const LkDecision *decision, LkEpisodeState *episode);

/** (transfer full): one sentence that says which level decided, and which would have
 * chosen otherwise: "Pixel level decided: it gives Fox 1.90 of a margin of 2.31. Part
 * level alone would choose Wolf." */
char *lk_decision_text_describe (const LkDecision *decision, LkEpisodeState *episode);

/** (transfer full): what pooled prototypes would say beside it: "Pooled prototypes would
 * say so too.", or "Pooled prototypes would choose Wolf." @prototype: their class */
char *lk_decision_text_describe_baseline (const LkDecision *decision,
                                          guint prototype,
                                          LkEpisodeState *episode);

G_END_DECLS
