/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-folded-block.h"

#include "lk-folding.h"
#include "lk-max-pool.h"

static LkConvolutionShape
make_shape (const LkLayer *layer, gsize n_in, gboolean planar)
{
  return (LkConvolutionShape){
    .n_in = n_in,
    .n_out = layer->n_out,
    .kernel = layer->kernel,
    .stride = layer->stride,
    .padding = layer->padding,
    .slope = (float) layer->slope,
    .planar = planar,
  };
}

/* Whether the last layer takes the pool along. */
static gboolean
join_pool (const LkBlock *block, LkConvolutionShape *shape)
{
  const LkPooling *pool = &block->pool;

  shape->pool = pool->kernel == 2 && pool->stride == 2 && pool->padding == 0
                && block->squeeze.reduce == NULL && block->after.norm == NULL
                && lk_convolution_can_pool (shape);
  return shape->pool;
}

static gboolean
init_pointwise (LkPointwise *self,
                const LkActivation *activation,
                gsize n,
                GHashTable *tensors,
                GError **error)
{
  const gsize padded = lk_map_count_blocks (n) * LK_MAP_BLOCK;
  float *scale;
  float *shift;

  if (activation->norm == NULL)
    return TRUE;
  self->scale = scale = g_new0 (float, padded);
  self->shift = shift = g_new0 (float, padded);
  self->slope = (float) activation->slope;
  return lk_fold_norm (activation->norm, n, tensors, scale, shift, error);
}

static gboolean
init_rest (LkFoldedBlock *self,
           const LkBlock *block,
           gsize n_in,
           GHashTable *tensors,
           GError **error)
{
  const LkLayer *last = &block->layers[block->n_layers - 1];

  self->shared = block->shared;
  self->slope = (float) last->slope;
  if (block->squeeze.reduce != NULL)
    self->squeeze = lk_folded_squeeze_new (&block->squeeze, last->n_out, tensors);
  return init_pointwise (&self->before, &block->before, n_in, tensors, error)
         && init_pointwise (&self->after, &block->after, last->n_out, tensors, error);
}

gboolean
lk_folded_block_init (LkFoldedBlock *self,
                      const LkArchitecture *architecture,
                      guint index,
                      GHashTable *tensors,
                      GError **error)
{
  const LkBlock *block = lk_architecture_get_block (architecture, index);
  gsize n_in = lk_architecture_get_block_n_in (architecture, index);
  LkConvolutionShape shape = make_shape (&block->shortcut, n_in, index == 0);

  self->residual = block->residual;
  self->pool = block->pool;
  if (!init_rest (self, block, n_in, tensors, error))
    return FALSE;
  if (self->residual == LK_RESIDUAL_PROJECTION)
    {
      self->shortcut = lk_fold_layer (&block->shortcut, &shape, tensors, error);
      if (self->shortcut == NULL)
        return FALSE;
    }
  for (guint i = 0; i < block->n_layers; i++, n_in = shape.n_out)
    {
      shape = make_shape (&block->layers[i], n_in, index == 0 && i == 0);
      if (i + 1 == block->n_layers && join_pool (block, &shape))
        self->pool.kernel = 0;
      if (i + 1 == block->n_layers && self->squeeze != NULL)
        shape.slope = LK_NO_ACTIVATION;
      self->layers[i] = lk_fold_layer (&block->layers[i], &shape, tensors, error);
      if (self->layers[i] == NULL)
        return FALSE;
      self->n_layers++;
    }
  return TRUE;
}

static void
free_pointwise (LkPointwise *self)
{
  g_free ((float *) self->scale);
  g_free ((float *) self->shift);
}

void
lk_folded_block_clear (LkFoldedBlock *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->layers); i++)
    g_clear_pointer (&self->layers[i], lk_convolution_free);
  g_clear_pointer (&self->shortcut, lk_convolution_free);
  g_clear_pointer (&self->squeeze, lk_folded_squeeze_free);
  free_pointwise (&self->before);
  free_pointwise (&self->after);
}

static gsize
n_out (const LkConvolution *convolution)
{
  return lk_convolution_get_shape (convolution)->n_out;
}

gsize
lk_folded_block_get_n_out (const LkFoldedBlock *self)
{
  return n_out (self->layers[self->n_layers - 1]);
}

gsize
lk_folded_block_get_weight_size (const LkFoldedBlock *self)
{
  gsize size
      = self->shortcut != NULL ? lk_convolution_get_weight_size (self->shortcut) : 0;

  for (guint i = 0; i < self->n_layers; i++)
    size += lk_convolution_get_weight_size (self->layers[i]);
  return size;
}

void
lk_folded_block_resize (const LkFoldedBlock *self, gsize *height, gsize *width)
{
  for (guint i = 0; i < self->n_layers; i++)
    lk_convolution_resize (self->layers[i], height, width);
  if (self->pool.kernel > 0)
    lk_max_pool_resize (&self->pool, height, width);
}

/* What comes of @input; @data is where. */
static LkMap
output_of (const LkConvolution *convolution, const LkMap *input, float *data)
{
  LkMap output = *input;

  lk_convolution_resize (convolution, &output.height, &output.width);
  output.n_channels = n_out (convolution);
  output.data = data;
  return output;
}

static LkMap
pooled (const LkFoldedBlock *self, const LkMap *input, float *data)
{
  LkMap output = *input;

  lk_max_pool_resize (&self->pool, &output.height, &output.width);
  output.data = data;
  return output;
}

static void
raise_size (gsize *size, const LkMap *map)
{
  *size = MAX (*size, map->n_pictures * lk_map_get_picture_size (map));
}

/* Turns @map into what comes of it. */
static void
measure (const LkConvolution *convolution,
         LkMap *map,
         guint n_threads,
         LkConvolutionNeeds *needs)
{
  lk_convolution_measure (convolution, map->n_pictures, map->height, map->width,
                          n_threads, needs);
  *map = output_of (convolution, map, NULL);
}

void
lk_folded_block_measure (const LkFoldedBlock *self,
                         gsize n_pictures,
                         gsize height,
                         gsize width,
                         guint n_threads,
                         LkFoldedBlockNeeds *needs)
{
  LkMap map = { .n_pictures = n_pictures, .height = height, .width = width };

  map.n_channels = lk_convolution_get_shape (self->layers[0])->n_in;
  if (self->before.scale != NULL)
    raise_size (&needs->activated, &map);
  if (self->squeeze != NULL)
    needs->squeezed
        = MAX (needs->squeezed, lk_folded_squeeze_measure (self->squeeze, n_pictures));
  if (self->shortcut != NULL)
    {
      LkMap beside = map;

      measure (self->shortcut, &beside, n_threads, &needs->convolution);
      raise_size (&needs->inner, &beside);
    }
  for (guint i = 0; i < self->n_layers; i++)
    {
      measure (self->layers[i], &map, n_threads, &needs->convolution);
      if (i + 1 < self->n_layers || self->pool.kernel > 0)
        raise_size (&needs->inner, &map);
    }
  if (self->pool.kernel > 0)
    map = pooled (self, &map, NULL);
  raise_size (&needs->map, &map);
}

/* What the layers see of the block's input. */
static LkMap
run_before (const LkFoldedBlock *self,
            const LkMap *input,
            const LkFoldedBlockMemory *memory)
{
  LkMap map = *input;

  if (self->before.scale == NULL)
    return map;
  map.data = memory->activated;
  lk_pointwise_run (&self->before, input, NULL, &map, memory->convolution.pool);
  return map;
}

/* What is added to the last layer's output, or %NULL; @addend is filled in. */
static const LkMap *
run_beside (const LkFoldedBlock *self,
            const LkMap *input,
            const LkMap *activated,
            const LkFoldedBlockMemory *memory,
            LkMap *addend)
{
  const LkMap *seen = self->shared ? activated : input;

  switch (self->residual)
    {
    case LK_RESIDUAL_PROJECTION:
      *addend = output_of (self->shortcut, seen, memory->inner[2]);
      lk_convolution_run (self->shortcut, seen, NULL, addend, &memory->convolution);
      return addend;
    case LK_RESIDUAL_IDENTITY:
      return input;
    case LK_RESIDUAL_NONE:
    default:
      return NULL;
    }
}

/* In the place of @map: what comes between the last layer and the pool. */
static void
run_behind (const LkFoldedBlock *self,
            const LkMap *added,
            const LkFoldedBlockMemory *memory,
            const LkMap *map)
{
  if (self->squeeze != NULL)
    {
      const LkPointwise excite = {
        .scale = memory->squeezed,
        .picture_scale = lk_map_count_blocks (map->n_channels) * LK_MAP_BLOCK,
        .slope = self->slope,
      };

      lk_folded_squeeze_run (self->squeeze, map, memory->squeezed);
      lk_pointwise_run (&excite, map, added, map, memory->convolution.pool);
    }
  if (self->after.scale != NULL)
    lk_pointwise_run (&self->after, map, NULL, map, memory->convolution.pool);
}

void
lk_folded_block_run (const LkFoldedBlock *self,
                     const LkMap *input,
                     const LkFoldedBlockMemory *memory,
                     LkMap *output)
{
  gboolean pools = self->pool.kernel > 0;
  LkMap activated = run_before (self, input, memory);
  LkMap map = activated;
  LkMap addend;
  const LkMap *added = run_beside (self, input, &activated, memory, &addend);

  for (guint i = 0; i < self->n_layers; i++)
    {
      gboolean last = i + 1 == self->n_layers;
      LkMap next = output_of (self->layers[i], &map,
                              last && !pools ? output->data : memory->inner[i % 2]);

      lk_convolution_run (self->layers[i], &map,
                          last && self->squeeze == NULL ? added : NULL, &next,
                          &memory->convolution);
      map = next;
    }
  run_behind (self, added, memory, &map);
  if (!pools)
    {
      *output = map;
      return;
    }
  *output = pooled (self, &map, output->data);
  lk_max_pool_run (&self->pool, lk_convolution_get_kernels (self->layers[0]), &map,
                   output, memory->convolution.pool);
}
