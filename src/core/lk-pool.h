/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LkPool:
 *
 * A few threads that share a list of small work items. Made once and kept; between runs
 * its threads wait without using the processor, during a run they spin for a bounded time
 * only: beside other busy programs a barrier that spins costs whole scheduler ticks. The
 * calling thread works too. Nothing is allocated while a run goes on.
 */
typedef struct _LkPool LkPool;

/** Item @index of a run, on any thread; @worker is 0 to the number of threads - 1, so
 * that each may have scratch memory of its own. */
typedef void (*LkPoolWork) (guint index, guint worker, gpointer data);

/** @n_threads 0: one a processor this process may use. */
LkPool *lk_pool_new (guint n_threads);
void lk_pool_free (LkPool *self);
guint lk_pool_get_n_threads (LkPool *self);

/**
 * Runs all items, dealt out as threads come free, and returns when the last is done. Two
 * runs stay on the thread that asks, so that nobody waits for work that is not theirs:
 * one from inside a work item, with that item's @worker where it is of this pool and 0
 * where it is of another; and one from a second thread while another run goes on, with
 * @worker 0. So @worker tells the threads of one run apart, not those of several: scratch
 * memory belongs to a run.
 */
void lk_pool_run (LkPool *self, guint n_items, LkPoolWork work, gpointer data);

/** (transfer none): the pool that the program's kernels share, made on first use with one
 * thread a processor, or LIKENESS_THREADS (1 to 256) in the environment. Never freed. */
LkPool *lk_pool_get_shared (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkPool, lk_pool_free)

G_END_DECLS
