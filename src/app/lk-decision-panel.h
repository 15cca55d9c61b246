/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-session.h"

G_BEGIN_DECLS

/**
 * LkDecisionPanel:
 *
 * What comes out, and the knobs: the decision in words, the ranking with its
 * contributions, the weights, and the options of the metric. Moving a weight decides anew
 * at once.
 */
#define LK_TYPE_DECISION_PANEL (lk_decision_panel_get_type ())
G_DECLARE_FINAL_TYPE (LkDecisionPanel, lk_decision_panel, LK, DECISION_PANEL, GtkWidget)

void lk_decision_panel_set_session (LkDecisionPanel *self, LkSession *session);

G_END_DECLS
