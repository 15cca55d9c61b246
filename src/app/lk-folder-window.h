/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "lk-folder-job.h"
#include "lk-window.h"

G_BEGIN_DECLS

/**
 * LkFolderWindow:
 *
 * The pictures of a folder as a table, sorted by the classes of a session's episode as it
 * was when it was asked for: picture, class or none, margin, deciding level, place among
 * the left-out shots; each opens as a query of the session. What was stopped, here or in
 * another such window of that folder, goes on where it was.
 */
#define LK_TYPE_FOLDER_WINDOW (lk_folder_window_get_type ())
G_DECLARE_FINAL_TYPE (LkFolderWindow, lk_folder_window, LK, FOLDER_WINDOW, AdwWindow)

/** Asks for a folder, and shows a window of it; nothing where nothing is scored. */
void lk_folder_window_ask (LkWindow *window);

/** Starts @job. @parent: the window of @session */
LkFolderWindow *
lk_folder_window_new (GtkWindow *parent, LkSession *session, LkFolderJob *job);

/** Writes the table at @path, and says so. */
void lk_folder_window_save (LkFolderWindow *self, const char *path);

G_END_DECLS
