/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-conclusions.h"

#define RESOLUTION 64

struct _LkConclusions
{
  LkScoring *scoring;
  LkMetricOptions options;
  GPtrArray *decisions; /* [queries], made or NULL */
  LkEvidence *evidence;
  LkFlipAccuracy *accuracy;
  gboolean accuracy_known; /* that there is none, too */
  LkCautions *cautions;
  LkEpisodeState *cautions_of;
};

static void
decision_free (gpointer decision)
{
  if (decision != NULL)
    lk_decision_free (decision);
}

LkConclusions *
lk_conclusions_new (void)
{
  LkConclusions *self = g_new0 (LkConclusions, 1);

  self->options = lk_metric_options_default ();
  self->decisions = g_ptr_array_new_with_free_func (decision_free);
  return self;
}

static void
forget_accuracy (LkConclusions *self)
{
  g_clear_pointer (&self->accuracy, lk_flip_accuracy_free);
  self->accuracy_known = FALSE;
}

void
lk_conclusions_free (LkConclusions *self)
{
  g_return_if_fail (self != NULL);

  forget_accuracy (self);
  g_clear_pointer (&self->cautions, lk_cautions_free);
  g_clear_pointer (&self->cautions_of, lk_episode_state_unref);
  g_clear_object (&self->evidence);
  g_ptr_array_unref (self->decisions);
  g_clear_pointer (&self->scoring, lk_scoring_unref);
  g_free (self);
}

static void
take (LkConclusions *self, LkScoring *scoring, const LkMetricOptions *options)
{
  if (scoring != self->scoring || options->distance != self->options.distance
      || options->normalisation != self->options.normalisation)
    forget_accuracy (self);
  if (scoring != NULL)
    lk_scoring_ref (scoring);
  g_clear_pointer (&self->scoring, lk_scoring_unref);
  self->scoring = scoring;
  self->options = *options;
  g_ptr_array_set_size (self->decisions, 0);
  if (scoring != NULL)
    g_ptr_array_set_size (self->decisions, (int) lk_scoring_get_n_queries (scoring));
}

/* Whether what was laid out of the one holds for the other, but for masks. */
static gboolean
is_same_scoring (LkScoring *a, LkScoring *b)
{
  return a != NULL && b != NULL
         && lk_scoring_get_support (a) == lk_scoring_get_support (b)
         && lk_scoring_get_episode (a) == lk_scoring_get_episode (b);
}

gboolean
lk_conclusions_assign (LkConclusions *self,
                       LkScoring *scoring,
                       const LkMetricOptions *options,
                       GError **error)
{
  g_return_val_if_fail (self != NULL && options != NULL, FALSE);

  if (scoring == self->scoring && lk_metric_options_equal (options, &self->options))
    return TRUE;
  if (!is_same_scoring (scoring, self->scoring))
    g_clear_object (&self->evidence);
  take (self, scoring, options);
  if (self->evidence == NULL
      || lk_evidence_set_scoring (self->evidence, scoring, options, error))
    return TRUE;
  g_clear_object (&self->evidence);
  return FALSE;
}

LkScoring *
lk_conclusions_get_scoring (LkConclusions *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->scoring;
}

const LkDecision *
lk_conclusions_get_decision (LkConclusions *self, guint query)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (query >= self->decisions->len)
    return NULL;
  if (self->decisions->pdata[query] == NULL)
    self->decisions->pdata[query]
        = lk_scoring_decide (self->scoring, query, &self->options, NULL);
  return self->decisions->pdata[query];
}

LkTally *
lk_conclusions_make_tally (LkConclusions *self)
{
  LkTally *tally;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->scoring == NULL)
    return NULL;
  tally = lk_tally_new (lk_scoring_get_episode (self->scoring));
  for (guint i = 0; i < tally->n_queries; i++)
    {
      const LkDecision *decision = lk_conclusions_get_decision (self, i);

      if (decision != NULL)
        lk_tally_add (tally, i, decision);
    }
  return tally;
}

int
lk_conclusions_find (LkConclusions *self, LkQuery *query)
{
  GPtrArray *queries;
  guint index;

  g_return_val_if_fail (self != NULL, -1);

  if (self->scoring == NULL || query == NULL)
    return -1;
  queries = lk_episode_state_get_queries (lk_scoring_get_episode (self->scoring));
  return g_ptr_array_find (queries, query, &index) ? (int) index : -1;
}

static void
put_look_on (LkEvidence *evidence, const LkLook *look)
{
  lk_evidence_set_pixel_look (evidence, &look->pixel);
  lk_evidence_set_margin_against (evidence, look->margin_against);
  lk_evidence_set_part_order (evidence, look->order);
  lk_evidence_set_plane (evidence, look->plane);
}

LkEvidence *
lk_conclusions_get_evidence (LkConclusions *self, LkQuery *query, const LkLook *look)
{
  int index;

  g_return_val_if_fail (self != NULL && look != NULL, NULL);

  index = lk_conclusions_find (self, query);
  if (self->evidence != NULL
      && (index < 0 || (guint) index != lk_evidence_get_query (self->evidence)))
    g_clear_object (&self->evidence);
  if (index >= 0 && self->evidence == NULL)
    self->evidence = lk_evidence_new (self->scoring, (guint) index, &self->options, NULL);
  if (self->evidence != NULL)
    put_look_on (self->evidence, look);
  return self->evidence;
}

const LkFlipAccuracy *
lk_conclusions_get_accuracy (LkConclusions *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->scoring != NULL && !self->accuracy_known)
    self->accuracy = lk_accuracy_map_new (self->scoring, &self->options, RESOLUTION);
  self->accuracy_known = self->scoring != NULL;
  return self->accuracy;
}

LkCautions *
lk_conclusions_get_cautions (LkConclusions *self, LkEpisodeState *episode)
{
  LkMapSource *source;

  g_return_val_if_fail (self != NULL && episode != NULL, NULL);

  source = self->scoring != NULL ? lk_scoring_get_source (self->scoring) : NULL;
  if (self->cautions_of != NULL
      && lk_episode_state_same_objects (self->cautions_of, episode))
    {
      lk_cautions_set_source (self->cautions, source);
      return self->cautions;
    }
  g_clear_pointer (&self->cautions, lk_cautions_free);
  g_clear_pointer (&self->cautions_of, lk_episode_state_unref);
  self->cautions_of = lk_episode_state_ref (episode);
  self->cautions = lk_cautions_new (episode);
  lk_cautions_set_source (self->cautions, source);
  return self->cautions;
}
