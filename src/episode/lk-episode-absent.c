/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-episode-absent.h"

typedef gboolean (*Test) (LkPicture *picture, gpointer data);

static void
add_if (GPtrArray *list, LkPicture *picture, Test test, gpointer data)
{
  if (test (picture, data) && !g_ptr_array_find (list, picture, NULL))
    g_ptr_array_add (list, g_object_ref (picture));
}

/* Pictures of shots, then of queries, that pass @test. */
static GPtrArray *
list_pictures (LkEpisodeState *self, Test test, gpointer data)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);
  GPtrArray *queries = lk_episode_state_get_queries (self);

  for (guint i = 0; i < lk_episode_state_get_n_classes (self); i++)
    {
      GPtrArray *shots = lk_episode_state_get_shots (self, i);

      for (guint j = 0; j < shots->len; j++)
        add_if (list, shots->pdata[j], test, data);
    }
  for (guint i = 0; i < queries->len; i++)
    add_if (list, lk_query_get_picture (queries->pdata[i]), test, data);
  return list;
}

static gboolean
is_absent (LkPicture *picture, gpointer data)
{
  return lk_picture_get_state (picture) != LK_PICTURE_PRESENT;
}

static gboolean
is_lacking (LkPicture *picture, gpointer source)
{
  return lk_map_source_lacks (source, picture);
}

GPtrArray *
lk_episode_list_absent (LkEpisodeState *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return list_pictures (self, is_absent, NULL);
}

GPtrArray *
lk_episode_list_lacking (LkEpisodeState *self, LkMapSource *source)
{
  g_return_val_if_fail (self != NULL && LK_IS_MAP_SOURCE (source), NULL);
  return list_pictures (self, is_lacking, source);
}

/* (transfer container): those of @pictures that are none of @lacking. */
static GPtrArray *
list_others (GPtrArray *pictures, GPtrArray *lacking)
{
  GPtrArray *others = g_ptr_array_new ();

  for (guint i = 0; i < pictures->len; i++)
    if (!g_ptr_array_find (lacking, pictures->pdata[i], NULL))
      g_ptr_array_add (others, pictures->pdata[i]);
  return others;
}

LkEpisodeState *
lk_episode_state_with_maps (LkEpisodeState *self, LkMapSource *source)
{
  g_autoptr (GPtrArray) lacking = NULL;
  g_autoptr (LkEpisodeState) state = NULL;
  g_autoptr (LkEpisodeState) kept = NULL;
  GPtrArray *queries;

  g_return_val_if_fail (self != NULL && LK_IS_MAP_SOURCE (source), NULL);

  lacking = lk_episode_list_lacking (self, source);
  if (lacking->len == 0)
    return lk_episode_state_ref (self);
  state = lk_episode_state_new ();
  for (guint i = 0; i < lk_episode_state_get_n_classes (self); i++)
    {
      g_autoptr (GPtrArray) shots
          = list_others (lk_episode_state_get_shots (self, i), lacking);

      lk_episode_state_append_class (state, lk_episode_state_get_class_name (self, i),
                                     shots);
    }
  queries = lk_episode_state_get_queries (self);
  for (guint i = 0; i < queries->len; i++)
    if (!g_ptr_array_find (lacking, lk_query_get_picture (queries->pdata[i]), NULL))
      lk_episode_state_append_query (state, queries->pdata[i]);
  lk_episode_state_take_masks (state, self);
  kept = lk_episode_state_without_empty (state);
  return lk_episode_state_is_complete (kept, NULL) ? g_steal_pointer (&kept)
                                                   : lk_episode_state_ref (self);
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
