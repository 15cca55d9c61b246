/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-latest.h"

struct _LkLatest
{
  LkWorker *worker;
  LkWorkerRun run;
  GDestroyNotify free_job;
  GDestroyNotify free_answer;
  LkLatestChanged changed;
  gpointer user_data;
  gpointer answer; /* (nullable) */
  gboolean asked;
};

LkLatest *
lk_latest_new (LkWorkerRun run,
               GDestroyNotify free_job,
               GDestroyNotify free_answer,
               LkLatestChanged changed,
               gpointer user_data)
{
  LkLatest *self;

  g_return_val_if_fail (run != NULL && changed != NULL, NULL);
  g_return_val_if_fail (free_job != NULL && free_answer != NULL, NULL);

  self = g_new0 (LkLatest, 1);
  self->worker = lk_worker_new ();
  self->run = run;
  self->free_job = free_job;
  self->free_answer = free_answer;
  self->changed = changed;
  self->user_data = user_data;
  return self;
}

void
lk_latest_free (LkLatest *self)
{
  if (self == NULL)
    return;
  lk_latest_forget (self);
  g_object_unref (self->worker);
  g_free (self);
}

static void
forget_answer (LkLatest *self)
{
  if (self->answer != NULL)
    self->free_answer (self->answer);
  self->answer = NULL;
}

/* What comes while another is looked for, or nothing, was given up. */
static void
done (gpointer result, const GError *error, gpointer user_data)
{
  LkLatest *self = user_data;

  if (!self->asked || lk_worker_get_busy (self->worker))
    {
      if (result != NULL)
        self->free_answer (result);
      return;
    }
  if (result != NULL)
    {
      forget_answer (self);
      self->answer = result;
    }
  self->changed (self->user_data);
}

void
lk_latest_ask (LkLatest *self, gpointer job)
{
  g_return_if_fail (self != NULL && job != NULL);

  lk_worker_cancel (self->worker);
  self->asked = TRUE;
  lk_worker_submit (self->worker, self->run, job, self->free_job, self->free_answer, done,
                    self);
}

void
lk_latest_forget (LkLatest *self)
{
  g_return_if_fail (self != NULL);

  lk_worker_cancel (self->worker);
  self->asked = FALSE;
  forget_answer (self);
}

gpointer
lk_latest_get (LkLatest *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->answer;
}

gboolean
lk_latest_get_asked (LkLatest *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->asked;
}

gboolean
lk_latest_get_busy (LkLatest *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return lk_worker_get_busy (self->worker);
}
