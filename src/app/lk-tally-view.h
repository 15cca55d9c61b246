/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-accuracy-sheet.h"
#include "lk-session.h"

G_BEGIN_DECLS

/**
 * LkTallyView:
 *
 * How the labelled queries of the session's episode come out: right ones by predictor, a
 * confusion matrix, and a button that goes to the next mistake. Hidden where no query
 * that was scored is labelled.
 */
#define LK_TYPE_TALLY_VIEW (lk_tally_view_get_type ())
G_DECLARE_FINAL_TYPE (LkTallyView, lk_tally_view, LK, TALLY_VIEW, GtkWidget)

/** Once. */
void lk_tally_view_set_session (LkTallyView *self, LkSession *session);
/** Selects the next query that is decided wrongly, around the end; %FALSE: there is none.
 */
gboolean lk_tally_view_next_mistake (LkTallyView *self);
/** Asks where to save a figure of the numbers, or copies it; %FALSE where there are none.
 */
gboolean lk_tally_view_take_figure (LkTallyView *self, LkSheetKind kind, gboolean copy);

G_END_DECLS
