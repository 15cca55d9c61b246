/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-calibration-job.h"

#include <string.h>

#include "lk-calibrated-model.h"
#include "lk-calibration-map.h"
#include "lk-calibrator.h"
#include "lk-episode-runner.h"

#define REPORT_INTERVAL (200 * G_TIME_SPAN_MILLISECOND)

struct _LkCalibrationJob
{
  GObject parent_instance;

  LkCalibrationRequest request; /* all in it is owned */
  GCancellable *cancellable;    /* while it runs */
  guint n_done;
  guint total;
  double seconds_left;
  LkModel *model;
  LkCalibration *calibration;
  LkFlipAccuracy *accuracy;
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LkCalibrationJob, lk_calibration_job, G_TYPE_OBJECT)

static void
request_copy (const LkCalibrationRequest *from, LkCalibrationRequest *to)
{
  *to = *from;
  g_object_ref (to->dataset);
  if (to->model != NULL)
    g_object_ref (to->model);
  to->model_name = g_strdup (from->model_name);
  to->profile = g_strdup (from->profile);
  to->network = g_strdup (from->network);
}

static void
request_clear (LkCalibrationRequest *self)
{
  g_clear_object (&self->dataset);
  g_clear_object (&self->model);
  g_free ((char *) self->model_name);
  g_free ((char *) self->profile);
  g_free ((char *) self->network);
}

/* What the other thread works with, and what it finds. */
typedef struct
{
  LkCalibrationJob *job; /* lives until the task ends; only to send news to */
  LkCalibrationRequest request;
  gint64 last_report;
  LkModel *model;
  LkCalibration *calibration;
  LkFlipAccuracy *accuracy;
} Run;

/* How far it is, on its way. */
typedef struct
{
  LkCalibrationJob *job;
  guint n_done;
  guint total;
  double seconds_left;
} News;

static void
run_free (Run *run)
{
  request_clear (&run->request);
  g_clear_object (&run->model);
  g_clear_pointer (&run->calibration, lk_calibration_free);
  g_clear_pointer (&run->accuracy, lk_flip_accuracy_free);
  g_free (run);
}

static void
news_free (gpointer data)
{
  News *news = data;

  g_object_unref (news->job);
  g_free (news);
}

static gboolean
deliver (gpointer data)
{
  const News *news = data;

  news->job->n_done = news->n_done;
  news->job->total = news->total;
  news->job->seconds_left = news->seconds_left;
  g_signal_emit (news->job, signals[SIGNAL_CHANGED], 0);
  return G_SOURCE_REMOVE;
}

static void
on_progress (guint n_done, guint total, double seconds_left, gpointer data)
{
  Run *run = data;
  News *news;

  if (g_get_monotonic_time () - run->last_report < REPORT_INTERVAL)
    return;
  run->last_report = g_get_monotonic_time ();
  news = g_new0 (News, 1);
  *news = (News){ g_object_ref (run->job), n_done, total, seconds_left };
  g_idle_add_full (G_PRIORITY_DEFAULT, deliver, news, news_free);
}

static gboolean
calibrate (Run *run, GCancellable *cancellable, GError **error)
{
  const LkCalibrationRequest *request = &run->request;
  const LkSampler *sampler = &request->sampler;
  LkEpisodeScores *scores[LK_CALIBRATION_N_HALVES] = { NULL };
  g_autoptr (LkMapSource) source = lk_episode_runner_make_source (run->model);
  g_autoptr (LkCalibrator) calibrator
      = lk_calibrator_new (request->dataset, source, &request->options, sampler, error);
  gboolean fine;

  if (calibrator == NULL
      || !lk_calibrator_check (calibrator, sampler->n_shots, request->n_episodes, error))
    return FALSE;
  fine = lk_calibrator_run (calibrator, sampler->n_shots, request->n_episodes,
                            on_progress, run, scores, cancellable, error);
  if (fine)
    {
      const LkEpisodeScores *const halves[] = { scores[0], scores[1] };

      run->calibration = lk_calibration_new (halves);
      run->accuracy = lk_calibration_map_new (scores);
    }
  for (guint half = 0; half < LK_CALIBRATION_N_HALVES; half++)
    lk_episode_scores_free (scores[half]);
  return fine;
}

static void
run_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Run *run = data;
  GError *error = NULL;

  run->model = run->request.model != NULL
                   ? g_object_ref (run->request.model)
                   : lk_model_open_for (run->request.model_name, run->request.profile,
                                        run->request.network, &error);
  if (run->model != NULL && calibrate (run, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LkCalibrationJob) self = user_data;
  Run *run = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      self->model = g_steal_pointer (&run->model);
      self->calibration = g_steal_pointer (&run->calibration);
      self->accuracy = g_steal_pointer (&run->accuracy);
    }
  g_clear_object (&self->cancellable);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_clear_error (&error);
  g_signal_emit (self, signals[SIGNAL_ENDED], 0, error != NULL ? error->message : NULL);
}

static void
lk_calibration_job_finalize (GObject *object)
{
  LkCalibrationJob *self = LK_CALIBRATION_JOB (object);

  request_clear (&self->request);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->model);
  g_clear_pointer (&self->calibration, lk_calibration_free);
  g_clear_pointer (&self->accuracy, lk_flip_accuracy_free);
  G_OBJECT_CLASS (lk_calibration_job_parent_class)->finalize (object);
}

static void
lk_calibration_job_class_init (LkCalibrationJobClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = lk_calibration_job_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ENDED] = g_signal_new ("ended", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
lk_calibration_job_init (LkCalibrationJob *self)
{
  self->seconds_left = -1;
}

LkCalibrationJob *
lk_calibration_job_new (const LkCalibrationRequest *request)
{
  const LkMetricOptions house = lk_metric_options_default ();
  LkCalibrationJob *self;

  g_return_val_if_fail (request != NULL && LK_IS_DATASET (request->dataset), NULL);

  self = g_object_new (LK_TYPE_CALIBRATION_JOB, NULL);
  request_copy (request, &self->request);
  memcpy (self->request.options.weights, house.weights, sizeof house.weights);
  if (self->request.options.normalisation == LK_NORMALISE_TRAINED)
    self->request.options.normalisation = house.normalisation;
  self->total = request->n_episodes;
  return self;
}

void
lk_calibration_job_run (LkCalibrationJob *self)
{
  g_autoptr (GTask) task = NULL;
  Run *run;

  g_return_if_fail (LK_IS_CALIBRATION_JOB (self));
  g_return_if_fail (self->cancellable == NULL && self->calibration == NULL);

  run = g_new0 (Run, 1);
  run->job = self;
  request_copy (&self->request, &run->request);
  self->cancellable = g_cancellable_new ();
  task = g_task_new (NULL, self->cancellable, on_ended, g_object_ref (self));
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, run, (GDestroyNotify) run_free);
  g_task_run_in_thread (task, run_in_thread);
}

void
lk_calibration_job_cancel (LkCalibrationJob *self)
{
  g_return_if_fail (LK_IS_CALIBRATION_JOB (self));
  g_cancellable_cancel (self->cancellable);
}

gboolean
lk_calibration_job_get_running (LkCalibrationJob *self)
{
  g_return_val_if_fail (LK_IS_CALIBRATION_JOB (self), FALSE);
  return self->cancellable != NULL;
}

void
lk_calibration_job_get_progress (LkCalibrationJob *self,
                                 guint *n_done,
                                 guint *total,
                                 double *seconds_left)
{
  g_return_if_fail (LK_IS_CALIBRATION_JOB (self));

  *n_done = self->n_done;
  *total = self->total;
  *seconds_left = self->seconds_left;
}

const LkCalibrationRequest *
lk_calibration_job_get_request (LkCalibrationJob *self)
{
  g_return_val_if_fail (LK_IS_CALIBRATION_JOB (self), NULL);
  return &self->request;
}

const LkCalibration *
lk_calibration_job_get_result (LkCalibrationJob *self)
{
  g_return_val_if_fail (LK_IS_CALIBRATION_JOB (self), NULL);
  return self->calibration;
}

const LkFlipAccuracy *
lk_calibration_job_get_accuracy (LkCalibrationJob *self)
{
  g_return_val_if_fail (LK_IS_CALIBRATION_JOB (self), NULL);
  return self->accuracy;
}

LkMetricOptions
lk_calibration_job_get_options (LkCalibrationJob *self)
{
  LkMetricOptions options = self->request.options;

  g_return_val_if_fail (self->calibration != NULL, options);

  memcpy (options.weights, self->calibration->fit.weights, sizeof options.weights);
  return options;
}

gboolean
lk_calibration_job_save (LkCalibrationJob *self, const char *path, GError **error)
{
  LkShotFit fit;

  g_return_val_if_fail (LK_IS_CALIBRATION_JOB (self) && path != NULL, FALSE);
  g_return_val_if_fail (self->calibration != NULL, FALSE);

  fit = (LkShotFit){ self->request.sampler.n_shots, self->calibration->fit };
  return lk_calibrated_model_save (self->model, &self->request.options, &fit, 1, path,
                                   error);
}
