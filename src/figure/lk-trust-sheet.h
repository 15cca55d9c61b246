/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-confidence-report.h"
#include "lk-unknown.h"

G_BEGIN_DECLS

/*
 * How far decisions may be trusted, drawn into files that end in .svg, .pdf or .png. All
 * fail as lk_figure_file_write() does.
 */

/** The share of the known that is accepted over that of the unknown, by level and fused.
 */
gboolean lk_trust_sheet_write_unknown (const LkUnknown *unknown,
                                       double column,
                                       const char *path,
                                       GError **error);

/** lk_trust_plot_new_reliability() */
gboolean lk_trust_sheet_write_reliability (const LkConfidenceReport *report,
                                           double column,
                                           const char *path,
                                           GError **error);

/** lk_trust_plot_new_coverage() */
gboolean lk_trust_sheet_write_coverage (const LkConfidenceReport *report,
                                        double column,
                                        const char *path,
                                        GError **error);

G_END_DECLS
