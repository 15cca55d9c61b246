/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-session.h"

G_BEGIN_DECLS

/**
 * LkShotsPanel:
 *
 * What if a shot were missing, or another class's closest picture stood in its place: a
 * row a shot with the change of the margin, the largest fall first. Computed without the
 * network, on another thread, while the panel is open.
 */
#define LK_TYPE_SHOTS_PANEL (lk_shots_panel_get_type ())
G_DECLARE_FINAL_TYPE (LkShotsPanel, lk_shots_panel, LK, SHOTS_PANEL, GtkWidget)

void lk_shots_panel_set_session (LkShotsPanel *self, LkSession *session);

G_END_DECLS
