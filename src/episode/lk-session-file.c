/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-session-file-private.h"

#include <glib/gi18n-lib.h>

#include "lk-episode.h"
#include "lk-episode-absent.h"
#include "lk-error.h"
#include "lk-model.h"

LkSessionFile *
lk_session_file_new (void)
{
  LkSessionFile *self = g_new0 (LkSessionFile, 1);

  self->model = g_strdup (LK_MODEL_DEFAULT);
  self->options = lk_metric_options_default ();
  self->episode = lk_episode_state_new ();
  self->selected_class = -1;
  self->off = g_hash_table_new (NULL, NULL);
  self->masks = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_bytes_unref);
  self->shot_masks
      = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_bytes_unref);
  return self;
}

void
lk_session_file_free (LkSessionFile *self)
{
  g_free (self->title);
  g_free (self->model);
  g_free (self->model_sha256);
  g_free (self->model_fingerprint);
  g_free (self->profile);
  g_free (self->network);
  g_clear_pointer (&self->episode, lk_episode_state_unref);
  g_free (self->view);
  g_hash_table_unref (self->off);
  g_hash_table_unref (self->masks);
  g_hash_table_unref (self->shot_masks);
  g_clear_pointer (&self->look, json_object_unref);
  g_clear_pointer (&self->sampling, lk_sampling_free);
  g_clear_pointer (&self->opponent, lk_opponent_free);
  g_clear_pointer (&self->recovery, json_object_unref);
  g_clear_pointer (&self->past, g_ptr_array_unref);
  g_free (self->file_sha256);
  g_free (self);
}

gboolean
lk_session_file_check_limit (guint n, guint limit, const char *what, GError **error)
{
  if (n <= limit)
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_LIMIT,
               _ ("“%s” has %u entries: a session holds up to %u"), what, n, limit);
  return FALSE;
}

gpointer
lk_session_file_shot_key (guint class_index, guint shot)
{
  return GUINT_TO_POINTER (class_index * LK_EPISODE_MAX_SHOTS + shot);
}

/* Whatever of the class is in @state: a shot that is off has no place there. */
static void
put_masks (LkSessionFile *self, guint class_index, LkEpisodeState *state)
{
  GPtrArray *shots = lk_episode_state_get_shots (self->episode, class_index);
  GPtrArray *scored = lk_episode_state_get_shots (state, class_index);

  for (guint i = 0; i < shots->len; i++)
    {
      GBytes *kept = g_hash_table_lookup (self->shot_masks,
                                          lk_session_file_shot_key (class_index, i));

      if (kept != NULL && g_ptr_array_find (scored, shots->pdata[i], NULL))
        lk_episode_state_set_mask (state, shots->pdata[i], kept);
    }
}

LkEpisodeState *
lk_session_file_get_scored_state (LkSessionFile *self)
{
  GPtrArray *queries = lk_episode_state_get_queries (self->episode);
  g_autoptr (LkEpisodeState) state = lk_episode_state_new ();

  for (guint i = 0; i < lk_episode_state_get_n_classes (self->episode); i++)
    {
      GPtrArray *shots = lk_episode_state_get_shots (self->episode, i);
      g_autoptr (GPtrArray) kept = g_ptr_array_new ();

      for (guint j = 0; j < shots->len; j++)
        if (!g_hash_table_contains (self->off, lk_session_file_shot_key (i, j))
            && lk_picture_get_state (shots->pdata[j]) == LK_PICTURE_PRESENT)
          g_ptr_array_add (kept, shots->pdata[j]);
      lk_episode_state_append_class (
          state, lk_episode_state_get_class_name (self->episode, i), kept);
      put_masks (self, i, state);
    }
  lk_episode_append_present (state, queries);
  return lk_episode_state_without_empty (state);
}

LkScoring *
lk_session_file_apply_masks (LkSessionFile *self, LkScoring *scoring, GError **error)
{
  GPtrArray *queries = lk_episode_state_get_queries (self->episode);
  GPtrArray *scored = lk_episode_state_get_queries (lk_scoring_get_episode (scoring));
  g_autoptr (GHashTable) masks = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  gpointer index, kept;
  guint now;

  g_hash_table_iter_init (&iter, self->masks);
  while (g_hash_table_iter_next (&iter, &index, &kept))
    if (GPOINTER_TO_UINT (index) < queries->len
        && g_ptr_array_find (scored, queries->pdata[GPOINTER_TO_UINT (index)], &now))
      g_hash_table_insert (masks, GUINT_TO_POINTER (now), kept);
  return lk_scoring_with_masks (scoring, masks, error);
}
