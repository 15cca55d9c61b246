/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-episode-absent.h"

static void
add_absent (GPtrArray *absent, LkPicture *picture)
{
  if (lk_picture_get_state (picture) != LK_PICTURE_PRESENT
      && !g_ptr_array_find (absent, picture, NULL))
    g_ptr_array_add (absent, g_object_ref (picture));
}

GPtrArray *
lk_episode_list_absent (LkEpisodeState *self)
{
  GPtrArray *absent = g_ptr_array_new_with_free_func (g_object_unref);
  GPtrArray *queries;

  g_return_val_if_fail (self != NULL, absent);

  for (guint i = 0; i < lk_episode_state_get_n_classes (self); i++)
    {
      GPtrArray *shots = lk_episode_state_get_shots (self, i);

      for (guint j = 0; j < shots->len; j++)
        add_absent (absent, shots->pdata[j]);
    }
  queries = lk_episode_state_get_queries (self);
  for (guint i = 0; i < queries->len; i++)
    add_absent (absent, lk_query_get_picture (queries->pdata[i]));
  return absent;
}

void
lk_episode_append_present (LkEpisodeState *self, GPtrArray *queries)
{
  g_return_if_fail (self != NULL && queries != NULL);

  for (guint i = 0; i < queries->len; i++)
    if (lk_picture_get_state (lk_query_get_picture (queries->pdata[i]))
        == LK_PICTURE_PRESENT)
      lk_episode_state_append_query (self, queries->pdata[i]);
}

static void
append_query (LkEpisodeState *self,
              LkQuery *query,
              GHashTable *pictures,
              GHashTable *queries)
{
  LkPicture *other = g_hash_table_lookup (pictures, lk_query_get_picture (query));
  g_autoptr (LkQuery) next = NULL;

  if (other == NULL)
    {
      lk_episode_state_append_query (self, query);
      return;
    }
  next = lk_query_new (other, lk_query_get_label (query));
  lk_episode_state_append_query (self, next);
  if (queries != NULL)
    g_hash_table_insert (queries, query, next);
}

LkEpisodeState *
lk_episode_replace_pictures (LkEpisodeState *self,
                             GHashTable *pictures,
                             GHashTable *queries)
{
  LkEpisodeState *state;
  GPtrArray *before;

  g_return_val_if_fail (self != NULL && pictures != NULL, NULL);

  state = lk_episode_state_new ();
  for (guint i = 0; i < lk_episode_state_get_n_classes (self); i++)
    {
      GPtrArray *shots = lk_episode_state_get_shots (self, i);
      g_autoptr (GPtrArray) now = g_ptr_array_new ();

      for (guint j = 0; j < shots->len; j++)
        {
          LkPicture *other = g_hash_table_lookup (pictures, shots->pdata[j]);

          g_ptr_array_add (now, other != NULL ? other : shots->pdata[j]);
        }
      lk_episode_state_append_class (state, lk_episode_state_get_class_name (self, i),
                                     now);
    }
  before = lk_episode_state_get_queries (self);
  for (guint i = 0; i < before->len; i++)
    append_query (state, before->pdata[i], pictures, queries);
  return state;
}
