/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-shot-check.h"

#include "lk-check-text.h"
#include "lk-latest.h"

struct _LkShotCheck
{
  GObject parent_instance;

  LkLatest *left_out; /* an #LkLeaveOneOut of the support of @scoring */
  LkScoring *scoring; /* (nullable): what was scored */
  LkMetricOptions options;
  gboolean asked; /* also so many shots as wait */
  LkSupportCheck *result;
  LkMembership *membership; /* (nullable): beside @result */
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LkShotCheck, lk_shot_check, G_TYPE_OBJECT)

static void
emit_changed (LkShotCheck *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* What lk_leave_one_out_new() depends on: masks of queries are nothing to it,
 * and those of shots are the support's. */
static gboolean
is_same_question (LkScoring *a, LkScoring *b)
{
  const LkMetricOptions *left, *right;

  if (a == NULL || b == NULL)
    return FALSE;
  left = lk_scoring_get_options (a);
  right = lk_scoring_get_options (b);
  return lk_scoring_get_support (a) == lk_scoring_get_support (b)
         && left->neighbours == right->neighbours && left->part_form == right->part_form
         && left->ridge == right->ridge;
}

static void
judge (LkShotCheck *self)
{
  const LkLeaveOneOut *left_out = lk_latest_get (self->left_out);
  LkMetricOptions options;

  g_clear_pointer (&self->result, lk_support_check_free);
  g_clear_pointer (&self->membership, lk_membership_free);
  if (self->scoring == NULL || left_out == NULL)
    return;
  options = lk_scoring_combine_options (self->scoring, &self->options);
  self->result
      = lk_support_check_new (lk_scoring_get_support (self->scoring), left_out, &options,
                              lk_scoring_get_trained_fusion (self->scoring), NULL);
  self->membership = lk_membership_new (
      left_out, lk_support_get_n_classes (lk_scoring_get_support (self->scoring)),
      &options);
}

/* The pictures are not needed, and not held. */
typedef struct
{
  LkSupport *support;
  LkMetricOptions options;
} Job;

static Job *
job_new (LkScoring *scoring)
{
  Job *self = g_new0 (Job, 1);

  self->support = lk_support_ref (lk_scoring_get_support (scoring));
  self->options = *lk_scoring_get_options (scoring);
  return self;
}

static void
job_free (Job *self)
{
  lk_support_unref (self->support);
  g_free (self);
}

static gpointer
run (gpointer data, GCancellable *cancellable, GError **error)
{
  const Job *job = data;

  return lk_leave_one_out_new (job->support, &job->options, cancellable, error);
}

static void
on_found (gpointer user_data)
{
  LkShotCheck *self = user_data;

  judge (self);
  emit_changed (self);
}

static void
submit (LkShotCheck *self)
{
  LkSupport *support = lk_scoring_get_support (self->scoring);

  if (!self->asked && lk_support_count_shots (support) > LK_LEAVE_ONE_OUT_AT_ONCE)
    return;
  lk_latest_ask (self->left_out, job_new (self->scoring));
}

void
lk_shot_check_follow (LkShotCheck *self,
                      LkScoring *scoring,
                      const LkMetricOptions *options)
{
  gboolean same;

  g_return_if_fail (LK_IS_SHOT_CHECK (self) && options != NULL);

  if (scoring == self->scoring && lk_metric_options_equal (options, &self->options))
    return;
  same = is_same_question (scoring, self->scoring);
  if (scoring != NULL)
    lk_scoring_ref (scoring);
  g_clear_pointer (&self->scoring, lk_scoring_unref);
  self->scoring = scoring;
  self->options = *options;
  if (!same)
    {
      lk_latest_forget (self->left_out);
      self->asked = FALSE;
      if (scoring != NULL)
        submit (self);
    }
  judge (self);
  emit_changed (self);
}

void
lk_shot_check_run (LkShotCheck *self)
{
  g_return_if_fail (LK_IS_SHOT_CHECK (self));

  if (lk_shot_check_get_state (self) != LK_SHOT_CHECK_WAITS)
    return;
  self->asked = TRUE;
  submit (self);
  emit_changed (self);
}

LkShotCheckState
lk_shot_check_get_state (LkShotCheck *self)
{
  g_return_val_if_fail (LK_IS_SHOT_CHECK (self), LK_SHOT_CHECK_NOTHING);

  if (self->result != NULL)
    return LK_SHOT_CHECK_DONE;
  if (self->scoring == NULL)
    return LK_SHOT_CHECK_NOTHING;
  if (lk_latest_get_busy (self->left_out))
    return LK_SHOT_CHECK_RUNS;
  return !self->asked
                 && lk_support_count_shots (lk_scoring_get_support (self->scoring))
                        > LK_LEAVE_ONE_OUT_AT_ONCE
             ? LK_SHOT_CHECK_WAITS
             : LK_SHOT_CHECK_NOTHING;
}

const LkSupportCheck *
lk_shot_check_get_result (LkShotCheck *self)
{
  g_return_val_if_fail (LK_IS_SHOT_CHECK (self), NULL);
  return self->result;
}

gboolean
lk_shot_check_place (LkShotCheck *self,
                     LkExplanation *whole,
                     LkExplanation *parts,
                     guint class_index,
                     LkPlace *place)
{
  LkMetricOptions options;

  g_return_val_if_fail (LK_IS_SHOT_CHECK (self) && place != NULL, FALSE);

  if (self->membership == NULL
      || lk_explanation_get_support (whole) != lk_scoring_get_support (self->scoring))
    return FALSE;
  options = lk_scoring_combine_options (self->scoring, &self->options);
  *place = lk_membership_place (self->membership, whole, parts, class_index, &options);
  return TRUE;
}

LkEpisodeState *
lk_shot_check_get_episode (LkShotCheck *self)
{
  g_return_val_if_fail (LK_IS_SHOT_CHECK (self), NULL);
  return self->scoring != NULL ? lk_scoring_get_episode (self->scoring) : NULL;
}

char *
lk_shot_check_describe_doubt (LkShotCheck *self, guint scored, LkPicture *picture)
{
  LkEpisodeState *episode;

  g_return_val_if_fail (LK_IS_SHOT_CHECK (self), NULL);

  if (self->result == NULL)
    return NULL;
  episode = lk_scoring_get_episode (self->scoring);
  for (guint i = 0; i < self->result->n_shots; i++)
    {
      const LkCheckedShot *shot = &self->result->shots[i];

      if (shot->class_index == scored && lk_support_check_is_doubtful (self->result, i)
          && lk_episode_state_get_shots (episode, scored)->pdata[shot->shot] == picture)
        return lk_check_text_describe_shot (self->result, i, episode);
    }
  return NULL;
}

static void
lk_shot_check_dispose (GObject *object)
{
  LkShotCheck *self = LK_SHOT_CHECK (object);

  g_clear_pointer (&self->left_out, lk_latest_free);
  G_OBJECT_CLASS (lk_shot_check_parent_class)->dispose (object);
}

static void
lk_shot_check_finalize (GObject *object)
{
  LkShotCheck *self = LK_SHOT_CHECK (object);

  g_clear_pointer (&self->result, lk_support_check_free);
  g_clear_pointer (&self->membership, lk_membership_free);
  g_clear_pointer (&self->scoring, lk_scoring_unref);
  G_OBJECT_CLASS (lk_shot_check_parent_class)->finalize (object);
}

static void
lk_shot_check_class_init (LkShotCheckClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lk_shot_check_dispose;
  object_class->finalize = lk_shot_check_finalize;
  signals[SIGNAL_CHANGED]
      = g_signal_new ("changed", LK_TYPE_SHOT_CHECK, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 0);
}

static void
lk_shot_check_init (LkShotCheck *self)
{
  self->left_out = lk_latest_new (run, (GDestroyNotify) job_free,
                                  (GDestroyNotify) lk_leave_one_out_free, on_found, self);
}

LkShotCheck *
lk_shot_check_new (void)
{
  return g_object_new (LK_TYPE_SHOT_CHECK, NULL);
}
