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
  GCancellable *cancellable;
  GWeakRef worker;
} Task;

struct _LkWorker
{
  GObject parent_instance;

  Task *running;
  Task *waiting;
};

enum
{
  PROP_BUSY = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (LkWorker, lk_worker, G_TYPE_OBJECT)

static void
task_free (Task *task)
{
  if (task->free_job != NULL)
    task->free_job (task->job);
  g_object_unref (task->cancellable);
  g_weak_ref_clear (&task->worker);
  g_free (task);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Task, task_free)

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

static void finished (GObject *source, GAsyncResult *gresult, gpointer user_data);

/* The GTask holds no reference to the worker, so that whoever drops the worker is not
 * called back. The task is freed in finished(), on this thread. */
static void
start (LkWorker *self, Task *task)
{
  g_autoptr (GTask) gtask = g_task_new (NULL, task->cancellable, finished, task);

  self->running = task;
  g_task_set_source_tag (gtask, start);
  g_task_set_check_cancellable (gtask, FALSE);
  g_task_set_task_data (gtask, task, NULL);
  g_task_run_in_thread (gtask, run_in_thread);
}

/* Lets the next task begin. Returns whether the worker still wants the end of @task. */
static gboolean
step_on (Task *task)
{
  g_autoptr (LkWorker) self = g_weak_ref_get (&task->worker);

  if (self == NULL || self->running != task)
    return FALSE;
  self->running = NULL;
  if (self->waiting != NULL)
    start (self, g_steal_pointer (&self->waiting));
  return TRUE;
}

/* What a job still brought after it was cancelled; a worker that goes cancels its job. */
static void
drop_result (Task *task, gpointer *result, GError **error)
{
  if (*result != NULL && task->free_result != NULL)
    task->free_result (*result);
  *result = NULL;
  g_clear_error (error);
  g_cancellable_set_error_if_cancelled (task->cancellable, error);
}

static void
finished (GObject *source, GAsyncResult *gresult, gpointer user_data)
{
  g_autoptr (Task) task = user_data;
  g_autoptr (LkWorker) self = NULL;
  g_autoptr (GError) error = NULL;
  gpointer result = g_task_propagate_pointer (G_TASK (gresult), &error);

  if (g_cancellable_is_cancelled (task->cancellable))
    drop_result (task, &result, &error);
  if (!step_on (task))
    return;
  task->done (result, error, task->user_data);

  /* The callback may have dropped the worker. */
  self = g_weak_ref_get (&task->worker);
  if (self != NULL && self->running == NULL)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

static void
lk_worker_dispose (GObject *object)
{
  LkWorker *self = LK_WORKER (object);

  lk_worker_cancel (self);
  self->running = NULL;
  G_OBJECT_CLASS (lk_worker_parent_class)->dispose (object);
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

  g_return_if_fail (LK_IS_WORKER (self) && run != NULL && done != NULL);

  task = g_new0 (Task, 1);
  *task = (Task){ .run = run,
                  .job = job,
                  .free_job = free_job,
                  .free_result = free_result,
                  .done = done,
                  .user_data = user_data,
                  .cancellable = g_cancellable_new () };
  g_weak_ref_init (&task->worker, self);
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
    g_cancellable_cancel (self->running->cancellable);
}

gboolean
lk_worker_get_busy (LkWorker *self)
{
  g_return_val_if_fail (LK_IS_WORKER (self), FALSE);
  return self->running != NULL;
}
