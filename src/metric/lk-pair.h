/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-breakdown.h"

G_BEGIN_DECLS

/**
 * LkPair:
 * @n_dims: C
 * @n_inside: m, at most C
 * @frame: (nullable): [m, C], orthonormal rows; %NULL is the identity
 * @query, @support: the two Gaussians, not owned
 * @of_query, @of_support: [rank, m]: their bases in the frame's coordinates
 * @difference: [m]: the class's mean minus the query's
 *
 * Two Gaussians in the dimensions that matter: the span of both bases and of the
 * difference of their means. Outside it both covariances are the ridge alone, or nothing,
 * and no distance comes from there.
 */
typedef struct
{
  gsize n_dims;
  gsize n_inside;
  double *frame;
  LkGaussian *query;
  LkGaussian *support;
  double *of_query;
  double *of_support;
  double *difference;
} LkPair;

/** Returns: (nullable): %NULL where the Gaussians are not finite */
LkPair *lk_pair_new (LkGaussian *query, LkGaussian *support);
void lk_pair_free (LkPair *self);

/** Sets the directions of @breakdown from @n rows of @vectors, [n, m] in the frame's
 * coordinates, with their @eigenvalues and @shares: the largest share first. */
void lk_pair_set_directions (const LkPair *self,
                             LkBreakdown *breakdown,
                             gsize n,
                             const double *eigenvalues,
                             const double *shares,
                             const double *vectors);

/**
 * lk_pair_decompose:
 * @a: [m, n], overwritten
 * @values: (out caller-allocates): [r], r = min (m, n): singular values, largest first
 * @left: (out caller-allocates): [m, r]
 * @right: (out caller-allocates): [r, n]
 *
 * Returns: %FALSE where the iteration did not converge, or @a is not finite
 */
gboolean lk_pair_decompose (double *a,
                            gsize m,
                            gsize n,
                            double *values,
                            double *left,
                            double *right);

/** Sets the directions of exact W2 between the pair; none where they are not found. */
void lk_pair_split_transport (const LkPair *self, LkBreakdown *breakdown);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkPair, lk_pair_free)

G_END_DECLS
