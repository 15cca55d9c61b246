/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-session-private.h"

#include <glib/gi18n-lib.h>

#include "lk-decoder.h"
#include "lk-history.h"
#include "lk-scorer.h"
#include "lk-settings-defaults.h"

struct _LkSession
{
  GObject parent_instance;

  LkEpisode *episode;
  LkHistory *history; /* its present is what is scored */
  LkSelection *selection;
  LkScorer *scorer;
  LkStorage *storage;
  LkPageSettings *pages;

  /* What follows from the above. */
  LkConclusions *conclusions;
  LkShotCheck *shot_check;
  LkQueryPlace *query_place;
  LkMeasured *measured;
  gboolean showing; /* the episode of the history */
  guint n_readings; /* that have not ended */
  char *misfit;     /* (nullable): what was told of the options last */
};

enum
{
  PROP_BUSY = 1,
  PROP_READING,
  PROP_PROGRESS,
  PROP_STATUS,
  PROP_TITLE,
  PROP_PATH,
  PROP_MODIFIED,
  PROP_MODEL_NAME,
  PROP_UNDO_LABEL,
  PROP_REDO_LABEL,
  N_PROPS
};

enum
{
  SIGNAL_SCORED,
  SIGNAL_DECIDED,
  SIGNAL_SELECTED,
  SIGNAL_POINTED,
  SIGNAL_MESSAGE,
  SIGNAL_REFUSED,
  SIGNAL_ABSENT,
  SIGNAL_SAMPLING_CHANGED,
  SIGNAL_OPPONENT_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LkSession, lk_session, G_TYPE_OBJECT)

static void
notify (LkSession *self, guint property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
emit (LkSession *self, guint signal)
{
  g_signal_emit (self, signals[signal], 0);
}

/* Concludes anew, as far as scoring or options are others. */
static void
conclude (LkSession *self)
{
  g_autoptr (GError) error = NULL;

  lk_session_follow_look (self, lk_conclusions_get_scoring (self->conclusions),
                          lk_scorer_get_scoring (self->scorer));
  if (!lk_conclusions_assign (self->conclusions, lk_scorer_get_scoring (self->scorer),
                              lk_session_get_options (self), &error))
    lk_session_send_message (self, error->message);
  lk_shot_check_follow (self->shot_check, lk_scorer_get_scoring (self->scorer),
                        lk_session_get_options (self));
}

/* Another query is shown, or it is decided anew. */
static void
on_shown (LkSession *self)
{
  lk_query_place_follow (self->query_place, lk_session_get_evidence (self));
}

/* The one question: what is in force, scored. A step that was left before its model was
 * open waits for what it brings, but for the empty one that a session begins with. */
static void
ask (LkSession *self)
{
  LkEpisodeState *episode = lk_history_get_episode (self->history);

  lk_scorer_ask (self->scorer, episode, lk_history_get_settings (self->history));
  if (lk_episode_state_get_n_classes (episode) > 0 && lk_session_take_defaults (self))
    lk_scorer_ask (self->scorer, episode, lk_history_get_settings (self->history));
  conclude (self);
}

/* Once a text, and again where there was none in between. */
static void
warn_of_misfit (LkSession *self)
{
  LkModel *model = lk_scorer_get_model (self->scorer);
  g_autofree char *before = g_steal_pointer (&self->misfit);

  if (model != NULL)
    self->misfit = lk_settings_describe_misfit (lk_session_get_settings (self), model);
  if (self->misfit != NULL && g_strcmp0 (self->misfit, before) != 0)
    lk_session_send_message (self, self->misfit);
}

void
lk_session_follow_settings (LkSession *self, LkSettings *before)
{
  LkSettings *settings = lk_session_get_settings (self);

  if (settings == before)
    return;
  if (!lk_settings_same_model (before, settings))
    notify (self, PROP_MODEL_NAME);
  ask (self);
  emit (self, SIGNAL_DECIDED);
  warn_of_misfit (self);
}

void
lk_session_follow (LkSession *self, LkSettings *before, gboolean travelled)
{
  lk_selection_follow (self->selection, travelled);
  emit (self, SIGNAL_SELECTED);
  ask (self);
  lk_session_follow_settings (self, before);
}

void
lk_session_show_episode (LkSession *self, LkEpisodeState *state)
{
  self->showing = TRUE;
  lk_episode_show_state (self->episode, state);
  self->showing = FALSE;
}

static void
on_episode_changed (LkSession *self, const char *label)
{
  g_autoptr (LkEpisodeState) after = lk_episode_get_state (self->episode);
  g_autoptr (LkSettings) before = NULL;
  g_autoptr (LkSettings) settings = NULL;

  if (self->showing)
    return;
  before = lk_settings_ref (lk_session_get_settings (self));
  settings = lk_settings_follow (before, lk_history_get_episode (self->history), after);
  if (label != NULL)
    lk_history_push (self->history, after, settings, label, NULL);
  else
    lk_history_reset (self->history, after, settings);
  lk_storage_touch (self->storage);
  lk_session_follow (self, before, FALSE);
}

/* A model without a fusion layer cannot normalise as trained. */
static void
check_normalisation (LkSession *self)
{
  LkScoring *scoring = lk_scorer_get_scoring (self->scorer);
  g_autoptr (LkSettings) settings = NULL;

  if (scoring == NULL || lk_scoring_get_trained_fusion (scoring) != NULL)
    return;
  settings = lk_settings_without_fusion (lk_session_get_settings (self));
  if (settings == NULL)
    return;
  lk_history_amend (self->history, settings);
  ask (self);
  lk_session_send_message (
      self,
      _ ("This model has no fusion layer: scores are normalised within the episode"));
}

static void
on_scored (LkSession *self)
{
  check_normalisation (self);
  conclude (self);
  emit (self, SIGNAL_SCORED);
}

/* A session saved with other weights gives other numbers: say so once. */
static void
on_other_weights (LkSession *self)
{
  g_autofree char *text
      = g_strdup_printf (_ ("The weights of %s are not those this session was saved "
                            "with: the scores differ"),
                         lk_session_get_model_name (self));

  lk_session_send_message (self, text);
}

static void
on_opened (LkSession *self)
{
  if (lk_session_take_defaults (self))
    {
      ask (self);
      emit (self, SIGNAL_DECIDED);
    }
  warn_of_misfit (self);
  notify (self, PROP_MODEL_NAME);
}

/* What its parts say of themselves, the session says by the same name. */
static void
on_notify (LkSession *self, GParamSpec *pspec)
{
  g_object_notify (G_OBJECT (self), pspec->name);
}

static void
on_sampling (LkSession *self)
{
  emit (self, SIGNAL_SAMPLING_CHANGED);
}

static void
on_opponent (LkSession *self)
{
  emit (self, SIGNAL_OPPONENT_CHANGED);
}

LkEpisode *
lk_session_get_episode (LkSession *self)
{
  g_return_val_if_fail (LK_IS_SESSION (self), NULL);
  return self->episode;
}

LkHistory *
lk_session_get_history (LkSession *self)
{
  g_return_val_if_fail (LK_IS_SESSION (self), NULL);
  return self->history;
}

LkSelection *
lk_session_get_selection (LkSession *self)
{
  g_return_val_if_fail (LK_IS_SESSION (self), NULL);
  return self->selection;
}

LkStorage *
lk_session_get_storage (LkSession *self)
{
  g_return_val_if_fail (LK_IS_SESSION (self), NULL);
  return self->storage;
}

LkConclusions *
lk_session_get_conclusions (LkSession *self)
{
  g_return_val_if_fail (LK_IS_SESSION (self), NULL);
  return self->conclusions;
}

LkShotCheck *
lk_session_get_shot_check (LkSession *self)
{
  g_return_val_if_fail (LK_IS_SESSION (self), NULL);
  return self->shot_check;
}

LkMeasured *
lk_session_get_measured (LkSession *self)
{
  g_return_val_if_fail (LK_IS_SESSION (self), NULL);
  return self->measured;
}

LkQueryPlace *
lk_session_get_query_place (LkSession *self)
{
  g_return_val_if_fail (LK_IS_SESSION (self), NULL);
  return self->query_place;
}

LkPageSettings *
lk_session_get_pages (LkSession *self)
{
  g_return_val_if_fail (LK_IS_SESSION (self), NULL);
  return self->pages;
}

LkScorer *
lk_session_get_scorer (LkSession *self)
{
  g_return_val_if_fail (LK_IS_SESSION (self), NULL);
  return self->scorer;
}

gboolean
lk_session_get_reading (LkSession *self)
{
  g_return_val_if_fail (LK_IS_SESSION (self), FALSE);
  return self->n_readings > 0;
}

void
lk_session_begin_reading (LkSession *self)
{
  g_return_if_fail (LK_IS_SESSION (self));
  if (self->n_readings++ == 0)
    notify (self, PROP_READING);
}

void
lk_session_end_reading (LkSession *self)
{
  g_return_if_fail (LK_IS_SESSION (self));
  g_return_if_fail (self->n_readings > 0);
  if (--self->n_readings == 0)
    notify (self, PROP_READING);
}

void
lk_session_send_message (LkSession *self, const char *text)
{
  g_return_if_fail (LK_IS_SESSION (self));
  g_return_if_fail (text != NULL);
  g_signal_emit (self, signals[SIGNAL_MESSAGE], 0, text);
}

static void
lk_session_dispose (GObject *object)
{
  LkSession *self = LK_SESSION (object);

  g_signal_handlers_disconnect_by_data (self->episode, self);
  g_signal_handlers_disconnect_by_data (self->history, self);
  g_signal_handlers_disconnect_by_data (self->scorer, self);
  g_signal_handlers_disconnect_by_data (self->storage, self);
  g_signal_handlers_disconnect_by_data (self->pages, self);
  G_OBJECT_CLASS (lk_session_parent_class)->dispose (object);
}

static void
lk_session_finalize (GObject *object)
{
  LkSession *self = LK_SESSION (object);

  g_free (self->misfit);
  lk_conclusions_free (self->conclusions);
  g_object_unref (self->query_place);
  g_object_unref (self->measured);
  g_object_unref (self->shot_check);
  lk_selection_free (self->selection);
  g_object_unref (self->history);
  g_object_unref (self->scorer);
  g_object_unref (self->storage);
  g_object_unref (self->episode);
  g_object_unref (self->pages);
  G_OBJECT_CLASS (lk_session_parent_class)->finalize (object);
}

static void
lk_session_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  LkSession *self = LK_SESSION (object);

  switch (id)
    {
    case PROP_READING:
      g_value_set_boolean (value, lk_session_get_reading (self));
      break;
    case PROP_BUSY:
    case PROP_PROGRESS:
    case PROP_STATUS:
      g_object_get_property (G_OBJECT (self->scorer), pspec->name, value);
      break;
    case PROP_TITLE:
    case PROP_PATH:
    case PROP_MODIFIED:
      g_object_get_property (G_OBJECT (self->storage), pspec->name, value);
      break;
    case PROP_MODEL_NAME:
      g_value_set_string (value, lk_session_get_model_name (self));
      break;
    case PROP_UNDO_LABEL:
    case PROP_REDO_LABEL:
      g_object_get_property (G_OBJECT (self->history), pspec->name, value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static guint
add_signal (const char *name, guint n_parameters)
{
  return g_signal_new (name, LK_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, n_parameters, G_TYPE_STRING);
}

static void
lk_session_class_init (LkSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = lk_session_dispose;
  object_class->finalize = lk_session_finalize;
  object_class->get_property = lk_session_get_property;

  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  properties[PROP_READING] = g_param_spec_boolean ("reading", NULL, NULL, FALSE, flags);
  properties[PROP_PROGRESS]
      = g_param_spec_double ("progress", NULL, NULL, 0, 1, 0, flags);
  properties[PROP_STATUS] = g_param_spec_string ("status", NULL, NULL, NULL, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, flags);
  properties[PROP_MODIFIED] = g_param_spec_boolean ("modified", NULL, NULL, FALSE, flags);
  properties[PROP_MODEL_NAME]
      = g_param_spec_string ("model-name", NULL, NULL, NULL, flags);
  properties[PROP_UNDO_LABEL]
      = g_param_spec_string ("undo-label", NULL, NULL, NULL, flags);
  properties[PROP_REDO_LABEL]
      = g_param_spec_string ("redo-label", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_SCORED] = add_signal ("scored", 0);
  signals[SIGNAL_DECIDED] = add_signal ("decided", 0);
  signals[SIGNAL_SELECTED] = add_signal ("selected", 0);
  signals[SIGNAL_POINTED] = add_signal ("pointed", 0);
  signals[SIGNAL_MESSAGE] = add_signal ("message", 1);
  signals[SIGNAL_REFUSED] = add_signal ("refused", 1);
  signals[SIGNAL_ABSENT] = add_signal ("absent", 1);
  signals[SIGNAL_SAMPLING_CHANGED] = add_signal ("sampling-changed", 0);
  signals[SIGNAL_OPPONENT_CHANGED] = add_signal ("opponent-changed", 0);
}

static void
lk_session_init (LkSession *self)
{
  g_autoptr (LkSettings) settings = lk_settings_new ();
  g_autoptr (LkEpisodeState) state = NULL;

  self->episode = lk_episode_new ();
  state = lk_episode_get_state (self->episode);
  self->history = lk_history_new (state, settings);
  self->selection = lk_selection_new (self->episode);
  self->scorer = lk_scorer_new ();
  self->storage = lk_storage_new ();
  self->pages = lk_page_settings_new ();
  self->conclusions = lk_conclusions_new ();
  self->shot_check = lk_shot_check_new ();
  self->query_place = lk_query_place_new (self->shot_check);
  self->measured = lk_measured_new ();
  g_signal_connect (self, "scored", G_CALLBACK (on_shown), NULL);
  g_signal_connect (self, "decided", G_CALLBACK (on_shown), NULL);
  g_signal_connect (self, "selected", G_CALLBACK (on_shown), NULL);
  g_signal_connect_swapped (self->episode, "changed", G_CALLBACK (on_episode_changed),
                            self);
  g_signal_connect_swapped (self->scorer, "scored", G_CALLBACK (on_scored), self);
  g_signal_connect_swapped (self->scorer, "opened", G_CALLBACK (on_opened), self);
  g_signal_connect_swapped (self->scorer, "other-weights", G_CALLBACK (on_other_weights),
                            self);
  g_signal_connect_swapped (self->scorer, "message", G_CALLBACK (lk_session_send_message),
                            self);
  g_signal_connect_swapped (self->scorer, "notify", G_CALLBACK (on_notify), self);
  g_signal_connect_swapped (self->history, "notify", G_CALLBACK (on_notify), self);
  g_signal_connect_swapped (self->storage, "notify", G_CALLBACK (on_notify), self);
  g_signal_connect_swapped (self->pages, "sampling-changed", G_CALLBACK (on_sampling),
                            self);
  g_signal_connect_swapped (self->pages, "opponent-changed", G_CALLBACK (on_opponent),
                            self);
}

LkSession *
lk_session_new (void)
{
  return g_object_new (LK_TYPE_SESSION, NULL);
}
