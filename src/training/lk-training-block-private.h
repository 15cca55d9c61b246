/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-training-block.h"

G_BEGIN_DECLS

/* How the pictures of a layer's pass are dealt out: in groups that are worked on
 * together, and groups in parts of the batch that have sums of their own. */
typedef struct
{
  gsize n_groups;
  gsize n_parts;
} LkTrainingSplit;

LkTrainingSplit lk_training_split (const LkTrainingBlock *self,
                                   const LkTrainingLayer *layer,
                                   gsize n_pictures);

/* The pictures of a group: the first, and how many. */
static inline gsize
lk_training_split_start (const LkTrainingSplit *split, gsize group, gsize n_pictures)
{
  return group * n_pictures / split->n_groups;
}

/* Cells of a layer's output. */
static inline gsize
lk_training_count_cells (const LkTrainingBlock *self, const LkTrainingLayer *layer)
{
  return lk_training_layer_resize (layer, self->height)
         * lk_training_layer_resize (layer, self->width);
}

/* Floats between two pictures of a layer's values. */
gsize lk_training_get_values_size (const LkTrainingBlock *self,
                                   const LkTrainingLayer *layer);

/* Floats between two pictures of the output. */
gsize lk_training_get_output_size (const LkTrainingBlock *self);

/* The scratch of a thread. */
typedef struct
{
  float *input;
  float *gradient;
  float *beside;
  float *scratch;
} LkTrainingOwn;

void lk_training_own_get (const LkTrainingBlock *self,
                          const LkTrainingLayer *layer,
                          const LkTrainingMemory *memory,
                          guint worker,
                          LkTrainingOwn *own);

/* Floats that a thread needs where the block is frozen. */
gsize lk_training_block_measure_frozen (const LkTrainingBlock *self, gsize n_pictures);

/* Drops what is to be dropped of the output. */
void lk_training_block_mask (LkTrainingBlock *self, const LkTrainingMemory *memory);

/* What layer @index sees of @n_pictures from @first on: in @data, or where it lies. */
LkMap lk_training_take_input (const LkTrainingBlock *self,
                              guint index,
                              gsize first,
                              gsize n_pictures,
                              float *data);

/* 16 channels of layer @index, of one picture. */
LkNormPlane lk_training_get_plane (const LkTrainingBlock *self,
                                   guint index,
                                   gsize picture,
                                   gsize block);

G_END_DECLS
