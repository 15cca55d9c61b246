/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#include "lk-cells-private.h"
#include "lk-divergence.h"
#include "lk-explanation-private.h"
#include "lk-gaussian-private.h"
#include "lk-linalg.h"
#include "lk-pair.h"

/* Directions of the coupling in which this share of the largest covariance is left have
 * none: they are the rounding of float features. */
#define NO_COVARIANCE 1e-12

/* A factor whose diagonal spans less than this has an inverse to speak of. */
#define FULL_RANK 1e-6

/* A spread below this share of the variance is rounding. */
#define ROUNDING 1e-12

/*
 * The set whose cells are asked for, one map [C, n] of it at a time, against the other
 * one (docs/METHOD.md 9.5). What is asked of the query or of the class differs in nothing
 * but which is which.
 */
typedef struct
{
  LkGaussian *own;
  LkGaussian *other;
  const LkRidged *other_ridged; /* for KL (own || other) */
  double *moved_by;             /* for W2: see prepare_transport() */
  double *coupled;
  gsize n_coupled;
  double total;
  gsize n_descriptors;
  LkDistance distance;
} Split;

/* The descriptors of @map less @mean, times @scale: [C, n]. */
static double *
centre (LkTensor *map, const double *mean, double scale)
{
  gsize n_channels = lk_tensor_get_dim (map, 0);
  gsize n = lk_tensor_get_size (map) / n_channels;
  const float *data = lk_tensor_get_data (map);
  double *centred = g_new (double, n_channels *n);

  for (gsize c = 0; c < n_channels; c++)
    for (gsize p = 0; p < n; p++)
      centred[c * n + p] = (data[c * n + p] - mean[c]) * scale;
  return centred;
}

static double
own_scale (const Split *self)
{
  return 1 / sqrt ((double) (self->n_descriptors - 1));
}

/* Adds @factor times the squared lengths of the columns of @rows [n_rows, n]. */
static void
add_squares (double *cells, const double *rows, gsize n_rows, gsize n, double factor)
{
  for (gsize i = 0; i < n_rows; i++)
    for (gsize p = 0; p < n; p++)
      cells[p] += factor * rows[i * n + p] * rows[i * n + p];
}

/* (transfer full): the coordinates of the columns of @centred [C, n] in the basis of a
 * Gaussian: [rank, n]; @rest (nullable) becomes what of them is outside its span. */
static double *
project (const LkGaussian *gaussian, const double *centred, gsize n, double **rest)
{
  gsize rank = gaussian->rank, n_dims = gaussian->n_dims;
  double *inside;

  if (gaussian->basis == NULL)
    return g_memdup2 (centred, n_dims * n * sizeof *centred);
  inside = g_new (double, rank *n);
  cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (int) rank, (int) n,
               (int) n_dims, 1.0, gaussian->basis, (int) n_dims, centred, (int) n, 0.0,
               inside, (int) n);
  if (rest == NULL)
    return inside;
  *rest = g_memdup2 (centred, n_dims * n * sizeof *centred);
  cblas_dgemm (CblasRowMajor, CblasTrans, CblasNoTrans, (int) n_dims, (int) n, (int) rank,
               -1.0, gaussian->basis, (int) n_dims, inside, (int) n, 1.0, *rest, (int) n);
  return inside;
}

/* Half the squared Mahalanobis distance of each descriptor from the other set, over one
 * less than their number: what of KL (own || other) depends on the cell. */
static void
add_unlikely (const Split *self, LkTensor *map, gsize n, double *cells)
{
  const LkRidged *ridged = self->other_ridged;
  gsize n_dims = self->own->n_dims, rank = self->other->rank;
  double factor = 0.5 / (double) (self->n_descriptors - 1);
  g_autofree double *centred = centre (map, self->other->mean, 1);
  g_autofree double *rest = NULL;
  g_autofree double *inside = project (self->other, centred, n, &rest);

  lk_linalg_solve_lower (ridged->cholesky, rank, inside, n);
  add_squares (cells, inside, rank, n, factor);
  if (rest != NULL)
    add_squares (cells, rest, n_dims, n, factor / ridged->ridge);
}

static double
measure_means (const Split *self)
{
  double square = 0;

  for (gsize c = 0; c < self->own->n_dims; c++)
    {
      double difference = self->own->mean[c] - self->other->mean[c];

      square += difference * difference;
    }
  return square;
}

/* The squared difference of the means is the mean of (x_p - mu_other)^T (mu_own -
 * mu_other), and falls to the cells so. */
static void
add_means (const Split *self, LkTensor *map, gsize n, double factor, double *cells)
{
  const double *own = self->own->mean, *other = self->other->mean;
  const float *data = lk_tensor_get_data (map);

  factor /= (double) self->n_descriptors;
  for (gsize c = 0; c < self->own->n_dims; c++)
    for (gsize p = 0; p < n; p++)
      cells[p] += factor * (data[c * n + p] - other[c]) * (own[c] - other[c]);
}

/* How far the optimal coupling moves each descriptor, squared: of the columns of
 * @centred less (V^T B)^T U^T, where U^T is known or a linear map of the column. */
static void
add_movement (const Split *self, LkTensor *map, gsize first, gsize n, double *cells)
{
  gsize n_dims = self->own->n_dims, k = self->n_coupled;
  g_autofree double *centred = centre (map, self->own->mean, own_scale (self));
  g_autofree double *place = g_new (double, k *n);

  if (k > 0 && self->own->basis != NULL)
    for (gsize i = 0; i < k; i++)
      for (gsize p = 0; p < n; p++)
        place[i * n + p] = self->moved_by[(first + p) * k + i];
  else if (k > 0)
    cblas_dgemm (CblasRowMajor, CblasTrans, CblasNoTrans, (int) k, (int) n, (int) n_dims,
                 1.0, self->moved_by, (int) k, centred, (int) n, 0.0, place, (int) n);
  if (k > 0)
    cblas_dgemm (CblasRowMajor, CblasTrans, CblasNoTrans, (int) n_dims, (int) n, (int) k,
                 -1.0, self->coupled, (int) n_dims, place, (int) n, 1.0, centred,
                 (int) n);
  add_squares (cells, centred, n_dims, n, 1);
}

/* (x_p - mu)^T (Sigma_own - Sigma_other) (x_p - mu) over one less than their number. */
static void
add_covariances (const Split *self, LkTensor *map, gsize n, double factor, double *cells)
{
  const LkGaussian *sets[] = { self->own, self->other };
  g_autofree double *centred = centre (map, self->own->mean, own_scale (self));

  for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
    {
      gsize rank = sets[i]->rank;
      g_autofree double *inside = project (sets[i], centred, n, NULL);
      g_autofree double *product = g_new (double, rank *n);

      cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (int) rank, (int) n,
                   (int) rank, 1.0, sets[i]->factor, (int) rank, inside, (int) n, 0.0,
                   product, (int) n);
      add_squares (cells, product, rank, n, i == 0 ? factor : -factor);
    }
}

static void
add_released (const Split *self, LkTensor *map, gsize n, double *cells)
{
  double n_dims = (double) self->own->n_dims, means = sqrt (measure_means (self));
  double covariances = (self->total - means / n_dims) * n_dims * n_dims;

  if (means > 0)
    add_means (self, map, n, 1 / (means * n_dims), cells);
  if (covariances > 0)
    add_covariances (self, map, n, 1 / (covariances * n_dims * n_dims), cells);
}

/* Of all that are @map's, from the place of its @first descriptor on. */
static void
add_map (const Split *self, LkTensor *map, gsize first, double *cells)
{
  gsize n = lk_tensor_get_size (map) / lk_tensor_get_dim (map, 0);

  cells += first;
  switch (self->distance)
    {
    case LK_DISTANCE_W2:
      add_movement (self, map, first, n, cells);
      add_means (self, map, n, 1, cells);
      break;
    case LK_DISTANCE_W2_SIMPLIFIED:
      add_covariances (self, map, n, 1, cells);
      add_means (self, map, n, 1, cells);
      break;
    case LK_DISTANCE_W2_RELEASED:
      add_released (self, map, n, cells);
      break;
    default:
      add_unlikely (self, map, n, cells);
    }
}

static gboolean
has_full_rank (const LkGaussian *gaussian)
{
  gsize n = gaussian->n_dims;
  double smallest = INFINITY, largest = 0;

  for (gsize i = 0; i < n; i++)
    {
      smallest = fmin (smallest, fabs (gaussian->factor[i * n + i]));
      largest = fmax (largest, fabs (gaussian->factor[i * n + i]));
    }
  return smallest > FULL_RANK * largest;
}

/* || B - V V^T B ||^2: the variance of the other set that depends on no descriptor of
 * this one. @right: V^T [k, rank]. @image: V^T times its factor [k, rank]. */
static double
measure_spread (const LkGaussian *other, const double *right, const double *image, int k)
{
  int rank = (int) other->rank;
  g_autofree double *rest
      = g_memdup2 (other->factor, other->rank * other->rank * sizeof *rest);
  double spread;

  cblas_dgemm (CblasRowMajor, CblasTrans, CblasNoTrans, rank, rank, k, -1.0, right, rank,
               image, rank, 1.0, rest, rank);
  spread = cblas_ddot (rank * rank, rest, 1, rest, 1);
  return spread > ROUNDING * other->trace ? spread : 0;
}

/* What takes a centred descriptor to its row of U: U itself [n, k], where the descriptors
 * are the rows of A; else [C, k]: A^-1 U, or B^T V S^-1 where A has no inverse, which is
 * the same on the descriptors (A B^T V = U S). */
static void
set_moved_by (Split *self, const double *left, gsize r, const double *values)
{
  gsize k = self->n_coupled, n_dims = self->own->n_dims, rank = self->own->rank;
  gboolean full = self->own->basis != NULL || has_full_rank (self->own);

  self->moved_by = g_new (double, rank *k);
  for (gsize i = 0; i < rank; i++)
    for (gsize j = 0; j < k; j++)
      self->moved_by[i * k + j]
          = full ? left[i * r + j] : self->coupled[j * n_dims + i] / values[j];
  if (full && self->own->basis == NULL)
    cblas_dtrsm (CblasRowMajor, CblasLeft, CblasUpper, CblasNoTrans, CblasNonUnit,
                 (int) rank, (int) k, 1.0, self->own->factor, (int) rank, self->moved_by,
                 (int) k);
}

/* With A B^T = U S V^T of the factors of the two covariances: V^T B, and U. */
static gboolean
prepare_transport (Split *self, double *spread)
{
  LkGaussian *own = self->own, *other = self->other;
  gsize n_dims = own->n_dims, r = MIN (own->rank, other->rank);
  int rank = (int) other->rank, k = 0;
  g_autofree double *overlap = lk_gaussian_overlap (own, other);
  g_autofree double *product = lk_gaussian_multiply_factors (own, other, overlap);
  g_autofree double *values = g_new (double, r);
  g_autofree double *left = g_new (double, own->rank *r);
  g_autofree double *right = g_new (double, r * other->rank);
  g_autofree double *image = g_new (double, r * other->rank);

  if (!lk_pair_decompose (product, own->rank, other->rank, values, left, right))
    return FALSE;
  while (k < (int) r && values[k] > NO_COVARIANCE * values[0])
    k++;
  self->n_coupled = (gsize) k;
  *spread = other->trace;
  if (k == 0)
    return TRUE;
  cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, k, rank, rank, 1.0, right, rank,
               other->factor, rank, 0.0, image, rank);
  *spread = measure_spread (other, right, image, k);
  self->coupled = g_new (double, k *n_dims);
  if (other->basis == NULL)
    memcpy (self->coupled, image, (gsize) k * n_dims * sizeof *image);
  else
    cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, k, (int) n_dims, rank, 1.0,
                 image, rank, other->basis, (int) n_dims, 0.0, self->coupled,
                 (int) n_dims);
  set_moved_by (self, left, r, values);
  return TRUE;
}

/* Of the cells of all maps; the rest is what no cell owns. */
static double
split (Split *self, LkTensor *const *maps, guint n_maps, double *cells)
{
  double spread = 0;
  gsize first = 0;

  if (self->distance == LK_DISTANCE_W2 && !prepare_transport (self, &spread))
    return self->total;
  for (guint i = 0; i < n_maps; i++)
    {
      add_map (self, maps[i], first, cells);
      first += lk_tensor_get_size (maps[i]) / lk_tensor_get_dim (maps[i], 0);
    }
  return self->distance == LK_DISTANCE_W2 ? spread
                                          : self->total - lk_cells_sum (cells, first);
}

/* KL lies on the cells of its first set alone; for the other it is a constant. */
static double
split_divergence (Split *self,
                  gboolean own_first,
                  double ridge,
                  LkTensor *const *maps,
                  guint n_maps,
                  double *cells)
{
  g_autoptr (LkRidged) of_other = NULL;
  g_autoptr (LkRidged) of_own
      = lk_divergence_find_ridge (self->own, self->other, ridge, &of_other);

  if (!own_first || of_own == NULL)
    return self->total;
  self->other_ridged = of_other;
  return split (self, maps, n_maps, cells);
}

/* From the cells of a class that count to all of its shots', in place. */
static void
spread_counted (LkSupport *support, guint class_index, double *cells)
{
  const gsize *shape = lk_support_get_map_shape (support);
  gsize n_cells = shape[1] * shape[2];
  gsize n_counted = lk_support_count_cells (support, class_index);

  for (guint shot = lk_support_get_n_shots (support, class_index); shot-- > 0;)
    {
      const gboolean *kept = lk_support_get_kept (support, class_index, shot);

      for (gsize p = n_cells; p-- > 0;)
        cells[shot * n_cells + p] = kept == NULL || kept[p] ? cells[--n_counted] : 0;
    }
}

double
lk_distribution_cells_fill (LkExplanation *explanation,
                            LkDistance distance,
                            guint class_index,
                            LkCellsOf of,
                            double *cells)
{
  gboolean of_query = of == LK_CELLS_OF_QUERY;
  LkSupport *support = lk_explanation_get_support (explanation);
  LkGaussian *query = lk_explanation_get_query_gaussian (explanation);
  LkGaussian *class = lk_support_get_gaussian (support, class_index);
  double ridge = lk_explanation_get_options (explanation)->ridge;
  guint n_maps = of_query ? 1 : lk_support_get_n_shots (support, class_index);
  g_autofree LkTensor **maps = g_new (LkTensor *, n_maps);
  Split self = { .own = of_query ? query : class,
                 .other = of_query ? class : query,
                 .distance = distance };
  double unplaced;

  for (guint i = 0; i < n_maps; i++)
    maps[i] = of_query ? lk_explanation_get_counted (explanation)
                       : lk_support_get_counted (support, class_index, i);
  self.n_descriptors = lk_gaussian_get_n_descriptors (self.own);
  self.total = lk_explanation_get_distance (explanation, distance, class_index);
  if (distance == LK_DISTANCE_KL_SQ || distance == LK_DISTANCE_KL_QS)
    unplaced = split_divergence (&self, (distance == LK_DISTANCE_KL_QS) == of_query,
                                 ridge, maps, n_maps, cells);
  else
    unplaced = split (&self, maps, n_maps, cells);
  g_free (self.moved_by);
  g_free (self.coupled);
  if (!of_query && lk_support_has_mask (support, class_index))
    spread_counted (support, class_index, cells);
  return unplaced;
}
