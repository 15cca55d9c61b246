/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LkSessionFolder:
 *
 * The folder of a session file, which the paths in it are relative to: written with
 * forward slashes, and with ".." for what lies beside or above it. Such a path is taken
 * from the folder's real place, not by way of a link to it, as the system would.
 */
typedef struct _LkSessionFolder LkSessionFolder;

LkSessionFolder *lk_session_folder_new (const char *session_path);
void lk_session_folder_free (LkSessionFolder *self);

/** (transfer full) (nullable): how the session names @path; %NULL where it is no valid
 * text. */
char *lk_session_folder_relate (LkSessionFolder *self, const char *path);

/** (transfer full): the same, and where it is no valid text, a text that resembles it:
 * for what a session opens without. */
char *lk_session_folder_name (LkSessionFolder *self, const char *path);

/** (transfer full): the absolute path that the session calls @name. */
char *lk_session_folder_resolve (LkSessionFolder *self, const char *name);

/** (transfer full): as lk_session_folder_name() and lk_session_folder_resolve(), but what
 * is built in ("builtin:conv64f") is called so everywhere. */
char *lk_session_folder_name_model (LkSessionFolder *self, const char *model);
char *lk_session_folder_resolve_model (LkSessionFolder *self, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkSessionFolder, lk_session_folder_free)

G_END_DECLS
