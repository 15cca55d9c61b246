/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "lk-recovery-place.h"
#include "lk-session.h"

G_BEGIN_DECLS

/**
 * LkWindow:
 *
 * The window: what goes in on the left, why in the middle, what comes out on the right.
 * Every verb is an action "win.…"; lk_application_list_accelerators() names
 * their keys.
 */
#define LK_TYPE_WINDOW (lk_window_get_type ())
G_DECLARE_FINAL_TYPE (LkWindow, lk_window, LK, WINDOW, AdwApplicationWindow)

LkWindow *lk_window_new (AdwApplication *application);
LkSession *lk_window_get_session (LkWindow *self);
/** Opens @file if not %NULL; else the last session, if the settings say so. */
void lk_window_start (LkWindow *self, GFile *file);
/** Shows what @place (transfer full) holds. */
void lk_window_restore (LkWindow *self, LkRecoveryPlace *place);
/** Keeps the window's session on the disk from now on, see #LkRecovery. */
void lk_window_keep (LkWindow *self);
/** Whether the settings say that what is open at the end is open at the next start. */
gboolean lk_window_comes_back (LkWindow *self);
/** Leaves the session to be restored at the next start, @is_last: as the one that was
 * open last. Returns whether the window may go. */
gboolean lk_window_leave (LkWindow *self, gboolean is_last);
/** The file in which the unsaved state survives. */
char *lk_window_get_autosave_path (void);

G_END_DECLS
