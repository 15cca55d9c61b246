/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-deletion.h"

#include "lk-packing.h"
#include "lk-student.h"

/* Of one order and one way. */
typedef struct
{
  GArray *areas;
  double kept[LK_FAITHFULNESS_STEPS]; /* sums over the queries */
} Tally;

struct _LkDeletion
{
  LkSampler sampler;
  LkMetricOptions options;
  LkTrainedFusion *fusion;
  Tally tallies[2][LK_N_FAITHFULNESS_ORDERS]; /* deletion, insertion */
};

LkDeletion *
lk_deletion_new (const LkSampler *sampler,
                 const LkMetricOptions *options,
                 const LkTrainedFusion *fusion)
{
  LkDeletion *self;

  g_return_val_if_fail (sampler != NULL && options != NULL, NULL);

  self = g_new0 (LkDeletion, 1);
  self->sampler = *sampler;
  self->options = *options;
  self->fusion = g_memdup2 (fusion, sizeof *fusion);
  for (guint i = 0; i < 2; i++)
    for (guint order = 0; order < LK_N_FAITHFULNESS_ORDERS; order++)
      self->tallies[i][order].areas = g_array_new (FALSE, FALSE, sizeof (double));
  return self;
}

void
lk_deletion_free (LkDeletion *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < 2; i++)
    for (guint order = 0; order < LK_N_FAITHFULNESS_ORDERS; order++)
      g_array_unref (self->tallies[i][order].areas);
  g_free (self->fusion);
  g_free (self);
}

static void
put_curve (GByteArray *bytes, const LkFaithfulnessCurve *curve)
{
  lk_packing_put_double (bytes, curve->area);
  for (guint i = 0; i < LK_FAITHFULNESS_STEPS; i++)
    lk_packing_put_double (bytes, curve->kept[i]);
}

static GBytes *
pack (const LkFaithfulness *found)
{
  GByteArray *bytes = g_byte_array_sized_new (LK_DELETION_SIZE);

  for (guint order = 0; order < LK_N_FAITHFULNESS_ORDERS; order++)
    {
      put_curve (bytes, &found->deletion[order]);
      put_curve (bytes, &found->insertion[order]);
    }
  return g_byte_array_free_to_bytes (bytes);
}

GBytes *
lk_deletion_find (const LkDeletion *self,
                  guint64 index,
                  GPtrArray *maps,
                  GCancellable *cancellable,
                  GError **error)
{
  const LkSampler *sampler = &self->sampler;
  guint n_shots = sampler->n_ways * sampler->n_shots;
  guint n_queries = sampler->n_ways * sampler->n_queries;
  guint class_index = (guint) (index % sampler->n_ways);
  guint turn = (guint) (index / sampler->n_ways % sampler->n_queries);
  guint query = n_shots + class_index * sampler->n_queries + turn;
  g_autoptr (LkSupport) support = NULL;
  g_autoptr (LkExplanation) explanation = NULL;
  g_autoptr (LkFaithfulness) found = NULL;

  g_return_val_if_fail (maps->len == n_shots + n_queries, NULL);

  support = lk_support_new_even (sampler->n_ways, sampler->n_shots,
                                 (LkTensor *const *) maps->pdata, error);
  if (support == NULL)
    return NULL;
  explanation = lk_explanation_new (support, maps->pdata[query], &self->options,
                                    cancellable, error);
  if (explanation == NULL)
    return NULL;
  found = lk_faithfulness_new (explanation, &self->options, self->fusion, index,
                               cancellable, error);
  if (found == NULL)
    return NULL;
  return pack (found);
}

typedef struct
{
  double area;
  double kept[LK_FAITHFULNESS_STEPS];
} Curve;

/* Areas are sums, and may be rounded. */
static gboolean
is_share (double value)
{
  return value >= 0 && value <= 1 + 1e-9;
}

static gboolean
unpack_curve (LkUnpacking *bytes, Curve *curve)
{
  gboolean fine;

  curve->area = lk_unpacking_get_double (bytes);
  fine = is_share (curve->area);
  for (guint i = 0; i < LK_FAITHFULNESS_STEPS; i++)
    {
      curve->kept[i] = lk_unpacking_get_double (bytes);
      fine = fine && is_share (curve->kept[i]);
    }
  return fine;
}

static void
take (Tally *self, const Curve *curve)
{
  g_array_append_val (self->areas, curve->area);
  for (guint i = 0; i < LK_FAITHFULNESS_STEPS; i++)
    self->kept[i] += curve->kept[i];
}

gboolean
lk_deletion_add_found (LkDeletion *self, GBytes *found, GError **error)
{
  Curve curves[LK_N_FAITHFULNESS_ORDERS][2];
  LkUnpacking bytes;
  gboolean fine = TRUE;

  g_return_val_if_fail (self != NULL && found != NULL, FALSE);

  bytes = lk_unpacking_begin (found);
  for (guint order = 0; order < LK_N_FAITHFULNESS_ORDERS; order++)
    for (guint i = 0; i < 2; i++)
      fine = fine && unpack_curve (&bytes, &curves[order][i]);
  if (!lk_unpacking_end (&bytes, fine, error))
    return FALSE;
  for (guint order = 0; order < LK_N_FAITHFULNESS_ORDERS; order++)
    for (guint i = 0; i < 2; i++)
      take (&self->tallies[i][order], &curves[order][i]);
  return TRUE;
}

guint
lk_deletion_get_n (const LkDeletion *self)
{
  return self->tallies[0][0].areas->len;
}

gboolean
lk_deletion_get_area (const LkDeletion *self,
                      guint order,
                      gboolean insertion,
                      double *area,
                      double *ci95)
{
  const GArray *areas;

  g_return_val_if_fail (order < LK_N_FAITHFULNESS_ORDERS, FALSE);

  areas = self->tallies[insertion ? 1 : 0][order].areas;
  return lk_student_find_mean ((const double *) (gpointer) areas->data, areas->len, area,
                               ci95);
}

void
lk_deletion_get_curve (const LkDeletion *self,
                       guint order,
                       gboolean insertion,
                       double kept[LK_FAITHFULNESS_STEPS])
{
  const Tally *tally;

  g_return_if_fail (order < LK_N_FAITHFULNESS_ORDERS);

  tally = &self->tallies[insertion ? 1 : 0][order];
  for (guint i = 0; i < LK_FAITHFULNESS_STEPS; i++)
    kept[i] = tally->areas->len > 0 ? tally->kept[i] / tally->areas->len : 0;
}
