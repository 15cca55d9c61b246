/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-session.h"

G_BEGIN_DECLS

/*
 * What a recovery file says beside the session itself: its member "recovery" holds "uri"
 * (of the session's own file), "sha256" (what that held when it was read or written
 * last), "modified", "with_pictures" and "left" (the program ended as it should); its
 * member "history" the undo.
 */

/** (transfer full): of @session as it is. */
JsonObject *lk_recovery_note_new (LkSession *session, gboolean left);
/** (transfer full): array of #LkSessionFile, the steps of @session's undo, bounded so
 * that a file with them can be read again; @now becomes the index of the one in force. */
GPtrArray *lk_recovery_note_list_past (LkSession *session, guint *now);
/** @session becomes what a recovery file holds, as it was; of @path (nullable) where the
 * file has no note. */
void lk_recovery_note_restore (LkSession *session, LkSessionFile *file, const char *path);

G_END_DECLS
