/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-comparison-job.h"

#include "lk-embedder.h"

/* What B's scoring is made of, for the worker's thread. */
typedef struct
{
  LkScoring *a;
  LkFeatureCache *cache;
  LkModel *model;
  LkSettings *settings;
} Job;

static void
job_free (Job *job)
{
  lk_scoring_unref (job->a);
  g_object_unref (job->cache);
  g_clear_object (&job->model);
  lk_settings_unref (job->settings);
  g_free (job);
}

void
lk_comparison_outcome_free (LkComparisonOutcome *self)
{
  lk_scoring_unref (self->a);
  lk_settings_unref (self->settings);
  g_clear_object (&self->model);
  g_clear_pointer (&self->scoring, lk_scoring_unref);
  g_clear_error (&self->error);
  g_free (self);
}

static LkScoring *
score (Job *job, LkModel *model, GCancellable *cancellable, GError **error)
{
  g_autoptr (LkEmbedder) embedder = lk_embedder_new (model, job->cache);

  return lk_scoring_new (lk_scoring_get_episode (job->a), LK_MAP_SOURCE (embedder),
                         lk_settings_get_options (job->settings), NULL, NULL, cancellable,
                         error);
}

static gpointer
run (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  LkComparisonOutcome *outcome = g_new0 (LkComparisonOutcome, 1);

  outcome->a = lk_scoring_ref (job->a);
  outcome->settings = lk_settings_ref (job->settings);
  if (job->model != NULL)
    outcome->model = g_object_ref (job->model);
  else
    outcome->model
        = lk_model_open (lk_settings_get_model (job->settings),
                         lk_settings_get_profile (job->settings), &outcome->error);
  if (outcome->model != NULL)
    outcome->scoring = score (job, outcome->model, cancellable, &outcome->error);
  if (!g_error_matches (outcome->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return outcome;
  g_propagate_error (error, g_steal_pointer (&outcome->error));
  lk_comparison_outcome_free (outcome);
  return NULL;
}

void
lk_comparison_job_submit (LkWorker *worker,
                          LkScoring *a,
                          LkSettings *settings,
                          LkModel *model,
                          LkFeatureCache *cache,
                          LkWorkerDone done,
                          gpointer user_data)
{
  Job *job = g_new0 (Job, 1);

  job->a = lk_scoring_ref (a);
  job->cache = g_object_ref (cache);
  job->model = model != NULL ? g_object_ref (model) : NULL;
  job->settings = lk_settings_ref (settings);
  lk_worker_submit (worker, run, job, (GDestroyNotify) job_free,
                    (GDestroyNotify) lk_comparison_outcome_free, done, user_data);
}
