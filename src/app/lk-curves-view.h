/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-training-curves.h"

G_BEGIN_DECLS

/**
 * LkCurvesView:
 *
 * The curves of a training, as high as its width asks for. Pointing at them, or the left
 * and right arrow keys, show and say what it was like then. Property "summary" (string)
 * notifies: what is pointed at, else how it is now.
 */
#define LK_TYPE_CURVES_VIEW (lk_curves_view_get_type ())
G_DECLARE_FINAL_TYPE (LkCurvesView, lk_curves_view, LK, CURVES_VIEW, GtkWidget)

/** @curves: (nullable): not owned; call it again whenever they have changed, and with
 * %NULL before they go. */
void lk_curves_view_set_curves (LkCurvesView *self, LkTrainingCurves *curves);

/** (nullable) */
const char *lk_curves_view_get_summary (LkCurvesView *self);

G_END_DECLS
