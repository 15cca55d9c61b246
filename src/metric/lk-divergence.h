/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-gaussian-private.h"

G_BEGIN_DECLS

/**
 * lk_divergence_compute:
 * @overlap: (nullable): lk_gaussian_overlap() of the two
 * @sq: (out): KL (support || query), or NaN where no ridge will do
 * @qs: (out): KL (query || support), likewise
 * @ridge_used: (out): the ridge added to both covariances, see lk_gaussian_distance()
 *
 * Both directions of the divergence (docs/METHOD.md 5.3, 5.5), in as many dimensions as
 * the Gaussians have ranks.
 */
void lk_divergence_compute (LkGaussian *query,
                            LkGaussian *support,
                            const double *overlap,
                            double ridge,
                            double *sq,
                            double *qs,
                            double *ridge_used);

/** (transfer full) (nullable): the first of the ridges 1, 10, 100, ... times @ridge with
 * which both can be factorised: what the query is with it, and in @of_support (transfer
 * full) the class; %NULL where there is none. */
LkRidged *lk_divergence_find_ridge (LkGaussian *query,
                                    LkGaussian *support,
                                    double ridge,
                                    LkRidged **of_support);

G_END_DECLS
