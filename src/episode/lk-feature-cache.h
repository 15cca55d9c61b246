/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "lk-tensor.h"

G_BEGIN_DECLS

/**
 * LkFeatureCache:
 *
 * Feature maps in memory, by key: what they are of and what made them. The least recently
 * used go first where they take more bytes than allowed. Safe between threads, and shared
 * by any number of embedders.
 */
#define LK_TYPE_FEATURE_CACHE (lk_feature_cache_get_type ())
G_DECLARE_FINAL_TYPE (LkFeatureCache, lk_feature_cache, LK, FEATURE_CACHE, GObject)

/** Holds up to 256 MiB. */
LkFeatureCache *lk_feature_cache_new (void);
LkFeatureCache *lk_feature_cache_new_for_size (gsize max_bytes);

/** (transfer full) (nullable): the map of @key, which counts as used. */
LkTensor *lk_feature_cache_look_up (LkFeatureCache *self, const char *key);
/** Keeps @map; one that is there already stays. */
void lk_feature_cache_add (LkFeatureCache *self, const char *key, LkTensor *map);

G_END_DECLS
