/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-confidence.h"

#include <math.h>

#include "lk-logistic.h"
#include "lk-packing.h"

struct _LkConfidence
{
  LkMetricOptions options;
  LkTrainedFusion *fusion;
  guint n_classes;
  guint n_episodes;
  GArray *fused;   /* [decisions, n_classes] */
  GArray *truth;   /* [decisions]: guint */
  GArray *right;   /* [decisions]: gboolean: what was decided is */
  GArray *margins; /* [decisions] */
  GArray *parity;  /* [decisions]: guint: of the episode's number */
};

LkConfidence *
lk_confidence_new (const LkMetricOptions *options, const LkTrainedFusion *fusion)
{
  LkConfidence *self;

  g_return_val_if_fail (options != NULL, NULL);

  self = g_new0 (LkConfidence, 1);
  self->options = *options;
  self->fusion = g_memdup2 (fusion, sizeof *fusion);
  self->fused = g_array_new (FALSE, FALSE, sizeof (double));
  self->truth = g_array_new (FALSE, FALSE, sizeof (guint));
  self->right = g_array_new (FALSE, FALSE, sizeof (gboolean));
  self->margins = g_array_new (FALSE, FALSE, sizeof (double));
  self->parity = g_array_new (FALSE, FALSE, sizeof (guint));
  return self;
}

void
lk_confidence_free (LkConfidence *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->fused);
  g_array_unref (self->truth);
  g_array_unref (self->right);
  g_array_unref (self->margins);
  g_array_unref (self->parity);
  g_free (self->fusion);
  g_free (self);
}

static gboolean
pack_query (const LkConfidence *self,
            const LkRawScores *scores,
            guint query,
            GByteArray *bytes,
            GError **error)
{
  const double *levels[LK_N_LEVELS];
  g_autoptr (LkDecision) decision = NULL;

  lk_raw_scores_get_query (scores, query, self->options.distance, levels);
  decision
      = lk_decision_new (scores->n_classes, levels, &self->options, self->fusion, error);
  if (decision == NULL)
    return FALSE;
  for (guint i = 0; i < scores->n_classes; i++)
    lk_packing_put_double (bytes, decision->fused[i]);
  return TRUE;
}

/* The fused scores: which class wins, and by how much, follows. */
GBytes *
lk_confidence_find (const LkConfidence *self, const LkRawScores *scores, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  g_return_val_if_fail (self != NULL && scores != NULL, NULL);

  for (guint query = 0; query < scores->n_queries; query++)
    if (!pack_query (self, scores, query, bytes, error))
      return NULL;
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

gsize
lk_confidence_get_size (const LkSampler *sampler)
{
  return (gsize) sampler->n_ways * sampler->n_queries * sampler->n_ways * sizeof (double);
}

/* As #LkDecision ranks: the lower index first among equals. */
static void
add_decision (LkConfidence *self, const double *fused, guint truth, guint parity)
{
  guint best = 0;
  double second = -INFINITY, margin;
  gboolean right;

  for (guint i = 1; i < self->n_classes; i++)
    if (fused[i] > fused[best])
      best = i;
  for (guint i = 0; i < self->n_classes; i++)
    if (i != best)
      second = MAX (second, fused[i]);
  right = best == truth;
  margin = fused[best] - second;
  g_array_append_vals (self->fused, fused, self->n_classes);
  g_array_append_val (self->truth, truth);
  g_array_append_val (self->right, right);
  g_array_append_val (self->margins, margin);
  g_array_append_val (self->parity, parity);
}

/* @fused: [@n_queries, n_classes] */
static void
add_episode (LkConfidence *self, const double *fused, guint n_queries, guint parity)
{
  for (guint query = 0; query < n_queries; query++)
    add_decision (self, fused + (gsize) query * self->n_classes,
                  query / (n_queries / self->n_classes), parity);
  self->n_episodes++;
}

/* (nullable): [@n] finite numbers. */
static double *
unpack (GBytes *found, gsize n, GError **error)
{
  LkUnpacking bytes = lk_unpacking_begin (found);
  gboolean fine = bytes.left == n * sizeof (double);
  g_autofree double *fused = fine ? g_new (double, n) : NULL;

  for (gsize i = 0; fine && i < n; i++)
    {
      fused[i] = lk_unpacking_get_double (&bytes);
      fine = isfinite (fused[i]);
    }
  return lk_unpacking_end (&bytes, fine, error) ? g_steal_pointer (&fused) : NULL;
}

gboolean
lk_confidence_add_found (LkConfidence *self,
                         guint64 index,
                         const LkSampler *sampler,
                         GBytes *found,
                         GError **error)
{
  guint n_queries;
  g_autofree double *fused = NULL;

  g_return_val_if_fail (self != NULL && sampler != NULL && found != NULL, FALSE);
  g_return_val_if_fail (self->n_classes == 0 || self->n_classes == sampler->n_ways,
                        FALSE);

  n_queries = sampler->n_ways * sampler->n_queries;
  fused = unpack (found, (gsize) n_queries * sampler->n_ways, error);
  if (fused == NULL)
    return FALSE;
  self->n_classes = sampler->n_ways;
  add_episode (self, fused, n_queries, (guint) (index % 2));
  return TRUE;
}

gboolean
lk_confidence_add (LkConfidence *self, const LkRawScores *scores, GError **error)
{
  const guint n_ways = scores->n_classes;
  const LkSampler sampler = { n_ways, 1, scores->n_queries / n_ways, 0 };
  g_autoptr (GBytes) found = lk_confidence_find (self, scores, error);

  return found != NULL
         && lk_confidence_add_found (self, self->n_episodes, &sampler, found, error);
}

guint
lk_confidence_get_n (const LkConfidence *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->truth->len;
}

guint
lk_confidence_get_n_episodes (const LkConfidence *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->n_episodes;
}

static const double *
get_fused (const LkConfidence *self, guint i)
{
  return &g_array_index (self->fused, double, (gsize) i * self->n_classes);
}

static double
find_largest (const double *values, guint n)
{
  double largest = values[0];

  for (guint i = 1; i < n; i++)
    largest = MAX (largest, values[i]);
  return largest;
}

/* The inverse temperature of some episodes: 0 where none is better than an infinite one.
 * @half: of which parity; 2: of all. */
static double
fit_inverse (const LkConfidence *self, guint half)
{
  g_autoptr (GArray) features = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) truth = g_array_new (FALSE, FALSE, sizeof (guint));
  LkLogistic choices = { .n_classes = self->n_classes, .n_features = 1 };
  double inverse;

  for (guint i = 0; i < self->truth->len; i++)
    {
      if (half < 2 && g_array_index (self->parity, guint, i) != half)
        continue;
      g_array_append_vals (features, get_fused (self, i), self->n_classes);
      g_array_append_val (truth, g_array_index (self->truth, guint, i));
    }
  if (truth->len == 0)
    return 0;
  choices.n_queries = truth->len;
  choices.features = (const double *) (gpointer) features->data;
  choices.truth = (const guint *) (gpointer) truth->data;
  lk_logistic_fit (&choices, 1, &inverse);
  return inverse;
}

double
lk_confidence_fit (const LkConfidence *self)
{
  double inverse;

  g_return_val_if_fail (self != NULL, NAN);

  inverse = fit_inverse (self, 2);
  return inverse > 0 ? 1 / inverse : INFINITY;
}

/* Of the class that is decided for. */
static double
find_probability (const double *fused, guint n_classes, double inverse)
{
  double largest = find_largest (fused, n_classes), sum = 0;

  for (guint i = 0; i < n_classes; i++)
    sum += exp (inverse * (fused[i] - largest));
  return 1 / sum;
}

double
lk_confidence_find_probability (const double *fused, guint n_classes, double temperature)
{
  g_return_val_if_fail (fused != NULL && n_classes > 0 && temperature > 0, NAN);
  return find_probability (fused, n_classes, 1 / temperature);
}

/* @inverse: by parity of the episode */
static LkReliability
measure (const LkConfidence *self, const double inverse[2])
{
  guint n = self->truth->len;
  g_autofree double *probabilities = g_new (double, n);

  for (guint i = 0; i < n; i++)
    probabilities[i] = find_probability (get_fused (self, i), self->n_classes,
                                         inverse[g_array_index (self->parity, guint, i)]);
  return lk_reliability_find (probabilities,
                              (const gboolean *) (gpointer) self->right->data, n);
}

LkReliability
lk_confidence_measure_before (const LkConfidence *self)
{
  const double inverse[2] = { 1, 1 };

  return measure (self, inverse);
}

LkReliability
lk_confidence_measure_after (const LkConfidence *self)
{
  const double inverse[2] = { fit_inverse (self, 1), fit_inverse (self, 0) };

  return measure (self, inverse);
}

gboolean
lk_confidence_has_halves (const LkConfidence *self)
{
  guint n_odd = 0;

  g_return_val_if_fail (self != NULL, FALSE);

  for (guint i = 0; i < self->parity->len; i++)
    n_odd += g_array_index (self->parity, guint, i);
  return n_odd > 0 && n_odd < self->parity->len;
}

GArray *
lk_confidence_list_coverage (const LkConfidence *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return lk_coverage_list ((const double *) (gpointer) self->margins->data,
                           (const gboolean *) (gpointer) self->right->data,
                           self->truth->len);
}
