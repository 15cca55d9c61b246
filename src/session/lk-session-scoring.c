/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-session-private.h"

#include <glib/gi18n-lib.h>

#include "lk-embedder.h"
#include "lk-error.h"

/* What a scoring needs, for the worker's thread. */
typedef struct
{
  GWeakRef session;
  LkEpisodeState *episode;
  LkFeatureCache *cache;
  LkModel *model;
  char *model_name;
  char *profile;
  LkMetricOptions options;
} Job;

typedef struct
{
  LkModel *model;
  LkScoring *scoring;
  GError *error;
} Outcome;

static void
job_free (Job *job)
{
  g_weak_ref_clear (&job->session);
  lk_episode_state_unref (job->episode);
  g_object_unref (job->cache);
  g_clear_object (&job->model);
  g_free (job->model_name);
  g_free (job->profile);
  g_free (job);
}

static void
outcome_free (Outcome *outcome)
{
  g_clear_object (&outcome->model);
  g_clear_pointer (&outcome->scoring, lk_scoring_unref);
  g_clear_error (&outcome->error);
  g_free (outcome);
}

typedef struct
{
  LkSession *session;
  double value;
} ProgressNote;

static gboolean
deliver_progress (gpointer data)
{
  ProgressNote *note = data;

  lk_session_set_progress (note->session, note->value);
  return G_SOURCE_REMOVE;
}

static void
progress_note_free (gpointer data)
{
  ProgressNote *note = data;

  g_object_unref (note->session);
  g_free (note);
}

static void
on_progress (guint done, guint total, gpointer user_data)
{
  Job *job = user_data;
  LkSession *session = g_weak_ref_get (&job->session);
  ProgressNote *note;

  if (session == NULL)
    return;
  note = g_new0 (ProgressNote, 1);
  note->session = session;
  note->value = total > 0 ? (double) done / total : 1;
  g_idle_add_full (G_PRIORITY_DEFAULT, deliver_progress, note, progress_note_free);
}

static LkScoring *
score (Job *job, LkModel *model, GCancellable *cancellable, GError **error)
{
  g_autoptr (LkEmbedder) embedder = lk_embedder_new (model, job->cache);

  return lk_scoring_new (job->episode, LK_MAP_SOURCE (embedder), &job->options,
                         on_progress, job, cancellable, error);
}

static gpointer
run (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  Outcome *outcome = g_new0 (Outcome, 1);

  if (job->model != NULL)
    outcome->model = g_object_ref (job->model);
  else
    outcome->model = lk_model_open (job->model_name, job->profile, &outcome->error);
  if (outcome->model != NULL
      && lk_episode_state_is_complete (job->episode, &outcome->error))
    outcome->scoring = score (job, outcome->model, cancellable, &outcome->error);
  if (g_error_matches (outcome->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&outcome->error));
      outcome_free (outcome);
      return NULL;
    }
  return outcome;
}

/* A session saved with other weights gives other numbers: say so once. */
static void
check_weights (LkSession *self)
{
  if (self->expected_sha256 != NULL
      && !g_str_equal (self->expected_sha256, lk_model_get_sha256 (self->model)))
    {
      g_autofree char *text = g_strdup_printf (
          _ ("The weights of %s are not those this session was saved with: "
             "the scores differ"),
          lk_session_get_model_name (self));

      lk_session_send_message (self, text);
    }
  g_clear_pointer (&self->expected_sha256, g_free);
}

/* A model without a fusion layer cannot normalise as trained. */
static void
check_normalisation (LkSession *self)
{
  LkMetricOptions options = *lk_session_get_options (self);
  g_autoptr (LkSettings) settings = lk_settings_copy (self->settings);
  gboolean trained = options.normalisation == LK_NORMALISE_TRAINED
                     || options.normalisation == LK_NORMALISE_TRAINED_EXACT;

  if (!trained || self->scoring == NULL
      || lk_scoring_get_trained_fusion (self->scoring) != NULL)
    return;
  options.normalisation = LK_NORMALISE_EPISODE;
  lk_settings_set_options (settings, &options);
  lk_session_use_settings (self, settings);
  lk_session_send_message (
      self,
      _ ("This model has no fusion layer: scores are normalised within the episode"));
}

static void
done (gpointer result, const GError *error, gpointer user_data)
{
  LkSession *self = user_data;
  Outcome *outcome = result;

  lk_session_set_progress (self, 1);
  if (outcome == NULL)
    {
      if (self->scoring == NULL)
        lk_session_set_status (self, _ ("Stopped"));
      return;
    }
  if (outcome->model != NULL && g_set_object (&self->model, outcome->model))
    {
      check_weights (self);
      g_object_notify (G_OBJECT (self), "model-name");
    }
  g_clear_pointer (&self->scoring, lk_scoring_unref);
  self->scoring = g_steal_pointer (&outcome->scoring);
  check_normalisation (self);
  lk_session_set_status (self, outcome->error != NULL ? outcome->error->message : NULL);
  if (outcome->error != NULL
      && !g_error_matches (outcome->error, LK_ERROR, LK_ERROR_EPISODE))
    lk_session_send_message (self, outcome->error->message);
  g_clear_object (&self->evidence);
  g_clear_pointer (&self->accuracy_map, lk_flip_accuracy_free);
  g_ptr_array_set_size (self->decisions, 0);
  g_signal_emit_by_name (self, "scored");
  outcome_free (outcome);
}

void
lk_session_rescore (LkSession *self)
{
  Job *job = g_new0 (Job, 1);

  g_weak_ref_init (&job->session, self);
  job->episode = lk_session_get_scored_state (self);
  job->cache = g_object_ref (self->cache);
  job->model = self->model != NULL ? g_object_ref (self->model) : NULL;
  job->model_name = g_strdup (lk_session_get_model_name (self));
  job->profile = g_strdup (lk_session_get_profile (self));
  job->options = *lk_session_get_options (self);
  lk_worker_submit (self->worker, run, job, (GDestroyNotify) job_free,
                    (GDestroyNotify) outcome_free, done, self);
}
