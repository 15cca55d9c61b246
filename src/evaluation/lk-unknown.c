/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-unknown.h"

#include <math.h>

#include "lk-classifier.h"
#include "lk-packing.h"
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

/* @found: [@n_known], then as many as are left. A point of the curve is a share of the
 * known, which are fewer than 65,536. */
static GBytes *
pack (const LkClassified *found, guint n_known, guint n)
{
  GByteArray *bytes = g_byte_array_sized_new (LK_UNKNOWN_SIZE);
  g_autofree double *likeness = g_new (double, n);
  const LkRoc roc = { n_known, likeness, n - n_known, likeness + n_known };

  for (guint i = 0; i < LK_N_MEMBERSHIPS; i++)
    {
      double curve[LK_ROC_POINTS];

      for (guint j = 0; j < n; j++)
        likeness[j] = found[j].place.likeness[i];
      lk_packing_put_double (bytes, lk_roc_get_area (&roc));
      lk_packing_put_double (bytes, lk_roc_get_accepted (&roc, WANTED_SHARE));
      lk_roc_fill_curve (&roc, curve);
      for (guint point = 0; point < LK_ROC_POINTS; point++)
        lk_packing_put_16 (bytes, (guint16) lround (curve[point] * n_known));
    }
  return g_byte_array_free_to_bytes (bytes);
}

GBytes *
lk_unknown_find (const LkUnknown *self,
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

  g_return_val_if_fail (n_known <= G_MAXUINT16, NULL);
  g_return_val_if_fail (maps->len == n_shots + n_known && unknown->len > 0, NULL);

  support = lk_support_new_even (sampler->n_ways, sampler->n_shots, all, error);
  if (support == NULL)
    return NULL;
  classifier
      = lk_classifier_new (support, &self->options, self->fusion, cancellable, error);
  if (classifier == NULL)
    return NULL;
  found = g_new (LkClassified, n_known + unknown->len);
  if (!lk_classifier_decide (classifier, all + n_shots, n_known, found, cancellable,
                             error)
      || !lk_classifier_decide (classifier, (LkTensor *const *) unknown->pdata,
                                unknown->len, found + n_known, cancellable, error))
    return NULL;
  return pack (found, n_known, n_known + unknown->len);
}

typedef struct
{
  double figures[LK_N_UNKNOWN_FIGURES];
  double curve[LK_ROC_POINTS];
} Found;

static gboolean
unpack_one (LkUnpacking *bytes, guint n_known, Found *found)
{
  for (guint i = 0; i < LK_N_UNKNOWN_FIGURES; i++)
    {
      found->figures[i] = lk_unpacking_get_double (bytes);
      if (!(found->figures[i] >= 0 && found->figures[i] <= 1))
        return FALSE;
    }
  for (guint i = 0; i < LK_ROC_POINTS; i++)
    {
      guint16 n = lk_unpacking_get_16 (bytes);

      if (n > n_known)
        return FALSE;
      found->curve[i] = (double) n / n_known;
    }
  return TRUE;
}

static void
take (Tally *self, const Found *found)
{
  for (guint i = 0; i < LK_N_UNKNOWN_FIGURES; i++)
    g_array_append_val (self->figures[i], found->figures[i]);
  for (guint i = 0; i < LK_ROC_POINTS; i++)
    self->curve[i] += found->curve[i];
}

gboolean
lk_unknown_add_found (LkUnknown *self, GBytes *found, GError **error)
{
  Found all[LK_N_MEMBERSHIPS];
  LkUnpacking bytes;
  gboolean fine = TRUE;

  g_return_val_if_fail (self != NULL && found != NULL, FALSE);

  bytes = lk_unpacking_begin (found);
  for (guint i = 0; i < LK_N_MEMBERSHIPS; i++)
    fine
        = fine
          && unpack_one (&bytes, self->sampler.n_ways * self->sampler.n_queries, &all[i]);
  if (!lk_unpacking_end (&bytes, fine, error))
    return FALSE;
  for (guint i = 0; i < LK_N_MEMBERSHIPS; i++)
    take (&self->tallies[i], &all[i]);
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
