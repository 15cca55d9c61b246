/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "lk-scoring.h"

G_BEGIN_DECLS

/**
 * lk_cells_json_add:
 * @node: of lk_scoring_to_json() of the same scoring under the same options
 *
 * Adds what `likeness-cli explain --json --cells` prints beside: to each query "map"
 * [H, W] and "margin_cells" (of each level and fused: weighted, scaled, signed; of the
 * predicted class over the runner-up), to each of its classes "cells" and "unplaced" of
 * each level. Cells go row by row. Fails as lk_scoring_decide() does, or with
 * %G_IO_ERROR_CANCELLED.
 */
gboolean lk_cells_json_add (LkScoring *self,
                            const LkMetricOptions *options,
                            JsonNode *node,
                            GCancellable *cancellable,
                            GError **error);

G_END_DECLS
