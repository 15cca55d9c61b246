/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lk-model.h"
#include "lk-picture.h"

G_BEGIN_DECLS

/**
 * LkFeatureCache:
 *
 * Feature maps by content: SHA-256 of the picture, SHA-256 of the weights, and profile.
 * Holds up to 256 MiB, the least recently used going first. Safe between threads.
 */
#define LK_TYPE_FEATURE_CACHE (lk_feature_cache_get_type ())
G_DECLARE_FINAL_TYPE (LkFeatureCache, lk_feature_cache, LK, FEATURE_CACHE, GObject)

LkFeatureCache *lk_feature_cache_new (void);

/** @done of @total pictures are embedded; called on the thread that embeds. */
typedef void (*LkProgress) (guint done, guint total, gpointer user_data);

/**
 * lk_feature_cache_embed:
 * @pictures: array of #LkPicture
 *
 * Returns: (transfer full): array of #LkTensor [C, H, W], one a picture in their order;
 *   those not cached are decoded, prepared and embedded in batches. Or %NULL with
 *   %G_IO_ERROR_CANCELLED or a picture's error
 */
GPtrArray *lk_feature_cache_embed (LkFeatureCache *self,
                                   LkModel *model,
                                   GPtrArray *pictures,
                                   LkProgress progress,
                                   gpointer user_data,
                                   GCancellable *cancellable,
                                   GError **error);

G_END_DECLS
