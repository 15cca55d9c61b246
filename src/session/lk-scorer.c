/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-scorer.h"

#include <glib/gi18n-lib.h>

#include "lk-episode-absent.h"
#include "lk-error.h"
#include "lk-saved-model.h"
#include "lk-scoring-job.h"
#include "lk-scoring-request.h"

struct _LkScorer
{
  GObject parent_instance;

  LkWorker *worker;
  LkFeatureCache *cache;

  LkScoringRequest asked;    /* nothing before the first question */
  LkScoringRequest answered; /* what scoring and error are the answer to */
  gboolean pending;          /* a job for what is asked runs or waits */

  LkMapSource *source; /* that of what is asked, once it was opened */
  LkSavedModel expected;

  LkScoring *whole;
  LkScoring *masked; /* with these: */
  GHashTable *masks;
  GError *error;
  char *lacking; /* (nullable): what of what was answered has no map */
  double progress;
  gboolean stopped;
};

enum
{
  PROP_BUSY = 1,
  PROP_PROGRESS,
  PROP_STATUS,
  N_PROPS
};

enum
{
  SIGNAL_SCORED,
  SIGNAL_OPENED,
  SIGNAL_OTHER_WEIGHTS,
  SIGNAL_MESSAGE,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LkScorer, lk_scorer, G_TYPE_OBJECT)

static void
notify (LkScorer *self, guint property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
set_progress (LkScorer *self, double progress)
{
  self->progress = CLAMP (progress, 0, 1);
  notify (self, PROP_PROGRESS);
}

/* Takes @error over. */
static void
set_error (LkScorer *self, GError *error, gboolean stopped)
{
  g_clear_error (&self->error);
  self->error = error;
  self->stopped = stopped;
  notify (self, PROP_STATUS);
}

static void
drop_scoring (LkScorer *self)
{
  lk_scoring_request_clear (&self->answered);
  g_clear_pointer (&self->lacking, g_free);
  g_clear_pointer (&self->whole, lk_scoring_unref);
  g_clear_pointer (&self->masked, lk_scoring_unref);
  g_hash_table_remove_all (self->masks);
}

static void
send_message (LkScorer *self, const char *text)
{
  g_signal_emit (self, signals[SIGNAL_MESSAGE], 0, text);
}

/* Other names of classes and labels of queries are no other scores. */
static void
take_names (LkScorer *self, LkEpisodeState *episode, LkSettings *settings)
{
  g_autoptr (LkEpisodeState) scored = NULL;
  LkScoring *whole, *masked;

  if (self->whole == NULL || lk_scoring_request_is_episode (&self->answered, episode)
      || !lk_settings_same_scoring (self->answered.settings, settings)
      || !lk_episode_state_same_pictures (self->answered.episode, episode))
    return;
  scored = lk_episode_state_with_maps (episode, lk_scoring_get_source (self->whole));
  whole = lk_scoring_with_names (self->whole, scored);
  masked = lk_scoring_with_names (self->masked, scored);
  lk_scoring_unref (self->whole);
  lk_scoring_unref (self->masked);
  self->whole = whole;
  self->masked = masked;
  lk_scoring_request_set (&self->answered, episode, settings);
  g_signal_emit (self, signals[SIGNAL_SCORED], 0);
}

/* Brings the masks to those of what is asked. */
static void
update_masks (LkScorer *self)
{
  g_autoptr (GHashTable) masks = NULL;
  g_autoptr (GError) error = NULL;
  LkScoring *masked;

  if (self->whole == NULL)
    return;
  masks = lk_settings_list_masks (self->asked.settings,
                                  lk_scoring_get_episode (self->whole));
  masked = lk_scoring_job_mask (self->masked, self->whole, self->masks, masks, &error);
  lk_scoring_unref (self->masked);
  self->masked = masked;
  g_hash_table_unref (self->masks);
  self->masks = g_steal_pointer (&masks);
  if (error != NULL)
    send_message (self, error->message);
}

/* Once: whether the model that is open has the weights that were expected. */
static void
check_weights (LkScorer *self)
{
  const LkSettings *settings = self->asked.settings;
  gboolean same;

  if (self->source == NULL || !lk_saved_model_expects (&self->expected, settings))
    return;
  same = lk_saved_model_is (&self->expected, settings, self->source);
  lk_saved_model_clear (&self->expected);
  if (!same)
    g_signal_emit (self, signals[SIGNAL_OTHER_WEIGHTS], 0);
}

static void
take_source (LkScorer *self, LkMapSource *source)
{
  if (source == NULL || !g_set_object (&self->source, source))
    return;
  check_weights (self);
  g_signal_emit (self, signals[SIGNAL_OPENED], 0);
}

/* Told once, and kept as the status. */
static void
take_lacking (LkScorer *self, LkScoringOutcome *outcome)
{
  g_autofree char *before = g_steal_pointer (&self->lacking);

  drop_scoring (self);
  self->lacking = lk_scoring_outcome_describe_lacking (outcome);
  if (self->lacking != NULL && g_strcmp0 (before, self->lacking) != 0)
    send_message (self, self->lacking);
}

static void
take_scoring (LkScorer *self, LkScoringOutcome *outcome)
{
  take_lacking (self, outcome);
  lk_scoring_request_set (&self->answered, outcome->episode, outcome->settings);
  self->whole = g_steal_pointer (&outcome->whole);
  self->masked = g_steal_pointer (&outcome->masked);
  g_hash_table_unref (self->masks);
  self->masks = lk_settings_list_masks (
      outcome->settings,
      self->whole != NULL ? lk_scoring_get_episode (self->whole) : outcome->episode);
  if (outcome->mask_error != NULL)
    send_message (self, outcome->mask_error->message);
  update_masks (self);
}

/* Whether nothing comes, neither a scoring nor why there can be none. */
static gboolean
is_stopped (LkScorer *self)
{
  return !self->pending && self->whole == NULL && self->asked.episode != NULL
         && !lk_scoring_request_is (&self->answered, self->asked.episode,
                                    self->asked.settings);
}

static void
done (gpointer result, const GError *cancelled, gpointer user_data)
{
  LkScorer *self = user_data;
  g_autoptr (LkScoringOutcome) outcome = result;
  gboolean latest;

  set_progress (self, 1);
  if (outcome == NULL)
    {
      if (is_stopped (self))
        set_error (self, NULL, TRUE);
      return;
    }
  if (!lk_scoring_request_is_model (&self->asked, outcome->settings))
    return;
  take_source (self, outcome->source);
  latest = lk_scoring_request_is (&self->asked, outcome->episode, outcome->settings);
  if (!lk_scoring_request_is_episode (&self->asked, outcome->episode)
      || (!latest && outcome->whole == NULL))
    return;
  if (latest)
    self->pending = FALSE;
  take_scoring (self, outcome);
  set_error (self, g_steal_pointer (&outcome->error), FALSE);
  if (self->error != NULL && !g_error_matches (self->error, LK_ERROR, LK_ERROR_EPISODE))
    send_message (self, self->error->message);
  g_signal_emit (self, signals[SIGNAL_SCORED], 0);
}

static void
on_progress (GObject *object, double progress)
{
  set_progress (LK_SCORER (object), progress);
}

static void
submit (LkScorer *self)
{
  const LkScoringJob job
      = { self->asked.episode, self->asked.settings, self->source, self->cache };

  self->pending = TRUE;
  lk_scoring_job_submit (&job, self->worker, on_progress, done, G_OBJECT (self));
}

/* What was scored with another model is nobody's any more. */
static void
change_model (LkScorer *self)
{
  gboolean any = self->whole != NULL;

  self->pending = FALSE;
  lk_worker_cancel (self->worker);
  g_clear_object (&self->source);
  drop_scoring (self);
  set_error (self, NULL, FALSE);
  if (any)
    g_signal_emit (self, signals[SIGNAL_SCORED], 0);
}

void
lk_scorer_ask (LkScorer *self, LkEpisodeState *episode, LkSettings *settings)
{
  g_autoptr (LkEpisodeState) shots = NULL;
  g_autoptr (LkEpisodeState) scored = NULL;
  gboolean same_model, same;

  g_return_if_fail (LK_IS_SCORER (self));
  g_return_if_fail (episode != NULL && settings != NULL);

  shots = lk_settings_apply (settings, episode);
  scored = lk_episode_state_without_empty (shots);
  same_model = lk_scoring_request_is_model (&self->asked, settings);
  same = lk_scoring_request_is (&self->asked, scored, settings);
  lk_scoring_request_set (&self->asked, scored, settings);
  if (!same_model)
    change_model (self);
  take_names (self, scored, settings);
  if (lk_scoring_request_is (&self->answered, scored, settings))
    {
      if (self->pending)
        lk_worker_cancel (self->worker);
      self->pending = FALSE;
    }
  else if (!same || !self->pending)
    submit (self);
  check_weights (self);
  update_masks (self);
}

void
lk_scorer_forget (LkScorer *self)
{
  gboolean any;

  g_return_if_fail (LK_IS_SCORER (self));

  any = self->whole != NULL;
  self->pending = FALSE;
  lk_worker_cancel (self->worker);
  drop_scoring (self);
  g_clear_pointer (&self->asked.episode, lk_episode_state_unref);
  set_error (self, NULL, FALSE);
  if (any)
    g_signal_emit (self, signals[SIGNAL_SCORED], 0);
}

void
lk_scorer_cancel (LkScorer *self)
{
  g_return_if_fail (LK_IS_SCORER (self));

  if (self->pending && self->whole != NULL)
    send_message (self, _ ("Stopped: the scores are still those of before the change"));
  self->pending = FALSE;
  lk_worker_cancel (self->worker);
}

LkScoring *
lk_scorer_get_scoring (LkScorer *self)
{
  g_return_val_if_fail (LK_IS_SCORER (self), NULL);
  return self->masked;
}

LkScoring *
lk_scorer_get_whole (LkScorer *self)
{
  g_return_val_if_fail (LK_IS_SCORER (self), NULL);
  return self->whole;
}

LkModel *
lk_scorer_get_model (LkScorer *self)
{
  g_return_val_if_fail (LK_IS_SCORER (self), NULL);
  return self->source != NULL ? lk_map_source_get_model (self->source) : NULL;
}

LkMapSource *
lk_scorer_get_source (LkScorer *self)
{
  g_return_val_if_fail (LK_IS_SCORER (self), NULL);
  return self->source;
}

void
lk_scorer_expect (LkScorer *self, const LkSessionFile *file)
{
  g_return_if_fail (LK_IS_SCORER (self) && file != NULL);

  lk_saved_model_set (&self->expected, file);
}

const char *
lk_scorer_get_sha256 (LkScorer *self)
{
  g_return_val_if_fail (LK_IS_SCORER (self), NULL);
  return lk_saved_model_get_sha256 (&self->expected, self->asked.settings, self->source);
}

const char *
lk_scorer_get_fingerprint (LkScorer *self)
{
  g_return_val_if_fail (LK_IS_SCORER (self), NULL);
  return lk_saved_model_get_fingerprint (&self->expected, self->asked.settings,
                                         self->source);
}

gboolean
lk_scorer_get_busy (LkScorer *self)
{
  g_return_val_if_fail (LK_IS_SCORER (self), FALSE);
  return self->worker != NULL && lk_worker_get_busy (self->worker);
}

double
lk_scorer_get_progress (LkScorer *self)
{
  g_return_val_if_fail (LK_IS_SCORER (self), 0);
  return self->progress;
}

const char *
lk_scorer_get_status (LkScorer *self)
{
  g_return_val_if_fail (LK_IS_SCORER (self), NULL);

  if (self->error != NULL)
    return self->error->message;
  return self->stopped ? _ ("Stopped") : self->lacking;
}

const GError *
lk_scorer_get_error (LkScorer *self)
{
  g_return_val_if_fail (LK_IS_SCORER (self), NULL);
  return self->error;
}

static void
on_busy (LkScorer *self)
{
  notify (self, PROP_BUSY);
}

static void
lk_scorer_dispose (GObject *object)
{
  LkScorer *self = LK_SCORER (object);

  if (self->worker != NULL)
    g_signal_handlers_disconnect_by_data (self->worker, self);
  g_clear_object (&self->worker);
  G_OBJECT_CLASS (lk_scorer_parent_class)->dispose (object);
}

static void
lk_scorer_finalize (GObject *object)
{
  LkScorer *self = LK_SCORER (object);

  drop_scoring (self);
  lk_scoring_request_clear (&self->asked);
  g_hash_table_unref (self->masks);
  g_clear_object (&self->source);
  g_object_unref (self->cache);
  g_clear_error (&self->error);
  lk_saved_model_clear (&self->expected);
  G_OBJECT_CLASS (lk_scorer_parent_class)->finalize (object);
}

static void
lk_scorer_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  LkScorer *self = LK_SCORER (object);

  switch (id)
    {
    case PROP_BUSY:
      g_value_set_boolean (value, lk_scorer_get_busy (self));
      break;
    case PROP_PROGRESS:
      g_value_set_double (value, self->progress);
      break;
    case PROP_STATUS:
      g_value_set_string (value, lk_scorer_get_status (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static guint
add_signal (const char *name, guint n_parameters)
{
  return g_signal_new (name, LK_TYPE_SCORER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, n_parameters, G_TYPE_STRING);
}

static void
lk_scorer_class_init (LkScorerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = lk_scorer_dispose;
  object_class->finalize = lk_scorer_finalize;
  object_class->get_property = lk_scorer_get_property;
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  properties[PROP_PROGRESS]
      = g_param_spec_double ("progress", NULL, NULL, 0, 1, 0, flags);
  properties[PROP_STATUS] = g_param_spec_string ("status", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_SCORED] = add_signal ("scored", 0);
  signals[SIGNAL_OPENED] = add_signal ("opened", 0);
  signals[SIGNAL_OTHER_WEIGHTS] = add_signal ("other-weights", 0);
  signals[SIGNAL_MESSAGE] = add_signal ("message", 1);
}

static void
lk_scorer_init (LkScorer *self)
{
  self->worker = lk_worker_new ();
  self->cache = lk_feature_cache_new ();
  self->masks = g_hash_table_new (NULL, NULL);
  g_signal_connect_swapped (self->worker, "notify::busy", G_CALLBACK (on_busy), self);
}

LkScorer *
lk_scorer_new (void)
{
  return g_object_new (LK_TYPE_SCORER, NULL);
}
