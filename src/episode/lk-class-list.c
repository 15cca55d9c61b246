/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-class-list.h"

#include "lk-class-private.h"
#include "lk-list-store.h"

/* Takes the live class called @name out of @live. */
static LkClass *
steal_class (GPtrArray *live, const char *name)
{
  for (guint i = 0; i < live->len; i++)
    {
      LkClass *candidate = live->pdata[i];

      if (candidate != NULL && g_str_equal (lk_class_get_name (candidate), name))
        {
          live->pdata[i] = NULL;
          return candidate;
        }
    }
  return NULL;
}

/* The objects that shall stand for the classes of the state: those of the same names,
 * wherever they are; else, while there are as many classes as before, the one in its
 * place, which has got another name; else a new one. */
static GPtrArray *
match_classes (GListStore *classes, LkEpisodeState *state)
{
  guint n_live = g_list_model_get_n_items (G_LIST_MODEL (classes));
  guint n = lk_episode_state_get_n_classes (state);
  g_autoptr (GPtrArray) live = g_ptr_array_new_full (n_live, NULL);
  GPtrArray *matched = g_ptr_array_new_full (n, g_object_unref);

  for (guint i = 0; i < n_live; i++)
    g_ptr_array_add (live, g_list_model_get_item (G_LIST_MODEL (classes), i));
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (matched,
                     steal_class (live, lk_episode_state_get_class_name (state, i)));
  for (guint i = 0; i < n; i++)
    {
      if (matched->pdata[i] == NULL && n == n_live)
        matched->pdata[i] = g_steal_pointer (&live->pdata[i]);
      if (matched->pdata[i] == NULL)
        matched->pdata[i] = lk_class_new (lk_episode_state_get_class_name (state, i),
                                          lk_episode_state_get_shots (state, i));
    }
  for (guint i = 0; i < n_live; i++)
    g_clear_object (&live->pdata[i]);
  return matched;
}

void
lk_class_list_assign (GListStore *classes, LkEpisodeState *state)
{
  g_autoptr (GPtrArray) matched = match_classes (classes, state);

  lk_list_store_assign (classes, matched);
  for (guint i = 0; i < matched->len; i++)
    lk_class_update (matched->pdata[i], lk_episode_state_get_class_name (state, i),
                     lk_episode_state_get_shots (state, i));
}
