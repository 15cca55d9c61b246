/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-divergence-level.h"

#include <cblas.h>
#include <glib/gi18n-lib.h>
#include <lapacke.h>
#include <math.h>
#include <string.h>

#include "lk-error.h"
#include "lk-linalg.h"
#include "lk-pool.h"

#define MAX_GROWTH 12 /* times the ridge is multiplied by ten */

/* The Gaussian of one query, or of one class. */
typedef struct
{
  double *mean;
  double *covariance; /* with the ridge */
  double *inverse;
  double log_determinant;
  gboolean fine;

  /* On the way back. */
  double *by_mean;
  double *by_covariance;
} Gaussian;

struct _LkDivergenceLevel
{
  LkLevelMaps episode;
  LkDistance distance;
  double ridge;
  gsize n_channels;
  gsize n_cells;
  guint n_queries;
  Gaussian *gaussians; /* [n_ways], then [queries] */
  double *scores;

  /* While it goes backward. */
  const double *by_scores;
  float *gradient;
};

static void
gaussian_clear (Gaussian *self)
{
  g_free (self->mean);
  g_free (self->covariance);
  g_free (self->inverse);
  g_free (self->by_mean);
  g_free (self->by_covariance);
}

void
lk_divergence_level_free (LkDivergenceLevel *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->episode.n_ways + self->n_queries; i++)
    gaussian_clear (&self->gaussians[i]);
  g_free (self->gaussians);
  g_free (self->scores);
  lk_tensor_unref (self->episode.maps);
  g_free (self);
}

/* The maps of Gaussian @index: @first, and how many. */
static guint
get_maps (const LkDivergenceLevel *self, guint index, guint *first)
{
  if (index < self->episode.n_ways)
    {
      *first = index * self->episode.n_shots;
      return self->episode.n_shots;
    }
  *first = lk_level_maps_count_shots (&self->episode) + index - self->episode.n_ways;
  return 1;
}

static void
add_to_mean (const float *map, gsize n_channels, gsize n_cells, double *mean)
{
  for (gsize c = 0; c < n_channels; c++)
    for (gsize p = 0; p < n_cells; p++)
      mean[c] += map[c * n_cells + p];
}

/* @centred: [C, H W]. */
static void
centre (const float *map,
        gsize n_channels,
        gsize n_cells,
        const double *mean,
        double *centred)
{
  for (gsize c = 0; c < n_channels; c++)
    for (gsize p = 0; p < n_cells; p++)
      centred[c * n_cells + p] = map[c * n_cells + p] - mean[c];
}

static void
mirror (double *matrix, gsize n)
{
  for (gsize i = 0; i < n; i++)
    for (gsize j = i + 1; j < n; j++)
      matrix[i * n + j] = matrix[j * n + i];
}

static gboolean
invert (const double *covariance, gsize n, double *inverse, double *log_determinant)
{
  memcpy (inverse, covariance, n * n * sizeof *inverse);
  if (!lk_linalg_cholesky (inverse, n))
    return FALSE;
  *log_determinant = 0;
  for (gsize i = 0; i < n; i++)
    *log_determinant += 2 * log (inverse[i * n + i]);
  if (LAPACKE_dpotri (LAPACK_ROW_MAJOR, 'L', (lapack_int) n, inverse, (lapack_int) n)
      != 0)
    return FALSE;
  mirror (inverse, n);
  return TRUE;
}

static void
add_ridge (double *matrix, gsize n, double ridge)
{
  for (gsize i = 0; i < n; i++)
    matrix[i * n + i] += ridge;
}

static void
invert_with_ridge (Gaussian *gaussian, gsize n, double ridge)
{
  double added = 0;

  for (guint i = 0; i <= MAX_GROWTH && !gaussian->fine; i++, ridge *= 10)
    {
      add_ridge (gaussian->covariance, n, ridge - added);
      added = ridge;
      gaussian->fine = invert (gaussian->covariance, n, gaussian->inverse,
                               &gaussian->log_determinant);
    }
}

static void
fit_item (guint index, guint worker, gpointer data)
{
  LkDivergenceLevel *self = data;
  Gaussian *gaussian = &self->gaussians[index];
  gsize n = self->n_channels, size = n * self->n_cells;
  guint first, n_maps = get_maps (self, index, &first);
  const float *maps = lk_tensor_get_data (self->episode.maps) + first * size;
  double n_descriptors = (double) (n_maps * self->n_cells);
  g_autofree double *centred = g_new (double, size);

  gaussian->mean = g_new0 (double, n);
  gaussian->covariance = g_new0 (double, n *n);
  gaussian->inverse = g_new (double, n *n);
  for (guint i = 0; i < n_maps; i++)
    add_to_mean (maps + i * size, n, self->n_cells, gaussian->mean);
  for (gsize c = 0; c < n; c++)
    gaussian->mean[c] /= n_descriptors;
  for (guint i = 0; i < n_maps; i++)
    {
      centre (maps + i * size, n, self->n_cells, gaussian->mean, centred);
      cblas_dsyrk (CblasRowMajor, CblasLower, CblasNoTrans, (int) n, (int) self->n_cells,
                   1 / (n_descriptors - 1), centred, (int) self->n_cells, 1,
                   gaussian->covariance, (int) n);
    }
  mirror (gaussian->covariance, n);
  invert_with_ridge (gaussian, n, self->ridge);
}

/* KL (P || R) = (tr (R^-1 P) + d^T R^-1 d + ln det R - ln det P - C) / 2. */
static double
measure (const Gaussian *p, const Gaussian *r, gsize n)
{
  g_autofree double *difference = g_new (double, n);
  g_autofree double *solved = g_new (double, n);
  double trace = cblas_ddot ((int) (n * n), r->inverse, 1, p->covariance, 1);

  for (gsize i = 0; i < n; i++)
    difference[i] = r->mean[i] - p->mean[i];
  cblas_dsymv (CblasRowMajor, CblasLower, (int) n, 1, r->inverse, (int) n, difference, 1,
               0, solved, 1);
  return fmax (0.5
                   * (trace + cblas_ddot ((int) n, difference, 1, solved, 1)
                      + r->log_determinant - p->log_determinant - (double) n),
               0);
}

static void
measure_item (guint index, guint worker, gpointer data)
{
  LkDivergenceLevel *self = data;
  const Gaussian *class = &self->gaussians[index % self->episode.n_ways];
  const Gaussian *query
      = &self->gaussians[self->episode.n_ways + index / self->episode.n_ways];

  self->scores[index] = self->distance == LK_DISTANCE_KL_QS
                            ? measure (query, class, self->n_channels)
                            : measure (class, query, self->n_channels);
}

LkDivergenceLevel *
lk_divergence_level_new (const LkLevelMaps *episode,
                         LkDistance distance,
                         double ridge,
                         GError **error)
{
  g_autoptr (LkDivergenceLevel) self = NULL;
  LkPool *pool = lk_pool_get_shared ();

  g_return_val_if_fail (distance == LK_DISTANCE_KL_SQ || distance == LK_DISTANCE_KL_QS,
                        NULL);
  g_return_val_if_fail (ridge > 0, NULL);

  self = g_new0 (LkDivergenceLevel, 1);
  self->episode = *episode;
  lk_tensor_ref (episode->maps);
  self->distance = distance;
  self->ridge = ridge;
  self->n_queries = lk_level_maps_count_queries (episode);
  lk_level_maps_get_shape (episode, &self->n_channels, &self->n_cells);
  self->gaussians = g_new0 (Gaussian, episode->n_ways + self->n_queries);
  self->scores = g_new0 (double, self->n_queries * episode->n_ways);
  lk_pool_run (pool, episode->n_ways + self->n_queries, fit_item, self);
  for (guint i = 0; i < episode->n_ways + self->n_queries; i++)
    if (!self->gaussians[i].fine)
      {
        g_set_error_literal (error, LK_ERROR, LK_ERROR_NUMERIC,
                             _ ("A covariance cannot be inverted, whatever the ridge"));
        return NULL;
      }
  lk_pool_run (pool, self->n_queries * episode->n_ways, measure_item, self);
  return g_steal_pointer (&self);
}

const double *
lk_divergence_level_get_scores (const LkDivergenceLevel *self)
{
  return self->scores;
}

/* Those a Gaussian is compared with, and the gradient by their distance. */
static const Gaussian *
get_other (const LkDivergenceLevel *self, guint index, guint i, double *slope)
{
  guint n_ways = self->episode.n_ways;

  if (index < n_ways)
    {
      *slope = self->by_scores[i * n_ways + index];
      return &self->gaussians[n_ways + i];
    }
  *slope = self->by_scores[(index - n_ways) * n_ways + i];
  return &self->gaussians[i];
}

/* Adds @slope (matrix + d d^T) to @sum, and @slope d to @sum_of_d. */
static void
collect (const double *matrix,
         const double *difference,
         double slope,
         gsize n,
         double *sum,
         double *sum_of_d)
{
  cblas_daxpy ((int) (n * n), slope, matrix, 1, sum, 1);
  cblas_dger (CblasRowMajor, (int) n, (int) n, slope, difference, 1, difference, 1, sum,
              (int) n);
  cblas_daxpy ((int) n, slope, difference, 1, sum_of_d, 1);
}

/* As the second of KL: R, with all P. */
static void
learn_as_reference (LkDivergenceLevel *self, guint index, guint n_others)
{
  Gaussian *r = &self->gaussians[index];
  gsize n = self->n_channels;
  g_autofree double *sum = g_new0 (double, n *n);
  g_autofree double *sum_of_d = g_new0 (double, n);
  g_autofree double *difference = g_new (double, n);
  g_autofree double *half = g_new (double, n *n);
  double total = 0;

  for (guint i = 0; i < n_others; i++)
    {
      double slope;
      const Gaussian *p = get_other (self, index, i, &slope);

      total += slope;
      for (gsize c = 0; c < n; c++)
        difference[c] = r->mean[c] - p->mean[c];
      collect (p->covariance, difference, slope, n, sum, sum_of_d);
    }
  cblas_dsymv (CblasRowMajor, CblasLower, (int) n, 1, r->inverse, (int) n, sum_of_d, 1, 0,
               r->by_mean, 1);
  cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (int) n, (int) n, (int) n, 1,
               r->inverse, (int) n, sum, (int) n, 0, half, (int) n);
  memcpy (r->by_covariance, r->inverse, n * n * sizeof (double));
  cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (int) n, (int) n, (int) n, -0.5,
               half, (int) n, r->inverse, (int) n, 0.5 * total, r->by_covariance,
               (int) n);
}

/* As the first of KL: P, with all R. */
static void
learn_as_sample (LkDivergenceLevel *self, guint index, guint n_others)
{
  Gaussian *p = &self->gaussians[index];
  gsize n = self->n_channels;
  g_autofree double *difference = g_new (double, n);
  double total = 0;

  for (guint i = 0; i < n_others; i++)
    {
      double slope;
      const Gaussian *r = get_other (self, index, i, &slope);

      total += slope;
      for (gsize c = 0; c < n; c++)
        difference[c] = r->mean[c] - p->mean[c];
      cblas_daxpy ((int) (n * n), 0.5 * slope, r->inverse, 1, p->by_covariance, 1);
      cblas_dsymv (CblasRowMajor, CblasLower, (int) n, -slope, r->inverse, (int) n,
                   difference, 1, 1, p->by_mean, 1);
    }
  cblas_daxpy ((int) (n * n), -0.5 * total, p->inverse, 1, p->by_covariance, 1);
}

/* Of a descriptor x: (2 / (n - 1)) G (x - mean) + m / n, with the gradients G and m by
 * covariance and mean. */
static void
add_to_maps (LkDivergenceLevel *self, guint index)
{
  const Gaussian *gaussian = &self->gaussians[index];
  gsize n = self->n_channels, size = n * self->n_cells;
  guint first, n_maps = get_maps (self, index, &first);
  double n_descriptors = (double) (n_maps * self->n_cells);
  g_autofree double *centred = g_new (double, size);
  g_autofree double *by_cells = g_new (double, size);

  for (guint i = first; i < first + n_maps; i++)
    {
      float *gradient = self->gradient + i * size;

      centre (lk_tensor_get_data (self->episode.maps) + i * size, n, self->n_cells,
              gaussian->mean, centred);
      cblas_dsymm (CblasRowMajor, CblasLeft, CblasLower, (int) n, (int) self->n_cells,
                   2 / (n_descriptors - 1), gaussian->by_covariance, (int) n, centred,
                   (int) self->n_cells, 0, by_cells, (int) self->n_cells);
      for (gsize c = 0; c < n; c++)
        for (gsize p = 0; p < self->n_cells; p++)
          gradient[c * self->n_cells + p]
              += (float) (by_cells[c * self->n_cells + p]
                          + gaussian->by_mean[c] / n_descriptors);
    }
}

static void
backward_item (guint index, guint worker, gpointer data)
{
  LkDivergenceLevel *self = data;
  Gaussian *gaussian = &self->gaussians[index];
  gboolean is_class = index < self->episode.n_ways;
  guint n_others = is_class ? self->n_queries : self->episode.n_ways;

  gaussian->by_mean = g_new0 (double, self->n_channels);
  gaussian->by_covariance = g_new0 (double, self->n_channels * self->n_channels);
  if (is_class == (self->distance == LK_DISTANCE_KL_QS))
    learn_as_reference (self, index, n_others);
  else
    learn_as_sample (self, index, n_others);
  add_to_maps (self, index);
  g_clear_pointer (&gaussian->by_mean, g_free);
  g_clear_pointer (&gaussian->by_covariance, g_free);
}

void
lk_divergence_level_backward (LkDivergenceLevel *self,
                              const double *by_scores,
                              float *gradient)
{
  g_return_if_fail (self != NULL && by_scores != NULL && gradient != NULL);

  self->by_scores = by_scores;
  self->gradient = gradient;
  lk_pool_run (lk_pool_get_shared (), self->episode.n_ways + self->n_queries,
               backward_item, self);
}
