/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-episode-private.h"

#include "lk-class-list.h"
#include "lk-episode-state-private.h"
#include "lk-list-store.h"
#include "lk-undo-stack.h"

#define MAX_STEPS 200

struct _LkEpisode
{
  GObject parent_instance;

  LkEpisodeState *state;
  LkEpisodeState *before_change; /* while one goes on */
  GListStore *classes;
  GListStore *queries;
  LkUndoStack *steps;
  char *undo_label;
  char *redo_label;
};

enum
{
  PROP_UNDO_LABEL = 1,
  PROP_REDO_LABEL,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
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
  lk_undo_stack_free (self->steps);
  g_free (self->undo_label);
  g_free (self->redo_label);
  G_OBJECT_CLASS (lk_episode_parent_class)->finalize (object);
}

static void
lk_episode_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  LkEpisode *self = LK_EPISODE (object);

  switch (id)
    {
    case PROP_UNDO_LABEL:
      g_value_set_string (value, self->undo_label);
      break;
    case PROP_REDO_LABEL:
      g_value_set_string (value, self->redo_label);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
lk_episode_class_init (LkEpisodeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = lk_episode_finalize;
  object_class->get_property = lk_episode_get_property;

  properties[PROP_UNDO_LABEL] = g_param_spec_string (
      "undo-label", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_REDO_LABEL] = g_param_spec_string (
      "redo-label", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  changed_signal
      = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                      NULL, g_cclosure_marshal_VOID__VOID, G_TYPE_NONE, 0);
}

static void
lk_episode_init (LkEpisode *self)
{
  self->state = lk_episode_state_new ();
  self->classes = g_list_store_new (LK_TYPE_CLASS);
  self->queries = g_list_store_new (LK_TYPE_QUERY);
  self->steps = lk_undo_stack_new (MAX_STEPS);
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
update_label (LkEpisode *self, char **label, const char *now, guint property)
{
  if (g_strcmp0 (*label, now) == 0)
    return;
  g_free (*label);
  *label = g_strdup (now);
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
announce (LkEpisode *self)
{
  update_label (self, &self->undo_label, lk_undo_stack_get_undo_label (self->steps),
                PROP_UNDO_LABEL);
  update_label (self, &self->redo_label, lk_undo_stack_get_redo_label (self->steps),
                PROP_REDO_LABEL);
  g_signal_emit (self, changed_signal, 0);
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
  lk_undo_stack_push (self->steps, self->state, after, label);
  show (self, after);
  announce (self);
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
    {
      lk_undo_stack_push (self->steps, before, self->state, label);
      announce (self);
    }
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
lk_episode_reset (LkEpisode *self, LkEpisodeState *state)
{
  g_return_if_fail (LK_IS_EPISODE (self));
  g_return_if_fail (state != NULL);

  lk_undo_stack_clear (self->steps);
  show (self, state);
  announce (self);
}

const char *
lk_episode_get_undo_label (LkEpisode *self)
{
  g_return_val_if_fail (LK_IS_EPISODE (self), NULL);
  return self->undo_label;
}

const char *
lk_episode_get_redo_label (LkEpisode *self)
{
  g_return_val_if_fail (LK_IS_EPISODE (self), NULL);
  return self->redo_label;
}

static void
go_to (LkEpisode *self, LkEpisodeState *state)
{
  if (state == NULL)
    return;
  show (self, state);
  announce (self);
}

void
lk_episode_undo (LkEpisode *self)
{
  g_return_if_fail (LK_IS_EPISODE (self));
  go_to (self, lk_undo_stack_undo (self->steps));
}

void
lk_episode_redo (LkEpisode *self)
{
  g_return_if_fail (LK_IS_EPISODE (self));
  go_to (self, lk_undo_stack_redo (self->steps));
}
