/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-chosen.h"

#include <glib/gi18n-lib.h>

#include "lk-class.h"

static guint
find (GListModel *list, gpointer item)
{
  guint n = g_list_model_get_n_items (list);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GObject) at = g_list_model_get_item (list, i);

      if (at == item)
        return i;
    }
  return n;
}

/* Whether each of them can go on by @step. */
static gboolean
has_room (GListModel *list, GPtrArray *items, int step)
{
  guint n = g_list_model_get_n_items (list);

  if (items->len == 0)
    return FALSE;
  return step < 0 ? find (list, items->pdata[0]) > 0
                  : find (list, items->pdata[items->len - 1]) + 1 < n;
}

/* (transfer full) (nullable): the first behind @to that is none of those that move. */
static GObject *
find_anchor (GListModel *list, GPtrArray *items, guint to)
{
  for (;; to++)
    {
      GObject *anchor = g_list_model_get_item (list, to);

      if (anchor == NULL || !g_ptr_array_find (items, anchor, NULL))
        return anchor;
      g_object_unref (anchor);
    }
}

/* One alone is a change as it is, with a name of its own. */
static void
begin (LkEpisode *episode, GPtrArray *items)
{
  if (items->len > 1)
    lk_episode_begin_change (episode);
}

static void
end (LkEpisode *episode, GPtrArray *items, const char *label)
{
  if (items->len > 1)
    lk_episode_end_change (episode, label);
}

GPtrArray *
lk_chosen_list_pictures (GPtrArray *items)
{
  GPtrArray *pictures = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_val_if_fail (items != NULL, pictures);

  for (guint i = 0; i < items->len; i++)
    g_ptr_array_add (pictures, g_object_ref (LK_IS_QUERY (items->pdata[i])
                                                 ? lk_query_get_picture (items->pdata[i])
                                                 : items->pdata[i]));
  return pictures;
}

void
lk_chosen_remove_queries (LkEpisode *episode, GPtrArray *queries)
{
  g_autofree char *label = NULL;

  g_return_if_fail (LK_IS_EPISODE (episode) && queries != NULL);

  label = g_strdup_printf (
      ngettext ("Remove %u Query", "Remove %u Queries", queries->len), queries->len);
  begin (episode, queries);
  for (guint i = 0; i < queries->len; i++)
    lk_episode_remove_query (episode,
                             find (lk_episode_get_queries (episode), queries->pdata[i]));
  end (episode, queries, label);
}

gboolean
lk_chosen_step_queries (LkEpisode *episode, GPtrArray *queries, int step)
{
  GListModel *list;

  g_return_val_if_fail (LK_IS_EPISODE (episode) && queries != NULL, FALSE);

  list = lk_episode_get_queries (episode);
  if (!has_room (list, queries, step))
    return FALSE;
  begin (episode, queries);
  for (guint i = 0; i < queries->len; i++)
    {
      guint from = find (list, queries->pdata[step < 0 ? i : queries->len - 1 - i]);

      lk_episode_move_query (episode, from, (guint) ((int) from + step));
    }
  end (episode, queries, _ ("Move Queries"));
  return TRUE;
}

void
lk_chosen_place_queries (LkEpisode *episode, GPtrArray *queries, guint to)
{
  g_autoptr (GObject) anchor = NULL;
  GListModel *list;

  g_return_if_fail (LK_IS_EPISODE (episode) && queries != NULL);

  list = lk_episode_get_queries (episode);
  anchor = find_anchor (list, queries, to);
  begin (episode, queries);
  for (guint i = 0; i < queries->len; i++)
    {
      guint from = find (list, queries->pdata[i]), at = find (list, anchor);

      lk_episode_move_query (episode, from, at > from ? at - 1 : at);
    }
  end (episode, queries, _ ("Move Queries"));
}

void
lk_chosen_label_queries (LkEpisode *episode, GPtrArray *queries, const char *label)
{
  g_return_if_fail (LK_IS_EPISODE (episode) && queries != NULL);

  begin (episode, queries);
  for (guint i = 0; i < queries->len; i++)
    lk_episode_set_query_label (
        episode, find (lk_episode_get_queries (episode), queries->pdata[i]), label);
  end (episode, queries, _ ("Label Queries"));
}

/* They are asked for no longer: what is among the shots says nothing as a query. */
gboolean
lk_chosen_make_shots (LkEpisode *episode,
                      GPtrArray *queries,
                      guint class_index,
                      GError **error)
{
  g_autoptr (GPtrArray) shots = NULL;
  const char *label;
  gboolean taken;

  g_return_val_if_fail (LK_IS_EPISODE (episode) && queries != NULL, FALSE);

  shots = lk_chosen_list_pictures (queries);
  label = queries->len > 1 ? _ ("Use as Shots") : _ ("Use as Shot");
  lk_episode_begin_change (episode);
  taken = lk_episode_add_shots (episode, class_index, G_MAXUINT, shots, error);
  for (guint i = 0; taken && i < queries->len; i++)
    lk_episode_remove_query (episode,
                             find (lk_episode_get_queries (episode), queries->pdata[i]));
  lk_episode_end_change (episode, taken ? label : NULL);
  return taken;
}

static GListModel *
get_shots (LkEpisode *episode, guint class_index)
{
  g_autoptr (LkClass) class = g_list_model_get_item (lk_episode_get_classes (episode),
                                                     class_index);

  return lk_class_get_shots (class);
}

void
lk_chosen_remove_shots (LkEpisode *episode, guint class_index, GPtrArray *shots)
{
  g_autofree char *label = NULL;

  g_return_if_fail (LK_IS_EPISODE (episode) && shots != NULL);

  label = g_strdup_printf (ngettext ("Remove %u Shot", "Remove %u Shots", shots->len),
                           shots->len);
  begin (episode, shots);
  for (guint i = 0; i < shots->len; i++)
    lk_episode_remove_shot (episode, class_index,
                            find (get_shots (episode, class_index), shots->pdata[i]));
  end (episode, shots, label);
}

gboolean
lk_chosen_step_shots (LkEpisode *episode, guint class_index, GPtrArray *shots, int step)
{
  g_return_val_if_fail (LK_IS_EPISODE (episode) && shots != NULL, FALSE);

  if (!has_room (get_shots (episode, class_index), shots, step))
    return FALSE;
  begin (episode, shots);
  for (guint i = 0; i < shots->len; i++)
    {
      gpointer shot = shots->pdata[step < 0 ? i : shots->len - 1 - i];
      guint from = find (get_shots (episode, class_index), shot);

      lk_episode_move_shot (episode, class_index, from, class_index,
                            step < 0 ? from - 1 : from + 2, NULL);
    }
  end (episode, shots, _ ("Move Shots"));
  return TRUE;
}

gboolean
lk_chosen_place_shots (LkEpisode *episode,
                       guint class_index,
                       GPtrArray *shots,
                       guint to_class,
                       guint to,
                       GError **error)
{
  g_autoptr (GObject) anchor = NULL;
  gboolean placed = TRUE;

  g_return_val_if_fail (LK_IS_EPISODE (episode) && shots != NULL, FALSE);

  anchor = find_anchor (get_shots (episode, to_class), shots, to);
  begin (episode, shots);
  for (guint i = 0; i < shots->len && placed; i++)
    placed = lk_episode_move_shot (
        episode, class_index, find (get_shots (episode, class_index), shots->pdata[i]),
        to_class, find (get_shots (episode, to_class), anchor), error);
  end (episode, shots, placed ? _ ("Move Shots") : NULL);
  return placed;
}
