/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-session.h"

G_BEGIN_DECLS

/**
 * LkDecisionPage:
 *
 * All that the decision view shows of the selected query, from above: the ledger, where
 * the margin comes from on the picture, and what would change it. Property "summary": a
 * sentence about what is pointed at.
 */
#define LK_TYPE_DECISION_PAGE (lk_decision_page_get_type ())
G_DECLARE_FINAL_TYPE (LkDecisionPage, lk_decision_page, LK, DECISION_PAGE, GtkWidget)

void lk_decision_page_set_session (LkDecisionPage *self, LkSession *session);
/** (transfer none) (nullable) */
const char *lk_decision_page_get_summary (LkDecisionPage *self);
/** (transfer none): the map of the margin: what is enlarged. */
GtkWidget *lk_decision_page_get_canvas (LkDecisionPage *self);

G_END_DECLS
