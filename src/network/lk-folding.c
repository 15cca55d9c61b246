/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-folding.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "lk-error.h"
#include "lk-tensor.h"

#define EPSILON 1e-5
#define MAX_CHANNELS 4096

static const char *const norm_parts[]
    = { "weight", "bias", "running_mean", "running_var" };

typedef struct
{
  const float *weight;
  const float *bias;
  const float *mean;
  const float *var;
} Norm;

static LkTensor *
look_up (GHashTable *tensors, const char *layer, const char *part)
{
  g_autofree char *name = g_strconcat (layer, ".", part, NULL);

  return g_hash_table_lookup (tensors, name);
}

gboolean
lk_fold_has_norm (GHashTable *tensors, const char *norm)
{
  for (guint i = 0; i < G_N_ELEMENTS (norm_parts); i++)
    if (look_up (tensors, norm, norm_parts[i]) != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
check_there (LkTensor *tensor, const char *layer, const char *part, GError **error)
{
  if (tensor != NULL)
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_FORMAT, _ ("The weights lack the tensor %s.%s"),
               layer, part);
  return FALSE;
}

static gboolean
check_finite (LkTensor *tensor, const char *layer, const char *part, GError **error)
{
  if (lk_tensor_is_finite (tensor))
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_NUMERIC,
               _ ("The tensor %s.%s holds numbers that are not finite"), layer, part);
  return FALSE;
}

static gboolean
check_vector (LkTensor *tensor,
              const char *layer,
              const char *part,
              gsize length,
              GError **error)
{
  g_autofree char *found = NULL;

  if (lk_tensor_has_shape (tensor, 1, &length))
    return check_finite (tensor, layer, part, error);
  found = lk_tensor_describe_shape (tensor);
  g_set_error (error, LK_ERROR, LK_ERROR_FORMAT,
               _ ("The tensor %s.%s has shape %s instead of [%zu]"), layer, part, found,
               length);
  return FALSE;
}

static gboolean
check_kernel (LkTensor *tensor,
              const char *layer,
              const LkConvolutionShape *shape,
              GError **error)
{
  g_autofree char *found = NULL;
  gsize n_out = lk_tensor_get_dim (tensor, 0);
  gsize wanted[] = { n_out, shape->n_in, shape->kernel, shape->kernel };

  if (!lk_tensor_has_shape (tensor, 4, wanted) || n_out == 0)
    {
      found = lk_tensor_describe_shape (tensor);
      g_set_error (
          error, LK_ERROR, LK_ERROR_FORMAT,
          _ ("The tensor %s.weight has shape %s instead of [any, %zu, %zu, %zu]"), layer,
          found, shape->n_in, shape->kernel, shape->kernel);
      return FALSE;
    }
  if (n_out > MAX_CHANNELS)
    {
      g_set_error (error, LK_ERROR, LK_ERROR_LIMIT,
                   _ ("The tensor %s.weight has %zu channels; at most %d are accepted"),
                   layer, n_out, MAX_CHANNELS);
      return FALSE;
    }
  return check_finite (tensor, layer, "weight", error);
}

static gboolean
read_norm (GHashTable *tensors, const char *name, gsize n_out, Norm *norm, GError **error)
{
  const float **data[] = { &norm->weight, &norm->bias, &norm->mean, &norm->var };

  for (guint i = 0; i < G_N_ELEMENTS (norm_parts); i++)
    {
      LkTensor *tensor = look_up (tensors, name, norm_parts[i]);

      if (!check_there (tensor, name, norm_parts[i], error)
          || !check_vector (tensor, name, norm_parts[i], n_out, error))
        return FALSE;
      *data[i] = lk_tensor_get_data (tensor);
    }
  for (gsize i = 0; i < n_out; i++)
    if (norm->var[i] < 0)
      {
        g_set_error (error, LK_ERROR, LK_ERROR_NUMERIC,
                     _ ("The tensor %s.running_var holds a negative variance"), name);
        return FALSE;
      }
  return TRUE;
}

/* @bias holds the convolution's own bias and becomes the folded one. */
static gboolean
fold (const float *weight,
      const Norm *norm,
      gsize n_out,
      gsize row,
      float *folded,
      float *bias)
{
  gboolean finite = TRUE;

  for (gsize i = 0; i < n_out; i++)
    {
      double scale = norm->weight[i] / sqrt (norm->var[i] + EPSILON);

      bias[i] = (float) (scale * ((double) bias[i] - norm->mean[i]) + norm->bias[i]);
      finite = finite && isfinite (bias[i]);
      for (gsize j = i * row; j < (i + 1) * row; j++)
        {
          folded[j] = (float) (scale * weight[j]);
          finite = finite && isfinite (folded[j]);
        }
    }
  return finite;
}

LkConvolution *
lk_fold_convolution (GHashTable *tensors,
                     const char *name,
                     const char *norm,
                     LkConvolutionShape *shape,
                     gsize *n_parameters,
                     GError **error)
{
  LkTensor *weight = look_up (tensors, name, "weight");
  LkTensor *bias = look_up (tensors, name, "bias");
  g_autofree float *folded = NULL;
  g_autofree float *offset = NULL;
  Norm values;

  if (!check_there (weight, name, "weight", error)
      || !check_kernel (weight, name, shape, error))
    return NULL;
  shape->n_out = lk_tensor_get_dim (weight, 0);
  if (bias != NULL && !check_vector (bias, name, "bias", shape->n_out, error))
    return NULL;
  if (norm != NULL && !read_norm (tensors, norm, shape->n_out, &values, error))
    return NULL;

  offset = bias != NULL
               ? g_memdup2 (lk_tensor_get_data (bias), shape->n_out * sizeof (float))
               : g_new0 (float, shape->n_out);
  folded = g_memdup2 (lk_tensor_get_data (weight),
                      lk_tensor_get_size (weight) * sizeof (float));
  if (norm != NULL
      && !fold (lk_tensor_get_data (weight), &values, shape->n_out,
                lk_tensor_get_size (weight) / shape->n_out, folded, offset))
    {
      g_set_error (error, LK_ERROR, LK_ERROR_NUMERIC,
                   _ ("The tensors of %s scale %s beyond what float32 holds"), norm,
                   name);
      return NULL;
    }
  *n_parameters += lk_tensor_get_size (weight) + (bias != NULL ? shape->n_out : 0)
                   + (norm != NULL ? 2 * shape->n_out : 0);
  return lk_convolution_new (shape, folded, offset,
                             lk_convolution_kernels_get (lk_cpu_get_kernels ()));
}
