/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-gaussian-private.h"

#include <cblas.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "lk-divergence.h"
#include "lk-error.h"
#include "lk-linalg.h"
#include "lk-transport.h"

/* The difference of covariances that are equal to this share of them is computed from
 * the covariances, not their factors. */
#define CANCELLED 1e-4

/* Sums side by side, so that one need not wait for another. */
#define N_SUMS 8

double *
lk_gaussian_overlap (const LkGaussian *a, const LkGaussian *b)
{
  gsize n = a->n_dims;
  double *overlap;

  if (a->basis == NULL && b->basis == NULL)
    return NULL;
  if (b->basis == NULL)
    return g_memdup2 (a->basis, a->rank * n * sizeof *a->basis);
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

double *
lk_gaussian_multiply_factors (const LkGaussian *a,
                              const LkGaussian *b,
                              const double *overlap)
{
  double *product = g_new (double, a->rank * b->rank);
  g_autofree double *left = NULL;

  if (overlap == NULL)
    {
      lk_linalg_multiply_nt (a->factor, b->factor, product, a->rank, b->rank, b->rank);
      return product;
    }
  left = g_new (double, a->rank * b->rank);
  cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (int) a->rank, (int) b->rank,
               (int) a->rank, 1.0, a->factor, (int) a->rank, overlap, (int) b->rank, 0.0,
               left, (int) b->rank);
  lk_linalg_multiply_nt (left, b->factor, product, a->rank, b->rank, b->rank);
  return product;
}

/* || a - b ||^2 */
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

/* || Sigma_a - Sigma_b ||_F^2 = || Sigma_a ||^2 + || Sigma_b ||^2 - 2 || F_a F_b^T ||^2,
 * without a matrix of all dimensions where there are few descriptors. */
static double
compare_covariances (LkGaussian *a, LkGaussian *b, const double *product)
{
  gsize n = a->n_dims;

  if (product != NULL)
    {
      double squares = a->square + b->square;
      double common = cblas_ddot ((int) (a->rank * b->rank), product, 1, product, 1);
      double difference = squares - 2 * common;

      if (difference > CANCELLED * squares)
        return difference;
    }
  return square_of_difference (lk_gaussian_get_covariance (a),
                               lk_gaussian_get_covariance (b), n * n);
}

/* The forms of docs/METHOD.md 5.4. */
static void
compute_simplified (LkGaussian *a,
                    LkGaussian *b,
                    const double *product,
                    double *simplified,
                    double *released)
{
  double n = (double) a->n_dims;
  double of_means = square_of_difference (a->mean, b->mean, a->n_dims);
  double of_covariances = compare_covariances (a, b, product);

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

void
lk_gaussian_measure (LkGaussian *query,
                     LkGaussian *support,
                     double ridge,
                     LkTransport *transport,
                     double values[LK_N_DISTANCES],
                     double *ridge_used)
{
  g_autofree double *overlap = lk_gaussian_overlap (query, support);
  g_autofree double *product = NULL;

  if (overlap != NULL)
    product = lk_gaussian_multiply_factors (query, support, overlap);
  lk_divergence_compute (query, support, overlap, ridge, &values[LK_DISTANCE_KL_SQ],
                         &values[LK_DISTANCE_KL_QS], ridge_used);
  compute_simplified (query, support, product, &values[LK_DISTANCE_W2_SIMPLIFIED],
                      &values[LK_DISTANCE_W2_RELEASED]);
  if (transport != NULL)
    values[LK_DISTANCE_W2]
        = lk_transport_measure_product (transport, query, support, product);
}

static void
measure_one (LkGaussian *query,
             LkGaussian *support,
             LkDistance distance,
             double ridge,
             double values[LK_N_DISTANCES],
             double *ridge_used)
{
  g_autofree double *overlap = lk_gaussian_overlap (query, support);
  g_autofree double *product = NULL;
  g_autoptr (LkTransport) transport = NULL;

  switch (distance)
    {
    case LK_DISTANCE_KL_SQ:
    case LK_DISTANCE_KL_QS:
      lk_divergence_compute (query, support, overlap, ridge, &values[LK_DISTANCE_KL_SQ],
                             &values[LK_DISTANCE_KL_QS], ridge_used);
      break;
    case LK_DISTANCE_W2:
      transport = lk_transport_new ();
      lk_transport_measure (transport, &query, &support, 1, &values[distance]);
      break;
    default:
      if (overlap != NULL)
        product = lk_gaussian_multiply_factors (query, support, overlap);
      compute_simplified (query, support, product, &values[LK_DISTANCE_W2_SIMPLIFIED],
                          &values[LK_DISTANCE_W2_RELEASED]);
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
  double values[LK_N_DISTANCES], added = 0;

  g_return_val_if_fail (query->n_dims == support->n_dims, FALSE);
  g_return_val_if_fail (distance < LK_N_DISTANCES, FALSE);

  measure_one (query, support, distance, ridge, values, &added);
  if (!lk_gaussian_check (values[distance], distance, ridge, error))
    return FALSE;
  *value = values[distance];
  if (ridge_used != NULL)
    *ridge_used = added;
  return TRUE;
}
