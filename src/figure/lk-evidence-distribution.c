/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-evidence-private.h"

#include <glib/gi18n-lib.h>

#include "lk-number-text.h"

static gboolean
project (LkEvidence *self, guint class_index, GError **error)
{
  if (self->projection != NULL
      && (self->plane == LK_PLANE_ALL || self->projection_class == class_index))
    return TRUE;
  g_clear_pointer (&self->projection, lk_projection_free);
  self->projection = lk_projection_new (lk_evidence_get_explanation (self), self->plane,
                                        class_index, self->options.distance, error);
  self->projection_class = class_index;
  return self->projection != NULL;
}

const LkEllipses *
lk_evidence_get_distribution (LkEvidence *self, guint class_index, GError **error)
{
  g_return_val_if_fail (LK_IS_EVIDENCE (self), NULL);

  const char *distance = lk_distance_get_title (self->options.distance);
  const double *distances
      = self->all_distances + self->options.distance * lk_evidence_n_classes (self);
  g_autofree char *number = NULL;

  if (!project (self, class_index, error))
    return NULL;
  number = lk_number_short (distances[class_index]);
  lk_evidence_set_texts (self, LK_TEXT_OF_DISTRIBUTION,
                         g_strdup (_ ("Query and classes as Gaussians")),
                         g_strdup_printf (_ ("%s, from the query to %s: %s"), distance,
                                          self->class_names[class_index], number));
  self->ellipses = (LkEllipses){
    .projection = self->projection,
    .class_names = (const char *const *) self->class_names,
    .distances = distances,
    .distance_title = distance,
    .title = self->titles[LK_TEXT_OF_DISTRIBUTION],
    .subtitle = self->subtitles[LK_TEXT_OF_DISTRIBUTION],
    .emphasis = (int) class_index,
    .hovered_set = -1,
  };
  return &self->ellipses;
}

guint
lk_evidence_get_distribution_version (LkEvidence *self)
{
  g_return_val_if_fail (LK_IS_EVIDENCE (self), 0);
  return self->distribution_version;
}

const LkBreakdownPlot *
lk_evidence_get_breakdown (LkEvidence *self, guint class_index, GError **error)
{
  g_return_val_if_fail (LK_IS_EVIDENCE (self), NULL);

  LkExplanation *explanation = lk_evidence_get_explanation (self);
  LkSupport *support = lk_scoring_get_support (self->scoring);

  if (self->breakdown == NULL || self->breakdown_class != class_index)
    {
      g_clear_pointer (&self->breakdown, lk_breakdown_free);
      self->breakdown
          = lk_breakdown_new (lk_explanation_get_query_gaussian (explanation),
                              lk_support_get_gaussian (support, class_index),
                              self->options.distance, self->options.ridge, error);
      self->breakdown_class = class_index;
    }
  if (self->breakdown == NULL)
    return NULL;
  self->breakdown_plot = (LkBreakdownPlot){
    .breakdown = self->breakdown,
    .distance_title = lk_distance_get_title (self->options.distance),
    .class_name = self->class_names[class_index],
    .distances = self->all_distances,
    .n_classes = lk_evidence_n_classes (self),
    .class_names = (const char *const *) self->class_names,
    .class_index = class_index,
  };
  return &self->breakdown_plot;
}
