/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-pair.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#include "lk-gaussian-private.h"
#include "lk-linalg.h"

/*
 * The exact Wasserstein distance, taken apart. With Sigma_Q = A^T A, Sigma_S = B^T B and
 * A B^T = U s V^T, the best coupling of the two Gaussians moves mass by the rows of
 *
 *     E = [ A - U V^T B;  B - V V^T B;  mu_S - mu_Q ],
 *
 * whose squares add up to the distance: || E ||_F^2 = tr Sigma_Q + tr Sigma_S - 2 sum s +
 * || mu_S - mu_Q ||^2, all ranks alike (U, V without the directions in which s is 0). So
 * the squared lengths of E along any orthonormal directions split it exactly.
 *
 * Where Sigma_Q has full rank, they are taken along the eigenvectors of the transport map
 * T = A^-1 U s U^T A^-T (there U V^T B = A T and B - V V^T B = 0, so that a share is
 * (1 - t_i)^2 v_i^T Sigma_Q v_i and the squared mean difference along v_i). Where it has
 * not, T is not defined outside its span; they are the principal directions of the
 * movement E itself then, and in place of t_i stands the slope of the moved mass against
 * where it came from, along that direction, or 0 where none came from.
 */

/* Below this share of the largest, the factor of a covariance has a direction too few. */
#define FULL_RANK 1e-6
#define NO_SINGULAR_VALUE 1e-14
#define NO_VARIANCE 1e-24

typedef struct
{
  gsize n_kept;     /* k: singular values that are not 0 */
  double *moved;    /* E [rank of query + rank of class + 1, m] */
  double *from;     /* A [rank of query, m] */
  double *left;     /* U [rank of query, r], r >= k */
  double *singular; /* s [r] */
  gsize n_singular;
} Movement;

static void
movement_clear (Movement *movement)
{
  g_free (movement->moved);
  g_free (movement->from);
  g_free (movement->left);
  g_free (movement->singular);
}

/* The factor of a covariance in the frame's coordinates: [rank, m]. */
static void
multiply_factor (const LkGaussian *gaussian, const double *basis, gsize m, double *rows)
{
  int rank = (int) gaussian->rank;

  cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, rank, (int) m, rank, 1.0,
               gaussian->factor, rank, basis, (int) m, 0.0, rows, (int) m);
}

static gboolean
movement_init (Movement *self, const LkPair *pair)
{
  gsize m = pair->n_inside, of_query = pair->query->rank,
        of_support = pair->support->rank;
  int r = (int) MIN (of_query, of_support), k = 0;
  g_autofree double *product = g_new (double, of_query *of_support);
  g_autofree double *right = g_new (double, r *of_support);
  g_autofree double *image = g_new0 (double, r *m);
  double *a, *b;

  self->n_singular = (gsize) r;
  self->moved = g_new (double, (of_query + of_support + 1) * m);
  self->left = g_new (double, of_query *r);
  self->singular = g_new (double, r);
  a = self->moved;
  b = a + of_query * m;
  multiply_factor (pair->query, pair->of_query, m, a);
  multiply_factor (pair->support, pair->of_support, m, b);
  memcpy (b + of_support * m, pair->difference, m * sizeof *b);
  self->from = g_memdup2 (a, of_query * m * sizeof *a);
  lk_linalg_multiply_nt (a, b, product, of_query, of_support, m);
  if (!lk_pair_decompose (product, of_query, of_support, self->singular, self->left,
                          right))
    return FALSE;
  while (k < r && self->singular[k] > NO_SINGULAR_VALUE * self->singular[0])
    k++;
  self->n_kept = (gsize) k;
  if (k == 0)
    return TRUE;
  cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, k, (int) m, (int) of_support,
               1.0, right, (int) of_support, b, (int) m, 0.0, image, (int) m);
  cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (int) of_query, (int) m, k,
               -1.0, self->left, r, image, (int) m, 1.0, a, (int) m);
  cblas_dgemm (CblasRowMajor, CblasTrans, CblasNoTrans, (int) of_support, (int) m, k,
               -1.0, right, (int) of_support, image, (int) m, 1.0, b, (int) m);
  return TRUE;
}

static gboolean
has_full_rank (const LkGaussian *gaussian)
{
  gsize n = gaussian->n_dims;
  double smallest = INFINITY, largest = 0;

  if (gaussian->basis != NULL)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      smallest = fmin (smallest, fabs (gaussian->factor[i * n + i]));
      largest = fmax (largest, fabs (gaussian->factor[i * n + i]));
    }
  return smallest > FULL_RANK * largest;
}

static double
sum_of_squares (const double *a, gsize n)
{
  return cblas_ddot ((int) n, a, 1, a, 1);
}

/* The squared length of @rows [n_rows, m] along a vector. */
static double
measure_along (const double *rows, gsize n_rows, gsize m, const double *vector)
{
  g_autofree double *image = g_new (double, n_rows);

  cblas_dgemv (CblasRowMajor, CblasNoTrans, (int) n_rows, (int) m, 1.0, rows, (int) m,
               vector, 1, 0.0, image, 1);
  return sum_of_squares (image, n_rows);
}

static void
split_by_map (const LkPair *pair, const Movement *movement, LkBreakdown *breakdown)
{
  gsize m = pair->n_inside, k = movement->n_kept;
  gsize n_rows = pair->query->rank + pair->support->rank + 1;
  g_autofree double *root = g_new0 (double, m *MAX (k, 1));
  g_autofree double *map = g_new0 (double, m *m);
  g_autofree double *eigenvalues = g_new (double, m);
  g_autofree double *shares = g_new (double, m);

  for (gsize i = 0; i < m; i++)
    for (gsize j = 0; j < k; j++)
      root[i * k + j]
          = movement->left[i * movement->n_singular + j] * sqrt (movement->singular[j]);
  if (k > 0)
    {
      cblas_dtrsm (CblasRowMajor, CblasLeft, CblasUpper, CblasNoTrans, CblasNonUnit,
                   (int) m, (int) k, 1.0, pair->query->factor, (int) m, root, (int) k);
      lk_linalg_multiply_nt (root, root, map, m, m, k);
    }
  if (!lk_linalg_eigen (map, m, eigenvalues, TRUE))
    return;
  for (gsize i = 0; i < m; i++)
    {
      eigenvalues[i] = fmax (eigenvalues[i], 0);
      shares[i] = measure_along (movement->moved, n_rows, m, map + i * m);
    }
  lk_pair_set_directions (pair, breakdown, m, eigenvalues, shares, map);
}

/* The slope of the moved mass against where it came from: 1 less that of the movement. */
static double
measure_slope (const LkPair *pair,
               const Movement *movement,
               const double *vector,
               double largest)
{
  gsize m = pair->n_inside, rank = pair->query->rank;
  g_autofree double *from = g_new (double, rank);
  g_autofree double *moved = g_new (double, rank);
  double variance;

  cblas_dgemv (CblasRowMajor, CblasNoTrans, (int) rank, (int) m, 1.0, movement->from,
               (int) m, vector, 1, 0.0, from, 1);
  cblas_dgemv (CblasRowMajor, CblasNoTrans, (int) rank, (int) m, 1.0, movement->moved,
               (int) m, vector, 1, 0.0, moved, 1);
  variance = sum_of_squares (from, rank);
  return variance > NO_VARIANCE * largest
             ? 1 - cblas_ddot ((int) rank, from, 1, moved, 1) / variance
             : 0;
}

static void
split_by_movement (const LkPair *pair, const Movement *movement, LkBreakdown *breakdown)
{
  gsize m = pair->n_inside;
  gsize n_rows = pair->query->rank + pair->support->rank + 1, n = MIN (n_rows, m);
  g_autofree double *rows = g_memdup2 (movement->moved, n_rows * m * sizeof *rows);
  g_autofree double *values = g_new (double, n);
  g_autofree double *left = g_new (double, n_rows *n);
  g_autofree double *vectors = g_new (double, n *m);
  g_autofree double *slopes = g_new (double, n);

  if (!lk_pair_decompose (rows, n_rows, m, values, left, vectors))
    return;
  for (gsize i = 0; i < n; i++)
    {
      slopes[i] = measure_slope (pair, movement, vectors + i * m, pair->query->trace);
      values[i] *= values[i];
    }
  lk_pair_set_directions (pair, breakdown, n, slopes, values, vectors);
}

void
lk_pair_split_transport (const LkPair *self, LkBreakdown *breakdown)
{
  Movement movement = { 0 };

  if (movement_init (&movement, self))
    {
      if (has_full_rank (self->query))
        split_by_map (self, &movement, breakdown);
      else
        split_by_movement (self, &movement, breakdown);
    }
  movement_clear (&movement);
}
