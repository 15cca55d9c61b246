/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-canvas.h"

G_BEGIN_DECLS

/** The ledger of the selected query: per class, what each level adds. As tall as its
 * classes ask for; without the verdict, which stands above it. */
#define LK_TYPE_DECISION_VIEW (lk_decision_view_get_type ())
G_DECLARE_FINAL_TYPE (LkDecisionView, lk_decision_view, LK, DECISION_VIEW, LkCanvas)

/** Whether a class is under the pointer or the keys. */
gboolean lk_decision_view_is_pointed (LkDecisionView *self);

G_END_DECLS
