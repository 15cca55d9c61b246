/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-session.h"

G_BEGIN_DECLS

/**
 * LkChangesView:
 *
 * What would change the decision on the selected query, as cards: the cells without which
 * it is another, or that alone would do, a shot, weights. Each was tried on another
 * thread, once nothing has changed for a moment; each can be applied, which undo takes
 * back, and a set of cells is outlined on the picture while its card is pointed at.
 */
#define LK_TYPE_CHANGES_VIEW (lk_changes_view_get_type ())
G_DECLARE_FINAL_TYPE (LkChangesView, lk_changes_view, LK, CHANGES_VIEW, GtkWidget)

void lk_changes_view_set_session (LkChangesView *self, LkSession *session);

G_END_DECLS
