/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cosine-head.h"

#include <cblas.h>
#include <string.h>

#include "lk-stream.h"
#include "lk-unit-rows.h"

LkCosineHead *
lk_cosine_head_new (const char *name,
                    guint n_classes,
                    gsize n_channels,
                    double scale,
                    gboolean dense,
                    LkRandom *random)
{
  const gsize shape[] = { n_classes, n_channels };
  const gsize one = 1;
  LkCosineHead *self = g_new0 (LkCosineHead, 1);
  g_autofree char *weight_name = g_strconcat (name, ".weight", NULL);
  g_autofree char *scale_name = g_strconcat (name, ".scale", NULL);
  LkTensor *weight = lk_tensor_new (2, shape);
  LkTensor *scale_tensor = lk_tensor_new (1, &one);

  for (gsize i = 0; i < lk_tensor_get_size (weight); i++)
    lk_tensor_get_data (weight)[i] = (float) lk_stream_normal (random);
  *lk_tensor_get_data (scale_tensor) = (float) scale;
  self->weight = lk_parameter_new (weight_name, weight, TRUE);
  self->scale = lk_parameter_new (scale_name, scale_tensor, FALSE);
  self->dense = dense;
  return self;
}

void
lk_cosine_head_free (LkCosineHead *self)
{
  if (self == NULL)
    return;
  lk_parameter_free (self->weight);
  lk_parameter_free (self->scale);
  g_free (self);
}

/* One run: @n_rows of @n_dims, @n_maps of them or as many a map as it has cells. */
typedef struct
{
  gsize n_maps;
  gsize n_cells;
  gsize n_rows;
  gsize n_dims;
  gsize n_classes;
  float *rows;    /* [n_rows, n_dims], of unit length */
  float *vectors; /* [n_classes, n_dims], of unit length */
  float *cosines; /* [n_rows, n_classes]; then the gradient by them */
  double *row_scales;
  double *vector_scales;
} Run;

static void
run_clear (Run *run)
{
  g_free (run->rows);
  g_free (run->vectors);
  g_free (run->cosines);
  g_free (run->row_scales);
  g_free (run->vector_scales);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

static void
take_rows (Run *run, const float *maps, gboolean dense)
{
  for (gsize i = 0; i < run->n_maps; i++)
    for (gsize c = 0; c < run->n_dims; c++)
      {
        const float *plane = maps + (i * run->n_dims + c) * run->n_cells;
        double sum = 0;

        for (gsize p = 0; p < run->n_cells; p++)
          if (dense)
            run->rows[(i * run->n_cells + p) * run->n_dims + c] = plane[p];
          else
            sum += plane[p];
        if (!dense)
          run->rows[i * run->n_dims + c] = (float) (sum / (double) run->n_cells);
      }
}

static void
run_init (Run *run, const LkCosineHead *self, const LkLabelledMaps *maps)
{
  run->n_maps = maps->n_maps;
  run->n_cells = maps->n_cells;
  run->n_rows = self->dense ? maps->n_maps * maps->n_cells : maps->n_maps;
  run->n_classes = lk_tensor_get_dim (self->weight->value, 0);
  run->n_dims = lk_tensor_get_dim (self->weight->value, 1);
  run->rows = g_new (float, run->n_rows * run->n_dims);
  run->vectors = g_memdup2 (lk_tensor_get_data (self->weight->value),
                            lk_tensor_get_size (self->weight->value) * sizeof (float));
  run->cosines = g_new (float, run->n_rows * run->n_classes);
  run->row_scales = g_new (double, run->n_rows);
  run->vector_scales = g_new (double, run->n_classes);
  take_rows (run, maps->maps, self->dense);
  lk_unit_rows_normalise (run->rows, run->n_rows, run->n_dims, run->row_scales);
  lk_unit_rows_normalise (run->vectors, run->n_classes, run->n_dims, run->vector_scales);
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (int) run->n_rows,
               (int) run->n_classes, (int) run->n_dims, 1, run->rows, (int) run->n_dims,
               run->vectors, (int) run->n_dims, 0, run->cosines, (int) run->n_classes);
}

/* Losses of all rows; the cosines become the gradient by them, that by the scale is
 * returned. */
static double
judge (Run *run,
       const LkCosineHead *self,
       const guint *labels,
       double weight,
       LkLossTally *tally)
{
  double scale = *lk_tensor_get_data (self->scale->value);
  double share = weight / (double) run->n_rows;
  gsize n_each = run->n_rows / run->n_maps;
  g_autofree double *logits = g_new (double, run->n_classes);
  g_autofree double *slopes = g_new (double, run->n_classes);
  double by_scale = 0;

  for (gsize i = 0; i < run->n_rows; i++)
    {
      float *cosines = run->cosines + i * run->n_classes;

      for (gsize k = 0; k < run->n_classes; k++)
        logits[k] = scale * cosines[k];
      lk_cross_entropy (logits, (guint) run->n_classes, labels[i / n_each],
                        self->smoothing, slopes, tally);
      for (gsize k = 0; k < run->n_classes; k++)
        {
          by_scale += share * slopes[k] * cosines[k];
          cosines[k] = (float) (share * scale * slopes[k]);
        }
    }
  return by_scale;
}

static void
learn_vectors (const Run *run, LkParameter *weight)
{
  g_autofree float *gradient = g_new (float, run->n_classes * run->n_dims);

  cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, (int) run->n_classes,
               (int) run->n_dims, (int) run->n_rows, 1, run->cosines,
               (int) run->n_classes, run->rows, (int) run->n_dims, 0, gradient,
               (int) run->n_dims);
  lk_unit_rows_backward (run->vectors, run->vector_scales, run->n_classes, run->n_dims,
                         gradient);
  cblas_saxpy ((int) (run->n_classes * run->n_dims), 1, gradient, 1, weight->gradient, 1);
}

static void
add_to_maps (const Run *run, gboolean dense, float *maps)
{
  g_autofree float *gradient = g_new (float, run->n_rows * run->n_dims);
  float share = dense ? 1 : 1 / (float) run->n_cells;

  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (int) run->n_rows,
               (int) run->n_dims, (int) run->n_classes, 1, run->cosines,
               (int) run->n_classes, run->vectors, (int) run->n_dims, 0, gradient,
               (int) run->n_dims);
  lk_unit_rows_backward (run->rows, run->row_scales, run->n_rows, run->n_dims, gradient);
  for (gsize i = 0; i < run->n_maps; i++)
    for (gsize c = 0; c < run->n_dims; c++)
      {
        float *plane = maps + (i * run->n_dims + c) * run->n_cells;
        const float *cells = gradient + i * (dense ? run->n_cells : 1) * run->n_dims + c;

        for (gsize p = 0; p < run->n_cells; p++)
          plane[p] += share * cells[dense ? p * run->n_dims : 0];
      }
}

void
lk_cosine_head_run (LkCosineHead *self,
                    const LkLabelledMaps *maps,
                    double weight,
                    float *gradient,
                    LkLossTally *tally)
{
  g_auto (Run) run = { 0 };
  double by_scale;

  g_return_if_fail (self != NULL && maps != NULL && maps->n_maps > 0
                    && maps->n_cells > 0);

  run_init (&run, self, maps);
  by_scale = judge (&run, self, maps->labels, weight, tally);
  if (gradient == NULL)
    return;
  if (!self->scale->frozen)
    *self->scale->gradient += (float) by_scale;
  if (!self->weight->frozen)
    learn_vectors (&run, self->weight);
  add_to_maps (&run, self->dense, gradient);
}
