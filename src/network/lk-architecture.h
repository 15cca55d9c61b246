/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-block.h"

G_BEGIN_DECLS

/**
 * LkArchitecture:
 *
 * A network without its weights: the channels of its input and a list of blocks.
 * Everything else derives from it: what tensors it needs, the map's shape, its geometry.
 * Counted by reference; blocks are added before it is shared, then it is immutable.
 */
typedef struct _LkArchitecture LkArchitecture;

/** What a tensor is to its layer. */
typedef enum
{
  LK_ROLE_WEIGHT,
  LK_ROLE_BIAS,
  LK_ROLE_NORM_WEIGHT,
  LK_ROLE_NORM_BIAS,
  LK_ROLE_NORM_MEAN,
  LK_ROLE_NORM_VARIANCE,
} LkTensorRole;

/**
 * LkTensorSpec:
 * @name: canonical, such as "stage1.conv2.weight"
 * @role: a norm's mean and variance are statistics, all else is learnt
 * @n_dims: 4 for a convolution's weight, 2 for a dense layer's, else 1
 * @shape: of @n_dims axes
 * @block: index of the block
 * @layer: index of the layer in it; its @n_layers stands for the shortcut, and what comes
 *   after that for what the block has beside
 *
 * A tensor that a network needs.
 */
typedef struct
{
  char *name;
  LkTensorRole role;
  guint n_dims;
  gsize shape[4];
  guint block;
  guint layer;
} LkTensorSpec;

/** (transfer full): without blocks. @name: of the backbone, such as "resnet12"; @n_in:
 * channels of the pictures. */
LkArchitecture *lk_architecture_new (const char *name, gsize n_in);
LkArchitecture *lk_architecture_ref (LkArchitecture *self);
void lk_architecture_unref (LkArchitecture *self);

/** Adds a copy of @block, whose names are copied too. */
void lk_architecture_add_block (LkArchitecture *self, const LkBlock *block);

/** (transfer full): the blocks of @self up to the last one of @stage. */
LkArchitecture *lk_architecture_cut (const LkArchitecture *self, guint stage);

const char *lk_architecture_get_name (const LkArchitecture *self);
gsize lk_architecture_get_n_in (const LkArchitecture *self);
guint lk_architecture_get_n_blocks (const LkArchitecture *self);
const LkBlock *lk_architecture_get_block (const LkArchitecture *self, guint index);

/** The number of the last stage. */
guint lk_architecture_get_n_stages (const LkArchitecture *self);

/** Channels that come into block @index. */
gsize lk_architecture_get_block_n_in (const LkArchitecture *self, guint index);

/** [C, H', W'] of the map of a picture of @height x @width; 0 along an edge that is too
 * small. */
void lk_architecture_get_map_shape (const LkArchitecture *self,
                                    gsize height,
                                    gsize width,
                                    gsize shape[3]);

/** Pixels between the centres of neighbouring cells, the first centre, and the edge of
 * the receptive field, all in pixels of the input, whose first pixel has its centre at
 * 0.5 (docs/METHOD.md 3.4). */
void lk_architecture_get_geometry (const LkArchitecture *self,
                                   double *stride,
                                   double *offset,
                                   double *receptive_field);

/** (transfer full) (element-type LkTensorSpec): all tensors, block by block: each layer's
 * weight, bias and norm, then the shortcut's, then those of the norm before, of the
 * squeeze and of the norm after. */
GPtrArray *lk_architecture_list_tensors (const LkArchitecture *self);

/** Number of weights as the papers count them: statistics not included. */
gsize lk_architecture_get_n_parameters (const LkArchitecture *self);

/**
 * lk_architecture_describe:
 *
 * Layer by layer in words that are always the same, one a line: for people, and for
 * telling whether two networks compute the same (#LkModel's fingerprint), so that the
 * line of a network of today never changes.
 *
 * Returns: (transfer full): such as "stage1.conv 3x3 stride 1 padding 1: 3 to 64, norm,
 *   slope 0.2" and "stage1 max-pool 2x2 stride 2 padding 0"
 */
char *lk_architecture_describe (const LkArchitecture *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkArchitecture, lk_architecture_unref)

G_END_DECLS
