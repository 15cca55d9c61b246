/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-feature-cache.h"
#include "lk-map-source.h"

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

G_END_DECLS
