/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-scoring.h"

G_BEGIN_DECLS

/**
 * lk_report_write:
 * @title: of the session
 *
 * The whole decision as a PDF of A4 pages: model and metric, the support set, the ledger
 * of every query, then the figures of the queries @queries ([n_queries] indices; all
 * where %NULL). Real text, pictures embedded, written atomically.
 */
gboolean lk_report_write (LkScoring *scoring,
                          const LkMetricOptions *options,
                          const char *title,
                          const guint *queries,
                          guint n_queries,
                          const char *path,
                          GError **error);

G_END_DECLS
