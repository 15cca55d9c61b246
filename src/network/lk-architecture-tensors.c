/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-architecture.h"

/* What an architecture says of its tensors, and in words. */

typedef struct
{
  GPtrArray *specs;
  guint block;
  guint layer;
} List;

static void
spec_free (gpointer data)
{
  LkTensorSpec *spec = data;

  g_free (spec->name);
  g_free (spec);
}

static LkTensorSpec *
add (const List *list, const char *layer, const char *part, LkTensorRole role, gsize n)
{
  LkTensorSpec *spec = g_new0 (LkTensorSpec, 1);

  spec->name = g_strconcat (layer, ".", part, NULL);
  spec->role = role;
  spec->n_dims = 1;
  spec->shape[0] = n;
  spec->block = list->block;
  spec->layer = list->layer;
  g_ptr_array_add (list->specs, spec);
  return spec;
}

static void
add_norm (const List *list, const char *norm, gsize n)
{
  add (list, norm, "weight", LK_ROLE_NORM_WEIGHT, n);
  add (list, norm, "bias", LK_ROLE_NORM_BIAS, n);
  add (list, norm, "running_mean", LK_ROLE_NORM_MEAN, n);
  add (list, norm, "running_var", LK_ROLE_NORM_VARIANCE, n);
}

static void
add_layer (const List *list, const LkLayer *layer, gsize n_in)
{
  LkTensorSpec *weight = add (list, layer->name, "weight", LK_ROLE_WEIGHT, layer->n_out);

  weight->n_dims = 4;
  weight->shape[1] = n_in;
  weight->shape[2] = weight->shape[3] = layer->kernel;
  if (layer->bias)
    add (list, layer->name, "bias", LK_ROLE_BIAS, layer->n_out);
  if (layer->norm != NULL)
    add_norm (list, layer->norm, layer->n_out);
}

static void
add_dense (const List *list, const char *name, gsize n_in, gsize n_out)
{
  LkTensorSpec *weight = add (list, name, "weight", LK_ROLE_WEIGHT, n_out);

  weight->n_dims = 2;
  weight->shape[1] = n_in;
  add (list, name, "bias", LK_ROLE_BIAS, n_out);
}

/* What a block has beside its layers and the shortcut. */
static void
add_rest (List *list, const LkBlock *block, gsize n_in)
{
  const gsize n_out = block->layers[block->n_layers - 1].n_out;

  list->layer++;
  if (block->before.norm != NULL)
    add_norm (list, block->before.norm, n_in);
  if (block->squeeze.reduce != NULL)
    {
      add_dense (list, block->squeeze.reduce, n_out, block->squeeze.n_hidden);
      add_dense (list, block->squeeze.expand, block->squeeze.n_hidden, n_out);
    }
  if (block->after.norm != NULL)
    add_norm (list, block->after.norm, n_out);
}

GPtrArray *
lk_architecture_list_tensors (const LkArchitecture *self)
{
  List list = { .specs = g_ptr_array_new_with_free_func (spec_free) };

  g_return_val_if_fail (self != NULL, NULL);

  for (list.block = 0; list.block < lk_architecture_get_n_blocks (self); list.block++)
    {
      const LkBlock *block = lk_architecture_get_block (self, list.block);
      gsize n_in = lk_architecture_get_block_n_in (self, list.block);

      for (list.layer = 0; list.layer < block->n_layers; list.layer++)
        {
          add_layer (&list, &block->layers[list.layer], n_in);
          n_in = block->layers[list.layer].n_out;
        }
      if (block->residual == LK_RESIDUAL_PROJECTION)
        add_layer (&list, &block->shortcut,
                   lk_architecture_get_block_n_in (self, list.block));
      add_rest (&list, block, lk_architecture_get_block_n_in (self, list.block));
    }
  return list.specs;
}

static gsize
count_numbers (const LkTensorSpec *spec)
{
  gsize n = 1;

  for (guint i = 0; i < spec->n_dims; i++)
    n *= spec->shape[i];
  return n;
}

gsize
lk_architecture_get_n_parameters (const LkArchitecture *self)
{
  g_autoptr (GPtrArray) specs = lk_architecture_list_tensors (self);
  gsize n = 0;

  for (guint i = 0; i < specs->len; i++)
    {
      const LkTensorSpec *spec = specs->pdata[i];

      if (spec->role != LK_ROLE_NORM_MEAN && spec->role != LK_ROLE_NORM_VARIANCE)
        n += count_numbers (spec);
    }
  return n;
}

static void
describe_slope (GString *text, double value)
{
  char slope[G_ASCII_DTOSTR_BUF_SIZE];

  if (value < LK_NO_ACTIVATION)
    g_string_append_printf (text, ", slope %s",
                            g_ascii_formatd (slope, sizeof slope, "%.9g", value));
  g_string_append_c (text, '\n');
}

static void
describe_activation (GString *text, const LkActivation *self, const char *where)
{
  if (self->norm == NULL)
    return;
  g_string_append_printf (text, "%s: norm %s", self->norm, where);
  describe_slope (text, self->slope);
}

static void
describe_layer (GString *text, const LkLayer *layer, gsize n_in, const char *more)
{

  g_string_append_printf (text, "%s %zux%zu stride %zu padding %zu: %zu to %zu%s%s%s",
                          layer->name, layer->kernel, layer->kernel, layer->stride,
                          layer->padding, n_in, layer->n_out, layer->bias ? ", bias" : "",
                          layer->norm != NULL ? ", norm" : "", more);
  describe_slope (text, layer->slope);
}

static void
describe_block (GString *text, const LkBlock *block, gsize n_in)
{
  static const char *const added[] = {
    [LK_RESIDUAL_NONE] = "",
    [LK_RESIDUAL_IDENTITY] = ", plus the input",
    [LK_RESIDUAL_PROJECTION] = ", plus the shortcut",
  };
  gsize n = n_in;

  describe_activation (text, &block->before,
                       block->shared ? "before all" : "before the layers");
  for (guint i = 0; i < block->n_layers; i++)
    {
      gboolean last = i == block->n_layers - 1;

      describe_layer (text, &block->layers[i], n, last ? added[block->residual] : "");
      n = block->layers[i].n_out;
    }
  if (block->residual == LK_RESIDUAL_PROJECTION)
    describe_layer (text, &block->shortcut, n_in, "");
  if (block->squeeze.reduce != NULL)
    g_string_append_printf (text, "squeeze %s to %zu and %s\n", block->squeeze.reduce,
                            block->squeeze.n_hidden, block->squeeze.expand);
  describe_activation (text, &block->after, "after all");
  if (block->pool.kernel > 0)
    g_string_append_printf (text, "max-pool %zux%zu stride %zu padding %zu\n",
                            block->pool.kernel, block->pool.kernel, block->pool.stride,
                            block->pool.padding);
}

char *
lk_architecture_describe (const LkArchitecture *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < lk_architecture_get_n_blocks (self); i++)
    describe_block (text, lk_architecture_get_block (self, i),
                    lk_architecture_get_block_n_in (self, i));
  return g_string_free (g_steal_pointer (&text), FALSE);
}
