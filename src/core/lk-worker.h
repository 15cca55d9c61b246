/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LkWorker:
 *
 * Runs jobs on another thread, one at a time, and of those that wait remembers only the
 * latest: a slider that asks a hundred times gets every answer the machine can give and
 * always the last one, where cancelling and starting anew would starve it.
 */
#define LK_TYPE_WORKER (lk_worker_get_type ())
G_DECLARE_FINAL_TYPE (LkWorker, lk_worker, LK, WORKER, GObject)

/** The work, on the other thread. Returns a result, or %NULL with @error set. */
typedef gpointer (*LkWorkerRun) (gpointer job, GCancellable *cancellable, GError **error);

/**
 * The end of a job, on the thread that submitted it. @result is %NULL where @error is set
 * (a job that was cancelled ends with %G_IO_ERROR_CANCELLED); the callee owns @result.
 */
typedef void (*LkWorkerDone) (gpointer result, const GError *error, gpointer user_data);

LkWorker *lk_worker_new (void);

/**
 * Runs @run (@job), now or after the job that runs; replaces a job that waits, whose
 * @done is then never called. @job is freed with @free_job. Jobs whose @result is not
 * wanted any more, as @self is gone, free it with @free_result.
 */
void lk_worker_submit (LkWorker *self,
                       LkWorkerRun run,
                       gpointer job,
                       GDestroyNotify free_job,
                       GDestroyNotify free_result,
                       LkWorkerDone done,
                       gpointer user_data);

/** Cancels the job that runs and forgets the one that waits. */
void lk_worker_cancel (LkWorker *self);

/** Whether a job runs or waits; notifies as the property "busy". */
gboolean lk_worker_get_busy (LkWorker *self);

G_END_DECLS
