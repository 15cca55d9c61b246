/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-episode-opening.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

typedef struct
{
  LkDataset *dataset;
  LkSampler sampler;
  guint64 index;
  int query;
} Opening;

static void
opening_free (Opening *opening)
{
  g_object_unref (opening->dataset);
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
  lk_session_replace (session, state, NULL, NULL, label);
  if (opening->query >= 0)
    lk_session_select_query (session, opening->query);
  lk_session_set_view (session, "decision");
}

void
lk_episode_opening_start (LkSession *session,
                          LkDataset *dataset,
                          const LkSampler *sampler,
                          guint64 index,
                          int query,
                          GCancellable *cancellable)
{
  g_autoptr (GTask) task = NULL;
  Opening *opening;

  g_return_if_fail (LK_IS_SESSION (session));
  g_return_if_fail (LK_IS_DATASET (dataset) && sampler != NULL);

  task = g_task_new (NULL, cancellable, on_sampled, g_object_ref (session));
  opening = g_new0 (Opening, 1);
  opening->dataset = g_object_ref (dataset);
  opening->sampler = *sampler;
  opening->index = index;
  opening->query = query;
  g_task_set_task_data (task, opening, (GDestroyNotify) opening_free);
  lk_session_begin_reading (session);
  g_task_run_in_thread (task, sample_in_thread);
}
