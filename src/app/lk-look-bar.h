/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-session.h"

G_BEGIN_DECLS

/** The controls of the view that is shown: how its evidence is looked at. */
#define LK_TYPE_LOOK_BAR (lk_look_bar_get_type ())
G_DECLARE_FINAL_TYPE (LkLookBar, lk_look_bar, LK, LOOK_BAR, GtkWidget)

void lk_look_bar_set_session (LkLookBar *self, LkSession *session);
/** Shows the controls of @view: "decision", "pixel", "part" or "distribution". */
void lk_look_bar_show (LkLookBar *self, const char *view);

G_END_DECLS
