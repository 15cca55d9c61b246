/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-task.h"

/* Whatever is quicker, the thread or the main loop: the source goes on the main thread.
 */
#define N_TASKS 300
#define SLOW_US 2000

typedef struct
{
  GThread *main_thread;
  guint n_gone;
  guint n_elsewhere;
  guint n_done;
  guint64 sum;
} Fixture;

typedef struct
{
  Fixture *fixture;
  guint number;
} Order;

static void
on_gone (gpointer data, GObject *object)
{
  Fixture *self = data;

  self->n_gone++;
  self->n_elsewhere += g_thread_self () != self->main_thread;
}

static void
work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Order *order = data;
  const gboolean is_slow = order->number % 10 == 0;

  g_assert_true (G_IS_CANCELLABLE (source));
  g_task_return_int (task, order->number);
  /* The main loop has its answer, and lets go of everything, before this ends. */
  if (is_slow)
    g_usleep (SLOW_US);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *self = user_data;
  g_autoptr (GError) error = NULL;
  const gssize number = g_task_propagate_int (G_TASK (result), &error);

  g_assert_no_error (error);
  g_assert_true (g_thread_self () == self->main_thread);
  self->sum += (guint64) number;
  self->n_done++;
}

static void
start (Fixture *self, guint number)
{
  g_autoptr (GCancellable) source = g_cancellable_new ();
  g_autoptr (GTask) task = g_task_new (source, NULL, on_done, self);
  Order *order = g_new (Order, 1);

  g_object_weak_ref (G_OBJECT (source), on_gone, self);
  *order = (Order){ self, number };
  g_task_set_task_data (task, order, g_free);
  lk_task_run_in_thread (task, work);
}

static void
test_thread_of_last_reference (void)
{
  Fixture fixture = { .main_thread = g_thread_self () };

  for (guint i = 0; i < N_TASKS; i++)
    {
      start (&fixture, i);
      if (i % 7 == 0)
        g_main_context_iteration (NULL, FALSE);
    }
  while (fixture.n_gone < N_TASKS)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (fixture.n_done, ==, N_TASKS);
  g_assert_cmpuint (fixture.sum, ==, N_TASKS * (N_TASKS - 1) / 2);
  g_assert_cmpuint (fixture.n_elsewhere, ==, 0);
}

static void
fail (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "no");
}

static void
on_failed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gboolean *failed = user_data;
  g_autoptr (GError) error = NULL;

  g_assert_false (g_task_propagate_boolean (G_TASK (result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  *failed = TRUE;
}

static void
test_error (void)
{
  gboolean failed = FALSE;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_failed, &failed);

  lk_task_run_in_thread (task, fail);
  while (!failed)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/task/thread-of-last-reference", test_thread_of_last_reference);
  g_test_add_func ("/core/task/error", test_error);
  return g_test_run ();
}
