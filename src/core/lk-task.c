/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-task.h"

typedef struct
{
  GTask *task;
  GTaskThreadFunc func;
} Run;

static gboolean
end (gpointer task)
{
  return G_SOURCE_REMOVE;
}

/* The reference is the source's from now on, which goes with it there. */
static void
drop_there (GTask *task)
{
  GMainContext *context = g_task_get_context (task);
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "drop a task");
  g_source_set_callback (source, end, task, g_object_unref);
  g_source_attach (source, context);
}

static gpointer
run (gpointer data)
{
  Run *self = data;

  self->func (self->task, g_task_get_source_object (self->task),
              g_task_get_task_data (self->task), g_task_get_cancellable (self->task));
  drop_there (self->task);
  g_free (self);
  return NULL;
}

void
lk_task_run_in_thread (GTask *task, GTaskThreadFunc func)
{
  GThread *thread;
  Run *self;

  g_return_if_fail (G_IS_TASK (task) && func != NULL);

  self = g_new (Run, 1);
  *self = (Run){ g_object_ref (task), func };
  thread = g_thread_try_new ("lk-task", run, self, NULL);
  if (thread != NULL)
    g_thread_unref (thread);
  else
    run (self);
}
