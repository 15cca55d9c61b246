/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-comparison.h"

#include <glib/gi18n-lib.h>

#include "lk-settings-defaults.h"

struct _LkComparison
{
  GObject parent_instance;

  LkSession *session;
  gboolean active;
  LkSettings *settings; /* of the session's opponent, with the weights in force */

  LkScorer *scorer;
  LkConclusions *conclusions;
  GError *error; /* why these options cannot decide */
  LkTally *tally_a;
  LkTally *tally_b;
};

static guint changed;

G_DEFINE_FINAL_TYPE (LkComparison, lk_comparison, G_TYPE_OBJECT)

static void
forget_tallies (LkComparison *self)
{
  g_clear_pointer (&self->tally_a, lk_tally_free);
  g_clear_pointer (&self->tally_b, lk_tally_free);
}

/* Whether the session's own scoring does for B. */
static gboolean
shares_scoring (LkComparison *self)
{
  return lk_settings_same_scoring (lk_session_get_settings (self->session),
                                   self->settings);
}

/* B's scoring is of the episode that A's is of: anew only where that, or what a scoring
 * is made of, is another. */
static void
ask (LkComparison *self)
{
  LkScoring *a = lk_session_get_scoring (self->session);

  if (a == NULL || shares_scoring (self))
    lk_scorer_forget (self->scorer);
  else
    lk_scorer_ask (self->scorer, lk_scoring_get_episode (a), self->settings);
}

/* One of an episode that A has left is not shown. */
static LkScoring *
get_scoring (LkComparison *self)
{
  LkScoring *a = lk_session_get_scoring (self->session);
  LkScoring *b = lk_scorer_get_scoring (self->scorer);

  if (a == NULL || shares_scoring (self))
    return a;
  return b != NULL
                 && lk_episode_state_same_objects (lk_scoring_get_episode (a),
                                                   lk_scoring_get_episode (b))
             ? b
             : NULL;
}

/* All queries or none can be decided. */
static void
check_options (LkComparison *self, LkScoring *scoring)
{
  g_autoptr (LkDecision) any = NULL;

  g_clear_error (&self->error);
  if (scoring != NULL && lk_scoring_get_n_queries (scoring) > 0)
    any = lk_scoring_decide (scoring, 0, lk_settings_get_options (self->settings),
                             &self->error);
}

/* A few dozen multiply-adds a query. */
static void
conclude (LkComparison *self)
{
  LkScoring *scoring = get_scoring (self);

  check_options (self, scoring);
  if (self->error != NULL)
    scoring = NULL;
  lk_conclusions_assign (self->conclusions, scoring,
                         lk_settings_get_options (self->settings), NULL);
  forget_tallies (self);
  if (scoring == NULL)
    return;
  /* A's are the session's own, so that both pages say the same. */
  self->tally_a = lk_conclusions_make_tally (lk_session_get_conclusions (self->session));
  self->tally_b = lk_conclusions_make_tally (self->conclusions);
}

/* Brings B up to date; where nobody looks, there is none until somebody does: what was
 * concluded of another scoring than A's would be told of A's classes. */
static void
update (LkComparison *self)
{
  if (!self->active)
    {
      g_clear_error (&self->error);
      lk_conclusions_assign (self->conclusions, NULL,
                             lk_settings_get_options (self->settings), NULL);
      forget_tallies (self);
      return;
    }
  ask (self);
  conclude (self);
  g_signal_emit (self, changed, 0);
}

static void
on_scored (LkComparison *self)
{
  if (!self->active)
    return;
  conclude (self);
  g_signal_emit (self, changed, 0);
}

/* B with what @model brings, where it waits for that. */
static void
take_defaults (LkComparison *self, LkModel *model)
{
  g_autoptr (LkSettings) settings = lk_settings_take_defaults (
      self->settings, model,
      lk_history_get_episode (lk_session_get_history (self->session)));
  g_autoptr (LkOpponent) opponent = NULL;

  if (settings == NULL || lk_session_get_opponent (self->session) == NULL)
    return;
  opponent = lk_opponent_copy (lk_session_get_opponent (self->session));
  opponent->options = *lk_settings_get_options (settings);
  opponent->takes_defaults = FALSE;
  lk_session_set_opponent (self->session, opponent);
}

/* A session saved with other weights of B gives other numbers: say so once. */
static void
check_sha256 (LkComparison *self)
{
  const LkOpponent *opponent = lk_session_get_opponent (self->session);
  const char *sha256 = lk_scorer_get_sha256 (self->scorer);

  if (opponent == NULL
      || g_strcmp0 (opponent->model, lk_settings_get_model (self->settings)) != 0)
    return;
  if (opponent->sha256 != NULL && !g_str_equal (opponent->sha256, sha256))
    {
      g_autofree char *text
          = g_strdup_printf (_ ("The weights of B, %s, are not those this session was "
                                "saved with: its scores "
                                "differ"),
                             opponent->model);

      lk_session_send_message (self->session, text);
    }
  lk_session_note_opponent_weights (self->session, sha256);
}

static void
on_opened (LkComparison *self)
{
  check_sha256 (self);
  take_defaults (self, lk_scorer_get_model (self->scorer));
}

/* Takes what B is to be computed with from the session, with its masks. */
static void
use (LkComparison *self)
{
  LkSettings *a = lk_session_get_settings (self->session);
  const LkOpponent *b = lk_session_get_opponent (self->session);
  LkMetricOptions options = b != NULL ? b->options : *lk_settings_get_options (a);
  LkSettings *after = lk_settings_copy (a);

  lk_compare_weights_apply (lk_comparison_get_weights (self),
                            lk_settings_get_options (a)->weights, options.weights);
  lk_settings_set_options (after, &options);
  if (b != NULL)
    {
      lk_settings_set_model (after, b->model, b->profile);
      lk_settings_set_network (after, b->network);
      lk_settings_set_takes_defaults (after, b->takes_defaults);
    }
  g_clear_pointer (&self->settings, lk_settings_unref);
  self->settings = after;
}

static void
on_session_changed (LkComparison *self)
{
  use (self);
  update (self);
}

/* What is chosen is shown to whoever comes to look. */
static void
on_opponent_changed (LkComparison *self)
{
  on_session_changed (self);
  if (!self->active)
    g_signal_emit (self, changed, 0);
}

static void
on_selected (LkComparison *self)
{
  if (self->active)
    g_signal_emit (self, changed, 0);
}

static void
on_busy (LkComparison *self)
{
  g_signal_emit (self, changed, 0);
}

static void
lk_comparison_dispose (GObject *object)
{
  LkComparison *self = LK_COMPARISON (object);

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  if (self->scorer != NULL)
    g_signal_handlers_disconnect_by_data (self->scorer, self);
  g_clear_object (&self->scorer);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (lk_comparison_parent_class)->dispose (object);
}

static void
lk_comparison_finalize (GObject *object)
{
  LkComparison *self = LK_COMPARISON (object);

  forget_tallies (self);
  g_clear_error (&self->error);
  lk_conclusions_free (self->conclusions);
  g_clear_pointer (&self->settings, lk_settings_unref);
  G_OBJECT_CLASS (lk_comparison_parent_class)->finalize (object);
}

static void
lk_comparison_class_init (LkComparisonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lk_comparison_dispose;
  object_class->finalize = lk_comparison_finalize;
  changed = g_signal_new ("changed", LK_TYPE_COMPARISON, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                          NULL, G_TYPE_NONE, 0);
}

static void
lk_comparison_init (LkComparison *self)
{
  self->scorer = lk_scorer_new ();
  self->conclusions = lk_conclusions_new ();
  g_signal_connect_swapped (self->scorer, "notify::busy", G_CALLBACK (on_busy), self);
  g_signal_connect_swapped (self->scorer, "scored", G_CALLBACK (on_scored), self);
  g_signal_connect_swapped (self->scorer, "opened", G_CALLBACK (on_opened), self);
}

LkComparison *
lk_comparison_new (LkSession *session)
{
  LkComparison *self;

  g_return_val_if_fail (LK_IS_SESSION (session), NULL);

  self = g_object_new (LK_TYPE_COMPARISON, NULL);
  self->session = g_object_ref (session);
  g_signal_connect_swapped (session, "scored", G_CALLBACK (on_session_changed), self);
  g_signal_connect_swapped (session, "decided", G_CALLBACK (on_session_changed), self);
  g_signal_connect_swapped (session, "notify::model-name",
                            G_CALLBACK (on_session_changed), self);
  g_signal_connect_swapped (session, "opponent-changed", G_CALLBACK (on_opponent_changed),
                            self);
  g_signal_connect_swapped (session, "selected", G_CALLBACK (on_selected), self);
  use (self);
  return self;
}

void
lk_comparison_set_active (LkComparison *self, gboolean active)
{
  g_return_if_fail (LK_IS_COMPARISON (self));

  if (active == self->active)
    return;
  self->active = active;
  update (self);
}

LkSettings *
lk_comparison_get_settings (LkComparison *self)
{
  g_return_val_if_fail (LK_IS_COMPARISON (self), NULL);
  return self->settings;
}

LkCompareWeights
lk_comparison_get_weights (LkComparison *self)
{
  const LkOpponent *opponent;

  g_return_val_if_fail (LK_IS_COMPARISON (self), LK_COMPARE_WEIGHTS_SAME);
  opponent = lk_session_get_opponent (self->session);
  return opponent != NULL ? opponent->weights : LK_COMPARE_WEIGHTS_SAME;
}

/* Whether @settings are those of B but for the model, and B had what its model brings:
 * weights that are A's are nobody's choice. */
static gboolean
chooses_model (LkComparison *self, LkSettings *settings)
{
  LkSettings *before = self->settings;
  LkModel *model = lk_scorer_get_model (self->scorer);

  if (before == NULL || lk_settings_same_model (before, settings)
      || !lk_metric_options_equal (lk_settings_get_options (before),
                                   lk_settings_get_options (settings)))
    return FALSE;
  if (lk_settings_same_model (before, lk_session_get_settings (self->session)))
    model = lk_session_get_model (self->session);
  return lk_settings_have_defaults (
      before, model, lk_history_get_episode (lk_session_get_history (self->session)),
      TRUE);
}

/* Whoever chooses A's model for B means it as A has it. */
static const char *
find_network (LkComparison *self, LkSettings *settings)
{
  const char *model = lk_settings_get_model (settings);
  const char *network = lk_settings_get_network (settings);

  if (network == NULL && g_strcmp0 (model, lk_settings_get_model (self->settings)) != 0
      && g_strcmp0 (model, lk_session_get_model_name (self->session)) == 0)
    return lk_session_get_network (self->session);
  return network;
}

void
lk_comparison_set_settings (LkComparison *self,
                            LkSettings *settings,
                            LkCompareWeights weights)
{
  const LkOpponent *before;
  g_autoptr (LkOpponent) opponent = NULL;
  LkModel *model;

  g_return_if_fail (LK_IS_COMPARISON (self));
  g_return_if_fail (settings != NULL);
  g_return_if_fail (weights < LK_N_COMPARE_WEIGHTS);

  before = lk_session_get_opponent (self->session);
  opponent = lk_opponent_new (lk_settings_get_model (settings),
                              lk_settings_get_profile (settings),
                              lk_settings_get_options (settings), weights);
  opponent->network = g_strdup (find_network (self, settings));
  if (before != NULL && g_strcmp0 (before->model, opponent->model) == 0)
    opponent->sha256 = g_strdup (before->sha256);
  opponent->takes_defaults = chooses_model (self, settings);
  lk_session_set_opponent (self->session, opponent);
  /* A's model need not be opened again. */
  model = lk_session_get_model (self->session);
  if (model != NULL && self->settings != NULL
      && lk_settings_same_model (self->settings, lk_session_get_settings (self->session)))
    take_defaults (self, model);
}

void
lk_comparison_reset (LkComparison *self)
{
  g_return_if_fail (LK_IS_COMPARISON (self));
  lk_session_set_opponent (self->session, NULL);
}

gboolean
lk_comparison_differs (LkComparison *self)
{
  LkSettings *a;

  g_return_val_if_fail (LK_IS_COMPARISON (self), FALSE);

  a = lk_session_get_settings (self->session);
  return lk_comparison_get_own (self)
         && (!lk_settings_same_model (a, self->settings)
             || !lk_metric_options_equal (lk_settings_get_options (a),
                                          lk_settings_get_options (self->settings)));
}

gboolean
lk_comparison_has_fusion (LkComparison *self)
{
  LkModel *model;

  g_return_val_if_fail (LK_IS_COMPARISON (self), FALSE);

  if (lk_settings_same_model (self->settings, lk_session_get_settings (self->session)))
    model = lk_session_get_model (self->session);
  else
    model = lk_scorer_get_model (self->scorer);
  return model != NULL && lk_model_get_layout (model)->fusion != NULL;
}

gboolean
lk_comparison_get_own (LkComparison *self)
{
  g_return_val_if_fail (LK_IS_COMPARISON (self), FALSE);
  return lk_session_get_opponent (self->session) != NULL;
}

LkEvidence *
lk_comparison_get_a (LkComparison *self)
{
  g_return_val_if_fail (LK_IS_COMPARISON (self), NULL);
  return lk_session_get_evidence (self->session);
}

LkEvidence *
lk_comparison_get_b (LkComparison *self)
{
  LkEvidence *a;
  LkScoring *scoring;
  GPtrArray *queries;

  g_return_val_if_fail (LK_IS_COMPARISON (self), NULL);

  a = lk_session_get_evidence (self->session);
  scoring = lk_conclusions_get_scoring (self->conclusions);
  if (a == NULL || scoring == NULL)
    return NULL;
  queries = lk_episode_state_get_queries (lk_scoring_get_episode (scoring));
  return lk_conclusions_get_evidence (self->conclusions,
                                      queries->pdata[lk_evidence_get_query (a)],
                                      lk_session_get_look (self->session));
}

const LkTally *
lk_comparison_get_tally_a (LkComparison *self)
{
  g_return_val_if_fail (LK_IS_COMPARISON (self), NULL);
  return self->tally_a;
}

const LkTally *
lk_comparison_get_tally_b (LkComparison *self)
{
  g_return_val_if_fail (LK_IS_COMPARISON (self), NULL);
  return self->tally_b;
}

const LkDecision *
lk_comparison_get_decision_b (LkComparison *self, guint query)
{
  g_return_val_if_fail (LK_IS_COMPARISON (self), NULL);
  return lk_conclusions_get_decision (self->conclusions, query);
}

gboolean
lk_comparison_get_busy (LkComparison *self)
{
  g_return_val_if_fail (LK_IS_COMPARISON (self), FALSE);
  return lk_scorer_get_busy (self->scorer);
}

const char *
lk_comparison_get_problem (LkComparison *self)
{
  g_return_val_if_fail (LK_IS_COMPARISON (self), NULL);

  /* Also which pictures have no map in B's file: what A scores has to be all there. */
  if (lk_scorer_get_status (self->scorer) != NULL)
    return lk_scorer_get_status (self->scorer);
  return self->error != NULL ? self->error->message : NULL;
}
