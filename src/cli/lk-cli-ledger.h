/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-scoring.h"

G_BEGIN_DECLS

/** Prints what was scored and how, a line each. */
void lk_cli_ledger_print_heading (LkScoring *scoring, const LkMetricOptions *options);

/**
 * lk_cli_ledger_print_query:
 *
 * Prints one query for people: the decision in words, the classes in their ranking with
 * what each level adds, what each level alone would choose, and which level decided.
 *
 * Returns: or %FALSE where lk_scoring_decide() fails
 */
gboolean lk_cli_ledger_print_query (LkScoring *scoring,
                                    guint query,
                                    const LkMetricOptions *options,
                                    GError **error);

G_END_DECLS
