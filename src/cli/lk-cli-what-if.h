/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "lk-scoring.h"

G_BEGIN_DECLS

/** Adds to each query of the object @node what would change its decision, as
 * "what_if": "flip", "keep" and (of a wrong decision) "truth": sets of cells; "removal"
 * and "swap": the shot that changes most; "weights": the nearest that decide otherwise;
 * "deletion": the areas of the curves by order. What there is none of is null. Fails as
 * lk_cell_set_new(), lk_what_if_shots() and lk_faithfulness_new() do. */
gboolean lk_cli_what_if_add (LkScoring *scoring,
                             const LkMetricOptions *options,
                             JsonNode *node,
                             GCancellable *cancellable,
                             GError **error);

/** Of one query the same in a few lines. */
gboolean lk_cli_what_if_print (LkScoring *scoring,
                               guint query,
                               const LkMetricOptions *options,
                               GCancellable *cancellable,
                               GError **error);

G_END_DECLS
