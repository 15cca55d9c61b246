/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-confidence-report.h"
#include "lk-plot-curves.h"

G_BEGIN_DECLS

/**
 * LkTrustPlot:
 *
 * How far decisions may be trusted, as curves, in percent.
 */
typedef struct _LkTrustPlot LkTrustPlot;

/** How often decisions are right by how probable they were said to be, before and after
 * the temperature, and how many there are of each probability. @report: of a decision or
 * more */
LkTrustPlot *lk_trust_plot_new_reliability (const LkConfidenceReport *report);

/** How often decisions are right where only those with the largest margins are made. */
LkTrustPlot *lk_trust_plot_new_coverage (const LkConfidenceReport *report);

void lk_trust_plot_free (LkTrustPlot *self);

/** (transfer none): its titles are those of a figure file. */
const LkCurvesPlot *lk_trust_plot_get (const LkTrustPlot *self);

/** (transfer full): in one sentence, what is known at @place of the shared axis, or with
 * NaN of all. */
char *lk_trust_plot_describe (const LkTrustPlot *self, double place);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkTrustPlot, lk_trust_plot_free)

G_END_DECLS
