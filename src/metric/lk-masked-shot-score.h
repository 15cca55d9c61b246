/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-level.h"
#include "lk-metric-options.h"
#include "lk-support.h"

G_BEGIN_DECLS

/**
 * lk_masked_shot_score:
 * @class_index, @shot: the shot that is the query
 * @at_class: what it is compared with; its own class without it
 *
 * One of lk_shot_scores_new() where cells of shots are painted out: every two shots are
 * compared over other cells and positions, and one product does not serve both. On any
 * thread.
 */
double lk_masked_shot_score (LkSupport *support,
                             LkLevel level,
                             const LkMetricOptions *options,
                             guint class_index,
                             guint shot,
                             guint at_class);

G_END_DECLS
