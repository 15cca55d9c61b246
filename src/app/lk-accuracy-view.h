/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-evaluation-job.h"
#include "lk-tally.h"

G_BEGIN_DECLS

/**
 * LkAccuracyView:
 *
 * A #LkPredictorRow for each predictor, and the baseline below them where it was counted.
 */
#define LK_TYPE_ACCURACY_VIEW (lk_accuracy_view_get_type ())
G_DECLARE_FINAL_TYPE (LkAccuracyView, lk_accuracy_view, LK, ACCURACY_VIEW, GtkWidget)

/** What many episodes came to; @chance in percent. */
void lk_accuracy_view_set_report (LkAccuracyView *self,
                                  const LkEvaluationReport *report,
                                  double chance);
/** What the labelled queries of one episode came to: counts. */
void lk_accuracy_view_set_tally (LkAccuracyView *self, const LkTally *tally);

G_END_DECLS
