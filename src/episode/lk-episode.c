/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-episode-private.h"

#include "lk-class-list.h"
#include "lk-episode-state-private.h"
#include "lk-list-store.h"

struct _LkEpisode
{
  GObject parent_instance;

  LkEpisodeState *state;
  LkEpisodeState *before_change; /* while one goes on */
  GListStore *classes;
  GListStore *queries;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (LkEpisode, lk_episode, G_TYPE_OBJECT)

static void
lk_episode_finalize (GObject *object)
{
  LkEpisode *self = LK_EPISODE (object);

  lk_episode_state_unref (self->state);
  g_clear_pointer (&self->before_change, lk_episode_state_unref);
  g_object_unref (self->classes);
  g_object_unref (self->queries);
  G_OBJECT_CLASS (lk_episode_parent_class)->finalize (object);
}

static void
lk_episode_class_init (LkEpisodeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lk_episode_finalize;

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
lk_episode_init (LkEpisode *self)
{
  self->state = lk_episode_state_new ();
  self->classes = g_list_store_new (LK_TYPE_CLASS);
  self->queries = g_list_store_new (LK_TYPE_QUERY);
}

LkEpisode *
lk_episode_new (void)
{
  return g_object_new (LK_TYPE_EPISODE, NULL);
}

static void
show (LkEpisode *self, LkEpisodeState *state)
{
  lk_episode_state_ref (state);
  lk_episode_state_unref (self->state);
  self->state = state;
  lk_class_list_assign (self->classes, state);
  lk_list_store_assign (self->queries, lk_episode_state_get_queries (state));
}

static void
commit (LkEpisode *self, LkEpisodeState *after, const char *label)
{
  if (lk_episode_state_equal (self->state, after))
    return;
  if (self->before_change != NULL)
    {
      show (self, after);
      return;
    }
  show (self, after);
  g_signal_emit (self, changed_signal, 0, label);
}

void
lk_episode_begin_change (LkEpisode *self)
{
  g_return_if_fail (LK_IS_EPISODE (self));
  g_return_if_fail (self->before_change == NULL);

  self->before_change = lk_episode_state_ref (self->state);
}

void
lk_episode_end_change (LkEpisode *self, const char *label)
{
  g_autoptr (LkEpisodeState) before = NULL;

  g_return_if_fail (LK_IS_EPISODE (self));
  g_return_if_fail (self->before_change != NULL);

  before = g_steal_pointer (&self->before_change);
  if (label == NULL)
    show (self, before);
  else if (!lk_episode_state_equal (before, self->state))
    g_signal_emit (self, changed_signal, 0, label);
}

int
lk_episode_find_class (LkEpisode *self, LkClass *class)
{
  guint position;

  g_return_val_if_fail (LK_IS_EPISODE (self), -1);
  return g_list_store_find (self->classes, class, &position) ? (int) position : -1;
}

GListModel *
lk_episode_get_classes (LkEpisode *self)
{
  g_return_val_if_fail (LK_IS_EPISODE (self), NULL);
  return G_LIST_MODEL (self->classes);
}

GListModel *
lk_episode_get_queries (LkEpisode *self)
{
  g_return_val_if_fail (LK_IS_EPISODE (self), NULL);
  return G_LIST_MODEL (self->queries);
}

LkEpisodeState *
lk_episode_peek_state (LkEpisode *self)
{
  return self->state;
}

LkEpisodeState *
lk_episode_get_state (LkEpisode *self)
{
  g_return_val_if_fail (LK_IS_EPISODE (self), NULL);
  return lk_episode_state_ref (self->state);
}

void
lk_episode_set_state (LkEpisode *self, LkEpisodeState *state, const char *label)
{
  g_return_if_fail (LK_IS_EPISODE (self));
  g_return_if_fail (state != NULL && label != NULL);
  commit (self, state, label);
}

void
lk_episode_show_state (LkEpisode *self, LkEpisodeState *state)
{
  g_return_if_fail (LK_IS_EPISODE (self));
  g_return_if_fail (state != NULL);
  g_return_if_fail (self->before_change == NULL);

  show (self, state);
  g_signal_emit (self, changed_signal, 0, NULL);
}
