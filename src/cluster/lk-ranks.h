/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** Whether this process is the one of its run that people hear: rank 0, or the only one.
 * Known from the environment, before anything is started. */
gboolean lk_ranks_is_first (void);

/** Whether others were started with it; known likewise. */
gboolean lk_ranks_has_company (void);

/** For a rank that is about to end with a failure: mpirun ends all at the first that
 * does, so all but rank 0 wait here for a moment, in which rank 0 says what there is to
 * say and ends. Longer waits only who fails alone. */
void lk_ranks_let_first_speak (void);

/**
 * LkRanks:
 *
 * The processes that mpirun started this one with: each has a rank, and rank 0 hears what
 * the others send. Two-sided messages and nothing more, all on the thread that called
 * lk_ranks_start(), so that any MPI at its FUNNELED level serves. The library is in a
 * module that is loaded only where mpirun started the program.
 */
typedef struct _LkRanks LkRanks;

/**
 * lk_ranks_start:
 * @ranks: (out) (nullable): %NULL where this process is the only one
 *
 * Returns: or %FALSE with %LK_ERROR_FILE where there are several and the module is not
 *   there or cannot begin
 */
gboolean lk_ranks_start (LkRanks **ranks, GError **error);
/** Waits for the others to do the same, unless lk_ranks_leave() was called. */
void lk_ranks_free (LkRanks *self);
/** The others are not to be waited for: they are ending, or may be gone. */
void lk_ranks_leave (LkRanks *self);

guint lk_ranks_get_rank (LkRanks *self);
guint lk_ranks_get_n (LkRanks *self);
/** The name of the machine that this rank runs on. */
const char *lk_ranks_get_host (LkRanks *self);

/** Begins to send @message to rank 0; it goes on its way by itself. */
void lk_ranks_send (LkRanks *self, GBytes *message);
/** Waits until all is sent. Returns: %FALSE where @cancellable ended that. */
gboolean lk_ranks_flush (LkRanks *self, GCancellable *cancellable);

/** (transfer full) (nullable): the next message that is there, in the order its sender
 * sent them; for rank 0. Does not wait. */
GBytes *lk_ranks_receive (LkRanks *self, guint *from);
/** A pause between two looks for a message: waiting in the library keeps a core busy. */
void lk_ranks_rest (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkRanks, lk_ranks_free)

G_END_DECLS
