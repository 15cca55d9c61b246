/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-unknown.h"

#include "lk-classifier.h"
#include "lk-student.h"

#define WANTED_SHARE 0.95

/* Of one level, or fused. */
typedef struct
{
  GArray *figures[LK_N_UNKNOWN_FIGURES]; /* one an episode */
  double curve[LK_ROC_POINTS];           /* sums over the episodes */
} Tally;

struct _LkUnknown
{
  LkSampler sampler;
  LkMetricOptions options;
  LkTrainedFusion *fusion;
  Tally tallies[LK_N_MEMBERSHIPS];
};

LkUnknown *
lk_unknown_new (const LkSampler *sampler,
                const LkMetricOptions *options,
                const LkTrainedFusion *fusion)
{
  LkUnknown *self;

  g_return_val_if_fail (sampler != NULL && sampler->n_shots > 1, NULL);
  g_return_val_if_fail (options != NULL, NULL);

  self = g_new0 (LkUnknown, 1);
  self->sampler = *sampler;
  self->options = *options;
  self->fusion = g_memdup2 (fusion, sizeof *fusion);
  for (guint i = 0; i < LK_N_MEMBERSHIPS; i++)
    for (guint figure = 0; figure < LK_N_UNKNOWN_FIGURES; figure++)
      self->tallies[i].figures[figure] = g_array_new (FALSE, FALSE, sizeof (double));
  return self;
}

void
lk_unknown_free (LkUnknown *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < LK_N_MEMBERSHIPS; i++)
    for (guint figure = 0; figure < LK_N_UNKNOWN_FIGURES; figure++)
      g_array_unref (self->tallies[i].figures[figure]);
  g_free (self->fusion);
  g_free (self);
}

/* @found: [@n_known], then as many as are left. */
static void
take (LkUnknown *self, const LkClassified *found, guint n_known, guint n)
{
  g_autofree double *likeness = g_new (double, n);
  const LkRoc roc = { n_known, likeness, n - n_known, likeness + n_known };

  for (guint i = 0; i < LK_N_MEMBERSHIPS; i++)
    {
      Tally *tally = &self->tallies[i];
      double area, accepted, curve[LK_ROC_POINTS];

      for (guint j = 0; j < n; j++)
        likeness[j] = found[j].place.likeness[i];
      area = lk_roc_get_area (&roc);
      accepted = lk_roc_get_accepted (&roc, WANTED_SHARE);
      g_array_append_val (tally->figures[LK_UNKNOWN_AUROC], area);
      g_array_append_val (tally->figures[LK_UNKNOWN_FPR95], accepted);
      lk_roc_fill_curve (&roc, curve);
      for (guint point = 0; point < LK_ROC_POINTS; point++)
        tally->curve[point] += curve[point];
    }
}

gboolean
lk_unknown_add (LkUnknown *self,
                GPtrArray *maps,
                GPtrArray *unknown,
                GCancellable *cancellable,
                GError **error)
{
  const LkSampler *sampler = &self->sampler;
  guint n_shots = sampler->n_ways * sampler->n_shots;
  guint n_known = sampler->n_ways * sampler->n_queries;
  LkTensor *const *all = (LkTensor *const *) maps->pdata;
  g_autofree LkClassified *found = NULL;
  g_autoptr (LkSupport) support = NULL;
  g_autoptr (LkClassifier) classifier = NULL;

  g_return_val_if_fail (maps->len == n_shots + n_known && unknown->len > 0, FALSE);

  support = lk_support_new_even (sampler->n_ways, sampler->n_shots, all, error);
  if (support == NULL)
    return FALSE;
  classifier
      = lk_classifier_new (support, &self->options, self->fusion, cancellable, error);
  if (classifier == NULL)
    return FALSE;
  found = g_new (LkClassified, n_known + unknown->len);
  if (!lk_classifier_decide (classifier, all + n_shots, n_known, found, cancellable,
                             error)
      || !lk_classifier_decide (classifier, (LkTensor *const *) unknown->pdata,
                                unknown->len, found + n_known, cancellable, error))
    return FALSE;
  take (self, found, n_known, n_known + unknown->len);
  return TRUE;
}

guint
lk_unknown_get_n (const LkUnknown *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->tallies[0].figures[0]->len;
}

gboolean
lk_unknown_get_figure (const LkUnknown *self,
                       guint membership,
                       LkUnknownFigure figure,
                       double *mean,
                       double *ci95)
{
  const GArray *values;

  g_return_val_if_fail (self != NULL && membership < LK_N_MEMBERSHIPS, FALSE);

  values = self->tallies[membership].figures[figure];
  return lk_student_find_mean ((const double *) (gpointer) values->data, values->len,
                               mean, ci95);
}

void
lk_unknown_get_curve (const LkUnknown *self,
                      guint membership,
                      double known[LK_ROC_POINTS])
{
  guint n;

  g_return_if_fail (self != NULL && membership < LK_N_MEMBERSHIPS);

  n = lk_unknown_get_n (self);
  for (guint i = 0; i < LK_ROC_POINTS; i++)
    known[i] = n > 0 ? self->tallies[membership].curve[i] / n : 0;
}
