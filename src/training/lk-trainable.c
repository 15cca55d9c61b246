/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-trainable-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/mman.h>

#include "lk-error.h"

/* Floats that are accepted for one step: 64 GiB. */
#define MAX_FLOATS ((gsize) 1 << 34)
#define MAX_EDGE 4096
#define MAX_PICTURES 65536
#define HUGE_PAGE ((gsize) 2 << 20)

typedef struct
{
  LkTrainable *self;
  float *maps;
  const float *gradient;
  gsize height;
  gsize width;
} Conversion;

GPtrArray *
lk_trainable_get_parameters (LkTrainable *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->parameters;
}

GPtrArray *
lk_trainable_get_statistics (LkTrainable *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->statistics;
}

static void
set_frozen (LkTrainingLayer *layer, gboolean frozen)
{
  layer->weight->frozen = frozen;
  if (layer->scale != NULL)
    layer->scale->frozen = frozen;
  if (layer->offset != NULL)
    layer->offset->frozen = frozen;
}

void
lk_trainable_freeze (LkTrainable *self, guint n_blocks)
{
  g_return_if_fail (self != NULL && n_blocks <= LK_TRAINABLE_BLOCKS);

  self->n_frozen = n_blocks;
  for (guint i = 0; i < LK_TRAINABLE_BLOCKS; i++)
    {
      for (guint j = 0; j < self->blocks[i].n_layers; j++)
        set_frozen (self->blocks[i].layers[j], i < n_blocks);
      if (self->blocks[i].shortcut != NULL)
        set_frozen (self->blocks[i].shortcut, i < n_blocks);
    }
}

void
lk_trainable_set_drop (LkTrainable *self, const LkDropBlock *drop)
{
  g_return_if_fail (self != NULL);

  self->drops = drop != NULL;
  if (drop != NULL)
    self->drop = *drop;
}

void
lk_trainable_get_map_shape (LkTrainable *self, gsize height, gsize width, gsize shape[3])
{
  const LkTrainingBlock *last = &self->blocks[LK_TRAINABLE_BLOCKS - 1];

  g_return_if_fail (self != NULL);

  for (guint i = 0; i < LK_TRAINABLE_BLOCKS; i++)
    lk_training_block_resize (&self->blocks[i], &height, &width);
  shape[0] = lk_training_block_get_last (last)->shape.n_out;
  shape[1] = height;
  shape[2] = width;
}

static gsize
round_up (gsize n_floats)
{
  return (n_floats + LK_MAP_BLOCK - 1) / LK_MAP_BLOCK * LK_MAP_BLOCK;
}

static void
grow (LkTrainable *self, gsize n_floats)
{
  if (n_floats <= self->arena_size)
    return;
  g_aligned_free (self->arena);
  n_floats = (n_floats * sizeof (float) + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE
             / sizeof (float);
  self->arena = g_aligned_alloc (n_floats, sizeof (float), HUGE_PAGE);
#ifdef MADV_HUGEPAGE
  madvise (self->arena, n_floats * sizeof (float), MADV_HUGEPAGE);
#endif
  self->arena_size = n_floats;
}

/* Deals the arena out. */
static void
place (LkTrainable *self,
       const LkTrainingNeeds *needs,
       gsize n_pictures,
       gsize height,
       gsize width)
{
  guint n_threads = lk_pool_get_n_threads (self->memory.pool);
  float *at = self->arena;
  const float *input = NULL;

  self->memory.n_pictures = n_pictures;
  self->memory.own = at;
  self->memory.own_size = round_up (needs->own);
  at += n_threads * self->memory.own_size;
  self->memory.sums = at;
  at += round_up (needs->sums);
  self->memory.statistics = (double *) at;
  at += round_up (2 * needs->statistics);
  for (guint i = 0; i < LK_TRAINABLE_BLOCKS; i++)
    {
      LkTrainingBlock *block = &self->blocks[i];
      LkTrainingNeeds own = { 0 };

      block->height = height;
      block->width = width;
      block->input = input;
      if (i >= self->n_frozen)
        at = lk_training_block_place (block, n_pictures, at);
      input = block->output = at;
      lk_training_block_measure (block, i < self->n_frozen, n_pictures, height, width,
                                 &own);
      at += own.output;
      lk_training_block_resize (block, &height, &width);
    }
}

static gboolean
check (LkTrainable *self,
       gsize n_pictures,
       gsize height,
       gsize width,
       LkTrainingNeeds *needs,
       gsize *n_floats,
       GError **error)
{
  guint n_threads = lk_pool_get_n_threads (self->memory.pool);
  gsize shape[3];

  lk_trainable_get_map_shape (self, height, width, shape);
  if (n_pictures == 0 || shape[1] == 0 || shape[2] == 0)
    {
      g_set_error (error, LK_ERROR, LK_ERROR_EPISODE,
                   _ ("Pictures of %zu×%zu pixels are too small for this network"), width,
                   height);
      return FALSE;
    }
  if (height <= MAX_EDGE && width <= MAX_EDGE && n_pictures <= MAX_PICTURES)
    {
      for (guint i = 0; i < LK_TRAINABLE_BLOCKS; i++)
        {
          lk_training_block_measure (&self->blocks[i], i < self->n_frozen, n_pictures,
                                     height, width, needs);
          lk_training_block_resize (&self->blocks[i], &height, &width);
        }
      *n_floats = n_threads * round_up (needs->own) + round_up (needs->sums)
                  + round_up (2 * needs->statistics) + needs->values + needs->output;
      if (*n_floats <= MAX_FLOATS)
        return TRUE;
    }
  g_set_error (error, LK_ERROR, LK_ERROR_LIMIT,
               _ ("A step of %zu pictures of this size takes more memory than is "
                  "accepted"),
               n_pictures);
  return FALSE;
}

gboolean
lk_trainable_plan (LkTrainable *self,
                   gsize n_pictures,
                   gsize height,
                   gsize width,
                   GError **error)
{
  LkTrainingNeeds needs = { 0 };
  gsize n_floats = 0;

  g_return_val_if_fail (self != NULL, FALSE);

  if (!check (self, n_pictures, height, width, &needs, &n_floats, error))
    return FALSE;
  self->ready = FALSE;
  grow (self, n_floats);
  place (self, &needs, n_pictures, height, width);
  return TRUE;
}

static void
draw_mask (LkTrainable *self, guint index)
{
  LkTrainingBlock *block = &self->blocks[index];
  gsize shape[]
      = { self->memory.n_pictures, lk_training_block_get_last (block)->shape.n_out,
          block->height, block->width };

  block->drop = (LkDropMask){ 0 };
  if (!self->drops || !self->drop.blocks[index] || !(self->drop.probability > 0))
    return;
  lk_training_block_resize (block, &shape[2], &shape[3]);
  block->drop
      = lk_drop_masks_draw (self->masks, &self->drop, index, self->memory.pool, shape);
}

/* The cells of 16 channels of a picture, and its planes: from one to the other. */
static void
convert_picture (guint index, guint worker, gpointer data)
{
  const Conversion *conversion = data;
  const LkTrainingBlock *last = &conversion->self->blocks[LK_TRAINABLE_BLOCKS - 1];
  const LkTrainingLayer *layer = lk_training_block_get_last (last);
  gsize area = conversion->height * conversion->width;
  gsize n = layer->shape.n_out;
  float *cells
      = last->output + index * lk_training_layer_count_out (layer) * area * LK_MAP_BLOCK;

  if (conversion->gradient != NULL)
    memset (cells, 0,
            lk_training_layer_count_out (layer) * area * LK_MAP_BLOCK * sizeof *cells);
  for (gsize i = 0; i < n; i++)
    {
      float *from = cells + i / LK_MAP_BLOCK * area * LK_MAP_BLOCK + i % LK_MAP_BLOCK;

      if (conversion->gradient != NULL)
        for (gsize j = 0; j < area; j++)
          from[j * LK_MAP_BLOCK] = conversion->gradient[(index * n + i) * area + j];
      else
        for (gsize j = 0; j < area; j++)
          conversion->maps[(index * n + i) * area + j] = from[j * LK_MAP_BLOCK];
    }
}

static void
convert (LkTrainable *self, const float *gradient)
{
  const gsize *shape = lk_tensor_get_shape (self->maps);
  Conversion conversion
      = { self, lk_tensor_get_data (self->maps), gradient, shape[2], shape[3] };

  lk_pool_run (self->memory.pool, (guint) self->memory.n_pictures, convert_picture,
               &conversion);
}

static void
make_maps (LkTrainable *self, gsize height, gsize width)
{
  gsize shape[4] = { self->memory.n_pictures };

  lk_trainable_get_map_shape (self, height, width, shape + 1);
  if (self->maps != NULL && lk_tensor_has_shape (self->maps, 4, shape))
    return;
  g_clear_pointer (&self->maps, lk_tensor_unref);
  self->maps = lk_tensor_new (4, shape);
}

LkTensor *
lk_trainable_forward (LkTrainable *self,
                      LkTensor *pictures,
                      LkStatistics statistics,
                      GError **error)
{
  const gsize *shape;

  g_return_val_if_fail (self != NULL && pictures != NULL, NULL);
  g_return_val_if_fail (lk_tensor_get_n_dims (pictures) == 4
                            && lk_tensor_get_dim (pictures, 1) == LK_TRAINABLE_PLANES,
                        NULL);

  shape = lk_tensor_get_shape (pictures);
  if (!lk_trainable_plan (self, shape[0], shape[2], shape[3], error))
    return NULL;
  self->blocks[0].input = lk_tensor_get_data (pictures);
  for (guint i = 0; i < LK_TRAINABLE_BLOCKS; i++)
    {
      draw_mask (self, i);
      if (i < self->n_frozen)
        lk_training_block_run_frozen (&self->blocks[i], &self->memory);
      else
        lk_training_block_run (&self->blocks[i], &self->memory,
                               statistics == LK_STATISTICS_BATCH, TRUE);
    }
  make_maps (self, shape[2], shape[3]);
  convert (self, NULL);
  self->ready = TRUE;
  return self->maps;
}

void
lk_trainable_backward (LkTrainable *self, const float *gradient)
{
  const LkTrainingBlock *last = &self->blocks[LK_TRAINABLE_BLOCKS - 1];
  float *at = last->output;
  gsize picture_size;

  g_return_if_fail (self != NULL && gradient != NULL && self->ready);

  self->ready = FALSE;
  if (self->n_frozen == LK_TRAINABLE_BLOCKS)
    return;
  convert (self, gradient);
  picture_size = lk_training_layer_count_out (lk_training_block_get_last (last))
                 * LK_MAP_BLOCK * lk_tensor_get_dim (self->maps, 2)
                 * lk_tensor_get_dim (self->maps, 3);
  for (guint i = LK_TRAINABLE_BLOCKS; i-- > self->n_frozen;)
    at = lk_training_block_run_back (&self->blocks[i], &self->memory, at, picture_size,
                                     i > self->n_frozen, &picture_size);
}
