/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-worker.h"

typedef struct
{
  LkWorkerRun run;
  gpointer job;
  GDestroyNotify free_job;
  GDestroyNotify free_result;
  LkWorkerDone done;
  gpointer user_data;
} Task;

struct _LkWorker
{
  GObject parent_instance;

  GCancellable *running;
  Task *waiting;
};

enum
{
  PROP_BUSY = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (LkWorker, lk_worker, G_TYPE_OBJECT)

static void start (LkWorker *self, Task *task);

static void
task_free (Task *task)
{
  if (task->free_job != NULL)
    task->free_job (task->job);
  g_free (task);
}

static void
run_in_thread (GTask *gtask, gpointer source, gpointer data, GCancellable *cancellable)
{
  Task *task = data;
  GError *error = NULL;
  gpointer result = task->run (task->job, cancellable, &error);

  if (error != NULL)
    g_task_return_error (gtask, error);
  else
    g_task_return_pointer (gtask, result, task->free_result);
}

static void
finished (GObject *source, GAsyncResult *gresult, gpointer user_data)
{
  LkWorker *self = LK_WORKER (source);
  GTask *gtask = G_TASK (gresult);
  Task *task = g_task_get_task_data (gtask);
  g_autoptr (GError) error = NULL;
  gpointer result = g_task_propagate_pointer (gtask, &error);

  g_clear_object (&self->running);
  if (self->waiting != NULL)
    start (self, g_steal_pointer (&self->waiting));
  task->done (result, error, task->user_data);
  if (self->running == NULL)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

static void
start (LkWorker *self, Task *task)
{
  g_autoptr (GTask) gtask = NULL;

  self->running = g_cancellable_new ();
  gtask = g_task_new (self, self->running, finished, NULL);
  g_task_set_source_tag (gtask, start);
  g_task_set_task_data (gtask, task, (GDestroyNotify) task_free);
  g_task_run_in_thread (gtask, run_in_thread);
}

static void
lk_worker_dispose (GObject *object)
{
  lk_worker_cancel (LK_WORKER (object));
  G_OBJECT_CLASS (lk_worker_parent_class)->dispose (object);
}

static void
lk_worker_finalize (GObject *object)
{
  g_clear_object (&LK_WORKER (object)->running);
  G_OBJECT_CLASS (lk_worker_parent_class)->finalize (object);
}

static void
lk_worker_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, lk_worker_get_busy (LK_WORKER (object)));
}

static void
lk_worker_class_init (LkWorkerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lk_worker_dispose;
  object_class->finalize = lk_worker_finalize;
  object_class->get_property = lk_worker_get_property;

  properties[PROP_BUSY] = g_param_spec_boolean (
      "busy", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
lk_worker_init (LkWorker *self)
{
}

LkWorker *
lk_worker_new (void)
{
  return g_object_new (LK_TYPE_WORKER, NULL);
}

void
lk_worker_submit (LkWorker *self,
                  LkWorkerRun run,
                  gpointer job,
                  GDestroyNotify free_job,
                  GDestroyNotify free_result,
                  LkWorkerDone done,
                  gpointer user_data)
{
  Task *task;

  g_return_if_fail (LK_IS_WORKER (self));

  task = g_new0 (Task, 1);
  *task = (Task){ run, job, free_job, free_result, done, user_data };
  if (self->running != NULL)
    {
      g_clear_pointer (&self->waiting, task_free);
      self->waiting = task;
      return;
    }
  start (self, task);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

void
lk_worker_cancel (LkWorker *self)
{
  g_return_if_fail (LK_IS_WORKER (self));

  g_clear_pointer (&self->waiting, task_free);
  if (self->running != NULL)
    g_cancellable_cancel (self->running);
}

gboolean
lk_worker_get_busy (LkWorker *self)
{
  g_return_val_if_fail (LK_IS_WORKER (self), FALSE);
  return self->running != NULL;
}
