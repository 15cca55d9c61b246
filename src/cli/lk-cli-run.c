/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-run.h"

#include <glib-unix.h>
#include <signal.h>

#include "lk-room.h"

static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

typedef struct
{
  LkCliWork work;
  gpointer data;
  GCancellable *cancellable;
  guint sources[G_N_ELEMENTS (signals)];
  GMainLoop *loop;
  GError *error;
  gboolean success;
} Run;

/* Gives the signals back to the system. */
static void
stop_listening (Run *run)
{
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    g_clear_handle_id (&run->sources[i], g_source_remove);
}

static gboolean
on_signal (gpointer data)
{
  Run *run = data;

  stop_listening (run);
  g_cancellable_cancel (run->cancellable);
  return G_SOURCE_REMOVE;
}

static gboolean
is_ignored (int number)
{
  struct sigaction action;

  return sigaction (number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

static void
listen_to_signals (Run *run)
{
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    if (!is_ignored (signals[i]))
      run->sources[i] = g_unix_signal_add (signals[i], on_signal, run);
}

static gboolean
on_done (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

static gpointer
run_in_thread (gpointer data)
{
  Run *run = data;

  run->success = run->work (run->data, run->cancellable, &run->error);
  g_idle_add_full (G_PRIORITY_HIGH, on_done, run->loop, NULL);
  return NULL;
}

gboolean
lk_cli_run (LkCliWork work, gpointer data, GError **error)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Run run = { work, data, cancellable, { 0 }, loop, NULL, FALSE };
  GThread *thread;

  /* GLib starts one for signals, and ends the program where it cannot. */
  if (!lk_room_check_threads (2, error))
    return FALSE;
  listen_to_signals (&run);
  thread = g_thread_new ("likeness-command", run_in_thread, &run);
  g_main_loop_run (loop);
  g_thread_join (thread);
  stop_listening (&run);
  if (run.error != NULL)
    g_propagate_error (error, run.error);
  return run.success;
}
