/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-feature-cache.h"
#include "lk-map-source.h"
#include "lk-map-store.h"

G_BEGIN_DECLS

/**
 * LkEmbedder:
 *
 * The #LkMapSource that runs a model's network: pictures are decoded and prepared on the
 * threads of the shared pool, embedded in batches, and their maps kept in a cache. Cheap
 * to make where model and cache are there.
 */
#define LK_TYPE_EMBEDDER (lk_embedder_get_type ())
G_DECLARE_FINAL_TYPE (LkEmbedder, lk_embedder, LK, EMBEDDER, GObject)

/** @cache: may be shared; where it is %NULL, one of 256 MiB is made. */
LkEmbedder *lk_embedder_new (LkModel *model, LkFeatureCache *cache);

/** How pixels are made of pictures, %LK_READING_LIKENESS unless told; before the first is
 * asked for. Another reading is another fingerprint. */
void lk_embedder_set_reading (LkEmbedder *self, LkReading reading);

/** @store: (nullable): where maps are looked for before pictures are embedded, and kept
 * on the disk; before the first is asked for. No map and no count depends on it but that
 * of the pictures that were embedded. */
void lk_embedder_set_store (LkEmbedder *self, LkMapStore *store);
/** (transfer none) (nullable) */
LkMapStore *lk_embedder_get_store (LkEmbedder *self);

/** Of the pictures whose maps were needed, those that differ in this from what published
 * code sees. */
guint64 lk_embedder_get_n_different (LkEmbedder *self, LkImageDifference difference);

G_END_DECLS
