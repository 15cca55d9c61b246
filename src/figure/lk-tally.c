/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-tally.h"

#include <glib/gi18n-lib.h>

LkTally *
lk_tally_new (LkEpisodeState *episode)
{
  g_return_val_if_fail (episode != NULL, NULL);

  GPtrArray *queries = lk_episode_state_get_queries (episode);
  LkTally *self = g_new0 (LkTally, 1);

  self->n_classes = lk_episode_state_get_n_classes (episode);
  self->n_queries = queries->len;
  self->truth = g_new (int, queries->len);
  self->prediction = g_new (int, queries->len);
  self->confusion = g_new0 (guint, (gsize) self->n_classes * self->n_classes);
  for (guint i = 0; i < queries->len; i++)
    {
      self->truth[i]
          = lk_episode_state_find_class (episode, lk_query_get_label (queries->pdata[i]));
      self->prediction[i] = -1;
    }
  return self;
}

void
lk_tally_free (LkTally *self)
{
  if (self == NULL)
    return;
  g_free (self->truth);
  g_free (self->prediction);
  g_free (self->confusion);
  g_free (self);
}

void
lk_tally_add (LkTally *self, guint query, const LkDecision *decision)
{
  int truth;

  g_return_if_fail (query < self->n_queries && decision->n_classes == self->n_classes);

  truth = self->truth[query];
  self->prediction[query] = (int) decision->prediction;
  if (truth < 0)
    return;
  self->n_labelled++;
  for (guint level = 0; level < LK_N_LEVELS; level++)
    self->n_right[level] += (int) decision->alone[level] == truth ? 1 : 0;
  self->n_right[LK_PREDICTOR_FUSED] += (int) decision->prediction == truth ? 1 : 0;
  self->confusion[(guint) truth * self->n_classes + decision->prediction]++;
}

static gboolean
is_wrong (const LkTally *self, guint query)
{
  return self->truth[query] >= 0 && self->prediction[query] >= 0
         && self->truth[query] != self->prediction[query];
}

int
lk_tally_find_wrong (const LkTally *self, int after)
{
  g_return_val_if_fail (self != NULL, -1);

  for (guint step = 1; step <= self->n_queries; step++)
    {
      guint query = ((guint) (after + 1) + step - 1) % self->n_queries;

      if (is_wrong (self, query))
        return (int) query;
    }
  return -1;
}

const char *
lk_predictor_get_title (guint predictor)
{
  return predictor == LK_PREDICTOR_FUSED ? _ ("Fused") : lk_level_get_title (predictor);
}

double
lk_predictor_get_value (const LkDecision *decision, guint predictor, guint class_index)
{
  g_return_val_if_fail (predictor < LK_N_PREDICTORS, 0);
  return predictor == LK_PREDICTOR_FUSED ? decision->fused[class_index]
                                         : decision->contribution[predictor][class_index];
}
