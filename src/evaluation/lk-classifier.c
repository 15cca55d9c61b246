/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-classifier.h"

#include "lk-prototype.h"

/* Explanations hold all matches: not those of all queries are kept at once. */
#define QUERIES_AT_ONCE 32

struct _LkClassifier
{
  LkSupport *support;
  LkMetricOptions options;
  LkTrainedFusion *fusion;
  LkMembership *membership;
  GPtrArray *parts; /* by class; %NULL until a query is taken for it */
};

/* @parts: (nullable) */
static void
free_parts (gpointer parts)
{
  if (parts != NULL)
    lk_support_unref (parts);
}

LkClassifier *
lk_classifier_new (LkSupport *support,
                   const LkMetricOptions *options,
                   const LkTrainedFusion *fusion,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (LkLeaveOneOut) left_out = NULL;
  LkClassifier *self;

  g_return_val_if_fail (support != NULL && options != NULL, NULL);

  left_out = lk_leave_one_out_new (support, options, cancellable, error);
  if (left_out == NULL)
    return NULL;
  self = g_new0 (LkClassifier, 1);
  self->support = lk_support_ref (support);
  self->options = *options;
  self->fusion = g_memdup2 (fusion, sizeof *fusion);
  self->membership
      = lk_membership_new (left_out, lk_support_get_n_classes (support), options);
  self->parts = g_ptr_array_new_with_free_func (free_parts);
  g_ptr_array_set_size (self->parts, (int) lk_support_get_n_classes (support));
  return self;
}

void
lk_classifier_free (LkClassifier *self)
{
  if (self == NULL)
    return;
  lk_support_unref (self->support);
  g_free (self->fusion);
  lk_membership_free (self->membership);
  g_ptr_array_unref (self->parts);
  g_free (self);
}

static LkSupport *
get_parts (LkClassifier *self, guint class_index, GError **error)
{
  if (self->parts->pdata[class_index] == NULL)
    self->parts->pdata[class_index]
        = lk_membership_make_parts (self->support, class_index, error);
  return self->parts->pdata[class_index];
}

static gboolean
decide (LkClassifier *self,
        LkExplanation *explanation,
        LkClassified *found,
        GError **error)
{
  guint n_classes = lk_explanation_get_n_classes (explanation);
  const double *scores[LK_N_LEVELS];
  g_autofree double *cosines = g_new (double, n_classes);
  g_autoptr (LkDecision) decision = NULL;

  lk_explanation_fill_scores (explanation, &self->options, scores);
  decision = lk_decision_new (n_classes, scores, &self->options, self->fusion, error);
  if (decision == NULL)
    return FALSE;
  *found = (LkClassified){
    .prediction = decision->prediction,
    .runner_up = decision->runner_up,
    .margin = decision->margin,
    .decisive = decision->decisive,
    .prototype = lk_prototype_decide (self->support,
                                      lk_explanation_get_query (explanation), cosines),
    .place = { .class_index = decision->prediction },
  };
  return TRUE;
}

/* Those of @wholes that are taken for @class_index. */
static gboolean
place_class (LkClassifier *self,
             GPtrArray *wholes,
             guint class_index,
             LkClassified *found,
             GCancellable *cancellable,
             GError **error)
{
  g_autoptr (GPtrArray) queries = g_ptr_array_new ();
  g_autoptr (GPtrArray) of_parts = NULL;
  LkSupport *parts;

  for (guint i = 0; i < wholes->len; i++)
    if (found[i].prediction == class_index)
      g_ptr_array_add (queries, lk_explanation_get_query (wholes->pdata[i]));
  if (queries->len == 0 || lk_support_get_n_shots (self->support, class_index) < 2)
    return TRUE;
  parts = get_parts (self, class_index, error);
  if (parts == NULL)
    return FALSE;
  of_parts = lk_explanation_new_batch (parts, (LkTensor *const *) queries->pdata,
                                       queries->len, &self->options, cancellable, error);
  if (of_parts == NULL)
    return FALSE;
  for (guint i = 0, j = 0; i < wholes->len; i++)
    if (found[i].prediction == class_index)
      found[i].place
          = lk_membership_place (self->membership, wholes->pdata[i], of_parts->pdata[j++],
                                 class_index, &self->options);
  return TRUE;
}

static gboolean
decide_some (LkClassifier *self,
             LkTensor *const *queries,
             guint n_queries,
             LkClassified *found,
             GCancellable *cancellable,
             GError **error)
{
  g_autoptr (GPtrArray) wholes = lk_explanation_new_batch (
      self->support, queries, n_queries, &self->options, cancellable, error);

  if (wholes == NULL)
    return FALSE;
  for (guint i = 0; i < n_queries; i++)
    if (!decide (self, wholes->pdata[i], &found[i], error))
      return FALSE;
  for (guint i = 0; i < self->parts->len; i++)
    if (!place_class (self, wholes, i, found, cancellable, error))
      return FALSE;
  return TRUE;
}

gboolean
lk_classifier_decide (LkClassifier *self,
                      LkTensor *const *queries,
                      guint n_queries,
                      LkClassified *found,
                      GCancellable *cancellable,
                      GError **error)
{
  g_return_val_if_fail (self != NULL && queries != NULL && found != NULL, FALSE);

  for (guint i = 0; i < n_queries; i += QUERIES_AT_ONCE)
    if (!decide_some (self, queries + i, MIN (QUERIES_AT_ONCE, n_queries - i), found + i,
                      cancellable, error))
      return FALSE;
  return TRUE;
}
