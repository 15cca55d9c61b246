/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-level-maps.h"
#include "lk-metric-options.h"

G_BEGIN_DECLS

/**
 * LkLocalLevel:
 *
 * The pixel or the part level (cosine form) of all queries of an episode, with what the
 * way back needs. The scores are those of an explanation, to the last bit (see
 * lk_explanation_get_scores()): the same kernels add them up.
 */
typedef struct _LkLocalLevel LkLocalLevel;

/** @level: not the distribution. @episode's maps are held. Shares its work out on
 * lk_pool_get_shared(). */
LkLocalLevel *
lk_local_level_new (LkLevel level, const LkLevelMaps *episode, guint neighbours);
void lk_local_level_free (LkLocalLevel *self);

/** [queries, n_ways]. */
const double *lk_local_level_get_scores (const LkLocalLevel *self);

/**
 * lk_local_level_backward:
 * @by_scores: [queries, n_ways]: of the loss by the scores
 * @gradient: [maps, C, H W]: that by the maps is added
 *
 * Only the pairs of descriptors that were matched have a gradient: of <q, s> by q it is
 * s, through the norms of both (docs/METHOD.md 11.4).
 */
void
lk_local_level_backward (LkLocalLevel *self, const double *by_scores, float *gradient);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkLocalLevel, lk_local_level_free)

G_END_DECLS
