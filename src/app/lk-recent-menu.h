/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** (transfer full): a menu of the sessions that were opened or saved last, kept up to
 * date; its items activate "win.open-recent" with their paths. */
GMenuModel *lk_recent_menu_new (void);

/** Remembers that @path was opened or saved. */
void lk_recent_menu_add (const char *path);

/** Takes @path out of the menu: it could not be opened. */
void lk_recent_menu_remove (const char *path);

G_END_DECLS
