/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-episode.h"

#include <glib/gi18n-lib.h>

#include "lk-class-list.h"
#include "lk-class-name.h"
#include "lk-episode-state-private.h"
#include "lk-error.h"
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

  if (lk_episode_state_get_n_classes (self->state) >= LK_EPISODE_MAX_CLASSES)
    {
      g_set_error (error, LK_ERROR, LK_ERROR_LIMIT,
                   _ ("An episode holds up to %d classes: remove one before adding "
                      "another"),
                   LK_EPISODE_MAX_CLASSES);
      return FALSE;
    }
  unique = lk_class_name_find_free (self->state, name);
  if (!check_room (unique, 0, shots != NULL ? shots->len : 0, error))
    return FALSE;
  after = lk_episode_state_copy (self->state);
  lk_episode_state_append_class (after, unique, shots);
  commit (self, after, _ ("Add Class"));
  return TRUE;
}

void
lk_episode_remove_class (LkEpisode *self, guint class_index)
{
  g_autoptr (LkEpisodeState) after = NULL;

  g_return_if_fail (LK_IS_EPISODE (self));
  g_return_if_fail (class_index < lk_episode_state_get_n_classes (self->state));

  after = lk_episode_state_copy (self->state);
  lk_episode_state_remove_class (after, class_index);
  commit (self, after, _ ("Remove Class"));
}

void
lk_episode_move_class (LkEpisode *self, guint class_index, guint to)
{
  g_autoptr (LkEpisodeState) after = NULL;

  g_return_if_fail (LK_IS_EPISODE (self));
  g_return_if_fail (class_index < lk_episode_state_get_n_classes (self->state));

  after = lk_episode_state_copy (self->state);
  lk_episode_state_move_class (after, class_index, to);
  commit (self, after, _ ("Move Class"));
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
  g_return_val_if_fail (class_index < lk_episode_state_get_n_classes (self->state),
                        FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  old = lk_episode_state_get_class_name (self->state, class_index);
  clean = lk_class_name_clean (name);
  if (*clean == '\0')
    {
      g_set_error (error, LK_ERROR, LK_ERROR_EPISODE, _ ("A class needs a name"));
      return FALSE;
    }
  if (g_str_equal (clean, old))
    return TRUE;
  if (lk_class_name_is_taken (self->state, clean))
    {
      g_set_error (error, LK_ERROR, LK_ERROR_EPISODE,
                   _ ("Another class is called “%s” already"), clean);
      return FALSE;
    }
  after = lk_episode_state_copy (self->state);
  relabel_queries (after, old, clean);
  lk_episode_state_rename_class (after, class_index, clean);
  commit (self, after, _ ("Rename Class"));
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
  g_return_val_if_fail (class_index < lk_episode_state_get_n_classes (self->state),
                        FALSE);
  g_return_val_if_fail (shots != NULL, FALSE);

  after = lk_episode_state_copy (self->state);
  held = lk_episode_state_get_shots (after, class_index);
  if (!check_room (lk_episode_state_get_class_name (after, class_index), held->len,
                   shots->len, error))
    return FALSE;
  position = MIN (position, held->len);
  for (guint i = 0; i < shots->len; i++)
    g_ptr_array_insert (held, position + i, g_object_ref (shots->pdata[i]));
  label = g_strdup_printf (ngettext ("Add %u Shot", "Add %u Shots", shots->len),
                           shots->len);
  commit (self, after, label);
  return TRUE;
}

void
lk_episode_remove_shot (LkEpisode *self, guint class_index, guint shot)
{
  g_autoptr (LkEpisodeState) after = NULL;
  GPtrArray *held;

  g_return_if_fail (LK_IS_EPISODE (self));
  g_return_if_fail (class_index < lk_episode_state_get_n_classes (self->state));

  after = lk_episode_state_copy (self->state);
  held = lk_episode_state_get_shots (after, class_index);
  g_return_if_fail (shot < held->len);
  g_ptr_array_remove_index (held, shot);
  commit (self, after, _ ("Remove Shot"));
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
  g_return_val_if_fail (class_index < lk_episode_state_get_n_classes (self->state),
                        FALSE);
  g_return_val_if_fail (to_class < lk_episode_state_get_n_classes (self->state), FALSE);

  after = lk_episode_state_copy (self->state);
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
  commit (self, after, _ ("Move Shot"));
  return TRUE;
}

void
lk_episode_add_queries (LkEpisode *self, GPtrArray *queries)
{
  g_autoptr (LkEpisodeState) after = NULL;
  g_autofree char *label = NULL;

  g_return_if_fail (LK_IS_EPISODE (self));
  g_return_if_fail (queries != NULL);

  after = lk_episode_state_copy (self->state);
  for (guint i = 0; i < queries->len; i++)
    lk_episode_state_append_query (after, queries->pdata[i]);
  label = g_strdup_printf (ngettext ("Add %u Query", "Add %u Queries", queries->len),
                           queries->len);
  commit (self, after, label);
}

void
lk_episode_remove_query (LkEpisode *self, guint query)
{
  g_autoptr (LkEpisodeState) after = NULL;

  g_return_if_fail (LK_IS_EPISODE (self));
  g_return_if_fail (query < lk_episode_state_get_queries (self->state)->len);

  after = lk_episode_state_copy (self->state);
  g_ptr_array_remove_index (lk_episode_state_get_queries (after), query);
  commit (self, after, _ ("Remove Query"));
}

void
lk_episode_move_query (LkEpisode *self, guint query, guint to)
{
  g_autoptr (LkEpisodeState) after = NULL;
  GPtrArray *queries;
  LkQuery *moved;

  g_return_if_fail (LK_IS_EPISODE (self));
  g_return_if_fail (query < lk_episode_state_get_queries (self->state)->len);

  after = lk_episode_state_copy (self->state);
  queries = lk_episode_state_get_queries (after);
  moved = g_ptr_array_steal_index (queries, query);
  g_ptr_array_insert (queries, MIN (to, queries->len), moved);
  commit (self, after, _ ("Move Query"));
}

void
lk_episode_set_query_label (LkEpisode *self, guint query, const char *label)
{
  g_autoptr (LkEpisodeState) after = NULL;
  g_autoptr (LkQuery) old = NULL;
  g_autofree char *clean = lk_class_name_clean (label != NULL ? label : "");
  GPtrArray *queries;

  g_return_if_fail (LK_IS_EPISODE (self));
  g_return_if_fail (query < lk_episode_state_get_queries (self->state)->len);

  after = lk_episode_state_copy (self->state);
  queries = lk_episode_state_get_queries (after);
  old = queries->pdata[query];
  queries->pdata[query] = relabel (old, *clean != '\0' ? clean : NULL);
  commit (self, after, _ ("Label Query"));
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
