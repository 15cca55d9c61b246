/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-evaluation-job.h"

#include "lk-evaluation-json.h"
#include "lk-findings-json.h"
#include "lk-mistake-item.h"
#include "lk-open-source.h"
#include "lk-episode-runner.h"
#include "lk-scoring.h"
#include "lk-task.h"

#define REPORT_INTERVAL (200 * G_TIME_SPAN_MILLISECOND)
/* What is kept of each to say how sure they may be takes a few numbers. */
#define MAX_DECISIONS 500000

struct _LkEvaluationJob
{
  GObject parent_instance;

  LkEvaluationRequest *request;
  LkModel *model;

  LkEvaluation *evaluation; /* the other thread's while it runs */
  LkEpisodeRunner *runner;  /* likewise */
  LkConfidence *confidence; /* likewise */
  LkConfidenceReport *sure; /* (nullable): what it has come to */
  GCancellable *cancellable;
  LkEvaluationReport report;
  GListStore *mistakes;
};

enum
{
  SIGNAL_REPORTED,
  SIGNAL_ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LkEvaluationJob, lk_evaluation_job, G_TYPE_OBJECT)

/* What the other thread works with. */
typedef struct
{
  LkEvaluationJob *job; /* lives until the task ends; only to send news to */
  LkEvaluationRequest *request;
  LkModel *model;
  LkEvaluation *evaluation;
  LkEpisodeRunner *runner;
  LkConfidence *confidence;
  LkConfidenceReport *sure;
  guint n_episodes;
  guint n_mistakes; /* sent */
  gint64 last_report;
} Run;

/* A report on its way, and the mistakes that came since the one before. */
typedef struct
{
  LkEvaluationJob *job;
  LkEvaluationReport report;
  GPtrArray *mistakes;
} News;

static void
run_free (Run *run)
{
  lk_evaluation_request_unref (run->request);
  g_clear_object (&run->model);
  g_clear_object (&run->evaluation);
  g_clear_object (&run->runner);
  g_clear_pointer (&run->confidence, lk_confidence_free);
  g_clear_pointer (&run->sure, lk_confidence_report_unref);
  g_free (run);
}

static void
news_free (gpointer data)
{
  News *news = data;

  g_object_unref (news->job);
  g_free (news->report.confusion);
  g_ptr_array_unref (news->mistakes);
  g_free (news);
}

static gboolean
deliver (gpointer data)
{
  News *news = data;
  LkEvaluationJob *self = news->job;

  g_free (self->report.confusion);
  self->report = news->report;
  news->report.confusion = NULL;
  g_list_store_splice (self->mistakes,
                       g_list_model_get_n_items (G_LIST_MODEL (self->mistakes)), 0,
                       news->mistakes->pdata, news->mistakes->len);
  g_signal_emit (self, signals[SIGNAL_REPORTED], 0);
  return G_SOURCE_REMOVE;
}

static void
read_baseline (LkEvaluation *evaluation, LkEvaluationReport *report)
{
  gboolean has_interval;

  report->baseline = -1;
  if (!lk_evaluation_get_baseline (evaluation, &report->baseline, &report->baseline_ci95,
                                   &has_interval))
    report->baseline = -1;
  else if (!has_interval)
    report->baseline_ci95 = -1;
}

static void
read_results (Run *run, News *news)
{
  LkEvaluation *evaluation = run->evaluation;
  GArray *mistakes = lk_evaluation_get_mistakes (evaluation);
  gsize n_classes = lk_dataset_get_n_classes (run->request->dataset);

  news->report.n_episodes = lk_evaluation_get_n_episodes (evaluation);
  if (news->report.n_episodes == 0)
    return;
  for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
    if (!lk_evaluation_get_accuracy (evaluation, predictor,
                                     &news->report.accuracy[predictor],
                                     &news->report.ci95[predictor]))
      news->report.ci95[predictor] = -1;
  read_baseline (evaluation, &news->report);
  news->report.confusion = g_memdup2 (lk_evaluation_get_confusion (evaluation),
                                      n_classes * n_classes * sizeof (guint));
  for (; run->n_mistakes < mistakes->len; run->n_mistakes++)
    g_ptr_array_add (
        news->mistakes,
        lk_mistake_item_new (run->request->dataset,
                             &g_array_index (mistakes, LkMistake, run->n_mistakes)));
}

/* News overtake nothing: they and the end of the task come in the order they were sent.
 */
static void
send_news (Run *run, double seconds_left)
{
  News *news = g_new0 (News, 1);

  news->job = g_object_ref (run->job);
  news->report.total = run->n_episodes;
  news->report.seconds_left = seconds_left;
  news->mistakes = g_ptr_array_new_with_free_func (g_object_unref);
  if (run->evaluation != NULL)
    read_results (run, news);
  run->last_report = g_get_monotonic_time ();
  g_idle_add_full (G_PRIORITY_DEFAULT, deliver, news, news_free);
}

static void
on_progress (guint n_episodes, guint total, double seconds_left, gpointer user_data)
{
  Run *run = user_data;

  if (g_get_monotonic_time () - run->last_report >= REPORT_INTERVAL)
    send_news (run, seconds_left);
}

/* As many maps of a model are kept as that has room for; a file of maps has all. */
static LkMapSource *
open_source (Run *run, GError **error)
{
  const LkEvaluationRequest *request = run->request;
  g_autoptr (LkMapSource) source = NULL;

  if (run->model != NULL)
    return lk_episode_runner_make_source (run->model);
  source = lk_open_source (request->model_name, request->profile, request->network, NULL,
                           error);
  if (source == NULL || lk_map_source_get_model (source) == NULL)
    return g_steal_pointer (&source);
  run->model = g_object_ref (lk_map_source_get_model (source));
  return lk_episode_runner_make_source (run->model);
}

static gboolean
make_runner (Run *run, GError **error)
{
  const LkEvaluationRequest *request = run->request;
  g_autoptr (LkMapSource) source = open_source (run, error);
  g_autoptr (LkTrainedFusion) fusion = NULL;

  if (source == NULL
      || (run->model != NULL && !lk_scoring_read_fusion (run->model, &fusion, error)))
    return FALSE;
  run->evaluation = lk_evaluation_new (request->dataset, &request->sampler);
  run->runner = lk_episode_runner_new_for_source (request->dataset, source,
                                                  &request->sampler, &request->options);
  run->confidence = lk_confidence_new (&request->options, fusion);
  return TRUE;
}

static gboolean
on_collected (LkOutcome *outcome,
              const LkSample *sample,
              GPtrArray *maps,
              const LkRawScores *scores,
              gpointer user_data,
              GError **error)
{
  Run *run = user_data;

  return lk_confidence_get_n (run->confidence) + scores->n_queries > MAX_DECISIONS
         || lk_confidence_add (run->confidence, scores, error);
}

static gboolean
run_episodes (Run *run, GCancellable *cancellable, GError **error)
{
  gboolean fine;

  if (run->runner == NULL && !make_runner (run, error))
    return FALSE;
  lk_episode_runner_set_collect (run->runner, on_collected, run);
  fine = lk_episode_runner_run (run->runner, run->evaluation, 0, run->n_episodes,
                                on_progress, run, cancellable, error);
  lk_episode_runner_set_collect (run->runner, NULL, NULL);
  run->sure = lk_confidence_report_new (run->confidence);
  return fine;
}

static void
run_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Run *run = data;
  GError *error = NULL;
  gboolean fine = run_episodes (run, cancellable, &error);

  send_news (run, fine ? 0 : -1);
  if (fine)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LkEvaluationJob) self = user_data;
  Run *run = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  g_clear_object (&self->cancellable);
  g_set_object (&self->model, run->model);
  g_set_object (&self->evaluation, run->evaluation);
  g_set_object (&self->runner, run->runner);
  self->confidence = g_steal_pointer (&run->confidence);
  g_clear_pointer (&self->sure, lk_confidence_report_unref);
  self->sure = g_steal_pointer (&run->sure);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_clear_error (&error);
  g_signal_emit (self, signals[SIGNAL_ENDED], 0, error != NULL ? error->message : NULL);
}

static void
lk_evaluation_job_finalize (GObject *object)
{
  LkEvaluationJob *self = LK_EVALUATION_JOB (object);

  lk_evaluation_request_unref (self->request);
  g_clear_object (&self->model);
  g_clear_object (&self->evaluation);
  g_clear_object (&self->runner);
  g_clear_pointer (&self->confidence, lk_confidence_free);
  g_clear_pointer (&self->sure, lk_confidence_report_unref);
  g_clear_object (&self->cancellable);
  g_object_unref (self->mistakes);
  g_free (self->report.confusion);
  G_OBJECT_CLASS (lk_evaluation_job_parent_class)->finalize (object);
}

static void
lk_evaluation_job_class_init (LkEvaluationJobClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lk_evaluation_job_finalize;

  signals[SIGNAL_REPORTED]
      = g_signal_new ("reported", LK_TYPE_EVALUATION_JOB, G_SIGNAL_RUN_LAST, 0, NULL,
                      NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ENDED]
      = g_signal_new ("ended", LK_TYPE_EVALUATION_JOB, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
lk_evaluation_job_init (LkEvaluationJob *self)
{
  self->mistakes = g_list_store_new (LK_TYPE_MISTAKE_ITEM);
  self->report.seconds_left = -1;
}

LkEvaluationJob *
lk_evaluation_job_new (const LkEvaluationRequest *request, LkModel *model)
{
  LkEvaluationJob *self;

  g_return_val_if_fail (request != NULL && LK_IS_DATASET (request->dataset), NULL);
  g_return_val_if_fail (model == NULL || LK_IS_MODEL (model), NULL);

  self = g_object_new (LK_TYPE_EVALUATION_JOB, NULL);
  self->request = lk_evaluation_request_keep (request);
  self->model = model != NULL ? g_object_ref (model) : NULL;
  return self;
}

const LkEvaluationRequest *
lk_evaluation_job_get_request (LkEvaluationJob *self)
{
  g_return_val_if_fail (LK_IS_EVALUATION_JOB (self), NULL);
  return self->request;
}

void
lk_evaluation_job_run (LkEvaluationJob *self, guint n_episodes)
{
  g_autoptr (GTask) task = NULL;
  Run *run;

  g_return_if_fail (LK_IS_EVALUATION_JOB (self));
  g_return_if_fail (self->cancellable == NULL);

  run = g_new0 (Run, 1);
  run->job = self;
  run->request = lk_evaluation_request_ref (self->request);
  run->model = self->model != NULL ? g_object_ref (self->model) : NULL;
  run->evaluation = g_steal_pointer (&self->evaluation);
  run->runner = g_steal_pointer (&self->runner);
  run->confidence = g_steal_pointer (&self->confidence);
  run->n_episodes = n_episodes;
  run->n_mistakes = g_list_model_get_n_items (G_LIST_MODEL (self->mistakes));
  run->last_report = g_get_monotonic_time () - REPORT_INTERVAL;
  self->report.total = n_episodes;
  self->report.seconds_left = -1;
  self->cancellable = g_cancellable_new ();
  task = g_task_new (NULL, self->cancellable, on_ended, g_object_ref (self));
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, run, (GDestroyNotify) run_free);
  g_task_run_in_thread (task, run_in_thread);
}

void
lk_evaluation_job_cancel (LkEvaluationJob *self)
{
  g_return_if_fail (LK_IS_EVALUATION_JOB (self));
  g_cancellable_cancel (self->cancellable);
}

gboolean
lk_evaluation_job_get_running (LkEvaluationJob *self)
{
  g_return_val_if_fail (LK_IS_EVALUATION_JOB (self), FALSE);
  return self->cancellable != NULL;
}

const LkEvaluationReport *
lk_evaluation_job_get_report (LkEvaluationJob *self)
{
  g_return_val_if_fail (LK_IS_EVALUATION_JOB (self), NULL);
  return &self->report;
}

GListModel *
lk_evaluation_job_get_mistakes (LkEvaluationJob *self)
{
  g_return_val_if_fail (LK_IS_EVALUATION_JOB (self), NULL);
  return G_LIST_MODEL (self->mistakes);
}

LkEvaluation *
lk_evaluation_job_get_evaluation (LkEvaluationJob *self)
{
  g_return_val_if_fail (LK_IS_EVALUATION_JOB (self), NULL);
  return self->evaluation;
}

LkConfidenceReport *
lk_evaluation_job_get_confidence (LkEvaluationJob *self)
{
  g_return_val_if_fail (LK_IS_EVALUATION_JOB (self), NULL);
  return self->cancellable == NULL ? self->sure : NULL;
}

JsonNode *
lk_evaluation_job_to_json (LkEvaluationJob *self)
{
  g_autofree char *name = NULL;
  JsonNode *node;

  g_return_val_if_fail (LK_IS_EVALUATION_JOB (self), NULL);

  if (self->evaluation == NULL)
    return NULL;
  node = lk_evaluation_to_json (self->evaluation, self->model, &self->request->options,
                                self->report.total);
  name = g_filename_display_name (self->request->model_name);
  if (self->model == NULL)
    json_object_set_string_member (json_node_get_object (node), "maps", name);
  if (self->sure != NULL)
    json_object_set_object_member (json_node_get_object (node), "confidence",
                                   lk_findings_json_write_confidence (self->sure));
  return node;
}

/* The evaluation as it is now: the next run gives it away. */
typedef struct
{
  LkEvaluation *evaluation;
  char *path;
} Saving;

static void
saving_free (Saving *saving)
{
  g_object_unref (saving->evaluation);
  g_free (saving->path);
  g_free (saving);
}

static void
save_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Saving *saving = data;
  GError *error = NULL;

  if (lk_evaluation_save_csv (saving->evaluation, saving->path, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
lk_evaluation_job_save_csv (LkEvaluationJob *self,
                            const char *path,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Saving *saving;

  g_return_if_fail (LK_IS_EVALUATION_JOB (self));
  g_return_if_fail (self->evaluation != NULL);
  g_return_if_fail (path != NULL);

  saving = g_new0 (Saving, 1);
  saving->evaluation = g_object_ref (self->evaluation);
  saving->path = g_strdup (path);
  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_task_data (task, saving, (GDestroyNotify) saving_free);
  lk_task_run_in_thread (task, save_in_thread);
}

gboolean
lk_evaluation_job_save_csv_finish (LkEvaluationJob *self,
                                   GAsyncResult *result,
                                   GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
