/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-gaussian-private.h"

#include <cblas.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "lk-error.h"
#include "lk-linalg.h"
#include "lk-transport.h"

/* Enough to lift 0.01 above the rounding of any covariance of float32 features. */
#define MAX_RIDGE_STEPS 40

/* What is left when terms of this size cancel is rounding below this share of them. */
#define ROUNDING 1e-13

/* Sums side by side, so that one need not wait for another. */
#define N_SUMS 8

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

double *
lk_gaussian_overlap (const LkGaussian *a, const LkGaussian *b)
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

/* tr (@inverse (Sigma_P + ridge I)). */
static double
trace_of_product (const LkGaussian *p, double ridge, const double *inverse)
{
  gsize n = p->n_dims;
  double trace = 0;

  for (gsize i = 0; i < n; i++)
    trace += inverse[i * n + i];
  return ridge * trace + cblas_ddot ((int) (n * n), inverse, 1, p->covariance, 1);
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
  g_autofree double *overlap = lk_gaussian_overlap (r, p);
  g_autofree double *inside = NULL;
  double trace = 0;

  if (overlap == NULL && r_ridged->inverse != NULL)
    return trace_of_product (p, p_ridged->ridge, r_ridged->inverse);
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

/* The first of the ridges 1, 10, 100, ... times @ridge with which both can be factorised;
 * NULL where there is none. */
static LkRidged *
find_ridge (LkGaussian *query, LkGaussian *support, double ridge, LkRidged **of_support)
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

/* Both directions; NaN where there is no ridge for them. */
static void
compute_kl (LkGaussian *query,
            LkGaussian *support,
            double ridge,
            double *sq,
            double *qs,
            double *ridge_used)
{
  g_autoptr (LkRidged) of_support = NULL;
  g_autoptr (LkRidged) of_query = find_ridge (query, support, ridge, &of_support);

  *sq = *qs = NAN;
  if (of_query == NULL)
    return;
  *ridge_used = of_query->ridge;
  *sq = divergence (support, of_support, query, of_query);
  *qs = divergence (query, of_query, support, of_support);
}

/* || a - b ||^2, in a few sums side by side. */
static double
square_of_difference (const double *a, const double *b, gsize n)
{
  double sums[N_SUMS] = { 0 }, total = 0;
  gsize n_whole = n - n % N_SUMS;

  for (gsize i = 0; i < n_whole; i += N_SUMS)
    for (gsize j = 0; j < N_SUMS; j++)
      sums[j] += (a[i + j] - b[i + j]) * (a[i + j] - b[i + j]);
  for (gsize i = n_whole; i < n; i++)
    total += (a[i] - b[i]) * (a[i] - b[i]);
  for (gsize j = 0; j < N_SUMS; j++)
    total += sums[j];
  return total;
}

/* The forms of METHOD 1.3. */
static void
compute_simplified (LkGaussian *a, LkGaussian *b, double *simplified, double *released)
{
  double n = (double) a->n_dims;
  double of_means = square_of_difference (a->mean, b->mean, a->n_dims);
  double of_covariances
      = square_of_difference (lk_gaussian_get_covariance (a),
                              lk_gaussian_get_covariance (b), a->n_dims * a->n_dims);

  *simplified = of_means + of_covariances;
  *released = sqrt (of_means) / n + sqrt (of_covariances) / (n * n);
}

gboolean
lk_gaussian_check (double value, LkDistance distance, double ridge, GError **error)
{
  if (isfinite (value))
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_NUMERIC,
               _ ("The distance “%s” cannot be computed: the features are not finite, or "
                  "too large for the ridge %g"),
               lk_distance_to_string (distance), ridge);
  return FALSE;
}

gboolean
lk_gaussian_measure (LkGaussian *query,
                     LkGaussian *support,
                     double ridge,
                     double values[LK_N_DISTANCES],
                     double *ridge_used,
                     GError **error)
{
  compute_kl (query, support, ridge, &values[LK_DISTANCE_KL_SQ],
              &values[LK_DISTANCE_KL_QS], ridge_used);
  compute_simplified (query, support, &values[LK_DISTANCE_W2_SIMPLIFIED],
                      &values[LK_DISTANCE_W2_RELEASED]);
  for (LkDistance distance = 0; distance < LK_N_DISTANCES; distance++)
    if (distance != LK_DISTANCE_W2
        && !lk_gaussian_check (values[distance], distance, ridge, error))
      return FALSE;
  return TRUE;
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
  double values[LK_N_DISTANCES], added = 0;

  g_return_val_if_fail (query->n_dims == support->n_dims, FALSE);
  g_return_val_if_fail (distance < LK_N_DISTANCES, FALSE);

  if (distance == LK_DISTANCE_W2)
    {
      g_autoptr (LkTransport) transport = lk_transport_new ();

      lk_transport_measure (transport, &query, &support, 1, &values[distance]);
    }
  else if (distance == LK_DISTANCE_KL_SQ || distance == LK_DISTANCE_KL_QS)
    compute_kl (query, support, ridge, &values[LK_DISTANCE_KL_SQ],
                &values[LK_DISTANCE_KL_QS], &added);
  else
    compute_simplified (query, support, &values[LK_DISTANCE_W2_SIMPLIFIED],
                        &values[LK_DISTANCE_W2_RELEASED]);
  if (!lk_gaussian_check (values[distance], distance, ridge, error))
    return FALSE;
  *value = values[distance];
  if (ridge_used != NULL)
    *ridge_used = added;
  return TRUE;
}
