/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-gaussian.h"
#include "lk-transport.h"

G_BEGIN_DECLS

/*
 * How a Gaussian in R^C of n descriptors is kept. With the rank r = min (n, C), its
 * covariance is
 *
 *     Sigma = Q^T F^T F Q,    F [r, r], Q [r, C] with orthonormal rows.
 *
 * Where n >= C, Q is the identity and not stored, and F the triangular factor of the
 * centred rows over sqrt (n - 1), from the covariance or, where that would lose too much,
 * from the rows themselves; where n < C those rows themselves are F Q. So every distance
 * works in r dimensions, and a pair of any two ranks needs one formula.
 */
struct _LkGaussian
{
  gatomicrefcount ref_count;
  gsize n_dims;
  gsize n_descriptors;
  gsize rank;
  double *mean;       /* [C] */
  double *basis;      /* (nullable): Q [r, C]; NULL is the identity */
  double *factor;     /* F [r, r] */
  double trace;       /* of Sigma */
  double square;      /* || Sigma ||_F^2 */
  GMutex lock;        /* of what follows */
  double *covariance; /* [C, C], when asked for */
  GPtrArray *ridged;  /* of LkRidged, the latest last */
};

/**
 * LkRidged:
 * @cholesky: (nullable): [r, r], lower: G with G G^T = F^T F + ridge * I; %NULL where
 *   that was not positive definite
 * @half_log_determinant: the sum of the logarithms of its diagonal
 * @square: || G ||^2, the trace of G G^T
 * @inverse: (nullable): [r, r]: of G G^T, where r = C and it is known well enough
 * @inverse_trace: of (G G^T)^-1
 *
 * The covariance with a ridge, within the r dimensions of the Gaussian's basis; in the
 * other C - r it is ridge * I.
 */
typedef struct
{
  double ridge;
  double *cholesky;
  double half_log_determinant;
  double square;
  double *inverse;
  double inverse_trace;
} LkRidged;

/** Computes now what lk_gaussian_distance() would compute when first asked, so that
 * several threads need not wait for one of them. */
void lk_gaussian_prepare (LkGaussian *self, double ridge);

/**
 * lk_gaussian_measure:
 * @transport: (nullable): scratch memory for exact W2; %NULL leaves it out
 * @values: (out caller-allocates): by #LkDistance: not finite where it could not be
 *   computed
 * @ridge_used: (out): by KL
 *
 * lk_gaussian_distance() of all kinds, with all that they share computed once.
 */
void lk_gaussian_measure (LkGaussian *query,
                          LkGaussian *support,
                          double ridge,
                          LkTransport *transport,
                          double values[LK_N_DISTANCES],
                          double *ridge_used);

/** Whether @value, a distance, is a number; else sets @error. */
gboolean
lk_gaussian_check (double value, LkDistance distance, double ridge, GError **error);

/** (transfer full) (nullable): the inner products Q_a Q_b^T [rank of a, rank of b] of the
 * two bases; %NULL where both are the identity, and so it is, too. */
double *lk_gaussian_overlap (const LkGaussian *a, const LkGaussian *b);

/** (transfer full): F_a Q_a Q_b^T F_b^T [rank of a, rank of b], with the @overlap that
 * lk_gaussian_overlap() gives. */
double *lk_gaussian_multiply_factors (const LkGaussian *a,
                                      const LkGaussian *b,
                                      const double *overlap);

/** (transfer full): computed once a ridge, and kept for the last few. */
LkRidged *lk_gaussian_get_ridged (LkGaussian *self, double ridge);
void lk_ridged_unref (LkRidged *ridged);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkRidged, lk_ridged_unref)

G_END_DECLS
