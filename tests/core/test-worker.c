/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-error.h"
#include "lk-worker.h"

#define N_SUBMITS 100
#define SUBMIT_EVERY_MS 4
#define WORK_MS 20

/* What the jobs of one test did. Jobs and results are counted by thread-safe integers, as
 * other threads touch them; the rest belongs to the main thread. */
typedef struct
{
  LkWorker *worker;
  int n_runs;
  int n_running;
  int most_running;
  int n_jobs;
  int n_results;
  guint n_done;
  guint n_cancelled;
  guint n_failed;
  int newest;
  int last;
  gboolean sorted;
  guint n_notifies;
} Log;

typedef struct
{
  Log *log;
  int number;
  guint work_ms;
  gboolean fails;
  gboolean ignores_cancel;
} Job;

typedef struct
{
  Log *log;
  int number;
} Result;

static Job *
job_new (Log *log, int number, guint work_ms)
{
  Job *job = g_new0 (Job, 1);

  *job = (Job){ log, number, work_ms, FALSE, FALSE };
  g_atomic_int_inc (&log->n_jobs);
  return job;
}

static void
job_free (gpointer data)
{
  g_atomic_int_add (&((Job *) data)->log->n_jobs, -1);
  g_free (data);
}

static void
result_free (gpointer data)
{
  g_atomic_int_add (&((Result *) data)->log->n_results, -1);
  g_free (data);
}

static gpointer
run (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  int running = g_atomic_int_add (&job->log->n_running, 1) + 1;
  Result *result = NULL;

  g_atomic_int_inc (&job->log->n_runs);
  if (running > g_atomic_int_get (&job->log->most_running))
    g_atomic_int_set (&job->log->most_running, running);
  for (guint ms = 0; ms < job->work_ms; ms++)
    {
      if (!job->ignores_cancel && g_cancellable_is_cancelled (cancellable))
        break;
      g_usleep (1000);
    }
  g_atomic_int_add (&job->log->n_running, -1);
  if (job->fails)
    {
      g_set_error (error, LK_ERROR, LK_ERROR_NUMERIC, "job %d failed", job->number);
      return NULL;
    }
  if (!job->ignores_cancel && g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  g_atomic_int_inc (&job->log->n_results);
  result = g_new (Result, 1);
  *result = (Result){ job->log, job->number };
  return result;
}

static void
done (gpointer data, const GError *error, gpointer user_data)
{
  Log *log = user_data;
  Result *result = data;

  log->n_done++;
  if (error != NULL)
    {
      g_assert_null (result);
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        log->n_cancelled++;
      else
        log->n_failed++;
      return;
    }
  log->sorted = log->sorted && result->number > log->last;
  log->last = result->number;
  result_free (result);
}

static void
count_notify (LkWorker *worker, GParamSpec *pspec, Log *log)
{
  log->n_notifies++;
}

static void
log_open (Log *log)
{
  *log = (Log){ .worker = lk_worker_new (), .last = -1, .sorted = TRUE };
  g_signal_connect (log->worker, "notify::busy", G_CALLBACK (count_notify), log);
}

static void
submit (Log *log, Job *job)
{
  lk_worker_submit (log->worker, run, job, job_free, result_free, done, log);
}

static void
wait_until_idle (Log *log)
{
  while (lk_worker_get_busy (log->worker))
    g_main_context_iteration (NULL, TRUE);
}

/* Until no job is left, for the worker may be gone. */
static void
wait_for_jobs (Log *log)
{
  while (g_atomic_int_get (&log->n_jobs) > 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
log_close (Log *log)
{
  g_assert_finalize_object (log->worker);
  g_assert_cmpint (g_atomic_int_get (&log->n_jobs), ==, 0);
  g_assert_cmpint (g_atomic_int_get (&log->n_results), ==, 0);
}

static void
test_one (void)
{
  Log log;
  gboolean busy = TRUE;

  log_open (&log);
  g_assert_false (lk_worker_get_busy (log.worker));
  submit (&log, job_new (&log, 7, 1));
  g_object_get (log.worker, "busy", &busy, NULL);
  g_assert_true (busy);
  g_assert_cmpuint (log.n_notifies, ==, 1);
  g_assert_cmpuint (log.n_done, ==, 0);
  wait_until_idle (&log);
  g_assert_cmpuint (log.n_done, ==, 1);
  g_assert_cmpint (log.last, ==, 7);
  g_assert_cmpuint (log.n_notifies, ==, 2);
  log_close (&log);
}

static void
test_failure (void)
{
  Log log;
  Job *job;

  log_open (&log);
  job = job_new (&log, 0, 1);
  job->fails = TRUE;
  submit (&log, job);
  wait_until_idle (&log);
  g_assert_cmpuint (log.n_failed, ==, 1);
  g_assert_cmpuint (log.n_done, ==, 1);
  log_close (&log);
}

static gboolean
submit_next (gpointer data)
{
  Log *log = data;

  submit (log, job_new (log, log->newest++, WORK_MS));
  return log->newest < N_SUBMITS ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* A slider that moves faster than the work: answers keep coming, and the last one is of
 * the last question. */
static void
test_latest_wins (void)
{
  Log log;

  log_open (&log);
  g_timeout_add (SUBMIT_EVERY_MS, submit_next, &log);
  while (log.newest < N_SUBMITS)
    g_main_context_iteration (NULL, TRUE);
  wait_until_idle (&log);
  g_test_message ("%u of %d submitted jobs answered", log.n_done, N_SUBMITS);
  g_assert_cmpuint (log.n_done, >=, 4);
  g_assert_cmpuint (log.n_done, <, N_SUBMITS);
  g_assert_cmpint (log.n_runs, ==, (int) log.n_done);
  g_assert_cmpint (log.most_running, ==, 1);
  g_assert_cmpint (log.last, ==, N_SUBMITS - 1);
  g_assert_true (log.sorted);
  g_assert_cmpuint (log.n_cancelled, ==, 0);
  g_assert_cmpuint (log.n_notifies, ==, 2);
  log_close (&log);
}

static void
test_replaced (void)
{
  Log log;

  log_open (&log);
  for (int i = 0; i < 5; i++)
    submit (&log, job_new (&log, i, 5));
  g_assert_cmpint (g_atomic_int_get (&log.n_jobs), ==, 2);
  wait_until_idle (&log);
  g_assert_cmpuint (log.n_done, ==, 2);
  g_assert_cmpint (log.n_runs, ==, 2);
  g_assert_cmpint (log.last, ==, 4);
  log_close (&log);
}

static void
test_cancel (void)
{
  Log log;

  log_open (&log);
  submit (&log, job_new (&log, 0, 10000));
  submit (&log, job_new (&log, 1, 10000));
  lk_worker_cancel (log.worker);
  g_assert_true (lk_worker_get_busy (log.worker));
  wait_until_idle (&log);
  g_assert_cmpuint (log.n_done, ==, 1);
  g_assert_cmpuint (log.n_cancelled, ==, 1);
  g_assert_cmpint (log.n_runs, <=, 1);

  submit (&log, job_new (&log, 2, 1));
  wait_until_idle (&log);
  g_assert_cmpint (log.last, ==, 2);
  log_close (&log);
}

/* A job that brings a result although it was cancelled still ends as cancelled. */
static void
test_cancel_too_late (void)
{
  Log log;
  Job *job;

  log_open (&log);
  job = job_new (&log, 0, 10);
  job->ignores_cancel = TRUE;
  submit (&log, job);
  while (g_atomic_int_get (&log.n_results) == 0)
    g_usleep (1000);
  lk_worker_cancel (log.worker);
  wait_until_idle (&log);
  g_assert_cmpuint (log.n_cancelled, ==, 1);
  g_assert_cmpint (log.n_results, ==, 0);
  log_close (&log);
}

static void
test_dropped_while_running (void)
{
  Log log;
  Job *job;

  log_open (&log);
  job = job_new (&log, 0, 20);
  job->ignores_cancel = TRUE;
  submit (&log, job);
  submit (&log, job_new (&log, 1, 20));
  while (g_atomic_int_get (&log.n_runs) == 0)
    g_usleep (1000);
  g_assert_finalize_object (log.worker);
  wait_for_jobs (&log);
  g_assert_cmpuint (log.n_done, ==, 0);
  g_assert_cmpint (log.n_runs, ==, 1);
  g_assert_cmpint (g_atomic_int_get (&log.n_results), ==, 0);
}

static void
test_disposed_while_running (void)
{
  Log log;

  log_open (&log);
  submit (&log, job_new (&log, 0, 20));
  g_object_run_dispose (G_OBJECT (log.worker));
  g_assert_false (lk_worker_get_busy (log.worker));
  wait_for_jobs (&log);
  g_assert_cmpuint (log.n_done, ==, 0);
  log_close (&log);
}

static void
drop_in_done (gpointer result, const GError *error, gpointer user_data)
{
  Log *log = user_data;

  done (result, error, log);
  g_assert_finalize_object (log->worker);
}

static void
test_dropped_in_done (void)
{
  Log log;

  log_open (&log);
  lk_worker_submit (log.worker, run, job_new (&log, 0, 1), job_free, result_free,
                    drop_in_done, &log);
  submit (&log, job_new (&log, 1, 10000));
  wait_for_jobs (&log);
  g_assert_cmpuint (log.n_done, ==, 1);
  g_assert_cmpint (log.last, ==, 0);
  g_assert_cmpint (g_atomic_int_get (&log.n_results), ==, 0);
}

static void
submit_in_done (gpointer result, const GError *error, gpointer user_data)
{
  Log *log = user_data;

  done (result, error, log);
  g_assert_false (lk_worker_get_busy (log->worker));
  submit (log, job_new (log, log->last + 1, 1));
  g_assert_true (lk_worker_get_busy (log->worker));
}

static void
test_submitted_in_done (void)
{
  Log log;

  log_open (&log);
  lk_worker_submit (log.worker, run, job_new (&log, 0, 1), job_free, result_free,
                    submit_in_done, &log);
  wait_until_idle (&log);
  g_assert_cmpuint (log.n_done, ==, 2);
  g_assert_cmpint (log.last, ==, 1);
  log_close (&log);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/worker/one", test_one);
  g_test_add_func ("/worker/failure", test_failure);
  g_test_add_func ("/worker/latest-wins", test_latest_wins);
  g_test_add_func ("/worker/replaced", test_replaced);
  g_test_add_func ("/worker/cancel", test_cancel);
  g_test_add_func ("/worker/cancel-too-late", test_cancel_too_late);
  g_test_add_func ("/worker/dropped-while-running", test_dropped_while_running);
  g_test_add_func ("/worker/disposed-while-running", test_disposed_while_running);
  g_test_add_func ("/worker/dropped-in-done", test_dropped_in_done);
  g_test_add_func ("/worker/submitted-in-done", test_submitted_in_done);
  return g_test_run ();
}
