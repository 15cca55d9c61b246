/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "lk-embedder.h"
#include "lk-episode-state.h"

G_BEGIN_DECLS

/** Warns once where pictures that @embedder prepared are not seen as published code sees
 * them. */
void lk_cli_reading_warn (LkEmbedder *embedder);

/** Adds "differences" to @object, where there are any: how many pictures that @embedder
 * prepared differ, by "alpha", "orientation" and "grey-16". */
void lk_cli_reading_add_counts (JsonObject *object, LkEmbedder *embedder);

/** Adds "as_published" to the object of lk_scoring_to_json(), and where that is not so
 * "differences" to each query that has any, and to the root "support_differences" of
 * shots that have. */
void lk_cli_reading_add_episode (JsonNode *node,
                                 LkEpisodeState *episode,
                                 gboolean as_published);

G_END_DECLS
