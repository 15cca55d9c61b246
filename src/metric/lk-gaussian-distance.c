/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-gaussian-private.h"

#include <cblas.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "lk-error.h"
#include "lk-linalg.h"

/* Enough to lift 0.01 above the rounding of any covariance of float32 features. */
#define MAX_RIDGE_STEPS 40

/* What is left when terms of this size cancel is rounding below this share of them. */
#define ROUNDING 1e-13

static double
difference_of_terms (double difference, double terms)
{
  return difference < ROUNDING * terms ? 0 : difference;
}

static double
sum_of_squares (const double *a, gsize n)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += a[i] * a[i];
  return sum;
}

static double *
mean_difference (const LkGaussian *a, const LkGaussian *b)
{
  double *difference = g_new (double, a->n_dims);

  for (gsize i = 0; i < a->n_dims; i++)
    difference[i] = a->mean[i] - b->mean[i];
  return difference;
}

static double *
copy_of (const double *a, gsize n)
{
  return g_memdup2 (a, n * sizeof *a);
}

/* (nullable): the inner products Q_a Q_b^T [rank of a, rank of b] of the two bases; NULL
 * where both are the identity, and so it is, too. */
static double *
overlap_of_bases (const LkGaussian *a, const LkGaussian *b)
{
  gsize n = a->n_dims;
  double *overlap;

  if (a->basis == NULL && b->basis == NULL)
    return NULL;
  if (b->basis == NULL)
    return copy_of (a->basis, a->rank * n);
  overlap = g_new (double, a->rank * b->rank);
  if (a->basis != NULL)
    {
      lk_linalg_multiply_nt (a->basis, b->basis, overlap, a->rank, b->rank, n);
      return overlap;
    }
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < b->rank; j++)
      overlap[i * b->rank + j] = b->basis[j * n + i];
  return overlap;
}

/* The part of P outside the span of R's basis, where R's covariance is ridge * I:
 * || G_P^T (Q_P - T^T Q_R) ||^2 / ridge, and the directions in neither. */
static double
trace_outside (const LkGaussian *p,
               const LkRidged *p_ridged,
               const LkGaussian *r,
               const double *overlap)
{
  gsize n = p->n_dims;
  g_autofree double *rest = NULL;
  double n_outside_both = (double) n - (double) r->rank - (double) p->rank
                          + sum_of_squares (overlap, r->rank * p->rank);

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
               (int) r->rank, -1.0, overlap, (int) p->rank, r->basis, (int) n, 1.0, rest,
               (int) n);
  cblas_dtrmm (CblasRowMajor, CblasLeft, CblasLower, CblasTrans, CblasNonUnit,
               (int) p->rank, (int) n, 1.0, p_ridged->cholesky, (int) p->rank, rest,
               (int) n);
  return sum_of_squares (rest, p->rank * n) / p_ridged->ridge + n_outside_both;
}

/* What P's own ridge adds within the span of R's basis but outside that of P's:
 * ridge * tr (K_R^-1 (I - T T^T)). */
static double
trace_of_ridge (const LkGaussian *p,
                const LkRidged *r_ridged,
                const LkGaussian *r,
                const double *overlap)
{
  gsize rank = r->rank;
  g_autofree double *whole = g_new0 (double, rank *rank);
  g_autofree double *covered = copy_of (overlap, rank * p->rank);

  for (gsize i = 0; i < rank; i++)
    whole[i * rank + i] = 1;
  lk_linalg_solve_lower (r_ridged->cholesky, rank, whole, rank);
  lk_linalg_solve_lower (r_ridged->cholesky, rank, covered, p->rank);
  return r_ridged->ridge
         * (sum_of_squares (whole, rank * rank)
            - sum_of_squares (covered, rank * p->rank));
}

/* tr (Sigma_R^-1 Sigma_P), both with the ridge: || G_R^-1 T G_P ||^2 and, where one has
 * fewer descriptors than dimensions, what lies outside its span (METHOD 7.2, 7.3). No
 * large terms cancel, which those of METHOD 7.3 as printed do where the features are
 * large beside the ridge. */
static double
trace_of_ratio (const LkGaussian *p,
                const LkRidged *p_ridged,
                const LkGaussian *r,
                const LkRidged *r_ridged)
{
  g_autofree double *overlap = overlap_of_bases (r, p);
  g_autofree double *inside = NULL;
  double trace = 0;

  if (overlap == NULL)
    {
      inside = copy_of (p_ridged->cholesky, p->rank * p->rank);
    }
  else
    {
      inside = copy_of (overlap, r->rank * p->rank);
      cblas_dtrmm (CblasRowMajor, CblasRight, CblasLower, CblasNoTrans, CblasNonUnit,
                   (int) r->rank, (int) p->rank, 1.0, p_ridged->cholesky, (int) p->rank,
                   inside, (int) p->rank);
    }
  if (p->basis != NULL)
    trace += trace_of_ridge (p, r_ridged, r, overlap);
  if (r->basis != NULL)
    trace += trace_outside (p, p_ridged, r, overlap);
  lk_linalg_solve_lower (r_ridged->cholesky, r->rank, inside, p->rank);
  return trace + sum_of_squares (inside, r->rank * p->rank);
}

/* d^T Sigma_R^-1 d for the difference d of the means. */
static double
mahalanobis (const LkGaussian *p, const LkGaussian *r, const LkRidged *r_ridged)
{
  g_autofree double *difference = mean_difference (p, r);
  g_autofree double *inside = NULL;
  double outside = 0;

  if (r->basis == NULL)
    {
      inside = g_steal_pointer (&difference);
    }
  else
    {
      inside = g_new (double, r->rank);
      cblas_dgemv (CblasRowMajor, CblasNoTrans, (int) r->rank, (int) r->n_dims, 1.0,
                   r->basis, (int) r->n_dims, difference, 1, 0.0, inside, 1);
      cblas_dgemv (CblasRowMajor, CblasTrans, (int) r->rank, (int) r->n_dims, -1.0,
                   r->basis, (int) r->n_dims, inside, 1, 1.0, difference, 1);
      outside = sum_of_squares (difference, r->n_dims) / r_ridged->ridge;
    }
  lk_linalg_solve_lower (r_ridged->cholesky, r->rank, inside, 1);
  return outside + sum_of_squares (inside, r->rank);
}

/* KL (P || R) (METHOD 1.4, 7.2). */
static double
divergence (const LkGaussian *p,
            const LkRidged *p_ridged,
            const LkGaussian *r,
            const LkRidged *r_ridged)
{
  double n = (double) p->n_dims;
  double trace = trace_of_ratio (p, p_ridged, r, r_ridged);
  double distance = mahalanobis (p, r, r_ridged);
  double log_ratio = 2 * (r_ridged->half_log_determinant - p_ridged->half_log_determinant)
                     + ((double) p->rank - (double) r->rank) * log (r_ridged->ridge);

  return 0.5
         * difference_of_terms (trace + distance + log_ratio - n,
                                trace + distance + fabs (log_ratio) + n);
}

/* @query and @support with a ridge that both can be factorised with. */
static gboolean
compute_kl (LkGaussian *query,
            LkGaussian *support,
            gboolean query_first,
            double ridge,
            double *value,
            double *ridge_used)
{
  for (guint i = 0; i < MAX_RIDGE_STEPS; i++, ridge *= 10)
    {
      g_autoptr (LkRidged) of_query = lk_gaussian_get_ridged (query, ridge);
      g_autoptr (LkRidged) of_support = lk_gaussian_get_ridged (support, ridge);

      if (of_query->cholesky == NULL || of_support->cholesky == NULL)
        continue;
      *ridge_used = ridge;
      *value = query_first ? divergence (query, of_query, support, of_support)
                           : divergence (support, of_support, query, of_query);
      return TRUE;
    }
  return FALSE;
}

/* The squared 2-Wasserstein distance; its covariance term is
 * tr Sigma_a + tr Sigma_b - 2 || F_a Q_a Q_b^T F_b^T ||_* (METHOD 7.4). The nuclear norm
 * loses no digits on singular covariances, as square roots of eigenvalues do. */
static gboolean
compute_w2 (const LkGaussian *a, const LkGaussian *b, double *value)
{
  g_autofree double *difference = mean_difference (a, b);
  g_autofree double *overlap = overlap_of_bases (a, b);
  g_autofree double *product = g_new (double, a->rank * b->rank);
  double norm, sum = a->trace + b->trace;

  if (overlap == NULL)
    {
      lk_linalg_multiply_nt (a->factor, b->factor, product, a->rank, b->rank, b->rank);
    }
  else
    {
      g_autofree double *left = g_new (double, a->rank * b->rank);

      cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (int) a->rank,
                   (int) b->rank, (int) a->rank, 1.0, a->factor, (int) a->rank, overlap,
                   (int) b->rank, 0.0, left, (int) b->rank);
      lk_linalg_multiply_nt (left, b->factor, product, a->rank, b->rank, b->rank);
    }
  if (!lk_linalg_nuclear_norm (product, a->rank, b->rank, &norm))
    return FALSE;
  *value = sum_of_squares (difference, a->n_dims)
           + difference_of_terms (sum - 2 * norm, sum);
  return TRUE;
}

/* || mu_a - mu_b ||^2 and || Sigma_a - Sigma_b ||_F^2. */
static void
compute_squares (LkGaussian *a, LkGaussian *b, double *of_means, double *of_covariances)
{
  g_autofree double *difference = mean_difference (a, b);
  const double *left = lk_gaussian_get_covariance (a);
  const double *right = lk_gaussian_get_covariance (b);

  *of_means = sum_of_squares (difference, a->n_dims);
  *of_covariances = 0;
  for (gsize i = 0; i < a->n_dims * a->n_dims; i++)
    *of_covariances += (left[i] - right[i]) * (left[i] - right[i]);
}

static gboolean
compute (LkGaussian *query,
         LkGaussian *support,
         LkDistance distance,
         double ridge,
         double *value,
         double *ridge_used)
{
  double n = (double) query->n_dims;
  double of_means, of_covariances;

  switch (distance)
    {
    case LK_DISTANCE_KL_SQ:
    case LK_DISTANCE_KL_QS:
      return compute_kl (query, support, distance == LK_DISTANCE_KL_QS, ridge, value,
                         ridge_used);
    case LK_DISTANCE_W2:
      return compute_w2 (query, support, value);
    case LK_DISTANCE_W2_SIMPLIFIED:
    case LK_DISTANCE_W2_RELEASED:
      compute_squares (query, support, &of_means, &of_covariances);
      *value = distance == LK_DISTANCE_W2_SIMPLIFIED
                   ? of_means + of_covariances
                   : sqrt (of_means) / n + sqrt (of_covariances) / (n * n);
      return TRUE;
    default:
      g_return_val_if_reached (FALSE);
    }
}

gboolean
lk_gaussian_distance (LkGaussian *query,
                      LkGaussian *support,
                      LkDistance distance,
                      double ridge,
                      double *value,
                      double *ridge_used,
                      GError **error)
{
  double added = 0;

  g_return_val_if_fail (query->n_dims == support->n_dims, FALSE);

  if (compute (query, support, distance, ridge, value, &added) && isfinite (*value))
    {
      if (ridge_used != NULL)
        *ridge_used = added;
      return TRUE;
    }
  g_set_error (error, LK_ERROR, LK_ERROR_NUMERIC,
               _ ("The distance “%s” cannot be computed: the features are not finite, or "
                  "too large for the ridge %g"),
               lk_distance_to_string (distance), ridge);
  return FALSE;
}
