/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-gaussian.h"

#include <cblas.h>
#include <math.h>

#include "lk-gaussian-kernels.h"
#include "lk-gaussian-private.h"
#include "lk-linalg.h"

/* More than the ridges that one drag of a slider leaves behind are not worth keeping. */
#define MAX_RIDGED 4

/* Cells whose centred descriptors are in the first-level cache at once. */
#define BLOCK_CELLS 64

/* A factor of the covariance whose diagonal spans more than this has lost digits that one
 * of the descriptors themselves would keep. */
#define FACTOR_SPAN 1e4

/* The same for the inverse of the covariance, in place of solving with its factor. */
#define INVERSE_SPAN 300

G_DEFINE_BOXED_TYPE (LkGaussian, lk_gaussian, lk_gaussian_ref, lk_gaussian_unref)

static gsize
count_cells (LkTensor *map)
{
  return lk_tensor_get_size (map) / lk_tensor_get_dim (map, 0);
}

static void
compute_mean (LkGaussian *self,
              const LkGaussianKernels *kernels,
              LkTensor *const *maps,
              guint n_maps)
{
  for (guint i = 0; i < n_maps; i++)
    {
      gsize n_cells = count_cells (maps[i]);
      const float *data = lk_tensor_get_data (maps[i]);

      for (gsize c = 0; c < self->n_dims; c++)
        self->mean[c] += kernels->sum (data + c * n_cells, n_cells);
    }
  for (gsize c = 0; c < self->n_dims; c++)
    self->mean[c] /= (double) self->n_descriptors;
}

/* The centred descriptors over sqrt (n - 1): [n, C]. */
static double *
centred_rows (const LkGaussian *self, LkTensor *const *maps, guint n_maps)
{
  double *rows = g_new (double, self->n_descriptors * self->n_dims);
  double *row = rows;
  double scale = 1 / sqrt ((double) (self->n_descriptors - 1));

  for (guint i = 0; i < n_maps; i++)
    {
      gsize n_cells = count_cells (maps[i]);
      const float *data = lk_tensor_get_data (maps[i]);

      for (gsize p = 0; p < n_cells; p++, row += self->n_dims)
        for (gsize c = 0; c < self->n_dims; c++)
          row[c] = (data[c * n_cells + p] - self->mean[c]) * scale;
    }
  return rows;
}

/* Of the centred rows. */
static gboolean
factorise_rows (LkGaussian *self, LkTensor *const *maps, guint n_maps)
{
  gsize n = self->n_descriptors, rank = self->rank;
  double *rows = centred_rows (self, maps, n_maps);
  gboolean valid;

  if (rank == self->n_dims)
    {
      valid = lk_linalg_triangular_factor (rows, n, self->n_dims, self->factor);
      g_free (rows);
    }
  else
    {
      valid = lk_linalg_orthonormal_rows (rows, n, self->n_dims, self->factor);
      self->basis = rows;
    }
  return valid;
}

/* [C, C], both triangles, a block of cells at a time. */
static double *
compute_moments (const LkGaussian *self,
                 const LkGaussianKernels *kernels,
                 LkTensor *const *maps,
                 guint n_maps)
{
  gsize n = self->n_dims, stride = lk_gaussian_stride (n);
  double *rows = lk_gaussian_alloc_rows (BLOCK_CELLS, n);
  double *sums = lk_gaussian_alloc_rows (n, n);
  double *covariance = g_new (double, n *n);
  double scale = 1 / (double) (self->n_descriptors - 1);

  for (guint i = 0; i < n_maps; i++)
    {
      gsize n_cells = count_cells (maps[i]);

      for (gsize first = 0; first < n_cells; first += BLOCK_CELLS)
        {
          gsize n_in_block = MIN (BLOCK_CELLS, n_cells - first);

          kernels->centre (lk_tensor_get_data (maps[i]), n, n_cells, first, n_in_block,
                           self->mean, rows, stride);
          lk_gaussian_multiply_tn (kernels, rows, rows, n_in_block, n, FALSE, sums);
        }
    }
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j <= i; j++)
      covariance[i * n + j] = covariance[j * n + i] = sums[i * stride + j] * scale;
  g_aligned_free (rows);
  g_aligned_free (sums);
  return covariance;
}

/* How many times the largest entry of a triangular matrix's diagonal is the smallest. */
static double
measure_span (const double *triangle, gsize n)
{
  double smallest = triangle[0], largest = triangle[0];

  for (gsize i = 1; i < n; i++)
    {
      smallest = fmin (smallest, triangle[i * n + i]);
      largest = fmax (largest, triangle[i * n + i]);
    }
  return smallest > 0 ? largest / smallest : INFINITY;
}

/* Of the covariance; %FALSE where that would not do. */
static gboolean
factorise_covariance (LkGaussian *self)
{
  gsize n = self->n_dims;
  g_autofree double *lower = g_memdup2 (self->covariance, n * n * sizeof *lower);

  if (!lk_linalg_cholesky (lower, n) || !(measure_span (lower, n) < FACTOR_SPAN))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < n; j++)
      self->factor[j * n + i] = lower[i * n + j];
  return TRUE;
}

/* || F F^T ||_F^2 */
static double
square_factor (const double *factor, gsize rank)
{
  g_autofree double *product = g_new (double, rank *rank);

  lk_linalg_multiply_nt (factor, factor, product, rank, rank, rank);
  return cblas_ddot ((int) (rank * rank), product, 1, product, 1);
}

static void
factorise (LkGaussian *self,
           const LkGaussianKernels *kernels,
           LkTensor *const *maps,
           guint n_maps)
{
  if (self->rank == self->n_dims)
    self->covariance = compute_moments (self, kernels, maps, n_maps);
  /* Rows that are not finite: let every distance find that out. */
  if ((self->covariance == NULL || !factorise_covariance (self))
      && !factorise_rows (self, maps, n_maps))
    self->factor[0] = NAN;
  self->trace
      = cblas_ddot ((int) (self->rank * self->rank), self->factor, 1, self->factor, 1);
  self->square = square_factor (self->factor, self->rank);
}

LkGaussian *
lk_gaussian_new (LkTensor *const *maps, guint n_maps)
{
  const LkGaussianKernels *kernels = lk_gaussian_kernels_get (lk_cpu_get_kernels ());
  LkGaussian *self;
  gsize n_descriptors = 0;

  for (guint i = 0; i < n_maps; i++)
    n_descriptors += count_cells (maps[i]);
  g_return_val_if_fail (n_descriptors > 1, NULL);

  self = g_new0 (LkGaussian, 1);
  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  self->ridged = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_ridged_unref);
  self->n_dims = lk_tensor_get_dim (maps[0], 0);
  self->n_descriptors = n_descriptors;
  self->rank = MIN (self->n_descriptors, self->n_dims);
  self->mean = g_new0 (double, self->n_dims);
  self->factor = g_new (double, self->rank * self->rank);
  compute_mean (self, kernels, maps, n_maps);
  factorise (self, kernels, maps, n_maps);
  return self;
}

LkGaussian *
lk_gaussian_ref (LkGaussian *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
lk_gaussian_unref (LkGaussian *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->mean);
  g_free (self->basis);
  g_free (self->factor);
  g_free (self->covariance);
  g_ptr_array_unref (self->ridged);
  g_mutex_clear (&self->lock);
  g_free (self);
}

gsize
lk_gaussian_get_n_dims (LkGaussian *self)
{
  return self->n_dims;
}

gsize
lk_gaussian_get_n_descriptors (LkGaussian *self)
{
  return self->n_descriptors;
}

const double *
lk_gaussian_get_mean (LkGaussian *self)
{
  return self->mean;
}

static double *
compute_covariance (const LkGaussian *self)
{
  double *covariance = g_new (double, self->n_dims * self->n_dims);
  g_autofree double *rows = g_new (double, self->rank * self->n_dims);

  cblas_dcopy ((int) (self->rank * self->n_dims), self->basis, 1, rows, 1);
  cblas_dtrmm (CblasRowMajor, CblasLeft, CblasLower, CblasNoTrans, CblasNonUnit,
               (int) self->rank, (int) self->n_dims, 1.0, self->factor, (int) self->rank,
               rows, (int) self->n_dims);
  lk_linalg_gram_tn (rows, covariance, self->rank, self->n_dims);
  return covariance;
}

const double *
lk_gaussian_get_covariance (LkGaussian *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->covariance == NULL)
    self->covariance = compute_covariance (self);
  return self->covariance;
}

static void
ridged_clear (LkRidged *ridged)
{
  g_free (ridged->cholesky);
  g_free (ridged->inverse);
}

void
lk_ridged_unref (LkRidged *ridged)
{
  g_atomic_rc_box_release_full (ridged, (GDestroyNotify) ridged_clear);
}

/* (G G^T)^-1 = G^-T G^-1, if it is wanted, and its trace. */
static void
invert (LkRidged *self, gsize n, gboolean is_wanted)
{
  g_autofree double *root = g_new0 (double, n *n);

  for (gsize i = 0; i < n; i++)
    root[i * n + i] = 1;
  lk_linalg_solve_lower (self->cholesky, n, root, n);
  self->inverse_trace = cblas_ddot ((int) (n * n), root, 1, root, 1);
  if (!is_wanted)
    return;
  self->inverse = g_new (double, n *n);
  lk_linalg_gram_tn (root, self->inverse, n, n);
}

static LkRidged *
compute_ridged (const LkGaussian *self, double ridge)
{
  LkRidged *ridged = g_atomic_rc_box_new0 (LkRidged);
  gsize rank = self->rank;
  double *matrix = g_new (double, rank *rank);

  if (self->basis == NULL)
    cblas_dcopy ((int) (rank * rank), self->covariance, 1, matrix, 1);
  else
    lk_linalg_gram_tn (self->factor, matrix, rank, rank);
  for (gsize i = 0; i < rank; i++)
    matrix[i * rank + i] += ridge;
  ridged->ridge = ridge;
  ridged->cholesky = matrix;
  if (!lk_linalg_cholesky (matrix, rank))
    {
      g_clear_pointer (&ridged->cholesky, g_free);
      return ridged;
    }
  for (gsize i = 0; i < rank; i++)
    ridged->half_log_determinant += log (matrix[i * rank + i]);
  ridged->square = cblas_ddot ((int) (rank * rank), matrix, 1, matrix, 1);
  invert (ridged, rank,
          self->basis == NULL && measure_span (matrix, rank) < INVERSE_SPAN);
  return ridged;
}

LkRidged *
lk_gaussian_get_ridged (LkGaussian *self, double ridge)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  LkRidged *ridged;

  for (guint i = 0; i < self->ridged->len; i++)
    {
      ridged = g_ptr_array_index (self->ridged, i);
      if (ridged->ridge == ridge)
        return g_atomic_rc_box_acquire (ridged);
    }
  ridged = compute_ridged (self, ridge);
  if (self->ridged->len == MAX_RIDGED)
    g_ptr_array_remove_index (self->ridged, 0);
  g_ptr_array_add (self->ridged, ridged);
  return g_atomic_rc_box_acquire (ridged);
}

void
lk_gaussian_prepare (LkGaussian *self, double ridge)
{
  lk_ridged_unref (lk_gaussian_get_ridged (self, ridge));
}
