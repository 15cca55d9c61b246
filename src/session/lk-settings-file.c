/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-settings-file.h"

#include "lk-episode.h"

static void
take_masks (LkSettings *self, LkSessionFile *file)
{
  GPtrArray *queries = lk_episode_state_get_queries (file->episode);
  GHashTableIter iter;
  gpointer index, kept;

  g_hash_table_iter_init (&iter, file->masks);
  while (g_hash_table_iter_next (&iter, &index, &kept))
    if (GPOINTER_TO_UINT (index) < queries->len)
      lk_settings_set_mask (self, queries->pdata[GPOINTER_TO_UINT (index)], kept);
}

/* (nullable): the shot of a key. */
static LkPicture *
find_shot (LkSessionFile *file, gpointer key)
{
  guint class_index = GPOINTER_TO_UINT (key) / LK_EPISODE_MAX_SHOTS;
  guint shot = GPOINTER_TO_UINT (key) % LK_EPISODE_MAX_SHOTS;
  GPtrArray *shots = lk_episode_state_get_shots (file->episode, class_index);

  return shot < shots->len ? shots->pdata[shot] : NULL;
}

static void
take_shots (LkSettings *self, LkSessionFile *file)
{
  GHashTableIter iter;
  gpointer key, kept;

  g_hash_table_iter_init (&iter, file->off);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (find_shot (file, key) != NULL)
      lk_settings_set_off (self, find_shot (file, key), TRUE);
  g_hash_table_iter_init (&iter, file->shot_masks);
  while (g_hash_table_iter_next (&iter, &key, &kept))
    if (find_shot (file, key) != NULL)
      lk_settings_set_shot_mask (self, find_shot (file, key), kept);
}

LkSettings *
lk_settings_from_file (LkSessionFile *file)
{
  g_autoptr (LkSettings) self = NULL;

  g_return_val_if_fail (file != NULL && file->episode != NULL, NULL);

  self = lk_settings_new ();
  lk_settings_set_model (self, file->model, file->profile);
  lk_settings_set_network (self, file->network);
  lk_settings_set_options (self, &file->options);
  take_masks (self, file);
  take_shots (self, file);
  return g_steal_pointer (&self);
}

static void
put_shots (const LkSettings *self, LkSessionFile *file, guint class_index)
{
  GPtrArray *shots = lk_episode_state_get_shots (file->episode, class_index);

  for (guint i = 0; i < shots->len; i++)
    {
      gpointer key = GUINT_TO_POINTER (class_index * LK_EPISODE_MAX_SHOTS + i);
      GBytes *kept = lk_settings_get_shot_mask (self, shots->pdata[i]);

      if (lk_settings_is_off (self, shots->pdata[i]))
        g_hash_table_add (file->off, key);
      if (kept != NULL)
        g_hash_table_insert (file->shot_masks, key, g_bytes_ref (kept));
    }
}

void
lk_settings_to_file (const LkSettings *self, LkSessionFile *file)
{
  g_return_if_fail (self != NULL && file != NULL && file->episode != NULL);

  g_free (file->model);
  file->model = g_strdup (lk_settings_get_model (self));
  g_free (file->profile);
  file->profile = g_strdup (lk_settings_get_profile (self));
  g_free (file->network);
  file->network = g_strdup (lk_settings_get_network (self));
  file->options = *lk_settings_get_options (self);
  g_hash_table_unref (file->masks);
  file->masks = lk_settings_list_masks (self, file->episode);
  g_hash_table_remove_all (file->off);
  g_hash_table_remove_all (file->shot_masks);
  for (guint i = 0; i < lk_episode_state_get_n_classes (file->episode); i++)
    put_shots (self, file, i);
}
