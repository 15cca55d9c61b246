/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* How wide the figures are that are exported and copied: each as it is drawn best, one or
 * two columns of a paper, or so many points. It is a setting, of all windows and figures:
 * "figure-width". */

/** In points; 0: each as it is drawn best. See #LkFigureSize. */
double lk_width_menu_get_width (void);
/** "win.figure-width", whose state is what is chosen: "", "one", "two" or "other", which
 * asks for points. */
void lk_width_menu_add_action (GtkApplicationWindow *window);
/** Puts the choice at the end of the menu of @button, which exports figures. */
void lk_width_menu_append (GtkMenuButton *button);

G_END_DECLS
