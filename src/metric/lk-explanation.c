/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-explanation.h"

#include "lk-descriptors.h"
#include "lk-explanation-private.h"
#include "lk-mask.h"
#include "lk-matches-private.h"
#include "lk-shot-parts.h"

struct _LkExplanation
{
  gatomicrefcount ref_count;
  LkMetricOptions options;
  LkFindings *findings;
};

G_DEFINE_BOXED_TYPE (LkExplanation,
                     lk_explanation,
                     lk_explanation_ref,
                     lk_explanation_unref)

static void
findings_clear (LkFindings *findings)
{
  for (guint i = 0; i < findings->n_classes; i++)
    {
      lk_matches_free (findings->pixel[i]);
      lk_matches_free (findings->part[i]);
    }
  g_free (findings->pixel);
  g_free (findings->part);
  for (guint level = 0; level < LK_N_LEVELS; level++)
    g_free (findings->scores[level]);
  for (guint i = 0; i < LK_N_DISTANCES; i++)
    g_free (findings->distances[i]);
  g_clear_pointer (&findings->gaussian, lk_gaussian_unref);
  lk_tensor_unref (findings->counted);
  lk_tensor_unref (findings->query);
  g_free (findings->kept);
  lk_support_unref (findings->support);
}

void
lk_findings_unref (LkFindings *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) findings_clear);
}

LkFindings *
lk_findings_new (LkSupport *support,
                 LkTensor *query,
                 const gboolean *kept,
                 LkExplanation *whole,
                 guint neighbours)
{
  LkFindings *self = g_atomic_rc_box_new0 (LkFindings);
  guint n_channels = (guint) lk_tensor_get_dim (query, 0);
  guint n_cells = (guint) lk_tensor_get_size (query) / n_channels;

  self->support = lk_support_ref (support);
  self->query = lk_tensor_ref (query);
  self->kept = lk_mask_copy (kept, n_cells);
  self->counted = lk_mask_map (query, self->kept);
  self->n_classes = lk_support_get_n_classes (support);
  self->pixel = g_new0 (LkMatches *, self->n_classes);
  self->part = g_new0 (LkMatches *, self->n_classes);
  for (guint level = 0; level < LK_N_LEVELS; level++)
    self->scores[level] = g_new0 (double, self->n_classes);
  for (guint i = 0; i < LK_N_DISTANCES; i++)
    self->distances[i] = g_new0 (double, self->n_classes);
  for (guint i = 0; i < self->n_classes; i++)
    {
      guint n_shots = lk_support_get_n_shots (support, i);

      if (self->kept != NULL)
        self->pixel[i]
            = lk_mask_matches (lk_explanation_get_pixel (whole, i), self->kept);
      else
        self->pixel[i] = lk_matches_new_unfilled (
            n_cells, (guint) lk_support_count_cells (support, i), neighbours);
      if (!lk_support_has_mask (support, i))
        self->part[i]
            = lk_matches_new_unfilled (n_channels, n_shots * n_channels, neighbours);
    }
  return self;
}

void
lk_findings_match_masked (LkFindings *self, const LkMetricOptions *options)
{
  for (guint i = 0; i < self->n_classes; i++)
    if (self->part[i] == NULL)
      self->part[i]
          = lk_shot_parts_match_class (self->support, i, self->query, self->kept,
                                       options->part_form, options->neighbours);
}

void
lk_findings_finish (LkFindings *self)
{
  for (guint i = 0; i < self->n_classes; i++)
    {
      gboolean has_mask = lk_support_has_mask (self->support, i);

      if (self->kept == NULL)
        lk_matches_finish (self->pixel[i]);
      if (self->kept == NULL && has_mask)
        lk_mask_place_columns (self->pixel[i], self->support, i);
      if (!has_mask)
        lk_matches_finish (self->part[i]);
      self->scores[LK_LEVEL_PIXEL][i] = self->pixel[i]->score;
      self->scores[LK_LEVEL_PART][i] = self->part[i]->score;
    }
}

LkExplanation *
lk_explanation_new_for_findings (const LkMetricOptions *options, LkFindings *findings)
{
  LkExplanation *self = g_new0 (LkExplanation, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->options = *options;
  self->findings = findings;
  return self;
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
  lk_findings_unref (self->findings);
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

const gboolean *
lk_explanation_get_kept (LkExplanation *self)
{
  return self->findings->kept;
}

LkTensor *
lk_explanation_get_counted (LkExplanation *self)
{
  return self->findings->counted;
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

void
lk_explanation_fill_scores (LkExplanation *self,
                            const LkMetricOptions *options,
                            const double *scores[LK_N_LEVELS])
{
  g_return_if_fail (options->distance < LK_N_DISTANCES);

  for (guint level = 0; level < LK_N_LEVELS; level++)
    scores[level] = self->findings->scores[level];
  scores[LK_LEVEL_DISTRIBUTION] = self->findings->distances[options->distance];
}

const double *
lk_explanation_get_scores (LkExplanation *self, LkLevel level)
{
  const double *scores[LK_N_LEVELS];

  g_return_val_if_fail (level < LK_N_LEVELS, NULL);

  lk_explanation_fill_scores (self, &self->options, scores);
  return scores[level];
}

double
lk_explanation_get_ridge_used (LkExplanation *self)
{
  return self->findings->ridge_used;
}

LkTensor *
lk_explanation_compute_part_matrix (LkExplanation *self, guint class_index)
{
  const LkFindings *findings = self->findings;
  LkTensor *counted = findings->counted;
  LkPartForm form = self->options.part_form;
  gsize n_channels = lk_tensor_get_dim (counted, 0);
  gsize n_counted = lk_tensor_get_size (counted) / n_channels;
  gsize shape[2] = { n_channels, 0 };
  g_autofree float *rows = g_new (float, n_channels *n_counted);
  g_autofree float *own = NULL;
  const float *columns;
  LkTensor *matrix;

  g_return_val_if_fail (class_index < findings->n_classes, NULL);

  if (lk_support_has_mask (findings->support, class_index))
    return lk_shot_parts_multiply_class (findings->support, class_index, findings->query,
                                         findings->kept, form);
  shape[1] = lk_support_get_n_shots (findings->support, class_index) * n_channels;
  matrix = lk_tensor_new (2, shape);
  lk_descriptors_fill_parts (counted, form, rows);
  columns = lk_mask_parts (findings->support, form, class_index, findings->kept, &own);
  lk_matches_multiply (rows, (guint) shape[0], columns, (guint) shape[1],
                       (guint) n_counted, lk_tensor_get_data (matrix));
  return matrix;
}
