/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-trainable-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "lk-error.h"
#include "lk-random.h"
#include "lk-tensor-table.h"

static LkParameter *
add_parameter (GPtrArray *list,
               const char *layer,
               const char *part,
               guint n_dims,
               const gsize *shape,
               gboolean decay)
{
  g_autofree char *name = g_strconcat (layer, ".", part, NULL);
  LkParameter *parameter = lk_parameter_new (name, lk_tensor_new (n_dims, shape), decay);

  g_ptr_array_add (list, parameter);
  return parameter;
}

static LkParameter *
add_statistic (GPtrArray *list, const char *norm, const char *part, gsize n)
{
  LkParameter *parameter = add_parameter (list, norm, part, 1, &n, FALSE);

  parameter->frozen = TRUE;
  return parameter;
}

/* @norm %NULL: the convolution has a bias instead. */
static LkTrainingLayer *
add_layer (LkTrainable *self,
           const LkTrainingLayerShape *shape,
           const char *conv,
           const char *norm)
{
  LkTrainingLayer *layer = lk_training_layer_new (shape);
  gsize weight[] = { shape->n_out, shape->n_in, shape->kernel, shape->kernel };

  layer->weight = add_parameter (self->parameters, conv, "weight", 4, weight, TRUE);
  if (norm == NULL)
    {
      layer->offset
          = add_parameter (self->parameters, conv, "bias", 1, &shape->n_out, FALSE);
      return layer;
    }
  layer->scale
      = add_parameter (self->parameters, norm, "weight", 1, &shape->n_out, FALSE);
  layer->offset = add_parameter (self->parameters, norm, "bias", 1, &shape->n_out, FALSE);
  layer->mean = add_statistic (self->statistics, norm, "running_mean", shape->n_out);
  layer->var = add_statistic (self->statistics, norm, "running_var", shape->n_out);
  return layer;
}

static void
add_plain (LkTrainable *self, guint index, gsize n_in, gsize n_out, gboolean has_norm)
{
  LkTrainingBlock *block = &self->blocks[index];
  g_autofree char *conv = g_strdup_printf ("stage%u.conv", index + 1);
  g_autofree char *norm = g_strdup_printf ("stage%u.norm", index + 1);
  LkTrainingLayerShape shape = { .n_in = n_in,
                                 .n_out = n_out,
                                 .kernel = 3,
                                 .padding = self->backbone.unpadded[index] ? 0 : 1,
                                 .planar = index == 0 };

  block->n_layers = 1;
  block->layers[0] = add_layer (self, &shape, conv, has_norm ? norm : NULL);
  if (!has_norm)
    block->slope = 1;
}

static void
add_residual (LkTrainable *self, guint index, gsize n_in, gsize n_out, gboolean shortcut)
{
  LkTrainingBlock *block = &self->blocks[index];
  g_autofree char *conv = g_strdup_printf ("stage%u.shortcut.conv", index + 1);
  g_autofree char *norm = g_strdup_printf ("stage%u.shortcut.norm", index + 1);
  LkTrainingLayerShape shape
      = { .n_in = n_in, .n_out = n_out, .kernel = 1, .planar = index == 0 };

  block->n_layers = LK_TRAINING_BLOCK_LAYERS;
  for (guint i = 0; i < block->n_layers; i++)
    {
      g_autofree char *conv_i = g_strdup_printf ("stage%u.conv%u", index + 1, i + 1);
      g_autofree char *norm_i = g_strdup_printf ("stage%u.norm%u", index + 1, i + 1);
      LkTrainingLayerShape shape_i = { .n_in = i == 0 ? n_in : n_out,
                                       .n_out = n_out,
                                       .kernel = 3,
                                       .padding = 1,
                                       .planar = index == 0 && i == 0 };

      block->layers[i] = add_layer (self, &shape_i, conv_i, norm_i);
    }
  if (shortcut)
    block->shortcut = add_layer (self, &shape, conv, norm);
}

LkTrainable *
lk_trainable_build (const LkBackbone *backbone)
{
  LkTrainable *self = g_new0 (LkTrainable, 1);
  gboolean residual = g_str_equal (backbone->name, "resnet12");
  gsize n_in = LK_TRAINABLE_PLANES;

  self->backbone = *backbone;
  self->parameters = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_parameter_free);
  self->statistics = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_parameter_free);
  self->masks = lk_drop_masks_new ();
  self->memory.pool = lk_pool_get_shared ();
  for (guint i = 0; i < LK_TRAINABLE_BLOCKS; i++)
    {
      gsize width = backbone->widths[i];

      self->backbone.bias[i] = backbone->bare[i];
      self->blocks[i].pool = backbone->pools[i];
      self->blocks[i].slope = (float) backbone->slope;
      if (residual)
        add_residual (self, i, n_in, width, !backbone->no_shortcut[i]);
      else
        add_plain (self, i, n_in, width, !backbone->bare[i]);
      n_in = width;
    }
  return self;
}

/* Normally distributed, two at a time (Box and Muller 1958). */
static void
draw_normal (LkRandom *random, double deviation, float *values, gsize n)
{
  for (gsize i = 0; i < n; i += 2)
    {
      double u = ((double) (lk_random_next (random) >> 11) + 1) * 0x1p-53;
      double v = (double) (lk_random_next (random) >> 11) * 0x1p-53;
      double radius = deviation * sqrt (-2 * log (u));

      values[i] = (float) (radius * cos (2 * G_PI * v));
      if (i + 1 < n)
        values[i + 1] = (float) (radius * sin (2 * G_PI * v));
    }
}

static void
fill (const LkParameter *parameter, float value)
{
  float *values = lk_tensor_get_data (parameter->value);

  for (gsize i = 0; i < lk_parameter_get_size (parameter); i++)
    values[i] = value;
}

static void
draw_layer (LkTrainingLayer *layer, guint64 seed, guint64 stream)
{
  double fan_out
      = (double) (layer->shape.n_out * layer->shape.kernel * layer->shape.kernel);
  LkRandom random;

  lk_random_init (&random, seed, stream);
  draw_normal (&random, sqrt (2 / fan_out), lk_tensor_get_data (layer->weight->value),
               lk_parameter_get_size (layer->weight));
  fill (layer->scale, 1);
  fill (layer->var, 1);
}

LkTrainable *
lk_trainable_new (const LkTrainableShape *shape, guint64 seed)
{
  LkBackbone backbone;
  LkTrainable *self;
  guint64 stream = 0;

  g_return_val_if_fail (shape != NULL && shape->slope >= 0 && shape->slope <= 1, NULL);
  for (guint i = 0; i < LK_TRAINABLE_BLOCKS; i++)
    g_return_val_if_fail (shape->widths[i] > 0 && shape->widths[i] <= 4096, NULL);

  g_return_val_if_fail (lk_backbone_find (shape->backbone, &backbone), NULL);
  memcpy (backbone.widths, shape->widths, sizeof backbone.widths);
  memcpy (backbone.pools, shape->pools, sizeof backbone.pools);
  backbone.slope = shape->slope;
  self = lk_trainable_build (&backbone);
  for (guint i = 0; i < LK_TRAINABLE_BLOCKS; i++)
    {
      for (guint j = 0; j < self->blocks[i].n_layers; j++)
        draw_layer (self->blocks[i].layers[j], seed, stream++);
      if (self->blocks[i].shortcut != NULL)
        draw_layer (self->blocks[i].shortcut, seed, stream++);
    }
  return self;
}

static void
copy_tensors (GHashTable *tensors, GPtrArray *parameters)
{
  for (guint i = 0; i < parameters->len; i++)
    {
      const LkParameter *parameter = g_ptr_array_index (parameters, i);

      if (g_hash_table_contains (tensors, parameter->name))
        lk_tensor_table_get (tensors, "", parameter,
                             lk_tensor_get_data (parameter->value));
    }
}

/* A bias before a norm shifts its mean. */
static void
absorb_bias (LkTrainable *self, GHashTable *tensors, guint index)
{
  g_autofree char *name = g_strdup_printf ("stage%u.conv.bias", index + 1);
  const LkTrainingLayer *layer = self->blocks[index].layers[0];
  LkTensor *bias = g_hash_table_lookup (tensors, name);
  float *mean;

  if (bias == NULL || layer->mean == NULL)
    return;
  mean = lk_tensor_get_data (layer->mean->value);
  for (gsize i = 0; i < layer->shape.n_out; i++)
    mean[i] -= lk_tensor_get_data (bias)[i];
}

LkTrainable *
lk_trainable_new_for_layout (const LkLayout *layout, GError **error)
{
  g_autoptr (LkNetwork) network = NULL;
  LkTrainable *self;

  g_return_val_if_fail (layout != NULL && layout->tensors != NULL, NULL);

  if (!g_str_equal (layout->backbone.name, "conv64f")
      && !g_str_equal (layout->backbone.name, "resnet12"))
    {
      g_set_error (error, LK_ERROR, LK_ERROR_UNSUPPORTED,
                   _ ("A %s cannot be trained: Conv64F and ResNet-12 can"),
                   layout->backbone.name);
      return NULL;
    }
  network = lk_network_new (layout->architecture, layout->tensors, error);
  if (network == NULL)
    return NULL;
  self = lk_trainable_build (&layout->backbone);
  copy_tensors (layout->tensors, self->parameters);
  copy_tensors (layout->tensors, self->statistics);
  for (guint i = 0; i < LK_TRAINABLE_BLOCKS; i++)
    absorb_bias (self, layout->tensors, i);
  return self;
}

void
lk_trainable_free (LkTrainable *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < LK_TRAINABLE_BLOCKS; i++)
    lk_training_block_clear (&self->blocks[i]);
  g_ptr_array_unref (self->parameters);
  g_ptr_array_unref (self->statistics);
  lk_drop_masks_free (self->masks);
  g_aligned_free (self->arena);
  g_clear_pointer (&self->maps, lk_tensor_unref);
  g_free (self);
}

GHashTable *
lk_trainable_copy_tensors (LkTrainable *self)
{
  GHashTable *tensors;

  g_return_val_if_fail (self != NULL, NULL);

  tensors = lk_tensor_table_new ();
  for (guint i = 0; i < self->parameters->len + self->statistics->len; i++)
    {
      const LkParameter *parameter
          = i < self->parameters->len
                ? g_ptr_array_index (self->parameters, i)
                : g_ptr_array_index (self->statistics, i - self->parameters->len);

      lk_tensor_table_add (tensors, "", parameter, lk_tensor_get_data (parameter->value));
    }
  return tensors;
}

gboolean
lk_trainable_set_tensors (LkTrainable *self, GHashTable *tensors, GError **error)
{
  g_return_val_if_fail (self != NULL && tensors != NULL, FALSE);

  if (!lk_tensor_table_check (tensors, "", self->parameters, error)
      || !lk_tensor_table_check (tensors, "", self->statistics, error))
    return FALSE;
  copy_tensors (tensors, self->parameters);
  copy_tensors (tensors, self->statistics);
  return TRUE;
}

LkNetwork *
lk_trainable_make_network (LkTrainable *self, GHashTable *tensors, GError **error)
{
  g_autoptr (GHashTable) own = NULL;
  g_autoptr (LkArchitecture) architecture = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (tensors == NULL)
    tensors = own = lk_trainable_copy_tensors (self);
  architecture = lk_backbone_build (&self->backbone);
  return lk_network_new (architecture, tensors, error);
}
