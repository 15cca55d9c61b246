/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-evidence-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-accuracy-map.h"
#include "lk-number-text.h"

#define ACCURACY_RESOLUTION 64

static LkFlipMap *
make_map (LkEvidence *self)
{
  guint n = lk_evidence_n_classes (self);
  g_autofree double *values = g_new0 (double, LK_N_FLIP_LEVELS *n);
  double *unit[LK_N_FLIP_LEVELS] = { values, values + n, values + 2 * n };
  const LkScores *scores = lk_evidence_get_scores (self);

  if (!lk_decision_get_unit (n, scores->scores, &self->options,
                             lk_scoring_get_trained_fusion (self->scoring), unit, NULL))
    return NULL;
  return lk_flip_map_new (n, (const double *const *) unit);
}

const LkFlipPlot *
lk_evidence_get_flip_map (LkEvidence *self)
{
  gboolean bordered;

  g_return_val_if_fail (LK_IS_EVIDENCE (self), NULL);

  if (self->flip_map == NULL)
    self->flip_map = make_map (self);
  if (self->flip_map == NULL)
    return NULL;
  bordered
      = lk_flip_map_find_border (self->flip_map, self->options.weights, &self->border);
  self->flip_plot = (LkFlipPlot){
    .map = self->flip_map,
    .class_names = (const char *const *) self->class_names,
    .border = bordered ? &self->border : NULL,
    .hovered_region = -1,
  };
  memcpy (self->flip_plot.weights, self->options.weights, sizeof self->flip_plot.weights);
  return &self->flip_plot;
}

const LkFlipAccuracy *
lk_evidence_get_accuracy (LkEvidence *self)
{
  g_return_val_if_fail (LK_IS_EVIDENCE (self), NULL);

  if (!self->accuracy_known)
    self->accuracy
        = lk_accuracy_map_new (self->scoring, &self->options, ACCURACY_RESOLUTION);
  self->accuracy_known = TRUE;
  return self->accuracy;
}

char *
lk_evidence_describe_weights (LkEvidence *self)
{
  g_return_val_if_fail (LK_IS_EVIDENCE (self), NULL);

  const LkFlipPlot *plot = lk_evidence_get_flip_map (self);
  int region = plot != NULL ? lk_flip_map_find (plot->map, plot->weights) : -1;
  g_autofree char *area = NULL, *distance = NULL;
  const char *winner;

  if (region < 0)
    return g_strdup (_ ("All weights are 0: no class wins."));
  winner = self->class_names[plot->map->regions[region].class_index];
  if (plot->border == NULL)
    return g_strdup_printf (_ ("%s wins whatever the weights."), winner);
  area = lk_number_percent (plot->map->regions[region].area, 1);
  distance = lk_number_fixed (plot->border->distance, 2);
  return g_strdup_printf (
      _ ("%s wins on %s of all weights. The nearest border is %s away; "
         "%s lies beyond it."),
      winner, area, distance, self->class_names[plot->border->class_index]);
}

char *
lk_evidence_describe_decision (LkEvidence *self)
{
  g_return_val_if_fail (LK_IS_EVIDENCE (self), NULL);

  const LkScores *scores = lk_evidence_get_scores (self);

  /* Translators: who wins, and then one or more sentences that say why. */
  return g_strdup_printf (_ ("%s. %s"), scores->title, scores->subtitle);
}

char *
lk_evidence_describe_class (LkEvidence *self, guint class_index)
{
  g_return_val_if_fail (LK_IS_EVIDENCE (self), NULL);

  const LkDecision *decision = lk_evidence_get_decision (self);
  g_autofree char *fused = lk_number_signed (decision->fused[class_index], 2);
  char *values[LK_N_LEVELS];
  g_autofree char *terms = NULL;
  guint place = 0;

  while (decision->ranking[place] != class_index)
    place++;
  for (guint level = 0; level < LK_N_LEVELS; level++)
    values[level] = lk_number_signed (decision->contribution[level][class_index], 2);
  terms = lk_levels_describe (values);
  /* Translators: a class, what each level adds to its score, their sum, and its rank. */
  return g_strdup_printf (_ ("%s: %s, together %s; place %u of %u"),
                          lk_evidence_get_scores (self)->class_names[class_index], terms,
                          fused, place + 1, decision->n_classes);
}
