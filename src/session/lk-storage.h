/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-session-file.h"

G_BEGIN_DECLS

/**
 * LkStorage:
 *
 * Where a session is kept: the file it is in, or none, what it is called, and whether
 * that file still holds what the session is. Reads and writes on other threads: writes in
 * the order they were asked for, so that the newest is what stays; of reads only the one
 * that was asked for last arrives. Main thread only. A storage that goes waits for its
 * writes.
 *
 * Signal "touched": the session was changed. Properties that notify: "path", "title",
 * "modified".
 */
#define LK_TYPE_STORAGE (lk_storage_get_type ())
G_DECLARE_FINAL_TYPE (LkStorage, lk_storage, LK, STORAGE, GObject)

LkStorage *lk_storage_new (void);

/** (nullable): of the session's file. */
const char *lk_storage_get_path (LkStorage *self);
/** (transfer full): what a person reads: the file's name without its ending, or what the
 * session was called in one, or "Untitled". */
char *lk_storage_get_title (LkStorage *self);
/** (nullable): what is written as the title. */
const char *lk_storage_get_given_title (LkStorage *self);
/** The session is another one from now on: of @path, %NULL: of no file; not modified. */
void lk_storage_begin (LkStorage *self, const char *path, const char *title);

/** Where the session is kept, by a number: lk_storage_begin() makes another. */
guint lk_storage_get_place (LkStorage *self);
/** The session is again the one that was at @place, with the file and the title that it
 * had when it was left. */
void lk_storage_return (LkStorage *self, guint place);

gboolean lk_storage_get_modified (LkStorage *self);
/** The session was changed. */
void lk_storage_touch (LkStorage *self);
/** Counts the changes, and sessions: the same number is the same session, unchanged. */
guint lk_storage_get_revision (LkStorage *self);

/** Counts the sessions: the same number is the same one, changed or not. */
guint lk_storage_get_session (LkStorage *self);

/** The SHA-256 of the session's file as it was when the session was read from it; %NULL:
 * not known. A save over another file is asked for first. */
void lk_storage_expect (LkStorage *self, const char *sha256);
/** (transfer full) (nullable): likewise, of the last save too. */
char *lk_storage_get_expected (LkStorage *self);

/** Whether all pictures are to stand in the session's file. */
gboolean lk_storage_get_with_pictures (LkStorage *self);
void lk_storage_set_with_pictures (LkStorage *self, gboolean with_pictures);

/**
 * lk_storage_load_async:
 *
 * Reads a session file. Where another is read before it is done, or the session becomes
 * another, it ends with %G_IO_ERROR_CANCELLED.
 */
void lk_storage_load_async (LkStorage *self,
                            const char *path,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
/** (transfer full): or %NULL as lk_session_file_load(). */
LkSessionFile *
lk_storage_load_finish (LkStorage *self, GAsyncResult *result, GError **error);

/** How a session is written. */
typedef enum
{
  LK_STORAGE_SAVE,      /* it becomes that file's, and is not modified */
  LK_STORAGE_SAVE_OVER, /* the same, also where another program changed the file */
  LK_STORAGE_COPY,      /* it does not */
} LkStorageMode;

/**
 * lk_storage_save_async:
 * @contents: (transfer full): the session as it is now
 *
 * Writes, see lk_session_file_save(). Where the session was changed meanwhile it stays
 * modified; where it became another, that one keeps its own path. Fails with
 * %G_IO_ERROR_WRONG_ETAG where the session's own file is not the one that was read or
 * written last; a file that is gone is written anew.
 */
void lk_storage_save_async (LkStorage *self,
                            LkSessionFile *contents,
                            const char *path,
                            LkStorageMode mode,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean lk_storage_save_finish (LkStorage *self, GAsyncResult *result, GError **error);
/** The same, waiting for it and for those before it. */
gboolean lk_storage_save (LkStorage *self,
                          LkSessionFile *contents,
                          const char *path,
                          LkStorageMode mode,
                          GError **error);

G_END_DECLS
