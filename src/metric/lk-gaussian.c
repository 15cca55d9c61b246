/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-gaussian.h"

#include <cblas.h>
#include <math.h>

#include "lk-gaussian-private.h"
#include "lk-linalg.h"

/* More than the ridges that one drag of a slider leaves behind are not worth keeping. */
#define MAX_RIDGED 4

G_DEFINE_BOXED_TYPE (LkGaussian, lk_gaussian, lk_gaussian_ref, lk_gaussian_unref)

static gsize
count_cells (LkTensor *map)
{
  return lk_tensor_get_size (map) / lk_tensor_get_dim (map, 0);
}

static void
compute_mean (LkGaussian *self, LkTensor *const *maps, guint n_maps)
{
  for (guint i = 0; i < n_maps; i++)
    {
      gsize n_cells = count_cells (maps[i]);
      const float *data = lk_tensor_get_data (maps[i]);

      for (gsize c = 0; c < self->n_dims; c++)
        for (gsize p = 0; p < n_cells; p++)
          self->mean[c] += data[c * n_cells + p];
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

static void
factorise_rows (LkGaussian *self, double *rows)
{
  gsize n = self->n_descriptors, rank = self->rank;
  gboolean valid;

  if (rank == self->n_dims)
    {
      valid = lk_linalg_triangular_factor (rows, n, self->n_dims, self->factor);
    }
  else
    {
      self->basis = g_new (double, rank * self->n_dims);
      valid = lk_linalg_orthonormal_rows (rows, n, self->n_dims, self->factor);
      cblas_dcopy ((int) (rank * self->n_dims), rows, 1, self->basis, 1);
    }
  /* Rows that are not finite: let every distance find that out. */
  if (!valid)
    self->factor[0] = NAN;
  self->trace = cblas_ddot ((int) (rank * rank), self->factor, 1, self->factor, 1);
}

LkGaussian *
lk_gaussian_new (LkTensor *const *maps, guint n_maps)
{
  LkGaussian *self;
  g_autofree double *rows = NULL;
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
  compute_mean (self, maps, n_maps);
  rows = centred_rows (self, maps, n_maps);
  factorise_rows (self, rows);
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
  g_autofree double *rows = NULL;

  if (self->basis == NULL)
    {
      lk_linalg_gram_tn (self->factor, covariance, self->rank, self->n_dims);
      return covariance;
    }
  rows = g_new (double, self->rank * self->n_dims);
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
}

void
lk_ridged_unref (LkRidged *ridged)
{
  g_atomic_rc_box_release_full (ridged, (GDestroyNotify) ridged_clear);
}

static LkRidged *
compute_ridged (const LkGaussian *self, double ridge)
{
  LkRidged *ridged = g_atomic_rc_box_new0 (LkRidged);
  gsize rank = self->rank;
  double *matrix = g_new (double, rank *rank);

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
  lk_gaussian_get_covariance (self);
  lk_ridged_unref (lk_gaussian_get_ridged (self, ridge));
}
