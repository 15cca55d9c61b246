/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lk-level.h"
#include "lk-metric-options.h"
#include "lk-support.h"

G_BEGIN_DECLS

/**
 * lk_shot_scores_new:
 * @level: part or pixel
 * @options: neighbours and part form are used
 *
 * (transfer full): [shots of all classes, n_classes]: what each shot would score at each
 * class, and at its own without it, as lk_explanation_new() compares them, to the last
 * bit, without what is painted out of either; 0 where a class would have no other shot. A
 * product of two shots serves both, so that it takes half the time of as many queries.
 * Dealt out over the shared pool; the numbers do not depend on its threads.
 *
 * Returns: or %NULL with %G_IO_ERROR_CANCELLED
 */
double *lk_shot_scores_new (LkSupport *support,
                            LkLevel level,
                            const LkMetricOptions *options,
                            GCancellable *cancellable,
                            GError **error);

G_END_DECLS
