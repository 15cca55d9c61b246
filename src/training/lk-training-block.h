/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-training-layer.h"

G_BEGIN_DECLS

#define LK_TRAINING_BLOCK_LAYERS 3

/**
 * LkTrainingMemory:
 * @n_threads: of @pool
 * @n_pictures: of this step
 * @own: for each thread @own_size floats, aligned to 64 bytes
 * @sums: of the gradients of weights
 * @statistics: of each picture
 *
 * What the blocks of a backbone work in, one after the other.
 */
typedef struct
{
  LkPool *pool;
  gsize n_pictures;
  float *own;
  gsize own_size;
  float *sums;
  double *statistics;
} LkTrainingMemory;

/**
 * LkTrainingNeeds:
 * @own: floats a thread
 * @sums: floats
 * @statistics: doubles
 * @values: floats that the block keeps from the forward to the backward pass
 * @output: floats of its output
 */
typedef struct
{
  gsize own;
  gsize sums;
  gsize statistics;
  gsize values;
  gsize output;
} LkTrainingNeeds;

/**
 * LkDropMask:
 * @mask: (nullable): 0 or 1 for each number of a block's output, as it lies there
 * @factor: of those that remain
 */
typedef struct
{
  const guint8 *mask;
  float factor;
} LkDropMask;

/**
 * LkTrainingBlock:
 * @n_layers: one after the other, the norm and activation of each following it
 * @shortcut: (nullable): a layer with a kernel of 1 whose norm's output is added before
 *   the last activation
 * @slope: of the LeakyReLU, 1 without one
 * @pool: whether a 2x2 max-pool ends it
 * @height: of the input
 * @input: cells, or planar pictures
 * @values: of each layer, and of the shortcut, what the convolution gave; the way back
 *   overwrites it with the gradient of the layer's input
 * @output: cells
 * @drop: what is masked of the output
 *
 * A stage of a backbone in training. The way forward is a pass over all pictures for each
 * layer: what the layer before it gave is normalised and activated anew where it is used,
 * so that only @values are kept. The way back likewise: a pass for each layer takes the
 * gradient of its output through norm and activation, correlates it with its input,
 * computes the gradient of that, and sums up what the norm before will need.
 *
 * Sums over pictures are kept for a picture, or for fixed parts of the batch, and joined
 * in order: the number of threads makes no difference.
 */
typedef struct
{
  LkTrainingLayer *layers[LK_TRAINING_BLOCK_LAYERS];
  guint n_layers;
  LkTrainingLayer *shortcut;
  float slope;
  gboolean pool;

  gsize height;
  gsize width;
  const float *input;
  float *values[LK_TRAINING_BLOCK_LAYERS + 1];
  float *output;
  LkDropMask drop;
} LkTrainingBlock;

/** Frees the layers. */
void lk_training_block_clear (LkTrainingBlock *self);

static inline LkTrainingLayer *
lk_training_block_get_last (const LkTrainingBlock *self)
{
  return self->layers[self->n_layers - 1];
}

/** Turns the size of an input into that of the output; 0 where the input is too small. */
void lk_training_block_resize (const LkTrainingBlock *self, gsize *height, gsize *width);

/** Raises the first three of @needs to, and adds to the others, what pictures of @height
 * x
 * @width need; where @frozen for lk_training_block_run_frozen() alone. */
void lk_training_block_measure (const LkTrainingBlock *self,
                                gboolean frozen,
                                gsize n_pictures,
                                gsize height,
                                gsize width,
                                LkTrainingNeeds *needs);

/** Deals out @values, of which it returns the end, among the layers. @height and @width
 * are set. */
float *lk_training_block_place (LkTrainingBlock *self, gsize n_pictures, float *values);

/** The way forward alone, with running statistics and at the speed of inference; keeps
 * nothing for the way back. */
void lk_training_block_run_frozen (LkTrainingBlock *self, const LkTrainingMemory *memory);

/** @batch: whether the norms take the batch's statistics; @backward: whether the way back
 * follows, and to the input too. */
void lk_training_block_run (LkTrainingBlock *self,
                            const LkTrainingMemory *memory,
                            gboolean batch,
                            gboolean backward);

/**
 * lk_training_block_run_back:
 * @gradient: of the output, cells, pictures @gradient_picture floats apart; masked where
 *   the output was
 * @further: whether the gradient of the input is wanted
 * @picture_size: (out): floats between two pictures of what is returned
 *
 * Returns: the gradient of the input, in @values; %NULL where it is not wanted
 */
float *lk_training_block_run_back (LkTrainingBlock *self,
                                   const LkTrainingMemory *memory,
                                   float *gradient,
                                   gsize gradient_picture,
                                   gboolean further,
                                   gsize *picture_size);

G_END_DECLS
