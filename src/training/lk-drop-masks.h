/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-pool.h"
#include "lk-trainable.h"
#include "lk-training-block.h"

G_BEGIN_DECLS

/**
 * LkDropMasks:
 *
 * Masks of #LkDropBlock, for the outputs of the blocks of a backbone. Private to
 * #LkTrainable.
 */
typedef struct _LkDropMasks LkDropMasks;

LkDropMasks *lk_drop_masks_new (void);
void lk_drop_masks_free (LkDropMasks *self);

/**
 * lk_drop_masks_draw:
 * @shape: pictures, channels, height, width of the block's output
 *
 * For block @block of 4. The mask
 * is kept until the next one for that block. Its bits depend on the drop, the block and
 * the picture's place alone.
 */
LkDropMask lk_drop_masks_draw (LkDropMasks *self,
                               const LkDropBlock *drop,
                               guint block,
                               LkPool *pool,
                               const gsize shape[4]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkDropMasks, lk_drop_masks_free)

G_END_DECLS
