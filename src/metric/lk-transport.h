/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-gaussian.h"

G_BEGIN_DECLS

/**
 * LkTransport:
 *
 * The scratch memory of many squared 2-Wasserstein distances; for one thread at a time.
 */
typedef struct _LkTransport LkTransport;

LkTransport *lk_transport_new (void);
void lk_transport_free (LkTransport *self);

/** How many pairs are best measured at once. */
guint lk_transport_get_n_lanes (const LkTransport *self);

/**
 * lk_transport_measure:
 * @a, @b: [n] Gaussians in the same dimensions
 * @values: (out caller-allocates): [n]: NaN where it could not be computed
 *
 * For each pair, with Sigma = F^T F, ||mu_a - mu_b||^2 + tr Sigma_a + tr Sigma_b
 * - 2 || F_a F_b^T ||_* (docs/METHOD.md 5.6). The nuclear norm is the sum of the square
 * roots of the eigenvalues of F_a Sigma_b F_a^T: no vectors, no square root of a matrix.
 * Where these roots may have lost more than a billionth of the distance, as those of
 * nearly singular covariances or nearly equal Gaussians do, it is the sum of singular
 * values. The value of a pair does not depend on what it is measured together with.
 */
void lk_transport_measure (LkTransport *self,
                           LkGaussian *const *a,
                           LkGaussian *const *b,
                           guint n,
                           double *values);

/** The same for one pair; @product: (nullable): of its factors, as
 * lk_gaussian_multiply_factors() gives it, where it is known. */
double lk_transport_measure_product (LkTransport *self,
                                     LkGaussian *a,
                                     LkGaussian *b,
                                     const double *product);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkTransport, lk_transport_free)

G_END_DECLS
