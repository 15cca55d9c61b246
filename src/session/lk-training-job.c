/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-training-job.h"

#include <glib/gi18n-lib.h>

#include "lk-choices.h"
#include "lk-trainer.h"
#include "lk-training-files.h"

#define LOG "log.csv"
#define SAVE_SECONDS 300
#define LINE_SECONDS 3

struct _LkTrainingJob
{
  GObject parent_instance;

  LkTrainingPlan *plan;
  char *folder;
  LkTrainingCurves *curves;
  GCancellable *cancellable; /* while it runs */
  gboolean begun;
  gboolean done;
  char *status;
  GString *remarks;
  double progress;
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LkTrainingJob, lk_training_job, G_TYPE_OBJECT)

/* What the other thread works with. */
typedef struct
{
  LkTrainingJob *job; /* lives until the task ends; only to send news to */
  LkTrainingPlan *plan;
  char *folder;
  gboolean resume;
  gint64 told_at;
} Run;

/* What it says, on its way. */
typedef struct
{
  LkTrainingJob *job;
  gboolean has_line;
  LkTrainingLine line;
  LkValidationResult validation;
  char *status;
  char *remark;
  gboolean saved;
  double progress;
} News;

static void
run_free (Run *run)
{
  lk_training_plan_free (run->plan);
  g_free (run->folder);
  g_free (run);
}

static void
news_free (gpointer data)
{
  News *news = data;

  g_object_unref (news->job);
  g_free (news->status);
  g_free (news->remark);
  g_free (news);
}

static gboolean
deliver (gpointer data)
{
  News *news = data;
  LkTrainingJob *self = news->job;

  if (news->has_line)
    lk_training_curves_add (self->curves, &news->line);
  if (news->status != NULL)
    {
      g_free (self->status);
      self->status = g_steal_pointer (&news->status);
      self->progress = news->progress;
    }
  if (news->remark != NULL)
    g_string_append_printf (self->remarks, "%s%s", self->remarks->len > 0 ? "\n" : "",
                            news->remark);
  self->begun |= news->saved;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  return G_SOURCE_REMOVE;
}

static News *
news_new (Run *run)
{
  News *news = g_new0 (News, 1);

  news->job = g_object_ref (run->job);
  news->progress = -1;
  return news;
}

/* News overtake nothing: they and the end of the task come in the order they were sent.
 */
static void
news_send (News *news)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, deliver, news, news_free);
}

static void
on_loading (guint n_done, guint total, gpointer data)
{
  Run *run = data;
  gint64 now = g_get_monotonic_time ();
  News *news;

  if (now - run->told_at < G_USEC_PER_SEC / 5 && n_done < total)
    return;
  run->told_at = now;
  news = news_new (run);
  news->status = g_strdup_printf (_ ("Reading pictures: %u of %u"), n_done, total);
  news->progress = total > 0 ? (double) n_done / total : -1;
  news_send (news);
}

static void
on_line (const LkTrainingLine *line, gpointer data)
{
  News *news = news_new (data);
  double whole = line->seconds + line->seconds_left;

  news->has_line = TRUE;
  news->line = *line;
  news->line.stage = NULL;
  if (line->validation != NULL)
    {
      news->validation = *line->validation;
      news->line.validation = &news->validation;
    }
  news->status
      = line->validation != NULL
            ? lk_training_line_format_validation (line->validation, line->is_best)
            : lk_training_line_format (line);
  if (line->seconds_left >= 0 && whole > 0)
    news->progress = CLAMP (line->seconds / whole, 0, 1);
  news_send (news);
}

static void
on_message (const char *text, gpointer data)
{
  News *news = news_new (data);

  news->remark = g_strdup (text);
  news_send (news);
}

static void
on_saved (gpointer data)
{
  News *news = news_new (data);

  news->saved = TRUE;
  news_send (news);
}

static gboolean
train (Run *run, LkTrainerOptions *options, GCancellable *cancellable, GError **error)
{
  const LkTrainerWatch watch = { .loading = on_loading,
                                 .line = on_line,
                                 .message = on_message,
                                 .saved = on_saved,
                                 .user_data = run };
  g_autoptr (LkTrainer) trainer = NULL;

  if (!run->resume && !lk_training_plan_save (run->plan, run->folder, error))
    return FALSE;
  trainer = lk_trainer_new (options, &watch, cancellable, error);
  return trainer != NULL && lk_trainer_run (trainer, cancellable, error);
}

/* (transfer full): what was said of the model to begin with. */
static GHashTable *
list_choices (const LkTrainingPlan *plan, GError **error)
{
  const char *network = plan->initial_network != NULL ? plan->initial_network : "";
  GHashTable *choices = lk_choices_parse (network, error);

  if (choices != NULL && plan->initial_profile != NULL)
    g_hash_table_insert (choices, g_strdup ("profile"), g_strdup (plan->initial_profile));
  return choices;
}

static gboolean
open_and_train (Run *run, GCancellable *cancellable, GError **error)
{
  const LkTrainingPlan *plan = run->plan;
  g_autoptr (LkDataset) dataset = lk_dataset_open (plan->dataset, plan->split, error);
  g_autoptr (LkDataset) validation = NULL;
  g_autoptr (LkRecipe) recipe = NULL;
  g_autoptr (GHashTable) choices = NULL;
  LkTrainerOptions options = { .folder = run->folder,
                               .resume = run->resume,
                               .freeze = -1,
                               .export_stopped = TRUE,
                               .save_seconds = SAVE_SECONDS,
                               .line_seconds = LINE_SECONDS };

  if (dataset == NULL)
    return FALSE;
  if (plan->validation != NULL)
    {
      validation = lk_dataset_open (plan->validation, plan->validation_split, error);
      if (validation == NULL)
        return FALSE;
    }
  if (!run->resume)
    {
      recipe = lk_recipe_load (plan->recipe, error);
      if (recipe == NULL || !lk_recipe_check (recipe, error))
        return FALSE;
      options.recipe = recipe;
      options.initial = plan->initial;
      choices = list_choices (plan, error);
      if (choices == NULL)
        return FALSE;
      options.initial_choices = choices;
      options.minutes = plan->minutes;
      options.pictures = plan->pictures;
    }
  options.dataset = dataset;
  options.validation = validation;
  return train (run, &options, cancellable, error);
}

static void
run_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (open_and_train (data, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
set_status (LkTrainingJob *self, const char *text)
{
  g_free (self->status);
  self->status = g_strdup (text);
  self->progress = -1;
}

static void
on_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LkTrainingJob) self = user_data;
  g_autoptr (GError) error = NULL;

  self->done = g_task_propagate_boolean (G_TASK (result), &error);
  g_clear_object (&self->cancellable);
  if (self->done)
    set_status (self, _ ("The training is done"));
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      set_status (self, error->message);
      g_clear_error (&error);
    }
  else
    set_status (self, NULL);
  g_signal_emit (self, signals[SIGNAL_ENDED], 0, error != NULL ? error->message : NULL);
}

static void
lk_training_job_finalize (GObject *object)
{
  LkTrainingJob *self = LK_TRAINING_JOB (object);

  lk_training_plan_free (self->plan);
  g_free (self->folder);
  lk_training_curves_free (self->curves);
  g_clear_object (&self->cancellable);
  g_free (self->status);
  g_string_free (self->remarks, TRUE);
  G_OBJECT_CLASS (lk_training_job_parent_class)->finalize (object);
}

static void
lk_training_job_class_init (LkTrainingJobClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = lk_training_job_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ENDED] = g_signal_new ("ended", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
lk_training_job_init (LkTrainingJob *self)
{
  self->remarks = g_string_new (NULL);
  self->progress = -1;
}

LkTrainingJob *
lk_training_job_new (const LkTrainingPlan *plan, const char *folder)
{
  LkTrainingJob *self;

  g_return_val_if_fail (plan != NULL && plan->dataset != NULL, NULL);
  g_return_val_if_fail (folder != NULL, NULL);

  self = g_object_new (LK_TYPE_TRAINING_JOB, NULL);
  self->plan = lk_training_plan_copy (plan);
  self->folder = g_strdup (folder);
  self->curves = lk_training_curves_new ();
  return self;
}

LkTrainingJob *
lk_training_job_open (const char *folder, GError **error)
{
  g_autoptr (LkTrainingPlan) plan = NULL;
  g_autoptr (LkTrainingJob) self = NULL;
  g_autofree char *log = NULL;

  g_return_val_if_fail (folder != NULL, NULL);

  plan = lk_training_plan_load (folder, error);
  if (plan == NULL)
    return NULL;
  self = lk_training_job_new (plan, folder);
  if (!lk_training_files_read_done (folder, &self->done, error))
    return NULL;
  self->begun = TRUE;
  log = g_build_filename (folder, LOG, NULL);
  if (g_file_test (log, G_FILE_TEST_EXISTS))
    {
      lk_training_curves_free (self->curves);
      self->curves = lk_training_curves_load (log, error);
    }
  if (self->curves == NULL)
    return NULL;
  set_status (self,
              self->done ? _ ("The training is done") : _ ("It can go on from here"));
  return g_steal_pointer (&self);
}

void
lk_training_job_run (LkTrainingJob *self)
{
  g_autoptr (GTask) task = NULL;
  Run *run;

  g_return_if_fail (LK_IS_TRAINING_JOB (self));
  g_return_if_fail (self->cancellable == NULL && !self->done);

  run = g_new0 (Run, 1);
  run->job = self;
  run->plan = lk_training_plan_copy (self->plan);
  run->folder = g_strdup (self->folder);
  run->resume = self->begun;
  g_string_truncate (self->remarks, 0);
  set_status (self, _ ("Reading pictures"));
  self->cancellable = g_cancellable_new ();
  task = g_task_new (NULL, self->cancellable, on_ended, g_object_ref (self));
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, run, (GDestroyNotify) run_free);
  g_task_run_in_thread (task, run_in_thread);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
lk_training_job_stop (LkTrainingJob *self)
{
  g_return_if_fail (LK_IS_TRAINING_JOB (self));

  if (self->cancellable == NULL || g_cancellable_is_cancelled (self->cancellable))
    return;
  g_cancellable_cancel (self->cancellable);
  set_status (self, _ ("Stopping, once it is saved"));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

gboolean
lk_training_job_get_running (LkTrainingJob *self)
{
  g_return_val_if_fail (LK_IS_TRAINING_JOB (self), FALSE);
  return self->cancellable != NULL;
}

gboolean
lk_training_job_get_stopping (LkTrainingJob *self)
{
  g_return_val_if_fail (LK_IS_TRAINING_JOB (self), FALSE);
  return self->cancellable != NULL && g_cancellable_is_cancelled (self->cancellable);
}

gboolean
lk_training_job_get_begun (LkTrainingJob *self)
{
  g_return_val_if_fail (LK_IS_TRAINING_JOB (self), FALSE);
  return self->begun;
}

gboolean
lk_training_job_get_done (LkTrainingJob *self)
{
  g_return_val_if_fail (LK_IS_TRAINING_JOB (self), FALSE);
  return self->done;
}

const LkTrainingPlan *
lk_training_job_get_plan (LkTrainingJob *self)
{
  g_return_val_if_fail (LK_IS_TRAINING_JOB (self), NULL);
  return self->plan;
}

const char *
lk_training_job_get_folder (LkTrainingJob *self)
{
  g_return_val_if_fail (LK_IS_TRAINING_JOB (self), NULL);
  return self->folder;
}

LkTrainingCurves *
lk_training_job_get_curves (LkTrainingJob *self)
{
  g_return_val_if_fail (LK_IS_TRAINING_JOB (self), NULL);
  return self->curves;
}

const char *
lk_training_job_get_status (LkTrainingJob *self)
{
  g_return_val_if_fail (LK_IS_TRAINING_JOB (self), NULL);
  return self->status;
}

const char *
lk_training_job_get_remarks (LkTrainingJob *self)
{
  g_return_val_if_fail (LK_IS_TRAINING_JOB (self), NULL);
  return self->remarks->len > 0 ? self->remarks->str : NULL;
}

double
lk_training_job_get_progress (LkTrainingJob *self)
{
  g_return_val_if_fail (LK_IS_TRAINING_JOB (self), -1);
  return self->progress;
}

gboolean
lk_training_job_has_model (LkTrainingJob *self)
{
  g_autofree char *path = NULL;

  g_return_val_if_fail (LK_IS_TRAINING_JOB (self), FALSE);

  path = lk_training_files_find_model (self->folder);
  return path != NULL;
}

char *
lk_training_job_take_model (LkTrainingJob *self, GError **error)
{
  g_return_val_if_fail (LK_IS_TRAINING_JOB (self), NULL);
  return lk_training_files_keep_model (self->folder, error);
}
