/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-folding.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "lk-error.h"
#include "lk-tensor.h"

#define EPSILON 1e-5

typedef struct
{
  const float *weight;
  const float *bias;
  const float *mean;
  const float *var;
} Norm;

static const float *
look_up (GHashTable *tensors, const char *layer, const char *part)
{
  g_autofree char *name = g_strconcat (layer, ".", part, NULL);
  LkTensor *tensor = g_hash_table_lookup (tensors, name);

  return tensor != NULL ? lk_tensor_get_data (tensor) : NULL;
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

static Norm
find_norm (GHashTable *tensors, const char *norm)
{
  return (Norm){
    .weight = look_up (tensors, norm, "weight"),
    .bias = look_up (tensors, norm, "bias"),
    .mean = look_up (tensors, norm, "running_mean"),
    .var = look_up (tensors, norm, "running_var"),
  };
}

gboolean
lk_fold_norm (const char *norm,
              gsize n,
              GHashTable *tensors,
              float *scale,
              float *shift,
              GError **error)
{
  const Norm self = find_norm (tensors, norm);

  for (gsize i = 0; i < n; i++)
    {
      double factor = self.weight[i] / sqrt (self.var[i] + EPSILON);

      scale[i] = (float) factor;
      shift[i] = (float) (self.bias[i] - factor * self.mean[i]);
      if (isfinite (scale[i]) && isfinite (shift[i]))
        continue;
      g_set_error (error, LK_ERROR, LK_ERROR_NUMERIC,
                   _ ("The tensors of %s scale beyond what float32 holds"), norm);
      return FALSE;
    }
  return TRUE;
}

static gboolean
fold_norm (const LkLayer *layer,
           const float *weight,
           gsize row,
           GHashTable *tensors,
           float *folded,
           float *bias,
           GError **error)
{
  const Norm norm = find_norm (tensors, layer->norm);

  if (fold (weight, &norm, layer->n_out, row, folded, bias))
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_NUMERIC,
               _ ("The tensors of %s scale %s beyond what float32 holds"), layer->norm,
               layer->name);
  return FALSE;
}

LkConvolution *
lk_fold_layer (const LkLayer *layer,
               const LkConvolutionShape *shape,
               GHashTable *tensors,
               GError **error)
{
  const float *weight = look_up (tensors, layer->name, "weight");
  const float *own = layer->bias ? look_up (tensors, layer->name, "bias") : NULL;
  gsize row = shape->n_in * shape->kernel * shape->kernel;
  g_autofree float *bias = g_new0 (float, shape->n_out);
  g_autofree float *folded = g_memdup2 (weight, shape->n_out * row * sizeof *folded);

  for (gsize i = 0; own != NULL && i < shape->n_out; i++)
    bias[i] = own[i];
  if (layer->norm != NULL
      && !fold_norm (layer, weight, row, tensors, folded, bias, error))
    return NULL;
  return lk_convolution_new (shape, folded, bias,
                             lk_convolution_kernels_get (lk_cpu_get_kernels ()));
}
