/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-block.h"
#include "lk-map.h"

G_BEGIN_DECLS

/**
 * LkFoldedSqueeze:
 *
 * A squeeze (lk-block.h) ready to run: how much of each channel remains, from what is in
 * it. Immutable.
 */
typedef struct _LkFoldedSqueeze LkFoldedSqueeze;

/** @tensors: names to #LkTensor, those of @squeeze; read, not kept. @n: channels. */
LkFoldedSqueeze *
lk_folded_squeeze_new (const LkSqueeze *squeeze, gsize n, GHashTable *tensors);
void lk_folded_squeeze_free (LkFoldedSqueeze *self);

/** Floats that lk_folded_squeeze_run() works in, for @n_pictures. */
gsize lk_folded_squeeze_measure (const LkFoldedSqueeze *self, gsize n_pictures);

/** What each channel of @map is to be multiplied with, for lk_pointwise_run(): the first
 * floats of @memory, for each picture as many as there are channels in whole blocks
 * of 16. Computed in double, in an order that is always the same. */
void lk_folded_squeeze_run (const LkFoldedSqueeze *self, const LkMap *map, float *memory);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkFoldedSqueeze, lk_folded_squeeze_free)

G_END_DECLS
