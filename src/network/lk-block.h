/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * A network as data: what an architecture (lk-architecture.h) is a list of. Plain values
 * without memory of their own; names belong to whoever made them.
 */

#define LK_BLOCK_MAX_LAYERS 3

/** Most channels that a layer of a network with weights may have. */
#define LK_MAX_CHANNELS 4096

/** The slope of a layer that has no activation. */
#define LK_NO_ACTIVATION 1.0

/**
 * LkLayer:
 * @name: of the convolution, such as "stage1.conv2": its tensors are "NAME.weight"
 *   [n_out, n_in, kernel, kernel] and, with @bias, "NAME.bias" [n_out]
 * @norm: (nullable): of the BatchNorm that follows, such as "stage1.norm2": its tensors
 *   are "NORM.weight", "NORM.bias", "NORM.running_mean" and "NORM.running_var", each
 *   [n_out]; epsilon is 1e-5
 * @n_out: channels of the output
 * @kernel: edge of the kernel
 * @stride: rows and columns from one output to the next
 * @padding: rows and columns of zeros on each side of the input
 * @bias: whether the convolution adds a bias
 * @slope: of the LeakyReLU at the end, 0 to 1: 0 is ReLU, #LK_NO_ACTIVATION none
 *
 * A convolution with its norm and its activation. The number of input channels is that of
 * what comes before.
 */
typedef struct
{
  const char *name;
  const char *norm;
  gsize n_out;
  gsize kernel;
  gsize stride;
  gsize padding;
  gboolean bias;
  double slope;
} LkLayer;

/**
 * LkPooling:
 * @kernel: edge of the window; 0: no pooling, and the rest means nothing
 * @stride: from one window to the next
 * @padding: what lies outside is less than any number; at most half of @kernel
 *
 * A max-pool. As PyTorch's it drops the rows and columns that fill no window.
 */
typedef struct
{
  gsize kernel;
  gsize stride;
  gsize padding;
} LkPooling;

/**
 * LkResidual: what is added to the output of a block's last layer, after its norm and
 * before its activation
 * @LK_RESIDUAL_NONE: nothing
 * @LK_RESIDUAL_IDENTITY: the block's input, of the same shape; not in a first block
 * @LK_RESIDUAL_PROJECTION: what the block's shortcut makes of its input
 *
 * Where something is added, all layers keep the size of their map but for the stride:
 * their kernels are odd and padded by half.
 */
typedef enum
{
  LK_RESIDUAL_NONE,
  LK_RESIDUAL_IDENTITY,
  LK_RESIDUAL_PROJECTION,
} LkResidual;

/**
 * LkActivation:
 * @norm: (nullable): of a BatchNorm that stands alone, see #LkLayer; %NULL: nothing is
 *   done, and the rest means nothing
 * @slope: of the LeakyReLU behind it
 */
typedef struct
{
  const char *norm;
  double slope;
} LkActivation;

/**
 * LkSqueeze:
 * @reduce: (nullable): of a dense layer, such as "stage1.se.reduce": its tensors are
 *   "NAME.weight" [n_hidden, n_out] and "NAME.bias" [n_hidden]; %NULL: nothing is done
 * @expand: likewise: [n_out, n_hidden] and [n_out]
 * @n_hidden: what it reduces to
 *
 * Squeeze and excitation (docs/METHOD.md 3.8): the mean of each channel goes through
 * @reduce, ReLU, @expand and the logistic function, and what comes out is multiplied with
 * the channel.
 */
typedef struct
{
  const char *reduce;
  const char *expand;
  gsize n_hidden;
} LkSqueeze;

/**
 * LkBlock:
 * @stage: number of the stage that the block belongs to, from 1 on; 0: a stem before them
 * @n_layers: 1 to #LK_BLOCK_MAX_LAYERS
 * @before: what the layers see the input through; not in a first block. An identity adds
 *   the input as it came
 * @layers: one after the other
 * @squeeze: follows the last layer's norm
 * @residual: what is added then, before the last layer's activation
 * @shortcut: with %LK_RESIDUAL_PROJECTION alone: of the last layer's @n_out, without an
 *   activation
 * @shared: whether the shortcut sees the input through @before as well
 * @after: follows the last layer's activation
 * @pool: follows at the end
 */
typedef struct
{
  guint stage;
  LkActivation before;
  guint n_layers;
  LkLayer layers[LK_BLOCK_MAX_LAYERS];
  LkSqueeze squeeze;
  LkResidual residual;
  LkLayer shortcut;
  gboolean shared;
  LkActivation after;
  LkPooling pool;
} LkBlock;

/** Outputs along an edge of @edge for windows of @kernel; 0 where not one fits. */
static inline gsize
lk_block_count_windows (gsize edge, gsize kernel, gsize stride, gsize padding)
{
  gsize full = edge + 2 * padding;

  return edge > 0 && full >= kernel ? (full - kernel) / stride + 1 : 0;
}

/** What becomes of a map of @height x @width in the block; 0 where it is too small. */
void lk_block_resize (const LkBlock *self, gsize *height, gsize *width);

G_END_DECLS
