/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "lk-episode-state.h"
#include "lk-support-check.h"

G_BEGIN_DECLS

/**
 * lk_check_json_write:
 *
 * (transfer full): what `explain --check --json` prints as "support":
 * "checked", "recognised", "unknown": numbers of shots; "levels" and "best_weights": by
 * level; "best_level"; "best_recognised"; "classes": names, in the order of "confusion"
 * (rows: what shots are); "weakest" (or null): an index into "shots"; "shots": {"class",
 * "shot", "picture", "prediction", "lead", "alone": by level}; "pairs": {"classes",
 * "shots", "mixed"}; "remarks": the sentences of lk_check_text_describe().
 */
JsonObject *lk_check_json_write (const LkSupportCheck *check, LkEpisodeState *episode);

G_END_DECLS
