/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-breakdown.h"

#include <cblas.h>
#include <float.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "lk-error.h"
#include "lk-gaussian-private.h"
#include "lk-linalg.h"
#include "lk-pair.h"

/* Singular values that differ by less than this share are one. */
#define EQUAL_VALUES 1e-9

static void
add_term (LkBreakdown *self, const char *name, double value)
{
  self->term_names[self->n_terms] = name;
  self->terms[self->n_terms++] = value;
}

/* (nullable): G [m, m], lower, with G G^T the covariance with its ridge, in the frame's
 * coordinates: Sigma = L^T K L + ridge * (I - L^T L) with K = the Cholesky factor squared
 * and L the basis in them. Where that is the identity, the Cholesky factor itself; else
 * from a triangular factor of the roots of both terms, which squares nothing. */
static double *
factorise (const LkPair *pair,
           const LkGaussian *gaussian,
           const double *basis,
           const LkRidged *ridged)
{
  gsize m = pair->n_inside, rank = gaussian->rank;
  g_autofree double *rows = NULL;
  g_autofree double *upper = NULL;
  double *rest, *lower;

  if (gaussian->basis == NULL)
    return g_memdup2 (ridged->cholesky, m * m * sizeof (double));

  rows = g_new0 (double, (rank + m) * m);
  upper = g_new (double, m *m);
  cblas_dcopy ((int) (rank * m), basis, 1, rows, 1);
  cblas_dtrmm (CblasRowMajor, CblasLeft, CblasLower, CblasTrans, CblasNonUnit, (int) rank,
               (int) m, 1.0, ridged->cholesky, (int) rank, rows, (int) m);
  rest = rows + rank * m;
  for (gsize i = 0; i < m; i++)
    rest[i * m + i] = sqrt (ridged->ridge);
  cblas_dgemm (CblasRowMajor, CblasTrans, CblasNoTrans, (int) m, (int) m, (int) rank,
               -sqrt (ridged->ridge), basis, (int) m, basis, (int) m, 1.0, rest, (int) m);
  if (!lk_linalg_triangular_factor (rows, rank + m, m, upper))
    return NULL;
  lower = g_new (double, m *m);
  for (gsize i = 0; i < m; i++)
    for (gsize j = 0; j < m; j++)
      lower[i * m + j] = upper[j * m + i];
  return lower;
}

/* l - ln l - 1 for l = 1 + @excess = @root^2. */
static double
measure_mismatch (double excess, double root)
{
  double logarithm = fabs (excess) < 0.5 ? log1p (excess) : 2 * log (root);

  return fmax (excess - logarithm, 0);
}

/* From the singular values s of G_R^-1 G_P, l = s^2, and the mean difference along the
 * left vectors, whitened. */
static void
share_out (const LkPair *pair,
           LkBreakdown *self,
           const double *singular,
           const double *offsets,
           const double *vectors)
{
  gsize m = pair->n_inside;
  g_autofree double *eigenvalues = g_new (double, m);
  g_autofree double *shares = g_new (double, m);

  for (gsize i = 0; i < m; i++)
    {
      double s = fmax (singular[i], DBL_MIN);

      eigenvalues[i] = s * s;
      shares[i] = (measure_mismatch ((s - 1) * (s + 1), s) + offsets[i] * offsets[i]) / 2;
    }
  lk_pair_set_directions (pair, self, m, eigenvalues, shares, vectors);
}

static double
log_determinant (const double *lower, gsize m)
{
  double sum = 0;

  for (gsize i = 0; i < m; i++)
    sum += log (fabs (lower[i * m + i]));
  return sum;
}

/* Turns the columns @first to @end - 1 of @left [m, m], with whom the offsets go, such
 * that the first of them has all of the offset: a reflection (Householder). */
static void
gather_offset (double *left, double *offsets, gsize m, gsize first, gsize end)
{
  gsize n = end - first;
  double *offset = offsets + first;
  double length = cblas_dnrm2 ((int) n, offset, 1), scale;
  g_autofree double *normal = NULL;

  if (n < 2 || !(length > 0))
    return;
  length = copysign (length, offset[0]);
  normal = g_memdup2 (offset, n * sizeof *offset);
  cblas_dscal ((int) n, 1 / length, normal, 1);
  normal[0] += 1;
  scale = -2 / cblas_ddot ((int) n, normal, 1, normal, 1);
  for (gsize i = 0; i < m; i++)
    {
      double *row = left + i * m + first;

      cblas_daxpy ((int) n, scale * cblas_ddot ((int) n, row, 1, normal, 1), normal, 1,
                   row, 1);
    }
  for (gsize i = 1; i < n; i++)
    offset[i] = 0;
  offset[0] = -length;
}

/* Within an eigenspace of several dimensions any directions would do, and the difference
 * of the means may be shared out in any way: one of them takes it all. Where one set has
 * few descriptors, such a space has l = 1 and nothing else to add. */
static void
settle_equal (double *left, double *offsets, const double *singular, gsize m)
{
  gsize first = 0;

  for (gsize i = 1; i <= m; i++)
    if (i == m || singular[i - 1] - singular[i] > EQUAL_VALUES * singular[i - 1])
      {
        gather_offset (left, offsets, m, first, i);
        first = i;
      }
}

/* KL (P || R) with lower factors @of_p and @of_r of the two covariances. */
static gboolean
split_divergence (const LkPair *pair, LkBreakdown *self, double *of_p, const double *of_r)
{
  gsize m = pair->n_inside;
  g_autofree double *singular = g_new (double, m);
  g_autofree double *left = g_new (double, m *m);
  g_autofree double *vectors = g_new (double, m *m);
  g_autofree double *whitened = g_memdup2 (pair->difference, m * sizeof *whitened);
  g_autofree double *offsets = g_new (double, m);
  double log_ratio;

  log_ratio = log_determinant (of_r, m) - log_determinant (of_p, m);
  lk_linalg_solve_lower (of_r, m, of_p, m);
  lk_linalg_solve_lower (of_r, m, whitened, 1);
  add_term (self, "trace",
            (cblas_ddot ((int) (m * m), of_p, 1, of_p, 1) - (double) m) / 2);
  add_term (self, "mahalanobis", cblas_ddot ((int) m, whitened, 1, whitened, 1) / 2);
  add_term (self, "log-det", log_ratio);
  if (!lk_pair_decompose (of_p, m, m, singular, left, vectors))
    return FALSE;
  cblas_dgemv (CblasRowMajor, CblasTrans, (int) m, (int) m, 1.0, left, (int) m, whitened,
               1, 0.0, offsets, 1);
  settle_equal (left, offsets, singular, m);
  /* A column of G_R^-T U is a direction along which R has unit variance. */
  cblas_dtrsm (CblasRowMajor, CblasLeft, CblasLower, CblasTrans, CblasNonUnit, (int) m,
               (int) m, 1.0, of_r, (int) m, left, (int) m);
  for (gsize i = 0; i < m; i++)
    for (gsize j = 0; j < m; j++)
      vectors[i * m + j] = left[j * m + i];
  share_out (pair, self, singular, offsets, vectors);
  return TRUE;
}

static gboolean
split_kl (LkBreakdown *self, LkGaussian *query, LkGaussian *support, double ridge)
{
  g_autoptr (LkPair) pair = lk_pair_new (query, support);
  g_autoptr (LkRidged) query_ridged = lk_gaussian_get_ridged (query, ridge);
  g_autoptr (LkRidged) support_ridged = lk_gaussian_get_ridged (support, ridge);
  g_autofree double *of_query = NULL;
  g_autofree double *of_support = NULL;

  if (pair == NULL)
    return FALSE;
  of_query = factorise (pair, query, pair->of_query, query_ridged);
  of_support = factorise (pair, support, pair->of_support, support_ridged);
  if (of_query == NULL || of_support == NULL)
    return FALSE;
  return self->distance == LK_DISTANCE_KL_QS
             ? split_divergence (pair, self, of_query, of_support)
             : split_divergence (pair, self, of_support, of_query);
}

static double
measure_means (LkGaussian *query, LkGaussian *support)
{
  double sum = 0;

  for (gsize i = 0; i < query->n_dims; i++)
    sum += (query->mean[i] - support->mean[i]) * (query->mean[i] - support->mean[i]);
  return sum;
}

static void
split_wasserstein (LkBreakdown *self, LkGaussian *query, LkGaussian *support)
{
  double means = measure_means (query, support);

  if (self->distance == LK_DISTANCE_W2_RELEASED)
    means = sqrt (means) / (double) query->n_dims;
  add_term (self, "mean", means);
  add_term (self, "covariance", fmax (self->total - means, 0));
  if (self->distance == LK_DISTANCE_W2)
    {
      g_autoptr (LkPair) pair = lk_pair_new (query, support);

      if (pair != NULL)
        lk_pair_split_transport (pair, self);
    }
}

LkBreakdown *
lk_breakdown_new (LkGaussian *query,
                  LkGaussian *support,
                  LkDistance distance,
                  double ridge,
                  GError **error)
{
  g_autoptr (LkBreakdown) self = g_new0 (LkBreakdown, 1);
  double ridge_used;

  self->distance = distance;
  if (!lk_gaussian_distance (query, support, distance, ridge, &self->total, &ridge_used,
                             error))
    return NULL;
  if (distance != LK_DISTANCE_KL_SQ && distance != LK_DISTANCE_KL_QS)
    {
      split_wasserstein (self, query, support);
    }
  else if (!split_kl (self, query, support, ridge_used))
    {
      g_set_error (error, LK_ERROR, LK_ERROR_NUMERIC,
                   _ ("The distance “%s” cannot be taken apart: the features are too "
                      "large for the ridge %g"),
                   lk_distance_to_string (distance), ridge_used);
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
lk_breakdown_free (LkBreakdown *self)
{
  if (self == NULL)
    return;
  g_free (self->eigenvalues);
  g_free (self->shares);
  g_free (self->directions);
  g_free (self);
}
