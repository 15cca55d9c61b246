/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-trained-fusion.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "lk-error.h"
#include "lk-tensor.h"

#define NORM_EPSILON 1e-5

enum
{
  NORM_WEIGHT,
  NORM_BIAS,
  NORM_MEAN,
  NORM_VARIANCE,
  N_NORMS
};

static const char *const norm_names[N_NORMS] = {
  "norm.weight",
  "norm.bias",
  "norm.running_mean",
  "norm.running_var",
};

/* The order in which M2L and ADM concatenate the scores (docs/METHOD.md 6.4). */
static const LkLevel input_levels[] = {
  LK_LEVEL_DISTRIBUTION,
  LK_LEVEL_PIXEL,
  LK_LEVEL_PART,
};

static LkTensor *
lookup (GHashTable *tensors, const char *name, GError **error)
{
  LkTensor *tensor = g_hash_table_lookup (tensors, name);

  if (tensor == NULL)
    {
      g_set_error (error, LK_ERROR, LK_ERROR_FORMAT,
                   _ ("The fusion layer lacks the tensor “%s”"), name);
      return NULL;
    }
  if (!lk_tensor_is_finite (tensor))
    {
      g_set_error (error, LK_ERROR, LK_ERROR_NUMERIC,
                   _ ("The tensor “%s” of the fusion layer has values that are not "
                      "numbers"),
                   name);
      return NULL;
    }
  return tensor;
}

static gboolean
refuse_shape (LkTensor *tensor, const char *name, GError **error)
{
  g_autofree char *shape = lk_tensor_describe_shape (tensor);

  g_set_error (error, LK_ERROR, LK_ERROR_FORMAT,
               _ ("The tensor “%s” of the fusion layer has the unfitting shape %s"), name,
               shape);
  return FALSE;
}

/* @conv becomes [n_inputs] weights, @norms [n_inputs * n_slots] values each. */
static gboolean
read_tensors (LkTrainedFusion *self,
              GHashTable *tensors,
              const float **conv,
              const float *norms[N_NORMS],
              GError **error)
{
  LkTensor *tensor = lookup (tensors, "weight", error);
  gsize n_features;

  if (tensor == NULL)
    return FALSE;
  if (lk_tensor_get_n_dims (tensor) != 3 || lk_tensor_get_dim (tensor, 0) != 1
      || lk_tensor_get_dim (tensor, 1) != 1 || lk_tensor_get_dim (tensor, 2) < 2
      || lk_tensor_get_dim (tensor, 2) > G_N_ELEMENTS (input_levels))
    return refuse_shape (tensor, "weight", error);
  self->n_inputs = (guint) lk_tensor_get_dim (tensor, 2);
  *conv = lk_tensor_get_data (tensor);

  for (guint i = 0; i < N_NORMS; i++)
    {
      tensor = lookup (tensors, norm_names[i], error);
      if (tensor == NULL)
        return FALSE;
      n_features = lk_tensor_get_size (tensor);
      if (i == 0)
        self->n_slots = (guint) MIN (n_features / self->n_inputs, G_MAXUINT);
      if (lk_tensor_get_n_dims (tensor) != 1 || self->n_slots < 2
          || self->n_slots > LK_TRAINED_FUSION_MAX_SLOTS
          || n_features != (gsize) self->n_slots * self->n_inputs)
        return refuse_shape (tensor, norm_names[i], error);
      norms[i] = lk_tensor_get_data (tensor);
    }
  return TRUE;
}

static gboolean
check_variances (const float *variances, guint n, GError **error)
{
  for (guint i = 0; i < n; i++)
    if (variances[i] < 0)
      {
        g_set_error (error, LK_ERROR, LK_ERROR_NUMERIC,
                     _ ("The tensor “%s” of the fusion layer has a negative variance"),
                     norm_names[NORM_VARIANCE]);
        return FALSE;
      }
  return TRUE;
}

static void
collapse (LkTrainedFusion *self, const float *conv, const float *norms[N_NORMS])
{
  for (guint input = 0; input < self->n_inputs; input++)
    {
      LkLevel level = input_levels[input];

      for (guint slot = 0; slot < self->n_slots; slot++)
        {
          guint i = input * self->n_slots + slot;
          double slope = conv[input] * (double) norms[NORM_WEIGHT][i]
                         / sqrt (norms[NORM_VARIANCE][i] + NORM_EPSILON);

          self->slot_slope[level][slot] = slope;
          self->slot_offset[level][slot]
              = conv[input] * (double) norms[NORM_BIAS][i] - slope * norms[NORM_MEAN][i];
          self->slope[level] += slope / self->n_slots;
        }
    }
}

LkTrainedFusion *
lk_trained_fusion_new (GHashTable *tensors, GError **error)
{
  g_autoptr (LkTrainedFusion) self = g_new0 (LkTrainedFusion, 1);
  const float *norms[N_NORMS];
  const float *conv;
  gboolean has_part;

  if (!read_tensors (self, tensors, &conv, norms, error)
      || !check_variances (norms[NORM_VARIANCE], self->n_inputs * self->n_slots, error))
    return NULL;

  collapse (self, conv, norms);
  has_part = self->n_inputs == G_N_ELEMENTS (input_levels);
  self->part_form = has_part ? LK_PART_RELEASED : LK_PART_COSINE;
  self->distance = has_part ? LK_DISTANCE_W2_RELEASED : LK_DISTANCE_KL_QS;
  return g_steal_pointer (&self);
}

void
lk_trained_fusion_free (LkTrainedFusion *self)
{
  g_free (self);
}
