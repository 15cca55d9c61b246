/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lk-level.h"
#include "lk-metric-options.h"
#include "lk-support.h"

G_BEGIN_DECLS

/** lk_shot_scores_new() where cells of shots are painted out: every two shots are
 * compared over other cells and positions, and one product does not serve both. */
double *lk_masked_shot_scores_new (LkSupport *support,
                                   LkLevel level,
                                   const LkMetricOptions *options,
                                   GCancellable *cancellable,
                                   GError **error);

G_END_DECLS
