/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-convolution-kernels.h"
#include "lk-gradient-kernels.h"
#include "lk-map.h"
#include "lk-parameter.h"
#include "lk-pool.h"
#include "lk-trainable.h"
#include "lk-training-target.h"

G_BEGIN_DECLS

/**
 * LkTrainingLayerShape:
 * @n_in: channels of the input
 * @n_out: channels of the output
 * @kernel: 1, or 3
 * @padding: of zeros around the input: 1, or 0
 * @planar: whether the input is a planar picture, whose gradient nobody asks for
 */
typedef struct
{
  gsize n_in;
  gsize n_out;
  gsize kernel;
  gsize padding;
  gboolean planar;
} LkTrainingLayerShape;

/**
 * LkTrainingLayer:
 * @weight: [n_out, n_in, kernel, kernel]
 * @scale: (nullable): of the norm; without it the layer has no norm but @offset
 * @offset: of the norm, or the convolution's bias
 * @mean: (nullable): the running mean
 * @var: (nullable): the running variance
 * @card: for each 16 output channels, see #LkNormCard
 * @forward: transformed weights, blocks of 32 output channels: [position][in][32]
 * @backward: (nullable): likewise for the gradient of the input, blocks of 32 input
 *   channels: [position][out][32]
 * @centre: double-precision means of the last batch, or the running ones
 * @spread: likewise 1 / sqrt (variance + epsilon)
 *
 * A convolution in training, with its norm. Its output, and all its gradients, lie as
 * cells [n_pictures][channel / 16][height * width][16]; its input in an #LkMap. Private
 * to #LkTrainable.
 */
typedef struct
{
  LkTrainingLayerShape shape;
  LkParameter *weight;
  LkParameter *scale;
  LkParameter *offset;
  LkParameter *mean;
  LkParameter *var;
  float *card;
  float *forward;
  float *backward;
  double *centre;
  double *spread;
  gboolean batch;
} LkTrainingLayer;

/** Without parameters, which are the caller's to set. */
LkTrainingLayer *lk_training_layer_new (const LkTrainingLayerShape *shape);

/** Parameters are not freed. */
void lk_training_layer_free (LkTrainingLayer *self);

static inline gsize
lk_training_layer_count_in (const LkTrainingLayer *self)
{
  return lk_map_count_blocks (self->shape.n_in);
}

static inline gsize
lk_training_layer_count_out (const LkTrainingLayer *self)
{
  return lk_map_count_blocks (self->shape.n_out);
}

/** Blocks of 32, the least that the kernels compute. */
static inline gsize
lk_training_layer_count_pairs (gsize n_channels)
{
  return (n_channels + LK_CONVOLUTION_OUT - 1) / LK_CONVOLUTION_OUT;
}

/** The edge of the output for one of the input. */
static inline gsize
lk_training_layer_resize (const LkTrainingLayer *self, gsize edge)
{
  gsize padded = edge + 2 * self->shape.padding;

  return edge > 0 && padded >= self->shape.kernel ? padded - self->shape.kernel + 1 : 0;
}

/** Positions of transformed weights. */
static inline gsize
lk_training_layer_count_positions (const LkTrainingLayer *self)
{
  return self->shape.kernel == 3 ? 36 : 1;
}

/** Transforms the weights anew; with @backward also for lk_training_layer_run_back(). */
void lk_training_layer_transform (LkTrainingLayer *self, gboolean backward, LkPool *pool);

/** Transforms the weights with the norm's scale in them, as it follows from the running
 * statistics: the output then lacks the shift of the cards alone, see
 * lk_training_layer_get_shift(). */
void lk_training_layer_fold (LkTrainingLayer *self, LkPool *pool);

/** 16 numbers for the first block of channels, #LK_CARD_SIZE floats before the next. */
static inline const float *
lk_training_layer_get_shift (const LkTrainingLayer *self)
{
  return self->card + LK_CARD_SHIFT * LK_MAP_BLOCK;
}

/** Floats of the sums of lk_training_layer_correlate(). */
gsize lk_training_layer_get_sums_size (const LkTrainingLayer *self);

/** Adds the sum of @n_parts sums to the gradient of the weights. */
void lk_training_layer_gather (LkTrainingLayer *self,
                               const float *sums,
                               gsize n_parts,
                               LkPool *pool);

/** Floats that a thread needs for one group of @n_pictures of @height x @width. */
gsize lk_training_layer_get_scratch_size (const LkTrainingLayer *self,
                                          gsize n_pictures,
                                          gsize height,
                                          gsize width);

/**
 * lk_training_layer_run:
 * @input: a group of pictures; of @shape.planar its data is [n_pictures, n_in, height,
 *   width], and of a kernel of 1 it is cells
 * @target: with a kernel of 1 places are cells, and no pool follows
 * @scratch: see lk_training_layer_get_scratch_size(), aligned to 64 bytes, as all here
 */
void lk_training_layer_run (const LkTrainingLayer *self,
                            const LkMap *input,
                            const LkTrainingTarget *target,
                            float *scratch);

/**
 * lk_training_layer_run_back:
 * @gradient: of the output, in a map of the size of the input: an output of a layer
 *   without padding begins at row 1, column 1; of a kernel of 1 it is cells
 * @target: for the gradient of the input
 */
void lk_training_layer_run_back (const LkTrainingLayer *self,
                                 const LkMap *gradient,
                                 const LkTrainingTarget *target,
                                 float *scratch);

/** Adds the gradient of the weights, transformed, to @sums, or where @fresh sets them. */
void lk_training_layer_correlate (const LkTrainingLayer *self,
                                  const LkMap *input,
                                  const LkMap *gradient,
                                  gboolean fresh,
                                  float *sums,
                                  float *scratch);

/**
 * lk_training_layer_settle:
 * @sums: of each of @n_pictures, as many pairs of 16 doubles as there are blocks of
 *   output channels, see #LkGradientKernels.sum_values; %NULL to use the running
 *   statistics
 * @n_cells: of a picture
 *
 * Fills in the cards: what comes of the convolution's output; and moves the running
 * statistics.
 */
void lk_training_layer_settle (LkTrainingLayer *self,
                               const double *sums,
                               gsize n_pictures,
                               gsize n_cells);

/**
 * lk_training_layer_settle_back:
 * @sums: of each of @n_pictures, so many triples of 16 doubles as there are blocks, see
 *   #LkGradientKernels.sum_gradients
 * @which: 1, or 2 where this is the shortcut: the sums that belong to the values
 *
 * Adds the gradients of scale and offset, and fills in the rest of the cards.
 */
void lk_training_layer_settle_back (LkTrainingLayer *self,
                                    const double *sums,
                                    guint which,
                                    gsize n_pictures,
                                    gsize n_cells);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkTrainingLayer, lk_training_layer_free)

G_END_DECLS
