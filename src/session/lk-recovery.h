/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-recovery-place.h"
#include "lk-session.h"

G_BEGIN_DECLS

/**
 * LkRecovery:
 *
 * Keeps a session in a file of its own while it is worked on, with its undo: a change is
 * on the disk half a second and a write later, whole or not at all. Whatever ends the
 * process, the file stays, and the next may claim it (#LkRecoveryPlace). It is a session
 * file that knows besides whose file the session is of, what that held, and whether the
 * session was changed since. Main thread only; what is not written when it goes is lost.
 *
 * Signal "failed" (string): why the session cannot be kept; once, until it can again.
 */
#define LK_TYPE_RECOVERY (lk_recovery_get_type ())
G_DECLARE_FINAL_TYPE (LkRecovery, lk_recovery, LK, RECOVERY, GObject)

/** The folder of recovery files, and the file of what was open when the program ended:
 * beside them, as paths in a session are relative to its folder. */
char *lk_recovery_get_folder (void);
char *lk_recovery_get_last_path (void);

/** Keeps @session in @folder, from its next change on. */
LkRecovery *lk_recovery_new (LkSession *session, const char *folder);

/**
 * lk_recovery_restore:
 * @place: (transfer full): with a file
 * @path_to_show: (nullable): the session's own file, where @place does not know it
 *
 * @session becomes what the file holds, with its undo, and is kept there from now on.
 * Where it cannot be read it is set aside, and where the session was changed meanwhile it
 * is left alone; a message of the session says so.
 */
void
lk_recovery_restore (LkRecovery *self, LkRecoveryPlace *place, const char *path_to_show);

/** Writes now what is not on the disk yet, and waits for it. */
gboolean lk_recovery_flush (LkRecovery *self, GError **error);
/**
 * lk_recovery_leave:
 * @path: (nullable): where to; %NULL: where it is
 *
 * The session is left as it is, to be restored at the next start. What is at @path and
 * holds changes that are nowhere else is moved into the folder. Nothing is kept after
 * that.
 */
gboolean lk_recovery_leave (LkRecovery *self, const char *path, GError **error);
/** The session is given up on purpose: its file goes. Nothing is kept after that. */
void lk_recovery_discard (LkRecovery *self);

/** Whether @path is a session with changes that are in no other file; also where that
 * cannot be told. */
gboolean lk_recovery_holds_changes (const char *path);
/** Whether @path was left by a program that ended as it should. */
gboolean lk_recovery_was_left (const char *path);

G_END_DECLS
