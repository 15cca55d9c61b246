/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-evidence.h"
#include "lk-plot-view.h"

G_BEGIN_DECLS

/**
 * LkLedgerView:
 *
 * The scores of every class as any evidence has them: stacked bars that add up. Answers
 * to the pointer and to the arrow keys Up and Down. Property "hovered-class", -1 for
 * none, notifies, so that two of them can point at one class.
 */
#define LK_TYPE_LEDGER_VIEW (lk_ledger_view_get_type ())
G_DECLARE_FINAL_TYPE (LkLedgerView, lk_ledger_view, LK, LEDGER_VIEW, LkPlotView)

/** @evidence (nullable). Also to be called where what it holds has changed. */
void lk_ledger_view_set_evidence (LkLedgerView *self, LkEvidence *evidence);

G_END_DECLS
