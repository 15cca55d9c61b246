/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-scoring.h"

G_BEGIN_DECLS

/**
 * lk_report_write:
 * @title: (nullable): of the session
 * @queries: (nullable): whose figures it shows
 *
 * The whole decision as a PDF of A4 pages: model and metric, the support set, the ledger
 * of every query, how good the shots are (of at most %LK_LEAVE_ONE_OUT_AT_ONCE), then the
 * figures of the queries @queries ([n_queries] indices; all where %NULL). Real text,
 * pictures embedded, written atomically. It tells its day, or that of
 * SOURCE_DATE_EPOCH, and the program's version: the same scoring gives the same bytes on
 * one day. Main thread only.
 *
 * Returns: or %FALSE with %LK_ERROR_FILE, %LK_ERROR_OPTION (there is no such query), or
 * as lk_scoring_decide() fails
 */
gboolean lk_report_write (LkScoring *scoring,
                          const LkMetricOptions *options,
                          const char *title,
                          const guint *queries,
                          guint n_queries,
                          const char *path,
                          GError **error);

G_END_DECLS
