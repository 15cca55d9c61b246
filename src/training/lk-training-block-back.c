/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-training-block-private.h"

#include <string.h>

/* The way back through layer @index. @gradient is that of what the layer gives after
 * norm, activation and pool. */
typedef struct
{
  LkTrainingBlock *block;
  const LkTrainingMemory *memory;
  const LkGradientKernels *kernels;
  LkTrainingSplit split;
  guint index;
  float *gradient;
  gsize gradient_picture;
  gboolean further;
  float *beside_sums;
} Pass;

static gboolean
is_last (const Pass *pass)
{
  return pass->index + 1 == pass->block->n_layers;
}

static gboolean
has_shortcut (const Pass *pass)
{
  return is_last (pass) && pass->block->shortcut != NULL;
}

/* Floats of 16 channels of a gradient. */
static gsize
get_gradient_plane (const Pass *pass)
{
  const LkTrainingLayer *layer = pass->block->layers[pass->index];

  if (is_last (pass))
    return lk_training_get_output_size (pass->block)
           / lk_training_layer_count_out (layer);
  return lk_training_count_cells (pass->block, layer) * LK_MAP_BLOCK;
}

/* What the norm of layer @index needs, from the gradient of a picture. */
static void
sum_up (const Pass *pass, guint index, gsize picture, const float *gradient, gsize plane)
{
  gsize n_blocks = lk_training_layer_count_out (pass->block->layers[index]);
  double *sums = pass->memory->statistics + picture * n_blocks * 3 * LK_MAP_BLOCK;

  for (gsize i = 0; i < n_blocks; i++)
    {
      LkNormPlane values = lk_training_get_plane (pass->block, index, picture, i);

      pass->kernels->sum_gradients (&values, gradient + i * plane,
                                    sums + i * 3 * LK_MAP_BLOCK);
    }
}

static void
sum_picture (guint index, guint worker, gpointer data)
{
  const Pass *pass = data;
  const LkTrainingBlock *self = pass->block;
  float *gradient = pass->gradient + index * pass->gradient_picture;

  if (self->drop.mask != NULL)
    {
      gsize size = lk_training_get_output_size (self);

      for (gsize i = 0; i < size; i++)
        gradient[i]
            = self->drop.mask[index * size + i] ? gradient[i] * self->drop.factor : 0;
    }
  sum_up (pass, pass->index, index, gradient, get_gradient_plane (pass));
}

/* The gradients of what the convolutions gave, of a group: in a map that begins at row
 * and column @start, and beside it in cells. */
static LkMap
take_gradient (const Pass *pass, gsize first, gsize n, const LkTrainingOwn *own)
{
  const LkTrainingBlock *self = pass->block;
  const LkTrainingLayer *layer = self->layers[pass->index];
  gsize start = layer->shape.kernel == 3 ? 1 - layer->shape.padding : 0;
  gsize n_blocks = lk_training_layer_count_out (layer);
  gsize plane = get_gradient_plane (pass);
  LkMap map = { .data = own->gradient,
                .n_pictures = n,
                .n_channels = layer->shape.n_out,
                .height = self->height,
                .width = self->width };

  if (start > 0)
    memset (map.data, 0, n * lk_map_get_picture_size (&map) * sizeof *map.data);
  else
    lk_map_clear_border (&map);
  for (gsize i = 0; i < n; i++)
    for (gsize block = 0; block < n_blocks; block++)
      {
        LkNormPlane values = lk_training_get_plane (self, pass->index, first + i, block);
        gsize row = values.width * LK_MAP_BLOCK;

        pass->kernels->apply_gradients (
            &values,
            pass->gradient + (first + i) * pass->gradient_picture + block * plane,
            lk_map_get_pixel (&map, i, block, start, start), lk_map_get_row_size (&map),
            own->beside + (i * n_blocks + block) * values.height * row, row);
      }
  return map;
}

static void
run_beside (const Pass *pass,
            gboolean fresh,
            gsize first,
            gsize n,
            float *sums,
            const LkTrainingOwn *own)
{
  const LkTrainingBlock *self = pass->block;
  const LkTrainingLayer *layer = self->shortcut;
  gsize size = lk_training_get_values_size (self, layer);
  gsize depth = layer->shape.planar ? layer->shape.n_in
                                    : lk_training_layer_count_in (layer) * LK_MAP_BLOCK;
  LkMap input
      = { .data = (float *) self->input + first * depth * self->height * self->width,
          .n_pictures = n,
          .n_channels = layer->shape.n_in,
          .height = self->height,
          .width = self->width };
  LkMap gradient = input;
  LkTrainingTarget target = { .slope = 1 };

  gradient.data = own->beside;
  gradient.n_channels = layer->shape.n_out;
  lk_training_layer_correlate (layer, &input, &gradient, fresh, sums, own->scratch);
  if (!pass->further)
    return;
  target.output
      = lk_training_place_cells (self->values[LK_TRAINING_BLOCK_LAYERS] + first * size,
                                 self->height, self->width, size);
  lk_training_layer_run_back (layer, &gradient, &target, own->scratch);
}

static void
run_group (const Pass *pass,
           gsize part,
           gboolean fresh,
           gsize first,
           gsize n,
           guint worker)
{
  const LkTrainingBlock *self = pass->block;
  const LkTrainingLayer *layer = self->layers[pass->index];
  gsize size = lk_training_get_values_size (self, layer);
  gsize plane = self->height * self->width * LK_MAP_BLOCK;
  float *output = self->values[pass->index] + first * size;
  LkTrainingTarget target = {
    .output = lk_training_place_cells (output, self->height, self->width, size),
    .slope = 1,
  };
  LkTrainingOwn own;
  LkMap gradient;
  LkMap input;

  lk_training_own_get (self, layer, pass->memory, worker, &own);
  gradient = take_gradient (pass, first, n, &own);
  input = lk_training_take_input (self, pass->index, first, n, own.input);
  lk_training_layer_correlate (
      layer, &input, &gradient, fresh,
      pass->memory->sums + part * lk_training_layer_get_sums_size (layer), own.scratch);
  if (has_shortcut (pass))
    run_beside (pass, fresh, first, n,
                pass->beside_sums
                    + part * lk_training_layer_get_sums_size (self->shortcut),
                &own);
  if (pass->index == 0 && !pass->further)
    return;
  if (pass->index == 0 && self->shortcut != NULL)
    {
      gsize beside = lk_training_get_values_size (self, self->shortcut);

      target.addend = lk_training_place_cells (self->values[LK_TRAINING_BLOCK_LAYERS]
                                                   + first * beside,
                                               self->height, self->width, beside);
    }
  lk_training_layer_run_back (layer, &gradient, &target, own.scratch);
  for (gsize i = 0; pass->index > 0 && i < n; i++)
    sum_up (pass, pass->index - 1, first + i, output + i * size, plane);
}

static void
run_part (guint index, guint worker, gpointer data)
{
  const Pass *pass = data;
  gsize n_pictures = pass->memory->n_pictures;
  gsize n_groups = pass->split.n_groups;
  gsize start = index * n_groups / pass->split.n_parts;
  gsize end = (index + 1) * n_groups / pass->split.n_parts;

  for (gsize i = start; i < end; i++)
    {
      gsize first = lk_training_split_start (&pass->split, i, n_pictures);
      gsize n = lk_training_split_start (&pass->split, i + 1, n_pictures) - first;

      run_group (pass, index, i == start, first, n, worker);
    }
}

static void
run_layer (Pass *pass)
{
  LkTrainingBlock *self = pass->block;
  LkTrainingLayer *layer = self->layers[pass->index];
  const LkTrainingMemory *memory = pass->memory;
  gsize n_cells = lk_training_count_cells (self, layer);

  pass->split = lk_training_split (self, layer, memory->n_pictures);
  pass->beside_sums
      = memory->sums + pass->split.n_parts * lk_training_layer_get_sums_size (layer);
  lk_training_layer_settle_back (layer, memory->statistics, 1, memory->n_pictures,
                                 n_cells);
  if (has_shortcut (pass))
    lk_training_layer_settle_back (self->shortcut, memory->statistics, 2,
                                   memory->n_pictures, n_cells);
  lk_pool_run (memory->pool, (guint) pass->split.n_parts, run_part, pass);
  lk_training_layer_gather (layer, memory->sums, pass->split.n_parts, memory->pool);
  if (has_shortcut (pass))
    lk_training_layer_gather (self->shortcut, pass->beside_sums, pass->split.n_parts,
                              memory->pool);
}

float *
lk_training_block_run_back (LkTrainingBlock *self,
                            const LkTrainingMemory *memory,
                            float *gradient,
                            gsize gradient_picture,
                            gboolean further,
                            gsize *picture_size)
{
  Pass pass = { .block = self,
                .memory = memory,
                .kernels = lk_gradient_kernels_get (lk_cpu_get_kernels ()),
                .gradient = gradient,
                .gradient_picture = gradient_picture,
                .further = further };

  pass.index = self->n_layers - 1;
  lk_pool_run (memory->pool, (guint) memory->n_pictures, sum_picture, &pass);
  for (guint i = self->n_layers; i-- > 0;)
    {
      pass.index = i;
      run_layer (&pass);
      pass.gradient = self->values[i];
      pass.gradient_picture = lk_training_get_values_size (self, self->layers[i]);
    }
  *picture_size = pass.gradient_picture;
  return further ? pass.gradient : NULL;
}
