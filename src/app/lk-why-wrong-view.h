/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-session.h"

G_BEGIN_DECLS

/**
 * LkWhyWrongView:
 *
 * "Why wrong?", where the query's label is another class than the one decided for: once
 * unfolded, the nearest weights and the shot that would have made the true class win, see
 * lk_why_wrong_new(), each with a button that does it. Hidden elsewhere. Computed on
 * another thread; of several questions the latest is answered.
 */
#define LK_TYPE_WHY_WRONG_VIEW (lk_why_wrong_view_get_type ())
G_DECLARE_FINAL_TYPE (LkWhyWrongView, lk_why_wrong_view, LK, WHY_WRONG_VIEW, GtkWidget)

void lk_why_wrong_view_set_session (LkWhyWrongView *self, LkSession *session);
/** @evidence: (nullable): that of the session, which may have changed in itself. */
void lk_why_wrong_view_set_evidence (LkWhyWrongView *self, LkEvidence *evidence);

G_END_DECLS
