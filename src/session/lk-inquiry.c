/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-inquiry.h"

#include "lk-worker.h"

/* What another thread needs, and what it found. */
typedef struct
{
  LkInquiryFind find;
  GDestroyNotify free_answer;
  LkQuestion *question;
  gpointer answer;
} Job;

struct _LkInquiry
{
  LkInquiryFind find;
  GDestroyNotify free_answer;
  LkInquiryTold told;
  gpointer user_data;
  LkWorker *worker;
  LkQuestion *asked; /* (nullable): the latest */
  gpointer answer;   /* (nullable) */
  gboolean answered; /* whether @answer is that to the latest */
};

static Job *
job_new (LkInquiry *inquiry, const LkQuestion *question)
{
  Job *self = g_new0 (Job, 1);

  self->find = inquiry->find;
  self->free_answer = inquiry->free_answer;
  self->question = lk_question_copy (question);
  return self;
}

static void
job_free (Job *self)
{
  if (self->answer != NULL)
    self->free_answer (self->answer);
  lk_question_free (self->question);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Job, job_free)

/* The result is a job of its own: the one that ran is freed by whoever ran it. */
static gpointer
run (gpointer data, GCancellable *cancellable, GError **error)
{
  const Job *job = data;
  gpointer answer = job->find (job->question, cancellable, error);
  Job *done;

  if (answer == NULL)
    return NULL;
  done = g_new0 (Job, 1);
  *done = (Job){ job->find, job->free_answer, lk_question_copy (job->question), answer };
  return done;
}

static void
forget_answer (LkInquiry *self)
{
  if (self->answer != NULL)
    self->free_answer (self->answer);
  self->answer = NULL;
  self->answered = FALSE;
}

LkInquiry *
lk_inquiry_new (LkInquiryFind find,
                GDestroyNotify free_answer,
                LkInquiryTold told,
                gpointer user_data)
{
  LkInquiry *self;

  g_return_val_if_fail (find != NULL && free_answer != NULL && told != NULL, NULL);

  self = g_new0 (LkInquiry, 1);
  self->find = find;
  self->free_answer = free_answer;
  self->told = told;
  self->user_data = user_data;
  self->worker = lk_worker_new ();
  return self;
}

void
lk_inquiry_free (LkInquiry *self)
{
  if (self == NULL)
    return;
  lk_inquiry_forget (self);
  g_object_unref (self->worker);
  g_free (self);
}

/* An answer to another question than the latest is nobody's. */
static void
done (gpointer result, const GError *error, gpointer user_data)
{
  LkInquiry *self = user_data;
  g_autoptr (Job) job = result;

  if (self->asked == NULL || self->answered
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      || (job != NULL && !lk_question_equal (job->question, self->asked)))
    return;
  forget_answer (self);
  if (job != NULL)
    self->answer = g_steal_pointer (&job->answer);
  self->answered = TRUE;
  self->told (self->asked, self->answer, error, self->user_data);
}

gboolean
lk_inquiry_ask (LkInquiry *self, LkQuestion *question)
{
  g_return_val_if_fail (self != NULL && question != NULL, FALSE);

  if (self->asked != NULL && lk_question_equal (question, self->asked))
    {
      lk_question_free (question);
      return FALSE;
    }
  lk_worker_cancel (self->worker);
  lk_question_free (self->asked);
  self->asked = question;
  self->answered = FALSE;
  lk_worker_submit (self->worker, run, job_new (self, question),
                    (GDestroyNotify) job_free, (GDestroyNotify) job_free, done, self);
  return TRUE;
}

void
lk_inquiry_give_up (LkInquiry *self)
{
  g_return_if_fail (self != NULL);

  lk_worker_cancel (self->worker);
  g_clear_pointer (&self->asked, lk_question_free);
  self->answered = FALSE;
}

void
lk_inquiry_forget (LkInquiry *self)
{
  g_return_if_fail (self != NULL);

  lk_inquiry_give_up (self);
  forget_answer (self);
}

gpointer
lk_inquiry_get_answer (LkInquiry *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->answered ? self->answer : NULL;
}

const LkQuestion *
lk_inquiry_get_question (LkInquiry *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->asked;
}
