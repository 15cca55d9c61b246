/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-drop-masks.h"
#include "lk-trainable.h"
#include "lk-training-block.h"

G_BEGIN_DECLS

#define LK_TRAINABLE_BLOCKS 4
#define LK_TRAINABLE_PLANES 3

/* @outputs_size: floats of the outputs of all blocks, for the pictures planned
 * @arena: all memory of a step */
struct _LkTrainable
{
  LkBackbone backbone;
  LkTrainingBlock blocks[LK_TRAINABLE_BLOCKS];
  guint n_frozen;

  GPtrArray *parameters;
  GPtrArray *statistics;

  gboolean drops;
  LkDropBlock drop;
  LkDropMasks *masks;

  float *arena;
  gsize arena_size;
  LkTrainingMemory memory;
  LkTensor *maps;
  gboolean ready;
};

/* With the layers of the backbone, and parameters that are 0. */
LkTrainable *lk_trainable_build (const LkBackbone *backbone);

G_END_DECLS
