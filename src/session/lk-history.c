/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-history.h"

#define MAX_STEPS 200

/* A pair, and the label of the step that led to it; the oldest has none. */
typedef struct
{
  LkEpisodeState *episode;
  LkSettings *settings;
  char *label;
  guint place; /* see lk_history_get_place() */
} Moment;

struct _LkHistory
{
  GObject parent_instance;

  GPtrArray *moments;
  guint now;
  char *kind; /* of the last step, where another may continue it */
  gint64 time;

  char *undo_label; /* as they were told of last */
  char *redo_label;
};

enum
{
  PROP_UNDO_LABEL = 1,
  PROP_REDO_LABEL,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (LkHistory, lk_history, G_TYPE_OBJECT)

static void
moment_free (Moment *moment)
{
  lk_episode_state_unref (moment->episode);
  lk_settings_unref (moment->settings);
  g_free (moment->label);
  g_free (moment);
}

static Moment *
moment_new (LkEpisodeState *episode, LkSettings *settings, const char *label)
{
  Moment *moment = g_new0 (Moment, 1);

  moment->episode = lk_episode_state_ref (episode);
  moment->settings = lk_settings_ref (settings);
  moment->label = g_strdup (label);
  return moment;
}

static Moment *
get_moment (LkHistory *self, guint i)
{
  return i < self->moments->len ? self->moments->pdata[i] : NULL;
}

static void
tell_label (LkHistory *self, char **label, const char *now, guint property)
{
  if (g_strcmp0 (*label, now) == 0)
    return;
  g_free (*label);
  *label = g_strdup (now);
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
tell_labels (LkHistory *self)
{
  tell_label (self, &self->undo_label, lk_history_get_undo_label (self), PROP_UNDO_LABEL);
  tell_label (self, &self->redo_label, lk_history_get_redo_label (self), PROP_REDO_LABEL);
}

void
lk_history_reset (LkHistory *self, LkEpisodeState *episode, LkSettings *settings)
{
  Moment *only;

  g_return_if_fail (LK_IS_HISTORY (self));
  g_return_if_fail (episode != NULL && settings != NULL);

  only = moment_new (episode, settings, NULL);
  only->place = self->moments->len > 0 ? lk_history_get_place (self) : 0;
  g_ptr_array_set_size (self->moments, 0);
  g_ptr_array_add (self->moments, only);
  self->now = 0;
  g_clear_pointer (&self->kind, g_free);
  tell_labels (self);
}

LkEpisodeState *
lk_history_get_episode (LkHistory *self)
{
  g_return_val_if_fail (LK_IS_HISTORY (self), NULL);
  return get_moment (self, self->now)->episode;
}

LkSettings *
lk_history_get_settings (LkHistory *self)
{
  g_return_val_if_fail (LK_IS_HISTORY (self), NULL);
  return get_moment (self, self->now)->settings;
}

guint
lk_history_get_place (LkHistory *self)
{
  g_return_val_if_fail (LK_IS_HISTORY (self), 0);
  return get_moment (self, self->now)->place;
}

void
lk_history_set_place (LkHistory *self, guint place)
{
  g_return_if_fail (LK_IS_HISTORY (self));
  get_moment (self, self->now)->place = place;
}

guint
lk_history_get_n_moments (LkHistory *self)
{
  g_return_val_if_fail (LK_IS_HISTORY (self), 0);
  return self->moments->len;
}

guint
lk_history_get_now (LkHistory *self)
{
  g_return_val_if_fail (LK_IS_HISTORY (self), 0);
  return self->now;
}

void
lk_history_peek (LkHistory *self,
                 guint index,
                 LkEpisodeState **episode,
                 LkSettings **settings,
                 const char **label)
{
  Moment *moment;

  g_return_if_fail (LK_IS_HISTORY (self) && index < self->moments->len);

  moment = get_moment (self, index);
  if (episode != NULL)
    *episode = moment->episode;
  if (settings != NULL)
    *settings = moment->settings;
  if (label != NULL)
    *label = moment->label;
}

/* Whether the change continues the last step. */
static gboolean
continues (LkHistory *self, LkEpisodeState *episode, const char *kind)
{
  return kind != NULL && self->now > 0 && self->now + 1 == self->moments->len
         && g_strcmp0 (kind, self->kind) == 0 && episode == lk_history_get_episode (self)
         && g_get_monotonic_time () - self->time < G_TIME_SPAN_SECOND;
}

void
lk_history_push (LkHistory *self,
                 LkEpisodeState *episode,
                 LkSettings *settings,
                 const char *label,
                 const char *kind)
{
  g_return_if_fail (LK_IS_HISTORY (self));
  g_return_if_fail (episode != NULL && settings != NULL);
  g_return_if_fail (label != NULL);

  if (continues (self, episode, kind))
    lk_history_amend (self, settings);
  else
    {
      Moment *next = moment_new (episode, settings, label);

      next->place = lk_history_get_place (self);
      g_ptr_array_set_size (self->moments, (int) self->now + 1);
      g_ptr_array_add (self->moments, next);
      if (self->moments->len > MAX_STEPS + 1)
        g_ptr_array_remove_index (self->moments, 0);
      self->now = self->moments->len - 1;
      g_free (self->kind);
      self->kind = g_strdup (kind);
    }
  self->time = g_get_monotonic_time ();
  tell_labels (self);
}

void
lk_history_amend (LkHistory *self, LkSettings *settings)
{
  Moment *moment;

  g_return_if_fail (LK_IS_HISTORY (self));
  g_return_if_fail (settings != NULL);

  moment = get_moment (self, self->now);
  lk_settings_ref (settings);
  lk_settings_unref (moment->settings);
  moment->settings = settings;
}

gboolean
lk_history_undo (LkHistory *self)
{
  g_return_val_if_fail (LK_IS_HISTORY (self), FALSE);

  g_clear_pointer (&self->kind, g_free);
  if (self->now == 0)
    return FALSE;
  self->now--;
  tell_labels (self);
  return TRUE;
}

gboolean
lk_history_redo (LkHistory *self)
{
  g_return_val_if_fail (LK_IS_HISTORY (self), FALSE);

  g_clear_pointer (&self->kind, g_free);
  if (self->now + 1 == self->moments->len)
    return FALSE;
  self->now++;
  tell_labels (self);
  return TRUE;
}

const char *
lk_history_get_undo_label (LkHistory *self)
{
  g_return_val_if_fail (LK_IS_HISTORY (self), NULL);
  return self->now > 0 ? get_moment (self, self->now)->label : NULL;
}

const char *
lk_history_get_redo_label (LkHistory *self)
{
  Moment *next;

  g_return_val_if_fail (LK_IS_HISTORY (self), NULL);
  next = get_moment (self, self->now + 1);
  return next != NULL ? next->label : NULL;
}

static void
lk_history_finalize (GObject *object)
{
  LkHistory *self = LK_HISTORY (object);

  g_ptr_array_unref (self->moments);
  g_free (self->kind);
  g_free (self->undo_label);
  g_free (self->redo_label);
  G_OBJECT_CLASS (lk_history_parent_class)->finalize (object);
}

static void
lk_history_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  LkHistory *self = LK_HISTORY (object);

  switch (id)
    {
    case PROP_UNDO_LABEL:
      g_value_set_string (value, lk_history_get_undo_label (self));
      break;
    case PROP_REDO_LABEL:
      g_value_set_string (value, lk_history_get_redo_label (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
lk_history_class_init (LkHistoryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = lk_history_finalize;
  object_class->get_property = lk_history_get_property;
  properties[PROP_UNDO_LABEL]
      = g_param_spec_string ("undo-label", NULL, NULL, NULL, flags);
  properties[PROP_REDO_LABEL]
      = g_param_spec_string ("redo-label", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
lk_history_init (LkHistory *self)
{
  self->moments = g_ptr_array_new_with_free_func ((GDestroyNotify) moment_free);
}

LkHistory *
lk_history_new (LkEpisodeState *episode, LkSettings *settings)
{
  LkHistory *self;

  g_return_val_if_fail (episode != NULL && settings != NULL, NULL);

  self = g_object_new (LK_TYPE_HISTORY, NULL);
  g_ptr_array_add (self->moments, moment_new (episode, settings, NULL));
  return self;
}
