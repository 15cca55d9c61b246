/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-divergence.h"

#include <cblas.h>
#include <math.h>

#include "lk-gaussian-private.h"
#include "lk-linalg.h"

/* Enough to lift 0.01 above the rounding of any covariance of float32 features. */
#define MAX_RIDGE_STEPS 40

/* What is left when terms of this size cancel is rounding below this share of them. */
#define ROUNDING 1e-13

/* A difference that is smaller than this share of its terms is computed in a longer way
 * that subtracts before it squares. */
#define CANCELLED 1e-4

/* One direction, P || R: @overlap Q_R Q_P^T [rank of R, rank of P], NULL where both bases
 * are the identity, and so it is, too. */
typedef struct
{
  const LkGaussian *p;
  const LkRidged *p_ridged;
  const LkGaussian *r;
  const LkRidged *r_ridged;
  const double *overlap;
} Direction;

static double
difference_of_terms (double difference, double terms)
{
  return difference < ROUNDING * terms ? 0 : difference;
}

static double
sum_of_squares (const double *a, gsize n)
{
  return cblas_ddot ((int) n, a, 1, a, 1);
}

static double *
copy_of (const double *a, gsize n)
{
  return g_memdup2 (a, n * sizeof *a);
}

static double *
transpose (const double *a, gsize m, gsize n)
{
  double *transposed = g_new (double, m *n);

  for (gsize i = 0; i < m; i++)
    for (gsize j = 0; j < n; j++)
      transposed[j * m + i] = a[i * n + j];
  return transposed;
}

/* || G_P^T (Q_P - T^T Q_R) ||^2 in all C dimensions. */
static double
measure_rest (const Direction *self)
{
  const LkGaussian *p = self->p, *r = self->r;
  gsize n = p->n_dims;
  g_autofree double *rest = NULL;

  if (p->basis != NULL)
    {
      rest = copy_of (p->basis, p->rank * n);
    }
  else
    {
      rest = g_new0 (double, n *n);
      for (gsize i = 0; i < n; i++)
        rest[i * n + i] = 1;
    }
  cblas_dgemm (CblasRowMajor, CblasTrans, CblasNoTrans, (int) p->rank, (int) n,
               (int) r->rank, -1.0, self->overlap, (int) p->rank, r->basis, (int) n, 1.0,
               rest, (int) n);
  cblas_dtrmm (CblasRowMajor, CblasLeft, CblasLower, CblasTrans, CblasNonUnit,
               (int) p->rank, (int) n, 1.0, self->p_ridged->cholesky, (int) p->rank, rest,
               (int) n);
  return sum_of_squares (rest, p->rank * n);
}

/* The part of P outside the span of R's basis, where R's covariance is ridge * I: what
 * measure_rest() gives over the ridge, and the directions in neither. The former is
 * || G_P ||^2 - || T G_P ||^2 = @whole - @covered. */
static double
trace_outside (const Direction *self, double whole, double covered)
{
  const LkGaussian *p = self->p, *r = self->r;
  double n_outside_both = (double) p->n_dims - (double) r->rank - (double) p->rank
                          + sum_of_squares (self->overlap, r->rank * p->rank);
  double rest = whole - covered;

  if (!(rest > CANCELLED * whole))
    rest = measure_rest (self);
  return rest / self->p_ridged->ridge + n_outside_both;
}

/* What P's own ridge adds within the span of R's basis but outside that of P's:
 * ridge * tr (K_R^-1 (I - T T^T)). */
static double
trace_of_ridge (const Direction *self)
{
  gsize rank = self->r->rank;
  g_autofree double *covered = copy_of (self->overlap, rank * self->p->rank);

  lk_linalg_solve_lower (self->r_ridged->cholesky, rank, covered, self->p->rank);
  return self->r_ridged->ridge
         * (self->r_ridged->inverse_trace
            - sum_of_squares (covered, rank * self->p->rank));
}

/* tr (Sigma_R^-1 Sigma_P), both with the ridge: || G_R^-1 T G_P ||^2 and, where one has
 * fewer descriptors than dimensions, what lies outside its span (docs/METHOD.md 5.5). */
static double
trace_of_ratio (const Direction *self)
{
  const LkGaussian *p = self->p, *r = self->r;
  gsize n_inside = r->rank * p->rank;
  g_autofree double *inside = NULL;
  double trace = 0;

  if (self->overlap == NULL && self->r_ridged->inverse != NULL)
    return cblas_ddot ((int) n_inside, self->r_ridged->inverse, 1, p->covariance, 1)
           + self->p_ridged->ridge * self->r_ridged->inverse_trace;
  if (self->overlap == NULL)
    {
      inside = copy_of (self->p_ridged->cholesky, n_inside);
    }
  else
    {
      inside = copy_of (self->overlap, n_inside);
      cblas_dtrmm (CblasRowMajor, CblasRight, CblasLower, CblasNoTrans, CblasNonUnit,
                   (int) r->rank, (int) p->rank, 1.0, self->p_ridged->cholesky,
                   (int) p->rank, inside, (int) p->rank);
    }
  if (p->basis != NULL)
    trace += trace_of_ridge (self);
  if (r->basis != NULL)
    trace += trace_outside (self, self->p_ridged->square,
                            sum_of_squares (inside, n_inside));
  lk_linalg_solve_lower (self->r_ridged->cholesky, r->rank, inside, p->rank);
  return trace + sum_of_squares (inside, n_inside);
}

/* d^T Sigma_R^-1 d for the difference d of the means. */
static double
mahalanobis (const Direction *self)
{
  const LkGaussian *p = self->p, *r = self->r;
  gsize n = p->n_dims;
  g_autofree double *difference = g_new (double, n);
  g_autofree double *inside = g_new (double, r->rank);
  double outside = 0;

  for (gsize i = 0; i < n; i++)
    difference[i] = p->mean[i] - r->mean[i];
  if (r->basis == NULL)
    {
      cblas_dcopy ((int) n, difference, 1, inside, 1);
    }
  else
    {
      cblas_dgemv (CblasRowMajor, CblasNoTrans, (int) r->rank, (int) n, 1.0, r->basis,
                   (int) n, difference, 1, 0.0, inside, 1);
      cblas_dgemv (CblasRowMajor, CblasTrans, (int) r->rank, (int) n, -1.0, r->basis,
                   (int) n, inside, 1, 1.0, difference, 1);
      outside = sum_of_squares (difference, n) / self->r_ridged->ridge;
    }
  lk_linalg_solve_lower (self->r_ridged->cholesky, r->rank, inside, 1);
  return outside + sum_of_squares (inside, r->rank);
}

static double
diverge (const Direction *self)
{
  const LkRidged *p = self->p_ridged, *r = self->r_ridged;
  double n = (double) self->p->n_dims;
  double trace = trace_of_ratio (self);
  double distance = mahalanobis (self);
  double log_ratio = 2 * (r->half_log_determinant - p->half_log_determinant)
                     + ((double) self->p->rank - (double) self->r->rank) * log (r->ridge);

  return 0.5
         * difference_of_terms (trace + distance + log_ratio - n,
                                trace + distance + fabs (log_ratio) + n);
}

LkRidged *
lk_divergence_find_ridge (LkGaussian *query,
                          LkGaussian *support,
                          double ridge,
                          LkRidged **of_support)
{
  for (guint i = 0; i < MAX_RIDGE_STEPS; i++, ridge *= 10)
    {
      g_autoptr (LkRidged) of_query = lk_gaussian_get_ridged (query, ridge);
      g_autoptr (LkRidged) other = lk_gaussian_get_ridged (support, ridge);

      if (of_query->cholesky == NULL || other->cholesky == NULL)
        continue;
      *of_support = g_steal_pointer (&other);
      return g_steal_pointer (&of_query);
    }
  return NULL;
}

void
lk_divergence_compute (LkGaussian *query,
                       LkGaussian *support,
                       const double *overlap,
                       double ridge,
                       double *sq,
                       double *qs,
                       double *ridge_used)
{
  g_autoptr (LkRidged) of_support = NULL;
  g_autoptr (LkRidged) of_query
      = lk_divergence_find_ridge (query, support, ridge, &of_support);
  g_autofree double *transposed = NULL;

  *sq = *qs = NAN;
  *ridge_used = 0;
  if (of_query == NULL)
    return;
  if (overlap != NULL)
    transposed = transpose (overlap, query->rank, support->rank);
  *ridge_used = of_query->ridge;
  *sq = diverge (&(Direction){ support, of_support, query, of_query, overlap });
  *qs = diverge (&(Direction){ query, of_query, support, of_support, transposed });
}
