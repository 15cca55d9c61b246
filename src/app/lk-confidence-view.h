/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-confidence-report.h"
#include "lk-session.h"

G_BEGIN_DECLS

/**
 * LkConfidenceView:
 *
 * How sure the decisions of an evaluation may be: whether probabilities are kept, before
 * and after a temperature, and how often decisions are right where only those with the
 * largest margins are made. Hidden where there is no report.
 */
#define LK_TYPE_CONFIDENCE_VIEW (lk_confidence_view_get_type ())
G_DECLARE_FINAL_TYPE (LkConfidenceView,
                      lk_confidence_view,
                      LK,
                      CONFIDENCE_VIEW,
                      GtkWidget)

/** Once. */
void lk_confidence_view_set_session (LkConfidenceView *self, LkSession *session);
/** @report: (nullable) */
void lk_confidence_view_set_report (LkConfidenceView *self, LkConfidenceReport *report);

G_END_DECLS
