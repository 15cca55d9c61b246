/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-comparison.h"

#include <glib/gi18n-lib.h>

#include "lk-comparison-job.h"

struct _LkComparison
{
  GObject parent_instance;

  LkSession *session;
  gboolean active;
  LkSettings *settings; /* of the session's opponent, with the weights in force */

  LkWorker *worker;
  LkFeatureCache *cache;
  LkModel *model; /* that of the settings, once it was opened */
  LkScoring *scoring;
  LkScoring *scored_a;  /* the scoring of A that B's belongs to */
  LkSettings *scored_b; /* and the settings */
  char *problem;

  LkEvidence *evidence;
  GPtrArray *decisions;
  LkTally *tally_a;
  LkTally *tally_b;
};

static guint changed;

G_DEFINE_FINAL_TYPE (LkComparison, lk_comparison, G_TYPE_OBJECT)

static gboolean
same_model (LkSettings *a, LkSettings *b)
{
  return g_strcmp0 (lk_settings_get_model (a), lk_settings_get_model (b)) == 0
         && g_strcmp0 (lk_settings_get_profile (a), lk_settings_get_profile (b)) == 0;
}

/* Whether one scoring does for both. */
static gboolean
same_scoring (LkSettings *a, LkSettings *b)
{
  const LkMetricOptions *x = lk_settings_get_options (a);
  const LkMetricOptions *y = lk_settings_get_options (b);

  return same_model (a, b) && x->neighbours == y->neighbours
         && x->part_form == y->part_form && x->ridge == y->ridge;
}

static void
set_problem (LkComparison *self, const char *problem)
{
  g_free (self->problem);
  self->problem = g_strdup (problem);
}

static void
forget_decisions (LkComparison *self)
{
  g_clear_object (&self->evidence);
  g_ptr_array_set_size (self->decisions, 0);
  g_clear_pointer (&self->tally_a, lk_tally_free);
  g_clear_pointer (&self->tally_b, lk_tally_free);
}

static void
forget_scoring (LkComparison *self)
{
  g_clear_pointer (&self->scoring, lk_scoring_unref);
  g_clear_pointer (&self->scored_a, lk_scoring_unref);
  g_clear_pointer (&self->scored_b, lk_settings_unref);
  forget_decisions (self);
}

static void
make_evidence (LkComparison *self)
{
  LkEvidence *a = lk_session_get_evidence (self->session);
  const gboolean *mask;
  guint n_cells;
  g_autoptr (GError) error = NULL;

  if (a == NULL)
    return;
  self->evidence = lk_evidence_new (self->scoring, lk_evidence_get_query (a),
                                    lk_settings_get_options (self->settings), &error);
  mask = lk_session_get_mask (self->session, &n_cells);
  if (self->evidence != NULL && mask != NULL)
    lk_evidence_set_mask (self->evidence, mask, n_cells, &error);
  if (error != NULL)
    set_problem (self, error->message);
}

/* A's are the session's own, so that both pages say the same; B's selected query is the
 * one whose cells may be painted out. */
static void
count (LkComparison *self)
{
  LkEpisodeState *episode = lk_scoring_get_episode (self->scoring);
  GPtrArray *queries = lk_episode_state_get_queries (episode);

  self->tally_a = lk_tally_new (episode);
  self->tally_b = lk_tally_new (episode);
  for (guint i = 0; i < queries->len; i++)
    {
      const LkDecision *a = lk_session_get_decision (self->session, queries->pdata[i]);
      const LkDecision *b = lk_comparison_get_decision_b (self, i);

      if (a != NULL)
        lk_tally_add (self->tally_a, i, a);
      if (b != NULL)
        lk_tally_add (self->tally_b, i, b);
    }
}

/* A few dozen multiply-adds a query. */
static void
decide (LkComparison *self)
{
  const LkMetricOptions *options = lk_settings_get_options (self->settings);
  g_autoptr (GError) error = NULL;

  forget_decisions (self);
  if (self->scoring == NULL)
    return;
  set_problem (self, NULL);
  for (guint i = 0; i < lk_scoring_get_n_queries (self->scoring) && error == NULL; i++)
    {
      LkDecision *decision = lk_scoring_decide (self->scoring, i, options, &error);

      if (decision != NULL)
        g_ptr_array_add (self->decisions, decision);
    }
  if (error != NULL)
    {
      set_problem (self, error->message);
      g_ptr_array_set_size (self->decisions, 0);
      return;
    }
  make_evidence (self);
  count (self);
}

/* A session saved with other weights of B gives other numbers: say so once. */
static void
check_weights (LkComparison *self)
{
  const LkOpponent *opponent = lk_session_get_opponent (self->session);
  const char *sha256 = lk_model_get_sha256 (self->model);

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

/* What another k gave meanwhile is shown until the latest is there; what belongs to
 * another episode or model is not. */
static void
done (gpointer result, const GError *error, gpointer user_data)
{
  LkComparison *self = user_data;
  g_autoptr (LkComparisonOutcome) outcome = result;

  if (outcome == NULL || outcome->a != self->scored_a
      || !same_model (outcome->settings, self->settings))
    return;
  g_clear_pointer (&self->scoring, lk_scoring_unref);
  self->scoring = g_steal_pointer (&outcome->scoring);
  g_set_object (&self->model, outcome->model);
  if (self->model != NULL)
    check_weights (self);
  set_problem (self, outcome->error != NULL ? outcome->error->message : NULL);
  decide (self);
  g_signal_emit (self, changed, 0);
}

static gboolean
is_current (LkComparison *self, LkScoring *a)
{
  return self->scored_a == a && self->scored_b != NULL
         && same_scoring (self->scored_b, self->settings);
}

static void
score (LkComparison *self, LkScoring *a)
{
  gboolean same = self->scored_a == a && same_model (self->scored_b, self->settings);

  if (!same)
    {
      lk_worker_cancel (self->worker);
      forget_scoring (self);
      self->scored_a = lk_scoring_ref (a);
    }
  g_clear_pointer (&self->scored_b, lk_settings_unref);
  self->scored_b = lk_settings_ref (self->settings);
  if (same_scoring (lk_session_get_settings (self->session), self->settings))
    {
      lk_worker_cancel (self->worker);
      g_clear_pointer (&self->scoring, lk_scoring_unref);
      self->scoring = lk_scoring_ref (a);
    }
  else
    lk_comparison_job_submit (self->worker, a, self->settings, self->model, self->cache,
                              done, self);
}

/* Brings B up to date: anew only where A's episode, or what a scoring is made of, is
 * another. */
static void
update (LkComparison *self)
{
  LkScoring *a = lk_session_get_scoring (self->session);

  if (!self->active)
    return;
  if (a == NULL)
    {
      lk_worker_cancel (self->worker);
      forget_scoring (self);
    }
  else if (!is_current (self, a))
    {
      set_problem (self, NULL);
      score (self, a);
    }
  decide (self);
  g_signal_emit (self, changed, 0);
}

/* Takes what B is to be computed with from the session. */
static void
use (LkComparison *self)
{
  LkSettings *a = lk_session_get_settings (self->session);
  const LkOpponent *b = lk_session_get_opponent (self->session);
  LkMetricOptions options = b != NULL ? b->options : *lk_settings_get_options (a);
  LkSettings *after = lk_settings_new ();

  lk_compare_weights_apply (lk_comparison_get_weights (self),
                            lk_settings_get_options (a)->weights, options.weights);
  lk_settings_set_options (after, &options);
  lk_settings_set_model (after, b != NULL ? b->model : lk_settings_get_model (a),
                         b != NULL ? b->profile : lk_settings_get_profile (a));
  if (self->settings == NULL || !same_model (self->settings, after))
    g_clear_object (&self->model);
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
  if (!self->active || self->scoring == NULL)
    return;
  decide (self);
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
  if (self->worker != NULL)
    g_signal_handlers_disconnect_by_data (self->worker, self);
  g_clear_object (&self->worker);
  forget_scoring (self);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (lk_comparison_parent_class)->dispose (object);
}

static void
lk_comparison_finalize (GObject *object)
{
  LkComparison *self = LK_COMPARISON (object);

  g_clear_pointer (&self->settings, lk_settings_unref);
  g_clear_object (&self->model);
  g_object_unref (self->cache);
  g_ptr_array_unref (self->decisions);
  g_free (self->problem);
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
  self->worker = lk_worker_new ();
  self->cache = lk_feature_cache_new ();
  self->decisions = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_decision_free);
  g_signal_connect_swapped (self->worker, "notify::busy", G_CALLBACK (on_busy), self);
}

LkComparison *
lk_comparison_new (LkSession *session)
{
  LkComparison *self = g_object_new (LK_TYPE_COMPARISON, NULL);

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

void
lk_comparison_set_settings (LkComparison *self,
                            LkSettings *settings,
                            LkCompareWeights weights)
{
  const LkOpponent *before;
  g_autoptr (LkOpponent) opponent = NULL;

  g_return_if_fail (LK_IS_COMPARISON (self));
  g_return_if_fail (weights < LK_N_COMPARE_WEIGHTS);

  before = lk_session_get_opponent (self->session);

  opponent = lk_opponent_new (lk_settings_get_model (settings),
                              lk_settings_get_profile (settings),
                              lk_settings_get_options (settings), weights);
  if (before != NULL && g_strcmp0 (before->model, opponent->model) == 0)
    opponent->sha256 = g_strdup (before->sha256);
  lk_session_set_opponent (self->session, opponent);
}

void
lk_comparison_reset (LkComparison *self)
{
  g_return_if_fail (LK_IS_COMPARISON (self));
  lk_session_set_opponent (self->session, NULL);
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
  g_return_val_if_fail (LK_IS_COMPARISON (self), NULL);
  return self->evidence;
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

  if (query >= self->decisions->len)
    return NULL;
  if (self->evidence != NULL && lk_evidence_get_query (self->evidence) == query)
    return lk_evidence_get_decision (self->evidence);
  return self->decisions->pdata[query];
}

gboolean
lk_comparison_get_busy (LkComparison *self)
{
  g_return_val_if_fail (LK_IS_COMPARISON (self), FALSE);
  return lk_worker_get_busy (self->worker);
}

const char *
lk_comparison_get_problem (LkComparison *self)
{
  g_return_val_if_fail (LK_IS_COMPARISON (self), NULL);
  return self->problem;
}
