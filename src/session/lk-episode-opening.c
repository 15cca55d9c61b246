/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-episode-opening.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

/* Of what is asked for, what the other thread and the end need. */
typedef struct
{
  LkDataset *dataset;
  LkSampler sampler;
  guint64 index;
  int query;
  LkMetricOptions *options; /* (nullable) */
} Opening;

static void
opening_free (Opening *opening)
{
  g_object_unref (opening->dataset);
  g_free (opening->options);
  g_free (opening);
}

static void
sample_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Opening *opening = data;
  GError *error = NULL;
  LkEpisodeState *state
      = lk_sampler_load (&opening->sampler, opening->dataset, opening->index, &error);

  if (state != NULL)
    g_task_return_pointer (task, state, (GDestroyNotify) lk_episode_state_unref);
  else
    g_task_return_error (task, error);
}

static void
on_sampled (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LkSession) session = user_data;
  Opening *opening = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (LkEpisodeState) state = g_task_propagate_pointer (G_TASK (result), &error);
  g_autoptr (LkSettings) settings = NULL;
  g_autofree char *label = NULL;

  lk_session_end_reading (session);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (state == NULL)
    {
      lk_session_send_message (session, error->message);
      return;
    }
  label = g_strdup_printf (_ ("Sample Episode %" PRIu64), opening->index);
  if (opening->options != NULL)
    {
      settings = lk_settings_copy (lk_session_get_settings (session));
      lk_settings_set_options (settings, opening->options);
    }
  lk_session_replace (session, state, settings, NULL, label);
  if (opening->query >= 0)
    lk_session_select_query (session, opening->query);
  lk_session_set_view (session, "decision");
}

void
lk_episode_opening_start (LkSession *session,
                          const LkEpisodeOpening *opening,
                          GCancellable *cancellable)
{
  g_autoptr (GTask) task = NULL;
  Opening *data;

  g_return_if_fail (LK_IS_SESSION (session));
  g_return_if_fail (opening != NULL && LK_IS_DATASET (opening->dataset));
  g_return_if_fail (opening->sampler != NULL);

  task = g_task_new (NULL, cancellable, on_sampled, g_object_ref (session));
  data = g_new0 (Opening, 1);
  data->dataset = g_object_ref (opening->dataset);
  data->sampler = *opening->sampler;
  data->index = opening->index;
  data->query = opening->query;
  if (opening->options != NULL)
    data->options = g_memdup2 (opening->options, sizeof *opening->options);
  g_task_set_task_data (task, data, (GDestroyNotify) opening_free);
  lk_session_begin_reading (session);
  g_task_run_in_thread (task, sample_in_thread);
}
