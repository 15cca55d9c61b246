/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  LK_RECENT_SESSIONS,
  LK_RECENT_CHECKPOINTS,
} LkRecentKind;

/** (transfer full): a menu of what was opened or saved last, kept up to date; its items
 * activate @action with their paths. */
GMenuModel *lk_recent_menu_new (LkRecentKind kind, const char *action);

/** Remembers that @path was opened or saved. */
void lk_recent_menu_add (LkRecentKind kind, const char *path);

/** Takes @path out of the menu: it could not be opened. */
void lk_recent_menu_remove (const char *path);

G_END_DECLS
