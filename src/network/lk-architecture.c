/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-architecture.h"

/* @names holds all names that the blocks have. */
struct _LkArchitecture
{
  char *name;
  gsize n_in;
  GArray *blocks;
  GStringChunk *names;
};

LkArchitecture *
lk_architecture_new (const char *name, gsize n_in)
{
  LkArchitecture *self;

  g_return_val_if_fail (name != NULL && n_in > 0, NULL);

  self = g_atomic_rc_box_new0 (LkArchitecture);
  self->name = g_strdup (name);
  self->n_in = n_in;
  self->blocks = g_array_new (FALSE, FALSE, sizeof (LkBlock));
  self->names = g_string_chunk_new (512);
  return self;
}

LkArchitecture *
lk_architecture_ref (LkArchitecture *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  LkArchitecture *self = data;

  g_free (self->name);
  g_array_unref (self->blocks);
  g_string_chunk_free (self->names);
}

void
lk_architecture_unref (LkArchitecture *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

static gboolean
is_layer (const LkLayer *layer)
{
  return layer->name != NULL && layer->n_out > 0 && layer->kernel > 0 && layer->stride > 0
         && layer->padding < layer->kernel && layer->slope >= 0 && layer->slope <= 1;
}

static gboolean
is_pooling (const LkPooling *pool)
{
  return pool->kernel == 0 || (pool->stride > 0 && pool->padding <= pool->kernel / 2);
}

/* Whether the output is of the input's size, divided by the stride and rounded up. */
static gboolean
keeps_size (const LkLayer *layer)
{
  return layer->kernel % 2 == 1 && layer->padding == layer->kernel / 2;
}

/* Whether what is added is of the shape of what it is added to, whatever the input. */
static gboolean
fits_residual (const LkBlock *block, gsize n_in)
{
  const LkLayer *shortcut = &block->shortcut;
  gsize n_out = block->layers[block->n_layers - 1].n_out;
  gsize stride = 1;

  if (block->residual == LK_RESIDUAL_NONE)
    return TRUE;
  for (guint i = 0; i < block->n_layers; i++)
    {
      if (!keeps_size (&block->layers[i]))
        return FALSE;
      stride *= block->layers[i].stride;
    }
  if (block->residual == LK_RESIDUAL_IDENTITY)
    return n_out == n_in && stride == 1;
  return is_layer (shortcut) && keeps_size (shortcut) && shortcut->n_out == n_out
         && shortcut->stride == stride;
}

static gboolean
is_activation (const LkActivation *self)
{
  return self->norm == NULL || (self->slope >= 0 && self->slope <= 1);
}

static gboolean
is_squeeze (const LkSqueeze *self)
{
  return self->reduce == NULL || (self->expand != NULL && self->n_hidden > 0);
}

static gboolean
fits (const LkBlock *block, gsize n_in)
{
  if (block->n_layers == 0 || block->n_layers > LK_BLOCK_MAX_LAYERS)
    return FALSE;
  for (guint i = 0; i < block->n_layers; i++)
    if (!is_layer (&block->layers[i]))
      return FALSE;
  return fits_residual (block, n_in) && is_pooling (&block->pool)
         && is_activation (&block->before) && is_activation (&block->after)
         && is_squeeze (&block->squeeze);
}

static void
keep_name (LkArchitecture *self, const char **name)
{
  if (*name != NULL)
    *name = g_string_chunk_insert (self->names, *name);
}

static void
keep_names (LkArchitecture *self, LkBlock *block)
{
  for (guint i = 0; i < block->n_layers; i++)
    {
      keep_name (self, &block->layers[i].name);
      keep_name (self, &block->layers[i].norm);
    }
  keep_name (self, &block->shortcut.name);
  keep_name (self, &block->shortcut.norm);
  keep_name (self, &block->before.norm);
  keep_name (self, &block->after.norm);
  keep_name (self, &block->squeeze.reduce);
  keep_name (self, &block->squeeze.expand);
}

void
lk_architecture_add_block (LkArchitecture *self, const LkBlock *block)
{
  LkBlock copy;

  g_return_if_fail (self != NULL && block != NULL);
  g_return_if_fail (
      fits (block, lk_architecture_get_block_n_in (self, self->blocks->len)));
  g_return_if_fail (
      self->blocks->len > 0
      || (block->residual != LK_RESIDUAL_IDENTITY && block->before.norm == NULL));

  copy = *block;
  if (copy.residual != LK_RESIDUAL_PROJECTION)
    copy.shortcut = (LkLayer){ 0 };
  keep_names (self, &copy);
  g_array_append_val (self->blocks, copy);
}

LkArchitecture *
lk_architecture_cut (const LkArchitecture *self, guint stage)
{
  LkArchitecture *part;

  g_return_val_if_fail (self != NULL, NULL);

  part = lk_architecture_new (self->name, self->n_in);
  for (guint i = 0; i < self->blocks->len; i++)
    if (lk_architecture_get_block (self, i)->stage <= stage)
      lk_architecture_add_block (part, lk_architecture_get_block (self, i));
  return part;
}

const char *
lk_architecture_get_name (const LkArchitecture *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->name;
}

gsize
lk_architecture_get_n_in (const LkArchitecture *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->n_in;
}

guint
lk_architecture_get_n_blocks (const LkArchitecture *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->blocks->len;
}

const LkBlock *
lk_architecture_get_block (const LkArchitecture *self, guint index)
{
  g_return_val_if_fail (self != NULL && index < self->blocks->len, NULL);
  return &g_array_index (self->blocks, LkBlock, index);
}

guint
lk_architecture_get_n_stages (const LkArchitecture *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->blocks->len > 0
             ? lk_architecture_get_block (self, self->blocks->len - 1)->stage
             : 0;
}

gsize
lk_architecture_get_block_n_in (const LkArchitecture *self, guint index)
{
  const LkBlock *before;

  g_return_val_if_fail (self != NULL && index <= self->blocks->len, 0);

  if (index == 0)
    return self->n_in;
  before = lk_architecture_get_block (self, index - 1);
  return before->layers[before->n_layers - 1].n_out;
}

void
lk_architecture_get_map_shape (const LkArchitecture *self,
                               gsize height,
                               gsize width,
                               gsize shape[3])
{
  g_return_if_fail (self != NULL);

  for (guint i = 0; i < self->blocks->len; i++)
    lk_block_resize (lk_architecture_get_block (self, i), &height, &width);
  shape[0] = lk_architecture_get_block_n_in (self, self->blocks->len);
  shape[1] = height;
  shape[2] = width;
}

typedef struct
{
  double stride;
  double offset;
  double field;
} Geometry;

/* Windows over cells that are Geometry apart are cells of another. */
static void
look_through (Geometry *cells, gsize kernel, gsize stride, gsize padding)
{
  cells->offset += ((double) (kernel - 1) / 2 - (double) padding) * cells->stride;
  cells->field += (double) (kernel - 1) * cells->stride;
  cells->stride *= (double) stride;
}

void
lk_architecture_get_geometry (const LkArchitecture *self,
                              double *stride,
                              double *offset,
                              double *receptive_field)
{
  Geometry cells = { 1, 0.5, 1 };

  g_return_if_fail (self != NULL);

  for (guint i = 0; i < self->blocks->len; i++)
    {
      const LkBlock *block = lk_architecture_get_block (self, i);

      for (guint j = 0; j < block->n_layers; j++)
        look_through (&cells, block->layers[j].kernel, block->layers[j].stride,
                      block->layers[j].padding);
      if (block->pool.kernel > 0)
        look_through (&cells, block->pool.kernel, block->pool.stride,
                      block->pool.padding);
    }
  *stride = cells.stride;
  *offset = cells.offset;
  *receptive_field = cells.field;
}
