/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-scoring-job.h"

#include <glib/gi18n-lib.h>

#include "lk-episode-absent.h"
#include "lk-open-source.h"

typedef struct
{
  LkScoringJob job;
  LkScoringProgress progress;
  GWeakRef owner;
} Run;

static void
run_free (Run *self)
{
  lk_episode_state_unref (self->job.episode);
  lk_settings_unref (self->job.settings);
  g_clear_object (&self->job.source);
  g_object_unref (self->job.cache);
  g_weak_ref_clear (&self->owner);
  g_free (self);
}

void
lk_scoring_outcome_free (LkScoringOutcome *self)
{
  g_return_if_fail (self != NULL);

  lk_episode_state_unref (self->episode);
  lk_settings_unref (self->settings);
  g_clear_object (&self->source);
  g_clear_pointer (&self->whole, lk_scoring_unref);
  g_clear_pointer (&self->masked, lk_scoring_unref);
  g_clear_error (&self->error);
  g_clear_error (&self->mask_error);
  g_free (self);
}

char *
lk_scoring_outcome_describe_lacking (const LkScoringOutcome *outcome)
{
  g_autoptr (GPtrArray) lacking = NULL;
  g_autofree char *name = NULL;
  const char *first;

  g_return_val_if_fail (outcome != NULL, NULL);

  if (outcome->whole == NULL)
    return NULL;
  lacking = lk_episode_list_lacking (outcome->episode, outcome->source);
  if (lacking->len == 0)
    return NULL;
  name = g_filename_display_basename (lk_map_source_get_name (outcome->source));
  first = lk_picture_get_title (lacking->pdata[0]);
  if (lacking->len == 1)
    return g_strdup_printf (_ ("“%s” has no map in %s: it is not scored"), first, name);
  return g_strdup_printf (ngettext ("“%s” and %u more have no map in %s: they are not "
                                    "scored",
                                    "“%s” and %u more have no map in %s: they are not "
                                    "scored",
                                    lacking->len - 1),
                          first, lacking->len - 1, name);
}

static gboolean
is_same_mask (GBytes *a, GBytes *b)
{
  return a == b || (a != NULL && b != NULL && g_bytes_equal (a, b));
}

LkScoring *
lk_scoring_job_mask (LkScoring *masked,
                     LkScoring *whole,
                     GHashTable *before,
                     GHashTable *after,
                     GError **error)
{
  g_autoptr (LkScoring) result = NULL;

  g_return_val_if_fail (masked != NULL && whole != NULL, NULL);
  g_return_val_if_fail (before != NULL && after != NULL, NULL);

  result = lk_scoring_ref (masked);
  for (guint i = 0; i < lk_scoring_get_n_queries (whole); i++)
    {
      GBytes *old = g_hash_table_lookup (before, GUINT_TO_POINTER (i));
      GBytes *kept = g_hash_table_lookup (after, GUINT_TO_POINTER (i));
      gboolean first = error != NULL && *error == NULL;
      LkScoring *next;

      if (is_same_mask (old, kept))
        continue;
      next = lk_scoring_with_mask (result, whole, i, kept, first ? error : NULL);
      if (next == NULL)
        continue;
      lk_scoring_unref (result);
      result = next;
    }
  return g_steal_pointer (&result);
}

static void
put_masks_on (LkScoringOutcome *self)
{
  g_autoptr (GHashTable) none = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) masks
      = lk_settings_list_masks (self->settings, lk_scoring_get_episode (self->whole));

  self->masked
      = lk_scoring_job_mask (self->whole, self->whole, none, masks, &self->mask_error);
}

typedef struct
{
  GObject *owner;
  LkScoringProgress progress;
  double value;
} ProgressNote;

static gboolean
deliver_progress (gpointer data)
{
  ProgressNote *note = data;

  note->progress (note->owner, note->value);
  return G_SOURCE_REMOVE;
}

static void
progress_note_free (gpointer data)
{
  ProgressNote *note = data;

  g_object_unref (note->owner);
  g_free (note);
}

static void
on_progress (guint n_done, guint total, gpointer user_data)
{
  Run *self = user_data;
  GObject *owner = g_weak_ref_get (&self->owner);
  ProgressNote *note;

  if (owner == NULL)
    return;
  note = g_new0 (ProgressNote, 1);
  *note
      = (ProgressNote){ owner, self->progress, total > 0 ? (double) n_done / total : 1 };
  g_idle_add_full (G_PRIORITY_DEFAULT, deliver_progress, note, progress_note_free);
}

static LkMapSource *
open_source (const LkScoringJob *job, GError **error)
{
  if (job->source != NULL)
    return g_object_ref (job->source);
  return lk_open_source (lk_settings_get_model (job->settings),
                         lk_settings_get_profile (job->settings),
                         lk_settings_get_network (job->settings), job->cache, error);
}

static LkScoring *
score (Run *self, LkMapSource *source, GCancellable *cancellable, GError **error)
{
  g_autoptr (LkEpisodeState) episode
      = lk_episode_state_with_maps (self->job.episode, source);

  return lk_scoring_new (episode, source, lk_settings_get_options (self->job.settings),
                         on_progress, self, cancellable, error);
}

static gpointer
run (gpointer data, GCancellable *cancellable, GError **error)
{
  Run *self = data;
  const LkScoringJob *job = &self->job;
  g_autoptr (LkScoringOutcome) outcome = g_new0 (LkScoringOutcome, 1);

  outcome->episode = lk_episode_state_ref (job->episode);
  outcome->settings = lk_settings_ref (job->settings);
  outcome->source = open_source (job, &outcome->error);
  if (outcome->source != NULL
      && lk_episode_state_is_complete (job->episode, &outcome->error))
    outcome->whole = score (self, outcome->source, cancellable, &outcome->error);
  if (outcome->whole != NULL)
    put_masks_on (outcome);
  if (!g_error_matches (outcome->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_steal_pointer (&outcome);
  g_propagate_error (error, g_steal_pointer (&outcome->error));
  return NULL;
}

void
lk_scoring_job_submit (const LkScoringJob *job,
                       LkWorker *worker,
                       LkScoringProgress progress,
                       LkWorkerDone done,
                       GObject *self)
{
  Run *new_run;

  g_return_if_fail (job != NULL && LK_IS_WORKER (worker) && G_IS_OBJECT (self));
  g_return_if_fail (progress != NULL && done != NULL);

  new_run = g_new0 (Run, 1);
  new_run->job.episode = lk_episode_state_ref (job->episode);
  new_run->job.settings = lk_settings_ref (job->settings);
  new_run->job.source = job->source != NULL ? g_object_ref (job->source) : NULL;
  new_run->job.cache = g_object_ref (job->cache);
  new_run->progress = progress;
  g_weak_ref_init (&new_run->owner, self);
  lk_worker_submit (worker, run, new_run, (GDestroyNotify) run_free,
                    (GDestroyNotify) lk_scoring_outcome_free, done, self);
}
