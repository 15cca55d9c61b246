/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-evaluation-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "lk-error.h"

G_DEFINE_FINAL_TYPE (LkEvaluation, lk_evaluation, G_TYPE_OBJECT)

static void
lk_evaluation_finalize (GObject *object)
{
  LkEvaluation *self = LK_EVALUATION (object);

  g_object_unref (self->dataset);
  g_ptr_array_unref (self->outcomes);
  g_free (self->confusion);
  g_array_unref (self->mistakes);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (lk_evaluation_parent_class)->finalize (object);
}

static void
lk_evaluation_class_init (LkEvaluationClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lk_evaluation_finalize;
}

static void
lk_evaluation_init (LkEvaluation *self)
{
  g_mutex_init (&self->lock);
  self->outcomes = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_outcome_free);
  self->mistakes = g_array_new (FALSE, FALSE, sizeof (LkMistake));
}

LkEvaluation *
lk_evaluation_new (LkDataset *dataset, const LkSampler *sampler)
{
  LkEvaluation *self;
  gsize n_classes;

  g_return_val_if_fail (LK_IS_DATASET (dataset) && sampler != NULL, NULL);

  self = g_object_new (LK_TYPE_EVALUATION, NULL);
  self->dataset = g_object_ref (dataset);
  self->sampler = *sampler;
  n_classes = lk_dataset_get_n_classes (dataset);
  if (n_classes <= LK_EVALUATION_MAX_CONFUSION)
    self->confusion = g_new0 (guint, n_classes * n_classes);
  return self;
}

void
lk_evaluation_set_taken (LkEvaluation *self, LkEvaluationTaken taken, gpointer user_data)
{
  g_return_if_fail (LK_IS_EVALUATION (self));

  self->taken = taken;
  self->taken_data = user_data;
}

static gboolean
fits (LkEvaluation *self, const LkOutcome *outcome)
{
  if (outcome->n_ways != self->sampler.n_ways
      || outcome->n_queries != self->sampler.n_queries)
    return FALSE;
  for (guint i = 0; i < outcome->n_ways; i++)
    if (outcome->classes[i] >= lk_dataset_get_n_classes (self->dataset))
      return FALSE;
  return TRUE;
}

/* Where episode @index stands or would stand; the newest mostly come last. */
static guint
find_place (LkEvaluation *self, guint64 index)
{
  guint low = 0, high = self->outcomes->len;

  while (low < high)
    {
      guint middle = high == self->outcomes->len ? high - 1 : low + (high - low) / 2;
      const LkOutcome *outcome = self->outcomes->pdata[middle];

      if (outcome->index < index)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static const LkOutcome *
find_outcome (LkEvaluation *self, guint place, guint64 index)
{
  const LkOutcome *outcome
      = place < self->outcomes->len ? self->outcomes->pdata[place] : NULL;

  return outcome != NULL && outcome->index == index ? outcome : NULL;
}

gboolean
lk_evaluation_add (LkEvaluation *self, LkOutcome *outcome, GError **error)
{
  g_autoptr (LkOutcome) taken = outcome;
  g_autoptr (GMutexLocker) locker = NULL;
  const LkOutcome *other;
  guint place;

  g_return_val_if_fail (LK_IS_EVALUATION (self) && outcome != NULL, FALSE);

  if (!fits (self, outcome))
    {
      g_set_error (error, LK_ERROR, LK_ERROR_EPISODE,
                   _ ("Episode %" PRIu64 " is not one of this evaluation"),
                   outcome->index);
      return FALSE;
    }
  locker = g_mutex_locker_new (&self->lock);
  place = find_place (self, outcome->index);
  other = find_outcome (self, place, outcome->index);
  if (other != NULL && lk_outcome_equal (other, outcome))
    return TRUE;
  if (other != NULL)
    {
      g_set_error (error, LK_ERROR, LK_ERROR_EPISODE,
                   _ ("Episode %" PRIu64 " came out in two ways"), outcome->index);
      return FALSE;
    }
  self->ridge_used = MAX (self->ridge_used, outcome->ridge_used);
  self->reordered = self->reordered || place < self->n_read;
  g_ptr_array_insert (self->outcomes, (int) place, g_steal_pointer (&taken));
  if (self->taken != NULL)
    self->taken (outcome, self->taken_data);
  return TRUE;
}

gboolean
lk_evaluation_has (LkEvaluation *self, guint64 index)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (LK_IS_EVALUATION (self), FALSE);

  locker = g_mutex_locker_new (&self->lock);
  return find_outcome (self, find_place (self, index), index) != NULL;
}

void
lk_evaluation_add_cost (LkEvaluation *self,
                        double seconds,
                        guint64 n_embedded,
                        guint64 n_repeated)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (LK_IS_EVALUATION (self));

  locker = g_mutex_locker_new (&self->lock);
  self->seconds += seconds;
  self->n_embedded += n_embedded;
  self->n_repeated += n_repeated;
}

static void
count (LkEvaluation *self, const LkOutcome *outcome)
{
  gsize n_classes = lk_dataset_get_n_classes (self->dataset);

  g_array_append_vals (self->mistakes, outcome->mistakes, outcome->n_mistakes);
  if (self->confusion == NULL)
    return;
  for (guint i = 0; i < outcome->n_ways; i++)
    self->confusion[outcome->classes[i] * (n_classes + 1)] += outcome->n_queries;
  for (guint i = 0; i < outcome->n_mistakes; i++)
    {
      const LkMistake *mistake = &outcome->mistakes[i];

      self->confusion[mistake->truth * (n_classes + 1)]--;
      self->confusion[mistake->truth * n_classes + mistake->prediction]++;
    }
}

/* Adds up what came since the last time, or all anew where it came out of order. What
 * readers hold is touched by no other thread than theirs. */
static void
catch_up (LkEvaluation *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gsize n_classes = lk_dataset_get_n_classes (self->dataset);

  if (self->reordered)
    {
      if (self->confusion != NULL)
        memset (self->confusion, 0, n_classes * n_classes * sizeof *self->confusion);
      g_array_set_size (self->mistakes, 0);
      self->n_read = 0;
      self->reordered = FALSE;
    }
  for (; self->n_read < self->outcomes->len; self->n_read++)
    count (self, self->outcomes->pdata[self->n_read]);
}

const guint *
lk_evaluation_get_confusion (LkEvaluation *self)
{
  g_return_val_if_fail (LK_IS_EVALUATION (self), NULL);
  catch_up (self);
  return self->confusion;
}

GArray *
lk_evaluation_get_mistakes (LkEvaluation *self)
{
  g_return_val_if_fail (LK_IS_EVALUATION (self), NULL);
  catch_up (self);
  return self->mistakes;
}
