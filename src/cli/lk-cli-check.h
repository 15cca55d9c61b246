/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "lk-scoring.h"

G_BEGIN_DECLS

/** Checks the support set of @scoring, each shot against the rest, and adds "support" to
 * the object @node, see lk_check_json_write(); or prints the sentences, where @node is
 * %NULL; then of each query its place among the shots, see lk_place_json_write(). Fails
 * as lk_leave_one_out_new() and lk_support_check_new() do. */
gboolean lk_cli_check_tell (LkScoring *scoring,
                            const LkMetricOptions *options,
                            JsonNode *node,
                            GCancellable *cancellable,
                            GError **error);

G_END_DECLS
