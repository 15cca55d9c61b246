/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-training-block-private.h"

/* A block that stays as it is, as at inference: norms folded into the weights, a group of
 * pictures from its first layer to its last. */
typedef struct
{
  LkTrainingBlock *block;
  const LkTrainingMemory *memory;
  LkTrainingSplit split;
} Pass;

/* The scratch of a thread: two maps that take turns, the shortcut's cells, and that of
 * convolutions. */
typedef struct
{
  float *maps[2];
  float *beside;
  float *scratch;
} Own;

/* Of the widest layer's input or output. */
static LkMap
make_map (const LkTrainingBlock *self, gsize n_pictures)
{
  const LkTrainingLayer *first = self->layers[0];

  return (LkMap){
    .n_pictures = n_pictures,
    .n_channels = MAX (first->shape.planar ? 0 : first->shape.n_in, first->shape.n_out),
    .height = self->height,
    .width = self->width,
  };
}

/* Numbers of what the shortcut gives. */
static gsize
measure_beside (const LkTrainingBlock *self, gsize n_pictures)
{
  return self->shortcut == NULL
             ? 0
             : n_pictures * lk_training_layer_count_out (self->shortcut) * self->height
                   * self->width * LK_MAP_BLOCK;
}

static gsize
measure_map (const LkTrainingBlock *self, gsize n_pictures)
{
  LkMap map = make_map (self, n_pictures);

  return n_pictures * lk_map_get_picture_size (&map);
}

static void
get_own (const LkTrainingBlock *self, gsize n_pictures, float *at, Own *own)
{
  gsize size = measure_map (self, n_pictures);

  own->maps[0] = at;
  own->maps[1] = at + size;
  own->beside = at + 2 * size;
  own->scratch = own->beside + measure_beside (self, n_pictures);
}

static LkTrainingSplit
get_split (const LkTrainingBlock *self, gsize n_pictures)
{
  return lk_training_split (self, lk_training_block_get_last (self), n_pictures);
}

gsize
lk_training_block_measure_frozen (const LkTrainingBlock *self, gsize n_pictures)
{
  LkTrainingSplit split = get_split (self, n_pictures);
  gsize n = (n_pictures + split.n_groups - 1) / split.n_groups;
  gsize scratch = 0;

  for (guint i = 0; i < self->n_layers; i++)
    scratch = MAX (scratch, lk_training_layer_get_scratch_size (
                                self->layers[i], n, self->height, self->width));
  return 2 * measure_map (self, n) + measure_beside (self, n) + scratch;
}

/* The block's input: cells, or planar pictures. */
static LkMap
get_input (const LkTrainingBlock *self, gsize first, gsize n)
{
  const LkTrainingLayer *layer = self->layers[0];
  gsize depth = layer->shape.planar ? layer->shape.n_in
                                    : lk_training_layer_count_in (layer) * LK_MAP_BLOCK;

  return (LkMap){ .data
                  = (float *) self->input + first * depth * self->height * self->width,
                  .n_pictures = n,
                  .n_channels = layer->shape.n_in,
                  .height = self->height,
                  .width = self->width };
}

static LkTrainingPlace
run_shortcut (const LkTrainingBlock *self, const LkMap *input, const Own *own)
{
  LkTrainingTarget target = { .bias = lk_training_layer_get_shift (self->shortcut),
                              .bias_step = LK_CARD_SIZE,
                              .slope = 1 };
  gsize picture = lk_training_layer_count_out (self->shortcut) * self->height
                  * self->width * LK_MAP_BLOCK;

  target.output
      = lk_training_place_cells (own->beside, self->height, self->width, picture);
  lk_training_layer_run (self->shortcut, input, &target, own->scratch);
  return target.output;
}

static LkTrainingPlace
get_output (const LkTrainingBlock *self, gsize first)
{
  gsize height = self->height;
  gsize width = self->width;
  gsize picture = lk_training_get_output_size (self);

  lk_training_block_resize (self, &height, &width);
  return lk_training_place_cells (self->output + first * picture, height, width, picture);
}

static void
run_group (guint index, guint worker, gpointer data)
{
  const Pass *pass = data;
  const LkTrainingBlock *self = pass->block;
  gsize n_pictures = pass->memory->n_pictures;
  gsize first = lk_training_split_start (&pass->split, index, n_pictures);
  gsize n = lk_training_split_start (&pass->split, index + 1, n_pictures) - first;
  LkTrainingTarget target = { .bias_step = LK_CARD_SIZE, .slope = self->slope };
  LkTrainingPlace beside = { NULL };
  Own own;
  LkMap map;

  get_own (self, n, pass->memory->own + worker * pass->memory->own_size, &own);
  map = get_input (self, first, n);
  if (self->shortcut != NULL)
    beside = run_shortcut (self, &map, &own);
  map = lk_training_take_input (self, 0, first, n, own.maps[0]);
  for (guint i = 0; i < self->n_layers; i++)
    {
      LkMap next = map;

      next.data = own.maps[(i + 1) % 2];
      next.n_channels = self->layers[i]->shape.n_out;
      target.bias = lk_training_layer_get_shift (self->layers[i]);
      target.output = lk_training_place_map (&next);
      if (i + 1 < self->n_layers)
        {
          lk_map_clear_border (&next);
        }
      else
        {
          target.output = get_output (self, first);
          target.addend = beside;
          target.pool = self->pool;
        }
      lk_training_layer_run (self->layers[i], &map, &target, own.scratch);
      map = next;
    }
}

void
lk_training_block_run_frozen (LkTrainingBlock *self, const LkTrainingMemory *memory)
{
  Pass pass = { .block = self, .memory = memory };

  pass.split = get_split (self, memory->n_pictures);
  for (guint i = 0; i < self->n_layers; i++)
    lk_training_layer_fold (self->layers[i], memory->pool);
  if (self->shortcut != NULL)
    lk_training_layer_fold (self->shortcut, memory->pool);
  lk_pool_run (memory->pool, (guint) pass.split.n_groups, run_group, &pass);
  lk_training_block_mask (self, memory);
}
