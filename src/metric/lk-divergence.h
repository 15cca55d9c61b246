/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-gaussian.h"

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

G_END_DECLS
