/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-dataset.h"
#include "lk-model.h"

G_BEGIN_DECLS

/**
 * LkMapStore:
 *
 * Private to this room: the feature maps of a dataset's pictures, each embedded when it
 * is first asked for and then kept, the least recently used going first where they take
 * more memory than allowed. For one thread at a time; decoding is shared out over the
 * processors. A map does not depend on what else is or was in the store.
 */
typedef struct _LkMapStore LkMapStore;

/** One picture of a dataset. */
typedef struct
{
  guint class_index;
  guint picture;
} LkMapKey;

LkMapStore *lk_map_store_new (LkDataset *dataset, LkModel *model, gsize max_bytes);
void lk_map_store_free (LkMapStore *self);

/**
 * lk_map_store_fetch:
 * @keys: no picture twice
 *
 * Returns: (transfer full): array of #LkTensor [C, H, W], in the order of @keys; or %NULL
 *   with the error of the first picture that cannot be read (its file named), that of the
 *   network, or %G_IO_ERROR_CANCELLED
 */
GPtrArray *lk_map_store_fetch (LkMapStore *self,
                               const LkMapKey *keys,
                               guint n_keys,
                               GCancellable *cancellable,
                               GError **error);

/** Pictures that went through the network, one that was dropped and embedded again
 * counted again. */
guint64 lk_map_store_get_n_embedded (LkMapStore *self);
/** Pictures that went through it more than once. */
guint64 lk_map_store_get_n_repeated (LkMapStore *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkMapStore, lk_map_store_free)

G_END_DECLS
