/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-gaussian.h"

G_BEGIN_DECLS

/**
 * LkBreakdown:
 * @distance: which distance it takes apart
 * @total: its value; all parts add up to it
 * @n_terms: KL: 3 (trace term 1/2 (tr - C), Mahalanobis 1/2 d^T S^-1 d, log-det 1/2 ln
 * ..); the Wasserstein forms: 2 (mean, covariance)
 * @terms: they add up to @total
 * @term_names: untranslated keys: "trace", "mahalanobis", "log-det", "mean", "covariance"
 * @n_directions: C, or fewer where the rest adds nothing
 * @eigenvalues: [n_directions]: generalised eigenvalues l_i of the pair of covariances
 * (for KL (P || R): of Sigma_P against Sigma_R, ridge included)
 * @shares: [n_directions]: for KL 1/2 (l_i - ln l_i - 1 + d_i^2), largest first, adding
 * up to
 *   @total; for the exact Wasserstein an exact split along the eigenvectors of the
 * optimal transport map T: (1 - t_i)^2 v_i^T Sigma v_i plus the squared mean difference
 * in that direction, adding up to @total; empty (0) for the two simplified forms. Where
 * the query's covariance is singular T is not defined, and the directions are the
 * principal ones of the mass's movement under an optimal coupling, an exact split, too;
 * @eigenvalues then hold the slope of the moved mass along each
 * @directions: [n_directions, C]: the direction of each share, in descriptor space: for
 *   KL (P || R) scaled so that R has unit variance along it, for Wasserstein of length 1.
 *   Where eigenvalues are equal, one of their directions has all of the means' difference
 *
 * A distance between query and class, taken apart exactly (DESIGN, "exact
 * decomposition").
 */
typedef struct
{
  LkDistance distance;
  double total;
  guint n_terms;
  double terms[3];
  const char *term_names[3];
  guint n_directions;
  double *eigenvalues;
  double *shares;
  double *directions;
} LkBreakdown;

/** Fails as lk_gaussian_distance() does. @ridge as there. */
LkBreakdown *lk_breakdown_new (LkGaussian *query,
                               LkGaussian *support,
                               LkDistance distance,
                               double ridge,
                               GError **error);
void lk_breakdown_free (LkBreakdown *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkBreakdown, lk_breakdown_free)

G_END_DECLS
