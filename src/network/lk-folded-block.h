/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-architecture.h"
#include "lk-convolution.h"
#include "lk-folded-squeeze.h"
#include "lk-pointwise.h"

G_BEGIN_DECLS

/**
 * LkFoldedBlock:
 * @n_layers: at least 1
 * @layers: one after the other
 * @residual: what is added to the last one's output
 * @shortcut: (nullable): with %LK_RESIDUAL_PROJECTION
 * @before: what the layers see the input through; its @scale is %NULL: as it is
 * @shared: whether the shortcut does so, too
 * @squeeze: (nullable): of the last layer's output
 * @slope: of the activation that the last layer leaves to the squeeze
 * @after: what the output goes through, likewise
 * @pool: what follows, unless the last layer takes it along: its kernel is 0 then
 *
 * A block (lk-block.h) ready to run, norms folded into the convolutions.
 */
typedef struct
{
  guint n_layers;
  LkConvolution *layers[LK_BLOCK_MAX_LAYERS];
  LkResidual residual;
  LkConvolution *shortcut;
  LkPointwise before;
  gboolean shared;
  LkFoldedSqueeze *squeeze;
  float slope;
  LkPointwise after;
  LkPooling pool;
} LkFoldedBlock;

/**
 * LkFoldedBlockNeeds:
 * @map: floats of the largest map between two blocks
 * @inner: floats of the largest map within a block
 * @activated: floats of the largest input that layers see through something
 * @squeezed: floats of the largest squeeze
 * @convolution: what convolutions need beside
 *
 * What memory a run takes.
 */
typedef struct
{
  gsize map;
  gsize inner;
  gsize activated;
  gsize squeezed;
  LkConvolutionNeeds convolution;
} LkFoldedBlockNeeds;

/**
 * LkFoldedBlockMemory:
 * @inner: three maps of @inner floats, aligned to 64 bytes
 * @activated: a map of @activated floats, likewise
 * @squeezed: @squeezed floats, likewise
 * @convolution: what convolutions work in, and with what pool
 */
typedef struct
{
  float *inner[3];
  float *activated;
  float *squeezed;
  LkConvolutionMemory convolution;
} LkFoldedBlockMemory;

/**
 * lk_folded_block_init:
 * @self: empty; to be cleared even after an error
 * @tensors: names to #LkTensor, all that block @index of @architecture needs
 *
 * Returns: %FALSE with the error of lk_fold_layer() or lk_fold_norm()
 */
gboolean lk_folded_block_init (LkFoldedBlock *self,
                               const LkArchitecture *architecture,
                               guint index,
                               GHashTable *tensors,
                               GError **error);
void lk_folded_block_clear (LkFoldedBlock *self);

gsize lk_folded_block_get_n_out (const LkFoldedBlock *self);

/** Bytes of the weights as they are kept. */
gsize lk_folded_block_get_weight_size (const LkFoldedBlock *self);

/** Turns the size of an input into that of the output; 0 where the input is too small. */
void lk_folded_block_resize (const LkFoldedBlock *self, gsize *height, gsize *width);

/** Raises @needs to what this block needs for @n_pictures of @height x @width at once, on
 * @n_threads. */
void lk_folded_block_measure (const LkFoldedBlock *self,
                              gsize n_pictures,
                              gsize height,
                              gsize width,
                              guint n_threads,
                              LkFoldedBlockNeeds *needs);

/** @input to @output, of which @data is given and the rest is filled in. Allocates
 * nothing. */
void lk_folded_block_run (const LkFoldedBlock *self,
                          const LkMap *input,
                          const LkFoldedBlockMemory *memory,
                          LkMap *output);

G_END_DECLS
