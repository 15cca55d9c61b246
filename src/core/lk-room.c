/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-room.h"

#include <glib/gi18n-lib.h>
#include <sys/resource.h>

#include "lk-error.h"

/* What main loops, jobs and their signals hold, with the three that any program has. */
#define LEAST_FILES 32

#define MAX_TRIED 8

gboolean
lk_room_check_files (GError **error)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= LEAST_FILES)
    return TRUE;
  limit.rlim_cur = MIN (limit.rlim_max, (rlim_t) LEAST_FILES);
  if (limit.rlim_cur >= LEAST_FILES && setrlimit (RLIMIT_NOFILE, &limit) == 0)
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_LIMIT,
               _ ("Only %d files may be open at once, and %d are needed: raise the limit "
                  "(ulimit -n)"),
               (int) limit.rlim_cur, LEAST_FILES);
  return FALSE;
}

static gpointer
wait_for_end (gpointer data)
{
  GMutex *gate = data;

  g_mutex_lock (gate);
  g_mutex_unlock (gate);
  return NULL;
}

gboolean
lk_room_check_threads (guint n, GError **error)
{
  GThread *threads[MAX_TRIED] = { NULL };
  GMutex gate;
  guint n_started = 0;

  g_return_val_if_fail (n <= MAX_TRIED, FALSE);

  g_mutex_init (&gate);
  g_mutex_lock (&gate);
  while (n_started < n
         && (threads[n_started] = g_thread_try_new ("lk-room", wait_for_end, &gate, NULL))
                != NULL)
    n_started++;
  g_mutex_unlock (&gate);
  for (guint i = 0; i < n_started; i++)
    g_thread_join (threads[i]);
  g_mutex_clear (&gate);
  if (n_started == n)
    return TRUE;
  g_set_error_literal (error, LK_ERROR, LK_ERROR_LIMIT,
                       _ ("No more threads can be started: raise the limits on processes "
                          "and on memory (ulimit -u, ulimit -v)"));
  return FALSE;
}
