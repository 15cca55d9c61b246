/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-evaluation-request.h"

LkEvaluationRequest *
lk_evaluation_request_keep (const LkEvaluationRequest *self)
{
  LkEvaluationRequest *copy;

  g_return_val_if_fail (self != NULL && LK_IS_DATASET (self->dataset), NULL);

  copy = g_atomic_rc_box_new (LkEvaluationRequest);
  *copy = *self;
  g_object_ref (copy->dataset);
  copy->model_name = g_strdup (self->model_name);
  copy->profile = g_strdup (self->profile);
  copy->network = g_strdup (self->network);
  return copy;
}

LkEvaluationRequest *
lk_evaluation_request_ref (LkEvaluationRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  LkEvaluationRequest *self = data;

  g_object_unref (self->dataset);
  g_free ((char *) self->model_name);
  g_free ((char *) self->profile);
  g_free ((char *) self->network);
}

void
lk_evaluation_request_unref (LkEvaluationRequest *self)
{
  if (self != NULL)
    g_atomic_rc_box_release_full (self, clear);
}

gboolean
lk_evaluation_request_has_network (const LkEvaluationRequest *self,
                                   const LkEvaluationRequest *other)
{
  g_return_val_if_fail (self != NULL && other != NULL, FALSE);

  return self->dataset == other->dataset
         && g_strcmp0 (self->model_name, other->model_name) == 0
         && g_strcmp0 (self->profile, other->profile) == 0
         && g_strcmp0 (self->network, other->network) == 0;
}

static gboolean
same_sampler (const LkSampler *a, const LkSampler *b)
{
  return a->n_ways == b->n_ways && a->n_shots == b->n_shots
         && a->n_queries == b->n_queries && a->seed == b->seed;
}

gboolean
lk_evaluation_request_equal (const LkEvaluationRequest *self,
                             const LkEvaluationRequest *other)
{
  return lk_evaluation_request_has_network (self, other)
         && same_sampler (&self->sampler, &other->sampler)
         && lk_metric_options_equal (&self->options, &other->options);
}
