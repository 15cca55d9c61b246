/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-question.h"

LkQuestion *
lk_question_new (LkEvidence *evidence, guint topic)
{
  LkQuestion *self;

  g_return_val_if_fail (LK_IS_EVIDENCE (evidence), NULL);

  self = g_new0 (LkQuestion, 1);
  self->scoring = lk_scoring_ref (lk_evidence_get_scoring (evidence));
  self->explanation = lk_explanation_ref (lk_evidence_get_explanation (evidence));
  self->options = *lk_evidence_get_options (evidence);
  self->topic = topic;
  return self;
}

LkQuestion *
lk_question_copy (const LkQuestion *self)
{
  LkQuestion *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  lk_scoring_ref (copy->scoring);
  lk_explanation_ref (copy->explanation);
  return copy;
}

void
lk_question_free (LkQuestion *self)
{
  if (self == NULL)
    return;
  lk_explanation_unref (self->explanation);
  lk_scoring_unref (self->scoring);
  g_free (self);
}

gboolean
lk_question_equal (const LkQuestion *a, const LkQuestion *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  return a->scoring == b->scoring && a->explanation == b->explanation
         && a->topic == b->topic && lk_metric_options_equal (&a->options, &b->options);
}

const char *
lk_question_get_class_name (const LkQuestion *self, guint class_index)
{
  g_return_val_if_fail (self != NULL, NULL);
  return lk_episode_state_get_class_name (lk_scoring_get_episode (self->scoring),
                                          class_index);
}

LkPicture *
lk_question_get_shot (const LkQuestion *self, guint class_index, guint shot)
{
  GPtrArray *shots;

  g_return_val_if_fail (self != NULL, NULL);

  shots
      = lk_episode_state_get_shots (lk_scoring_get_episode (self->scoring), class_index);
  return shots->pdata[shot];
}
