/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-plot-view.h"
#include "lk-training-curves.h"

G_BEGIN_DECLS

/**
 * LkCurvesView:
 *
 * Curves, such as those of a training, as high as its width asks for. Pointing at them,
 * or the left and right arrow keys, show and say what it was like there; else how it is
 * at last. A part of the shared axis can be seen more closely.
 */
#define LK_TYPE_CURVES_VIEW (lk_curves_view_get_type ())
G_DECLARE_FINAL_TYPE (LkCurvesView, lk_curves_view, LK, CURVES_VIEW, LkPlotView)

/** @curves: (nullable): not owned; call it again whenever they have changed, and with
 * %NULL before they go. */
void lk_curves_view_set_curves (LkCurvesView *self, LkTrainingCurves *curves);

/** The curves of @data (nullable), which is not owned: (nullable) plot. */
typedef const LkCurvesPlot *(*LkCurvesViewGet) (gpointer data);
/** (transfer full) (nullable): a sentence about @place, or with NaN about all. */
typedef char *(*LkCurvesViewDescribe) (gpointer data, double place);

/** The same of any curves. */
void lk_curves_view_set_source (LkCurvesView *self,
                                gpointer data,
                                LkCurvesViewGet get,
                                LkCurvesViewDescribe describe);

G_END_DECLS
