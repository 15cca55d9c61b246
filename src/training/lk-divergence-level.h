/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-level-maps.h"
#include "lk-metric-options.h"

G_BEGIN_DECLS

/**
 * LkDivergenceLevel:
 *
 * The distribution level of all queries of an episode by Kullback and Leibler's
 * divergence, in double, with what the way back needs (docs/METHOD.md 5.3, 5.5, 11.4).
 * Descriptors are the cells of a map, for a class of all its shots; their covariances are
 * over n - 1, plus the ridge.
 */
typedef struct _LkDivergenceLevel LkDivergenceLevel;

/**
 * lk_divergence_level_new:
 * @distance: %LK_DISTANCE_KL_SQ or %LK_DISTANCE_KL_QS
 * @ridge: ten times it, as often as the factorisation of a covariance fails
 *
 * Returns: or %NULL with %LK_ERROR_NUMERIC where no ridge will do, as maps are not finite
 */
LkDivergenceLevel *lk_divergence_level_new (const LkLevelMaps *episode,
                                            LkDistance distance,
                                            double ridge,
                                            GError **error);
void lk_divergence_level_free (LkDivergenceLevel *self);

/** [queries, n_ways]: distances, positive. */
const double *lk_divergence_level_get_scores (const LkDivergenceLevel *self);

/**
 * lk_divergence_level_backward:
 * @by_scores: [queries, n_ways]: of the loss by the distances
 * @gradient: [maps, C, H W]: that by the maps is added
 *
 * With P and R the covariances, d the difference of the means (R's less P's), of
 * KL (P || R): by P it is (R^-1 - P^-1) / 2, by R (R^-1 - R^-1 (P + d d^T) R^-1) / 2, by
 * the mean of R R^-1 d, by that of P its negative.
 */
void lk_divergence_level_backward (LkDivergenceLevel *self,
                                   const double *by_scores,
                                   float *gradient);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkDivergenceLevel, lk_divergence_level_free)

G_END_DECLS
