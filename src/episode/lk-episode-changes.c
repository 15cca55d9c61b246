/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-episode-private.h"

#include <glib/gi18n-lib.h>

#include "lk-class-name.h"
#include "lk-episode-state-private.h"
#include "lk-error.h"

/* The verbs of lk-episode.h: each makes the state that comes after, and a step of it. */

static gboolean
check_room (const char *name, guint n_held, guint n_added, GError **error)
{
  guint room = n_held < LK_EPISODE_MAX_SHOTS ? LK_EPISODE_MAX_SHOTS - n_held : 0;

  if (n_added <= room)
    return TRUE;
  if (room == 0)
    g_set_error (error, LK_ERROR, LK_ERROR_LIMIT,
                 _ ("“%s” is full: a class holds up to %d pictures"), name,
                 LK_EPISODE_MAX_SHOTS);
  else
    g_set_error (
        error, LK_ERROR, LK_ERROR_LIMIT,
        ngettext ("A class holds up to %d pictures, and “%s” has room for %u more",
                  "A class holds up to %d pictures, and “%s” has room for %u more", room),
        LK_EPISODE_MAX_SHOTS, name, room);
  return FALSE;
}

gboolean
lk_episode_add_class (LkEpisode *self, const char *name, GPtrArray *shots, GError **error)
{
  g_autoptr (LkEpisodeState) after = NULL;
  g_autofree char *unique = NULL;

  g_return_val_if_fail (LK_IS_EPISODE (self), FALSE);

  if (lk_episode_state_get_n_classes (lk_episode_peek_state (self))
      >= LK_EPISODE_MAX_CLASSES)
    {
      g_set_error (error, LK_ERROR, LK_ERROR_LIMIT,
                   _ ("An episode holds up to %d classes: remove one before adding "
                      "another"),
                   LK_EPISODE_MAX_CLASSES);
      return FALSE;
    }
  unique = lk_class_name_find_free (lk_episode_peek_state (self), name);
  if (!check_room (unique, 0, shots != NULL ? shots->len : 0, error))
    return FALSE;
  after = lk_episode_state_copy (lk_episode_peek_state (self));
  lk_episode_state_append_class (after, unique, shots);
  lk_episode_set_state (self, after, _ ("Add Class"));
  return TRUE;
}

void
lk_episode_remove_class (LkEpisode *self, guint class_index)
{
  g_autoptr (LkEpisodeState) after = NULL;

  g_return_if_fail (LK_IS_EPISODE (self));
  g_return_if_fail (class_index
                    < lk_episode_state_get_n_classes (lk_episode_peek_state (self)));

  after = lk_episode_state_copy (lk_episode_peek_state (self));
  lk_episode_state_remove_class (after, class_index);
  lk_episode_set_state (self, after, _ ("Remove Class"));
}

void
lk_episode_move_class (LkEpisode *self, guint class_index, guint to)
{
  g_autoptr (LkEpisodeState) after = NULL;

  g_return_if_fail (LK_IS_EPISODE (self));
  g_return_if_fail (class_index
                    < lk_episode_state_get_n_classes (lk_episode_peek_state (self)));

  after = lk_episode_state_copy (lk_episode_peek_state (self));
  lk_episode_state_move_class (after, class_index, to);
  lk_episode_set_state (self, after, _ ("Move Class"));
}

static LkQuery *
relabel (LkQuery *query, const char *label)
{
  return lk_query_new (lk_query_get_picture (query), label);
}

static void
relabel_queries (LkEpisodeState *state, const char *from, const char *to)
{
  GPtrArray *queries = lk_episode_state_get_queries (state);

  for (guint i = 0; i < queries->len; i++)
    if (g_strcmp0 (lk_query_get_label (queries->pdata[i]), from) == 0)
      {
        g_autoptr (LkQuery) old = queries->pdata[i];

        queries->pdata[i] = relabel (old, to);
      }
}

gboolean
lk_episode_rename_class (LkEpisode *self,
                         guint class_index,
                         const char *name,
                         GError **error)
{
  g_autoptr (LkEpisodeState) after = NULL;
  g_autofree char *clean = NULL;
  const char *old;

  g_return_val_if_fail (LK_IS_EPISODE (self), FALSE);
  g_return_val_if_fail (
      class_index < lk_episode_state_get_n_classes (lk_episode_peek_state (self)), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  old = lk_episode_state_get_class_name (lk_episode_peek_state (self), class_index);
  clean = lk_class_name_clean (name);
  if (*clean == '\0')
    {
      g_set_error (error, LK_ERROR, LK_ERROR_EPISODE, _ ("A class needs a name"));
      return FALSE;
    }
  if (g_str_equal (clean, old))
    return TRUE;
  if (lk_class_name_is_taken (lk_episode_peek_state (self), clean))
    {
      g_set_error (error, LK_ERROR, LK_ERROR_EPISODE,
                   _ ("Another class is called “%s” already"), clean);
      return FALSE;
    }
  after = lk_episode_state_copy (lk_episode_peek_state (self));
  relabel_queries (after, old, clean);
  lk_episode_state_rename_class (after, class_index, clean);
  lk_episode_set_state (self, after, _ ("Rename Class"));
  return TRUE;
}

gboolean
lk_episode_add_shots (LkEpisode *self,
                      guint class_index,
                      guint position,
                      GPtrArray *shots,
                      GError **error)
{
  g_autoptr (LkEpisodeState) after = NULL;
  g_autofree char *label = NULL;
  GPtrArray *held;

  g_return_val_if_fail (LK_IS_EPISODE (self), FALSE);
  g_return_val_if_fail (
      class_index < lk_episode_state_get_n_classes (lk_episode_peek_state (self)), FALSE);
  g_return_val_if_fail (shots != NULL, FALSE);

  after = lk_episode_state_copy (lk_episode_peek_state (self));
  held = lk_episode_state_get_shots (after, class_index);
  if (!check_room (lk_episode_state_get_class_name (after, class_index), held->len,
                   shots->len, error))
    return FALSE;
  position = MIN (position, held->len);
  for (guint i = 0; i < shots->len; i++)
    g_ptr_array_insert (held, position + i,
                        lk_episode_state_claim_shot (after, shots->pdata[i]));
  label = g_strdup_printf (ngettext ("Add %u Shot", "Add %u Shots", shots->len),
                           shots->len);
  lk_episode_set_state (self, after, label);
  return TRUE;
}

void
lk_episode_remove_shot (LkEpisode *self, guint class_index, guint shot)
{
  g_autoptr (LkEpisodeState) after = NULL;
  GPtrArray *held;

  g_return_if_fail (LK_IS_EPISODE (self));
  g_return_if_fail (class_index
                    < lk_episode_state_get_n_classes (lk_episode_peek_state (self)));

  after = lk_episode_state_copy (lk_episode_peek_state (self));
  held = lk_episode_state_get_shots (after, class_index);
  g_return_if_fail (shot < held->len);
  g_ptr_array_remove_index (held, shot);
  lk_episode_set_state (self, after, _ ("Remove Shot"));
}

gboolean
lk_episode_move_shot (LkEpisode *self,
                      guint class_index,
                      guint shot,
                      guint to_class,
                      guint to_position,
                      GError **error)
{
  g_autoptr (LkEpisodeState) after = NULL;
  GPtrArray *from;
  GPtrArray *to;
  LkPicture *picture;

  g_return_val_if_fail (LK_IS_EPISODE (self), FALSE);
  g_return_val_if_fail (
      class_index < lk_episode_state_get_n_classes (lk_episode_peek_state (self)), FALSE);
  g_return_val_if_fail (
      to_class < lk_episode_state_get_n_classes (lk_episode_peek_state (self)), FALSE);

  after = lk_episode_state_copy (lk_episode_peek_state (self));
  from = lk_episode_state_get_shots (after, class_index);
  to = lk_episode_state_get_shots (after, to_class);
  g_return_val_if_fail (shot < from->len, FALSE);
  if (from != to
      && !check_room (lk_episode_state_get_class_name (after, to_class), to->len, 1,
                      error))
    return FALSE;
  if (from == to && to_position > shot)
    to_position--;
  picture = g_ptr_array_steal_index (from, shot);
  g_ptr_array_insert (to, MIN (to_position, to->len), picture);
  lk_episode_set_state (self, after, _ ("Move Shot"));
  return TRUE;
}

void
lk_episode_add_queries (LkEpisode *self, GPtrArray *queries)
{
  g_autoptr (LkEpisodeState) after = NULL;
  g_autofree char *label = NULL;

  g_return_if_fail (LK_IS_EPISODE (self));
  g_return_if_fail (queries != NULL);

  after = lk_episode_state_copy (lk_episode_peek_state (self));
  for (guint i = 0; i < queries->len; i++)
    lk_episode_state_append_query (after, queries->pdata[i]);
  label = g_strdup_printf (ngettext ("Add %u Query", "Add %u Queries", queries->len),
                           queries->len);
  lk_episode_set_state (self, after, label);
}

void
lk_episode_remove_query (LkEpisode *self, guint query)
{
  g_autoptr (LkEpisodeState) after = NULL;

  g_return_if_fail (LK_IS_EPISODE (self));
  g_return_if_fail (query
                    < lk_episode_state_get_queries (lk_episode_peek_state (self))->len);

  after = lk_episode_state_copy (lk_episode_peek_state (self));
  g_ptr_array_remove_index (lk_episode_state_get_queries (after), query);
  lk_episode_set_state (self, after, _ ("Remove Query"));
}

void
lk_episode_move_query (LkEpisode *self, guint query, guint to)
{
  g_autoptr (LkEpisodeState) after = NULL;
  GPtrArray *queries;
  LkQuery *moved;

  g_return_if_fail (LK_IS_EPISODE (self));
  g_return_if_fail (query
                    < lk_episode_state_get_queries (lk_episode_peek_state (self))->len);

  after = lk_episode_state_copy (lk_episode_peek_state (self));
  queries = lk_episode_state_get_queries (after);
  moved = g_ptr_array_steal_index (queries, query);
  g_ptr_array_insert (queries, MIN (to, queries->len), moved);
  lk_episode_set_state (self, after, _ ("Move Query"));
}

void
lk_episode_set_query_label (LkEpisode *self, guint query, const char *label)
{
  g_autoptr (LkEpisodeState) after = NULL;
  g_autoptr (LkQuery) old = NULL;
  g_autofree char *clean = lk_class_name_clean (label != NULL ? label : "");
  GPtrArray *queries;

  g_return_if_fail (LK_IS_EPISODE (self));
  g_return_if_fail (query
                    < lk_episode_state_get_queries (lk_episode_peek_state (self))->len);

  after = lk_episode_state_copy (lk_episode_peek_state (self));
  queries = lk_episode_state_get_queries (after);
  old = queries->pdata[query];
  queries->pdata[query] = relabel (old, *clean != '\0' ? clean : NULL);
  lk_episode_set_state (self, after, _ ("Label Query"));
}
