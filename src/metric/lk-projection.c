/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-projection.h"

#include <cblas.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "lk-breakdown.h"
#include "lk-error.h"
#include "lk-explanation-private.h"
#include "lk-linalg.h"

#define N_AXES 2

static LkGaussian *
set_gaussian (LkExplanation *explanation, guint set)
{
  if (set == 0)
    return lk_explanation_get_query_gaussian (explanation);
  return lk_support_get_gaussian (lk_explanation_get_support (explanation), set - 1);
}

/* The sets whose descriptors a plane is laid through: all, or query and one class. */
typedef struct
{
  LkPlane plane;
  guint class_index;
} Choice;

static gboolean
is_chosen (const Choice *choice, guint set)
{
  return choice->plane == LK_PLANE_ALL || set == 0 || set == 1 + choice->class_index;
}

/* The mean of all descriptors of the chosen sets: [C]. */
static double *
pooled_mean (LkExplanation *explanation, const Choice *choice, guint n_sets, gsize n_dims)
{
  double *mean = g_new0 (double, n_dims);
  double n_all = 0;

  for (guint set = 0; set < n_sets; set++)
    {
      LkGaussian *gaussian = set_gaussian (explanation, set);
      double n = (double) lk_gaussian_get_n_descriptors (gaussian);

      if (!is_chosen (choice, set))
        continue;
      cblas_daxpy ((int) n_dims, n, lk_gaussian_get_mean (gaussian), 1, mean, 1);
      n_all += n;
    }
  cblas_dscal ((int) n_dims, 1 / n_all, mean, 1);
  return mean;
}

/* The scatter of the chosen sets' descriptors about their common mean, [C, C]: within the
 * sets, and of the sets' means. */
static double *
pooled_scatter (LkExplanation *explanation,
                const Choice *choice,
                guint n_sets,
                gsize n_dims)
{
  double *scatter = g_new0 (double, n_dims *n_dims);
  g_autofree double *mean = pooled_mean (explanation, choice, n_sets, n_dims);
  g_autofree double *offset = g_new (double, n_dims);

  for (guint set = 0; set < n_sets; set++)
    {
      LkGaussian *gaussian = set_gaussian (explanation, set);
      double n = (double) lk_gaussian_get_n_descriptors (gaussian);
      const double *covariance;

      if (!is_chosen (choice, set))
        continue;
      covariance = lk_gaussian_get_covariance (gaussian);
      for (gsize i = 0; i < n_dims; i++)
        offset[i] = lk_gaussian_get_mean (gaussian)[i] - mean[i];
      for (gsize i = 0; i < n_dims * n_dims; i++)
        scatter[i] += (n - 1) * covariance[i];
      cblas_dger (CblasRowMajor, (int) n_dims, (int) n_dims, n, offset, 1, offset, 1,
                  scatter, (int) n_dims);
    }
  return scatter;
}

static void
orient (double *axis, gsize n_dims)
{
  gsize largest = 0;

  for (gsize i = 1; i < n_dims; i++)
    if (fabs (axis[i]) > fabs (axis[largest]))
      largest = i;
  if (axis[largest] < 0)
    cblas_dscal ((int) n_dims, -1, axis, 1);
}

/* (nullable): the first two principal axes, [2, C]; where C is 1 the second is zero. */
static double *
principal_axes (LkProjection *self,
                LkExplanation *explanation,
                const Choice *choice,
                gsize n_dims)
{
  double *axes = g_new0 (double, N_AXES *n_dims);
  g_autofree double *vectors = pooled_scatter (explanation, choice, self->n_sets, n_dims);
  g_autofree double *values = g_new (double, n_dims);
  double total = 0;

  for (gsize i = 0; i < n_dims; i++)
    total += vectors[i * n_dims + i];
  if (!lk_linalg_eigen (vectors, n_dims, values, TRUE))
    {
      g_free (axes);
      return NULL;
    }
  for (gsize i = 0; i < MIN (N_AXES, n_dims); i++)
    {
      double *axis = axes + i * n_dims;

      memcpy (axis, vectors + (n_dims - 1 - i) * n_dims, n_dims * sizeof *axis);
      orient (axis, n_dims);
      self->explained[i]
          = total > 0 ? CLAMP (values[n_dims - 1 - i] / total, 0.0, 1.0) : 0;
    }
  return axes;
}

/* (nullable): the two generalised eigenvectors that add most to a KL distance. */
static double *
divergence_axes (LkProjection *self,
                 LkExplanation *explanation,
                 guint class_index,
                 gsize n_dims,
                 GError **error)
{
  double ridge = lk_explanation_get_options (explanation)->ridge;
  g_autoptr (LkBreakdown) breakdown = lk_breakdown_new (
      set_gaussian (explanation, 0), set_gaussian (explanation, 1 + class_index),
      self->distance, ridge, error);
  double *axes;

  if (breakdown == NULL)
    return NULL;
  axes = g_new0 (double, N_AXES *n_dims);
  for (gsize i = 0; i < MIN (N_AXES, breakdown->n_directions); i++)
    {
      double *axis = axes + i * n_dims;

      memcpy (axis, breakdown->directions + i * n_dims, n_dims * sizeof *axis);
      orient (axis, n_dims);
      self->explained[i] = breakdown->total > 0
                               ? CLAMP (breakdown->shares[i] / breakdown->total, 0.0, 1.0)
                               : 0;
    }
  return axes;
}

static LkEllipse
project_gaussian (LkGaussian *gaussian, const double *axes)
{
  int n = (int) lk_gaussian_get_n_dims (gaussian);
  const double *covariance = lk_gaussian_get_covariance (gaussian);
  g_autofree double *image = g_new (double, n);
  LkEllipse ellipse;

  for (guint i = 0; i < N_AXES; i++)
    {
      ellipse.mean[i]
          = cblas_ddot (n, axes + i * n, 1, lk_gaussian_get_mean (gaussian), 1);
      cblas_dgemv (CblasRowMajor, CblasNoTrans, n, n, 1.0, covariance, n, axes + i * n, 1,
                   0.0, image, 1);
      for (guint j = i; j < N_AXES; j++)
        ellipse.covariance[i + j] = cblas_ddot (n, axes + j * n, 1, image, 1);
    }
  return ellipse;
}

/* Adds the projections of a map's cells at @points, [P, 2]. */
static void
project_map (LkTensor *map, const double *axes, double *points)
{
  gsize n_dims = lk_tensor_get_dim (map, 0);
  gsize n_cells = lk_tensor_get_size (map) / n_dims;
  const float *data = lk_tensor_get_data (map);

  for (gsize c = 0; c < n_dims; c++)
    for (gsize p = 0; p < n_cells; p++)
      for (gsize axis = 0; axis < N_AXES; axis++)
        points[p * N_AXES + axis] += axes[axis * n_dims + c] * data[c * n_cells + p];
}

static void
project_set (LkProjection *self,
             guint set,
             LkExplanation *explanation,
             const double *axes)
{
  LkSupport *support = lk_explanation_get_support (explanation);
  LkGaussian *gaussian = set_gaussian (explanation, set);
  guint n_maps = set > 0 ? lk_support_get_n_shots (support, set - 1) : 1;
  gsize n_points = lk_gaussian_get_n_descriptors (gaussian), first = 0;

  self->ellipses[set] = project_gaussian (gaussian, axes);
  self->n_points[set] = n_points;
  self->points[set] = g_new0 (double, n_points *N_AXES);
  for (guint i = 0; i < n_maps; i++)
    {
      LkTensor *map = set > 0 ? lk_support_get_counted (support, set - 1, i)
                              : lk_explanation_get_counted (explanation);

      project_map (map, axes, self->points[set] + first * N_AXES);
      first += lk_tensor_get_size (map) / lk_tensor_get_dim (map, 0);
    }
}

LkProjection *
lk_projection_new (LkExplanation *explanation,
                   LkPlane plane,
                   guint class_index,
                   LkDistance distance,
                   GError **error)
{
  g_autoptr (LkProjection) self = g_new0 (LkProjection, 1);
  guint n_classes = lk_explanation_get_n_classes (explanation);
  gsize n_dims = lk_gaussian_get_n_dims (set_gaussian (explanation, 0));
  Choice choice = { plane, class_index };
  g_autofree double *axes = NULL;

  g_return_val_if_fail (plane == LK_PLANE_ALL || class_index < n_classes, NULL);

  self->plane = plane;
  self->distance = distance == LK_DISTANCE_KL_QS ? LK_DISTANCE_KL_QS : LK_DISTANCE_KL_SQ;
  self->n_sets = 1 + n_classes;
  self->ellipses = g_new0 (LkEllipse, self->n_sets);
  self->n_points = g_new0 (gsize, self->n_sets);
  self->points = g_new0 (double *, self->n_sets);
  if (plane == LK_PLANE_KL)
    {
      axes = divergence_axes (self, explanation, class_index, n_dims, error);
      if (axes == NULL)
        return NULL;
    }
  else
    {
      axes = principal_axes (self, explanation, &choice, n_dims);
    }
  if (axes == NULL)
    {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_NUMERIC,
                           _ ("The principal axes of the descriptors were not found"));
      return NULL;
    }
  for (guint set = 0; set < self->n_sets; set++)
    project_set (self, set, explanation, axes);
  return g_steal_pointer (&self);
}

void
lk_projection_free (LkProjection *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->n_sets; i++)
    g_free (self->points[i]);
  g_free (self->ellipses);
  g_free (self->n_points);
  g_free (self->points);
  g_free (self);
}
