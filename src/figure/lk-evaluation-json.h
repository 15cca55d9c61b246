/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "lk-evaluation.h"
#include "lk-model.h"

G_BEGIN_DECLS

/** (transfer full): an object: what was run with what, the accuracies with their
 * intervals, how many mistakes, pictures and seconds: what `evaluate --json` prints.
 * @model: (nullable): left out where there is none, as of maps from a file. Numbers that
 * there are none of (the interval of one episode) are null. @n_wanted: episodes that were
 * asked for; where fewer are done it is not complete. */
JsonNode *lk_evaluation_to_json (LkEvaluation *evaluation,
                                 LkModel *model,
                                 const LkMetricOptions *options,
                                 guint n_wanted);

G_END_DECLS
