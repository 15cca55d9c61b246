/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "lk-scoring.h"

G_BEGIN_DECLS

/** The object that `likeness-cli explain --json` prints: "model" (or "maps"), "options",
 * and "queries", one object a query as DESIGN.md's contract says. */
JsonNode *
lk_scoring_to_json (LkScoring *self, const LkMetricOptions *options, GError **error);

/** Adds to each query of @node, which lk_scoring_to_json() gave, "prototype": the class
 * that pooled prototypes would choose. */
void lk_scoring_json_add_prototypes (LkScoring *self, JsonNode *node);

/** The object that `likeness-cli score --json` prints; @explanations is an array of
 * #LkExplanation. */
JsonNode *lk_explanations_to_json (GPtrArray *explanations, guint shot, guint neighbours);

/** Text on one or (@pretty) several lines, numbers printed so that they read back
 * exactly. */
char *lk_json_to_text (JsonNode *node, gboolean pretty);

G_END_DECLS
