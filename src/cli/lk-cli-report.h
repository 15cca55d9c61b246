/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-scoring.h"

G_BEGIN_DECLS

/**
 * lk_cli_report_write:
 * @path: ends in .pdf
 * @title: (nullable): of the session
 *
 * Writes a report on A4: what was scored and how, the support set, a ledger with a line a
 * query; then two pages a query with its four figures. Written atomically.
 *
 * Returns: or %FALSE with %LK_ERROR_FILE or as lk_scoring_decide() fails
 */
gboolean lk_cli_report_write (const char *path,
                              const char *title,
                              LkScoring *scoring,
                              const LkMetricOptions *options,
                              GError **error);

G_END_DECLS
