/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-session-private.h"

enum
{
  PROP_BUSY = 1,
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

/* The query that takes the place of one that went: the one now at its position. */
static void
keep_selection (LkSession *self)
{
  GListModel *queries = lk_episode_get_queries (self->episode);
  g_autoptr (LkQuery) first = NULL;

  if (lk_session_get_selected_query (self) >= 0)
    return;
  first = g_list_model_get_item (queries, 0);
  g_set_object (&self->selected_query, first);
  lk_session_forget_cells (self);
}

static void
on_episode_changed (LkSession *self)
{
  GListModel *classes = lk_episode_get_classes (self->episode);

  keep_selection (self);
  if (self->selected_class >= (int) g_list_model_get_n_items (classes))
    self->selected_class = -1;
  g_clear_object (&self->evidence);
  lk_session_set_modified (self, TRUE);
  lk_session_record_episode (self);
  g_signal_emit (self, signals[SIGNAL_SELECTED], 0);
  if (!self->loading && !self->travelling)
    lk_session_rescore (self);
}

static void
on_worker_busy (LkSession *self)
{
  notify (self, PROP_BUSY);
}

static void
lk_session_dispose (GObject *object)
{
  LkSession *self = LK_SESSION (object);

  if (self->worker != NULL)
    g_signal_handlers_disconnect_by_data (self->worker, self);
  if (self->episode != NULL)
    g_signal_handlers_disconnect_by_data (self->episode, self);
  g_clear_object (&self->worker);
  g_clear_object (&self->evidence);
  g_clear_object (&self->selected_query);
  G_OBJECT_CLASS (lk_session_parent_class)->dispose (object);
}

static void
lk_session_finalize (GObject *object)
{
  LkSession *self = LK_SESSION (object);

  g_clear_object (&self->episode);
  g_clear_object (&self->model);
  g_clear_object (&self->cache);
  g_clear_pointer (&self->scoring, lk_scoring_unref);
  g_ptr_array_unref (self->decisions);
  g_clear_pointer (&self->accuracy_map, lk_flip_accuracy_free);
  g_free (self->path);
  g_free (self->title);
  lk_settings_unref (self->settings);
  lk_history_free (self->history);
  g_array_unref (self->pins);
  g_free (self->undo_label);
  g_free (self->redo_label);
  g_free (self->expected_sha256);
  g_free (self->status);
  g_free (self->view);
  lk_sampling_free (self->sampling);
  g_clear_pointer (&self->opponent, lk_opponent_free);
  G_OBJECT_CLASS (lk_session_parent_class)->finalize (object);
}

static void
lk_session_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  LkSession *self = LK_SESSION (object);

  switch (id)
    {
    case PROP_BUSY:
      g_value_set_boolean (value, lk_session_get_busy (self));
      break;
    case PROP_PROGRESS:
      g_value_set_double (value, self->progress);
      break;
    case PROP_STATUS:
      g_value_set_string (value, self->status);
      break;
    case PROP_TITLE:
      g_value_take_string (value, lk_session_get_title (self));
      break;
    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;
    case PROP_MODIFIED:
      g_value_set_boolean (value, self->modified);
      break;
    case PROP_MODEL_NAME:
      g_value_set_string (value, lk_session_get_model_name (self));
      break;
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
  signals[SIGNAL_SAMPLING_CHANGED] = add_signal ("sampling-changed", 0);
  signals[SIGNAL_OPPONENT_CHANGED] = add_signal ("opponent-changed", 0);
}

static void
lk_session_init (LkSession *self)
{
  self->episode = lk_episode_new ();
  self->worker = lk_worker_new ();
  self->cache = lk_feature_cache_new ();
  self->decisions = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_decision_free);
  self->settings = lk_settings_new ();
  self->history = lk_history_new ();
  self->pins = g_array_new (FALSE, FALSE, sizeof (guint));
  self->look = lk_look_default ();
  self->sampling = lk_sampling_new ();
  self->view = g_strdup ("decision");
  self->selected_class = -1;
  self->hovered_cell = -1;
  g_signal_connect_swapped (self->episode, "changed", G_CALLBACK (on_episode_changed),
                            self);
  g_signal_connect_swapped (self->worker, "notify::busy", G_CALLBACK (on_worker_busy),
                            self);
}

LkSession *
lk_session_new (void)
{
  return g_object_new (LK_TYPE_SESSION, NULL);
}

LkEpisode *
lk_session_get_episode (LkSession *self)
{
  g_return_val_if_fail (LK_IS_SESSION (self), NULL);
  return self->episode;
}

void
lk_session_set_status (LkSession *self, const char *status)
{
  if (g_strcmp0 (self->status, status) == 0)
    return;
  g_free (self->status);
  self->status = g_strdup (status);
  notify (self, PROP_STATUS);
}

void
lk_session_set_progress (LkSession *self, double progress)
{
  self->progress = CLAMP (progress, 0, 1);
  notify (self, PROP_PROGRESS);
}

void
lk_session_set_modified (LkSession *self, gboolean modified)
{
  if (self->modified == modified)
    return;
  self->modified = modified;
  notify (self, PROP_MODIFIED);
}

LkScoring *
lk_session_get_scoring (LkSession *self)
{
  return self->scoring;
}

/* Where @query stands in the scoring, or -1: the episode may have moved on since. */
static int
find_scored (LkSession *self, LkQuery *query)
{
  GPtrArray *queries;
  guint index;

  if (self->scoring == NULL || query == NULL)
    return -1;
  queries = lk_episode_state_get_queries (lk_scoring_get_episode (self->scoring));
  return g_ptr_array_find (queries, query, &index) ? (int) index : -1;
}

LkEvidence *
lk_session_get_evidence (LkSession *self)
{
  int index;

  if (self->evidence != NULL)
    return self->evidence;
  index = find_scored (self, self->selected_query);
  if (index >= 0)
    self->evidence = lk_evidence_new (self->scoring, (guint) index,
                                      lk_session_get_options (self), NULL);
  lk_session_update_evidence (self);
  return self->evidence;
}

const LkDecision *
lk_session_get_decision (LkSession *self, LkQuery *query)
{
  int index = find_scored (self, query);

  if (index < 0)
    return NULL;
  if (query == self->selected_query && lk_session_get_evidence (self) != NULL)
    return lk_evidence_get_decision (self->evidence);
  if (self->decisions->len == 0)
    for (guint i = 0; i < lk_scoring_get_n_queries (self->scoring); i++)
      g_ptr_array_add (
          self->decisions,
          lk_scoring_decide (self->scoring, i, lk_session_get_options (self), NULL));
  return self->decisions->pdata[index];
}

/* The weights do not matter to it: it is over all of them. */
static gboolean
same_scores (const LkMetricOptions *a, const LkMetricOptions *b)
{
  return a->distance == b->distance && a->normalisation == b->normalisation;
}

const LkFlipAccuracy *
lk_session_get_accuracy_map (LkSession *self)
{
  const LkMetricOptions *options = lk_session_get_options (self);

  if (self->scoring == NULL)
    return NULL;
  if (self->accuracy_map == NULL || !same_scores (options, &self->accuracy_options))
    {
      g_clear_pointer (&self->accuracy_map, lk_flip_accuracy_free);
      self->accuracy_map = lk_accuracy_map_new (self->scoring, options, 64);
      self->accuracy_options = *options;
    }
  return self->accuracy_map;
}

gboolean
lk_session_get_busy (LkSession *self)
{
  return self->worker != NULL && lk_worker_get_busy (self->worker);
}

double
lk_session_get_progress (LkSession *self)
{
  return self->progress;
}

const char *
lk_session_get_status (LkSession *self)
{
  return self->status;
}

void
lk_session_cancel (LkSession *self)
{
  lk_worker_cancel (self->worker);
}

void
lk_session_send_message (LkSession *self, const char *text)
{
  g_signal_emit (self, signals[SIGNAL_MESSAGE], 0, text);
}
