/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-training-block-private.h"

#include <string.h>

/* Tiles that a group has at least, if there are so many: those of many weights more, as
 * each group reads all weights. */
#define GROUP 40
#define GROUP_OF_MANY 80

/* Floats of the sums of which eight, or four, are kept. */
#define FEW_SUMS ((gsize) 1 << 18)
#define SOME_SUMS ((gsize) 1 << 20)

typedef struct
{
  LkTrainingBlock *block;
  const LkTrainingMemory *memory;
  LkTrainingSplit split;
  LkTrainingLayer *layer;
  guint index;
  gboolean batch;
} Pass;

void
lk_training_block_clear (LkTrainingBlock *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->layers); i++)
    g_clear_pointer (&self->layers[i], lk_training_layer_free);
  g_clear_pointer (&self->shortcut, lk_training_layer_free);
}

void
lk_training_block_resize (const LkTrainingBlock *self, gsize *height, gsize *width)
{
  for (guint i = 0; i < self->n_layers; i++)
    {
      *height = lk_training_layer_resize (self->layers[i], *height);
      *width = lk_training_layer_resize (self->layers[i], *width);
    }
  if (!self->pool)
    return;
  *height /= 2;
  *width /= 2;
}

static gsize
share (gsize n, gsize n_parts)
{
  return (n + n_parts - 1) / n_parts;
}

LkTrainingSplit
lk_training_split (const LkTrainingBlock *self,
                   const LkTrainingLayer *layer,
                   gsize n_pictures)
{
  gsize sums = lk_training_layer_get_sums_size (layer);
  gsize n_tiles = share (self->height, 4) * share (self->width, 4);
  gsize size = MAX ((sums > FEW_SUMS ? GROUP_OF_MANY : GROUP) / n_tiles, 1);
  LkTrainingSplit split;

  split.n_parts = MIN (sums <= FEW_SUMS ? 8 : sums <= SOME_SUMS ? 4 : 2, n_pictures);
  split.n_groups = share (share (n_pictures, size), split.n_parts) * split.n_parts;
  split.n_groups = MIN (split.n_groups, n_pictures);
  return split;
}

gsize
lk_training_get_values_size (const LkTrainingBlock *self, const LkTrainingLayer *layer)
{
  gsize out = lk_training_layer_count_out (layer) * lk_training_count_cells (self, layer);
  gsize in = layer->shape.planar
                 ? 0
                 : lk_training_layer_count_in (layer) * self->height * self->width;

  return MAX (out, in) * LK_MAP_BLOCK;
}

gsize
lk_training_get_output_size (const LkTrainingBlock *self)
{
  gsize height = self->height;
  gsize width = self->width;

  lk_training_block_resize (self, &height, &width);
  return lk_training_layer_count_out (lk_training_block_get_last (self)) * height * width
         * LK_MAP_BLOCK;
}

static LkMap
make_map (const LkTrainingBlock *self, gsize n_channels, gsize n_pictures, float *data)
{
  return (LkMap){ .data = data,
                  .n_pictures = n_pictures,
                  .n_channels = n_channels,
                  .height = self->height,
                  .width = self->width };
}

/* Kernels compute 32 channels at once, and may read a plane more than there is. */
static gsize
get_map_size (const LkTrainingBlock *self, gsize n_channels, gsize n_pictures)
{
  LkMap map = make_map (self, n_channels, n_pictures, NULL);

  return n_pictures * lk_map_get_picture_size (&map) + lk_map_get_plane_size (&map);
}

static gsize
count_group (const LkTrainingSplit *split, gsize n_pictures)
{
  return share (n_pictures, split->n_groups);
}

void
lk_training_own_get (const LkTrainingBlock *self,
                     const LkTrainingLayer *layer,
                     const LkTrainingMemory *memory,
                     guint worker,
                     LkTrainingOwn *own)
{
  LkTrainingSplit split = lk_training_split (self, layer, memory->n_pictures);
  gsize n = count_group (&split, memory->n_pictures);
  gsize n_blocks = lk_training_layer_count_out (layer);

  own->input = memory->own + worker * memory->own_size;
  own->gradient = own->input
                  + (layer->shape.planar ? 0 : get_map_size (self, layer->shape.n_in, n));
  own->beside = own->gradient + get_map_size (self, layer->shape.n_out, n);
  own->scratch = own->beside;
  if (self->shortcut != NULL)
    own->scratch += (n * n_blocks + 1) * self->height * self->width * LK_MAP_BLOCK;
}

static void
measure_layer (const LkTrainingBlock *self,
               const LkTrainingLayer *layer,
               gsize n_pictures,
               LkTrainingNeeds *needs)
{
  LkTrainingSplit split = lk_training_split (self, layer, n_pictures);
  gsize n = count_group (&split, n_pictures);
  LkTrainingMemory memory = { .n_pictures = n_pictures };
  LkTrainingOwn own;
  gsize size;

  lk_training_own_get (self, layer, &memory, 0, &own);
  size = (gsize) (own.scratch - own.input)
         + lk_training_layer_get_scratch_size (layer, n, self->height, self->width);
  needs->own = MAX (needs->own, size);
  needs->values += n_pictures * lk_training_get_values_size (self, layer);
  needs->statistics
      = MAX (needs->statistics,
             n_pictures * lk_training_layer_count_out (layer) * 3 * LK_MAP_BLOCK);
}

void
lk_training_block_measure (const LkTrainingBlock *self,
                           gboolean frozen,
                           gsize n_pictures,
                           gsize height,
                           gsize width,
                           LkTrainingNeeds *needs)
{
  LkTrainingBlock block = *self;
  gsize n_parts;

  block.height = height;
  block.width = width;
  needs->output += n_pictures * lk_training_get_output_size (&block);
  if (frozen)
    {
      needs->own
          = MAX (needs->own, lk_training_block_measure_frozen (&block, n_pictures));
      return;
    }
  for (guint i = 0; i < self->n_layers; i++)
    {
      gsize sums = lk_training_layer_get_sums_size (self->layers[i]);

      measure_layer (&block, self->layers[i], n_pictures, needs);
      n_parts = lk_training_split (&block, self->layers[i], n_pictures).n_parts;
      if (i + 1 == self->n_layers && self->shortcut != NULL)
        sums += lk_training_layer_get_sums_size (self->shortcut);
      needs->sums = MAX (needs->sums, n_parts * sums);
    }
  if (self->shortcut != NULL)
    measure_layer (&block, self->shortcut, n_pictures, needs);
}

float *
lk_training_block_place (LkTrainingBlock *self, gsize n_pictures, float *values)
{
  for (guint i = 0; i < self->n_layers; i++)
    {
      self->values[i] = values;
      values += n_pictures * lk_training_get_values_size (self, self->layers[i]);
    }
  self->values[LK_TRAINING_BLOCK_LAYERS] = values;
  if (self->shortcut != NULL)
    values += n_pictures * lk_training_get_values_size (self, self->shortcut);
  return values;
}

LkNormPlane
lk_training_get_plane (const LkTrainingBlock *self,
                       guint index,
                       gsize picture,
                       gsize block)
{
  const LkTrainingLayer *layer = self->layers[index];
  gsize plane = lk_training_count_cells (self, layer) * LK_MAP_BLOCK;
  gboolean last = index + 1 == self->n_layers;
  LkNormPlane result = {
    .values = self->values[index] + picture * lk_training_get_values_size (self, layer)
              + block * plane,
    .card = layer->card + block * LK_CARD_SIZE,
    .height = lk_training_layer_resize (layer, self->height),
    .width = lk_training_layer_resize (layer, self->width),
    .slope = self->slope,
    .pool = last && self->pool,
  };

  if (!last || self->shortcut == NULL)
    return result;
  result.beside = self->values[LK_TRAINING_BLOCK_LAYERS]
                  + picture * lk_training_get_values_size (self, self->shortcut)
                  + block * plane;
  result.beside_card = self->shortcut->card + block * LK_CARD_SIZE;
  return result;
}

static void
copy_cells (const LkMap *map, const float *cells)
{
  gsize row = map->width * LK_MAP_BLOCK;

  for (gsize i = 0; i < map->n_pictures; i++)
    for (gsize block = 0; block < lk_map_count_blocks (map->n_channels); block++)
      for (gsize y = 0; y < map->height; y++, cells += row)
        memcpy (lk_map_get_pixel (map, i, block, y, 0), cells, row * sizeof *cells);
}

LkMap
lk_training_take_input (const LkTrainingBlock *self,
                        guint index,
                        gsize first,
                        gsize n_pictures,
                        float *data)
{
  const LkGradientKernels *kernels = lk_gradient_kernels_get (lk_cpu_get_kernels ());
  const LkTrainingLayer *layer = self->layers[index];
  LkMap map = make_map (self, layer->shape.n_in, n_pictures, data);
  gsize n_blocks = lk_training_layer_count_in (layer);

  if (layer->shape.planar)
    {
      map.data = (float *) self->input
                 + first * layer->shape.n_in * self->height * self->width;
      return map;
    }
  lk_map_clear_border (&map);
  if (index == 0)
    {
      copy_cells (&map,
                  self->input
                      + first * n_blocks * self->height * self->width * LK_MAP_BLOCK);
      return map;
    }
  for (gsize i = 0; i < n_pictures; i++)
    for (gsize block = 0; block < n_blocks; block++)
      {
        LkNormPlane plane = lk_training_get_plane (self, index - 1, first + i, block);

        kernels->activate (&plane, lk_map_get_pixel (&map, i, block, 0, 0),
                           lk_map_get_row_size (&map));
      }
  return map;
}

static void
sum_up (const Pass *pass, gsize picture, const float *values)
{
  const LkGradientKernels *kernels = lk_gradient_kernels_get (lk_cpu_get_kernels ());
  gsize n_blocks = lk_training_layer_count_out (pass->layer);
  gsize n_cells = lk_training_count_cells (pass->block, pass->layer);
  double *sums = pass->memory->statistics + picture * n_blocks * 2 * LK_MAP_BLOCK;

  for (gsize i = 0; i < n_blocks; i++)
    kernels->sum_values (values + i * n_cells * LK_MAP_BLOCK, n_cells,
                         sums + i * 2 * LK_MAP_BLOCK);
}

static void
run_group (guint index, guint worker, gpointer data)
{
  const Pass *pass = data;
  const LkTrainingBlock *self = pass->block;
  gsize n_pictures = pass->memory->n_pictures;
  gsize first = lk_training_split_start (&pass->split, index, n_pictures);
  gsize n = lk_training_split_start (&pass->split, index + 1, n_pictures) - first;
  gsize picture_size = lk_training_get_values_size (self, pass->layer);
  gboolean beside = pass->layer == self->shortcut;
  float *values = self->values[beside ? LK_TRAINING_BLOCK_LAYERS : pass->index]
                  + first * picture_size;
  LkTrainingTarget target = { .slope = 1 };
  LkTrainingOwn own;
  LkMap map;

  lk_training_own_get (self, pass->layer, pass->memory, worker, &own);
  if (beside)
    {
      gsize depth = pass->layer->shape.planar
                        ? pass->layer->shape.n_in
                        : lk_training_layer_count_in (pass->layer) * LK_MAP_BLOCK;

      map = make_map (self, pass->layer->shape.n_in, n,
                      (float *) self->input + first * depth * self->height * self->width);
    }
  else
    {
      map = lk_training_take_input (self, pass->index, first, n, own.input);
    }
  target.output = lk_training_place_cells (
      values, lk_training_layer_resize (pass->layer, self->height),
      lk_training_layer_resize (pass->layer, self->width), picture_size);
  lk_training_layer_run (pass->layer, &map, &target, own.scratch);
  if (pass->batch)
    for (gsize i = 0; i < n; i++)
      sum_up (pass, first + i, values + i * picture_size);
}

static void
run_layer (Pass *pass, LkTrainingLayer *layer, guint index, gboolean backward)
{
  gsize n_pictures = pass->memory->n_pictures;

  pass->layer = layer;
  pass->index = index;
  pass->split = lk_training_split (pass->block, layer, n_pictures);
  lk_training_layer_transform (layer, backward, pass->memory->pool);
  lk_pool_run (pass->memory->pool, (guint) pass->split.n_groups, run_group, pass);
  lk_training_layer_settle (layer, pass->batch ? pass->memory->statistics : NULL,
                            n_pictures, lk_training_count_cells (pass->block, layer));
}

static void
mask_picture (guint index, guint worker, gpointer data)
{
  const LkTrainingBlock *self = data;
  gsize size = lk_training_get_output_size (self);
  const guint8 *mask = self->drop.mask + index * size;
  float *output = self->output + index * size;

  for (gsize i = 0; i < size; i++)
    output[i] = mask[i] ? output[i] * self->drop.factor : 0;
}

void
lk_training_block_mask (LkTrainingBlock *self, const LkTrainingMemory *memory)
{
  if (self->drop.mask != NULL)
    lk_pool_run (memory->pool, (guint) memory->n_pictures, mask_picture, self);
}

static void
finish_picture (guint index, guint worker, gpointer data)
{
  const LkGradientKernels *kernels = lk_gradient_kernels_get (lk_cpu_get_kernels ());
  const Pass *pass = data;
  const LkTrainingBlock *self = pass->block;
  gsize size = lk_training_get_output_size (self);
  gsize n_blocks = lk_training_layer_count_out (lk_training_block_get_last (self));
  float *output = self->output + index * size;

  for (gsize i = 0; i < n_blocks; i++)
    {
      LkNormPlane plane = lk_training_get_plane (self, self->n_layers - 1, index, i);

      kernels->activate (&plane, output + i * (size / n_blocks),
                         (plane.pool ? plane.width / 2 : plane.width) * LK_MAP_BLOCK);
    }
}

void
lk_training_block_run (LkTrainingBlock *self,
                       const LkTrainingMemory *memory,
                       gboolean batch,
                       gboolean backward)
{
  Pass pass = { .block = self, .memory = memory, .batch = batch };

  for (guint i = 0; i < self->n_layers; i++)
    run_layer (&pass, self->layers[i], i, backward);
  if (self->shortcut != NULL)
    run_layer (&pass, self->shortcut, 0, backward);
  lk_pool_run (memory->pool, (guint) memory->n_pictures, finish_picture, &pass);
  lk_training_block_mask (self, memory);
}
