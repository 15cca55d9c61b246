/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LkRecoveryPlace:
 *
 * A file in the folder of recovery files that belongs to this process: a lock beside it
 * says so as long as the process lives, however it ends. Whose lock is free, its process
 * is gone.
 */
typedef struct _LkRecoveryPlace LkRecoveryPlace;

/** A new name in @folder, which is made where it is missing. There is no file yet. Fails
 * with %LK_ERROR_FILE. */
LkRecoveryPlace *lk_recovery_place_new (const char *folder, GError **error);
/** The file @path, moved to a new name in @folder: its own, if paths in it are relative
 * to that. */
LkRecoveryPlace *
lk_recovery_place_new_moved (const char *folder, const char *path, GError **error);
/** (transfer full): array of #LkRecoveryPlace: the files in @folder whose processes are
 * gone, the oldest first. They are this process's now. */
GPtrArray *lk_recovery_place_claim_all (const char *folder);
/** Lets go of it; a file that is there stays, and the next may claim it. */
void lk_recovery_place_free (LkRecoveryPlace *self);

const char *lk_recovery_place_get_path (LkRecoveryPlace *self);
/** The file is not needed any more. */
void lk_recovery_place_remove_file (LkRecoveryPlace *self);
/** (transfer full) (nullable): what the file is called from now on, so that nobody claims
 * or overwrites it; %NULL where it cannot be renamed, and stays. */
char *lk_recovery_place_set_aside (LkRecoveryPlace *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkRecoveryPlace, lk_recovery_place_free)

G_END_DECLS
