/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-explanation.h"

#include <cblas.h>
#include <glib/gi18n-lib.h>

#include "lk-descriptors.h"
#include "lk-error.h"

/* What does not depend on which distance is shown; shared by all copies. */
typedef struct
{
  LkSupport *support;
  LkTensor *query;
  LkGaussian *gaussian;
  guint n_classes;
  LkMatches **pixel;
  LkMatches **part;
  double *pixel_scores;
  double *part_scores;
  double *distances[LK_N_DISTANCES];
  double ridge_used;
} Findings;

struct _LkExplanation
{
  gatomicrefcount ref_count;
  LkMetricOptions options;
  Findings *findings;
};

G_DEFINE_BOXED_TYPE (LkExplanation,
                     lk_explanation,
                     lk_explanation_ref,
                     lk_explanation_unref)

static void
findings_clear (Findings *findings)
{
  for (guint i = 0; i < findings->n_classes; i++)
    {
      lk_matches_free (findings->pixel[i]);
      lk_matches_free (findings->part[i]);
    }
  g_free (findings->pixel);
  g_free (findings->part);
  g_free (findings->pixel_scores);
  g_free (findings->part_scores);
  for (guint i = 0; i < LK_N_DISTANCES; i++)
    g_free (findings->distances[i]);
  lk_gaussian_unref (findings->gaussian);
  lk_tensor_unref (findings->query);
  lk_support_unref (findings->support);
}

static void
findings_unref (Findings *findings)
{
  g_atomic_rc_box_release_full (findings, (GDestroyNotify) findings_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Findings, findings_unref)

static Findings *
findings_new (LkSupport *support, LkTensor *query)
{
  Findings *findings = g_atomic_rc_box_new0 (Findings);

  findings->support = lk_support_ref (support);
  findings->query = lk_tensor_ref (query);
  findings->gaussian = lk_gaussian_new (&query, 1);
  findings->n_classes = lk_support_get_n_classes (support);
  findings->pixel = g_new0 (LkMatches *, findings->n_classes);
  findings->part = g_new0 (LkMatches *, findings->n_classes);
  findings->pixel_scores = g_new0 (double, findings->n_classes);
  findings->part_scores = g_new0 (double, findings->n_classes);
  for (guint i = 0; i < LK_N_DISTANCES; i++)
    findings->distances[i] = g_new0 (double, findings->n_classes);
  return findings;
}

static gboolean
check_query (LkSupport *support, LkTensor *query, GError **error)
{
  const gsize *shape = lk_support_get_map_shape (support);

  if (!lk_tensor_has_shape (query, 3, shape))
    {
      g_autofree char *actual = lk_tensor_describe_shape (query);

      g_set_error (error, LK_ERROR, LK_ERROR_EPISODE,
                   _ ("The query's feature map has the shape %s, those of the classes "
                      "[%" G_GSIZE_FORMAT ", %" G_GSIZE_FORMAT ", %" G_GSIZE_FORMAT "]"),
                   actual, shape[0], shape[1], shape[2]);
      return FALSE;
    }
  if (!lk_tensor_is_finite (query))
    {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_NUMERIC,
                           _ ("The query's feature map has values that are not numbers"));
      return FALSE;
    }
  return TRUE;
}

static gboolean
measure_class (Findings *findings, guint i, double ridge, GError **error)
{
  LkGaussian *gaussian = lk_support_get_gaussian (findings->support, i);

  for (guint distance = 0; distance < LK_N_DISTANCES; distance++)
    {
      double ridge_used;

      if (!lk_gaussian_distance (findings->gaussian, gaussian, distance, ridge,
                                 &findings->distances[distance][i], &ridge_used, error))
        return FALSE;
      findings->ridge_used = MAX (findings->ridge_used, ridge_used);
    }
  return TRUE;
}

static void
match_class (Findings *findings,
             guint i,
             const LkMetricOptions *options,
             const float *pixels,
             const float *parts)
{
  LkSupport *support = findings->support;
  const gsize *shape = lk_support_get_map_shape (support);
  guint n_channels = (guint) shape[0], n_cells = (guint) (shape[1] * shape[2]);
  guint n_shots = lk_support_get_n_shots (support, i);

  findings->pixel[i]
      = lk_matches_new (pixels, n_cells, lk_support_get_pixels (support, i),
                        n_shots * n_cells, n_channels, options->neighbours);
  findings->part[i] = lk_matches_new (
      parts, n_channels, lk_support_get_parts (support, options->part_form, i),
      n_shots * n_channels, n_cells, options->neighbours);
  findings->pixel_scores[i] = findings->pixel[i]->score;
  findings->part_scores[i] = findings->part[i]->score;
}

static LkExplanation *
explanation_new (const LkMetricOptions *options, Findings *findings)
{
  LkExplanation *self = g_new0 (LkExplanation, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->options = *options;
  self->findings = findings;
  return self;
}

LkExplanation *
lk_explanation_new (LkSupport *support,
                    LkTensor *query,
                    const LkMetricOptions *options,
                    GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (Findings) findings = NULL;
  g_autofree float *pixels = NULL;
  g_autofree float *parts = NULL;

  if (!check_query (support, query, error))
    return NULL;

  findings = findings_new (support, query);
  pixels = g_new (float, lk_tensor_get_size (query));
  parts = g_new (float, lk_tensor_get_size (query));
  lk_descriptors_fill_pixels (query, pixels);
  lk_descriptors_fill_parts (query, options->part_form, parts);
  for (guint i = 0; i < findings->n_classes; i++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      match_class (findings, i, options, pixels, parts);
      if (!measure_class (findings, i, options->ridge, error))
        return NULL;
    }
  return explanation_new (options, g_steal_pointer (&findings));
}

LkExplanation *
lk_explanation_ref (LkExplanation *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
lk_explanation_unref (LkExplanation *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  findings_unref (self->findings);
  g_free (self);
}

LkSupport *
lk_explanation_get_support (LkExplanation *self)
{
  return self->findings->support;
}

LkTensor *
lk_explanation_get_query (LkExplanation *self)
{
  return self->findings->query;
}

LkGaussian *
lk_explanation_get_query_gaussian (LkExplanation *self)
{
  return self->findings->gaussian;
}

const LkMetricOptions *
lk_explanation_get_options (LkExplanation *self)
{
  return &self->options;
}

guint
lk_explanation_get_n_classes (LkExplanation *self)
{
  return self->findings->n_classes;
}

const LkMatches *
lk_explanation_get_pixel (LkExplanation *self, guint class_index)
{
  g_return_val_if_fail (class_index < self->findings->n_classes, NULL);
  return self->findings->pixel[class_index];
}

const LkMatches *
lk_explanation_get_part (LkExplanation *self, guint class_index)
{
  g_return_val_if_fail (class_index < self->findings->n_classes, NULL);
  return self->findings->part[class_index];
}

double
lk_explanation_get_distance (LkExplanation *self, LkDistance distance, guint class_index)
{
  g_return_val_if_fail (class_index < self->findings->n_classes, 0);
  g_return_val_if_fail (distance < LK_N_DISTANCES, 0);
  return self->findings->distances[distance][class_index];
}

const double *
lk_explanation_get_scores (LkExplanation *self, LkLevel level)
{
  switch (level)
    {
    case LK_LEVEL_PART:
      return self->findings->part_scores;
    case LK_LEVEL_PIXEL:
      return self->findings->pixel_scores;
    case LK_LEVEL_DISTRIBUTION:
      return self->findings->distances[self->options.distance];
    default:
      g_return_val_if_reached (NULL);
    }
}

double
lk_explanation_get_ridge_used (LkExplanation *self)
{
  return self->findings->ridge_used;
}

LkTensor *
lk_explanation_compute_part_matrix (LkExplanation *self, guint class_index)
{
  LkSupport *support = self->findings->support;
  const gsize *shape = lk_support_get_map_shape (support);
  LkPartForm form = self->options.part_form;
  gsize n_cells = shape[1] * shape[2];
  gsize matrix_shape[2] = { shape[0], 0 };
  g_autofree float *parts = g_new (float, shape[0] * n_cells);
  LkTensor *matrix;

  g_return_val_if_fail (class_index < self->findings->n_classes, NULL);

  matrix_shape[1] = lk_support_get_n_shots (support, class_index) * shape[0];
  matrix = lk_tensor_new (2, matrix_shape);
  lk_descriptors_fill_parts (self->findings->query, form, parts);
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (int) matrix_shape[0],
               (int) matrix_shape[1], (int) n_cells, 1.0f, parts, (int) n_cells,
               lk_support_get_parts (support, form, class_index), (int) n_cells, 0.0f,
               lk_tensor_get_data (matrix), (int) matrix_shape[1]);
  return matrix;
}

LkExplanation *
lk_explanation_with_distance (LkExplanation *self, LkDistance distance)
{
  LkMetricOptions options = self->options;

  g_return_val_if_fail (distance < LK_N_DISTANCES, NULL);

  options.distance = distance;
  return explanation_new (&options, g_atomic_rc_box_acquire (self->findings));
}
