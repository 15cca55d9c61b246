/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-session.h"

G_BEGIN_DECLS

/**
 * LkSupportPanel:
 *
 * What goes in: the classes with their shots, and below them the queries. Pictures
 * dropped beside the classes make a class of their own.
 */
#define LK_TYPE_SUPPORT_PANEL (lk_support_panel_get_type ())
G_DECLARE_FINAL_TYPE (LkSupportPanel, lk_support_panel, LK, SUPPORT_PANEL, GtkWidget)

void lk_support_panel_set_session (LkSupportPanel *self, LkSession *session);

/** Shows the last class and gives the focus to its name, to be typed over. */
void lk_support_panel_start_last_name (LkSupportPanel *self);
/** Pastes where the focus is: into a class, else among the queries. */
void lk_support_panel_paste (LkSupportPanel *self);

G_END_DECLS
