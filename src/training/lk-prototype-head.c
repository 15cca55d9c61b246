/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-prototype-head.h"

#include <cblas.h>
#include <string.h>

#include "lk-pool.h"
#include "lk-stream.h"
#include "lk-unit-rows.h"

/* Maps whose gradients by the descriptors are added up in one place: what is added in
 * which order does not depend on the threads. */
#define MAPS_A_GROUP 8

LkPrototypeHead *
lk_prototype_head_new (const char *name,
                       guint n_classes,
                       guint n_each,
                       gsize n_channels,
                       double scale,
                       LkRandom *random)
{
  const gsize shape[] = { n_classes, n_each, n_channels };
  const gsize one = 1;
  LkPrototypeHead *self = g_new0 (LkPrototypeHead, 1);
  g_autofree char *descriptors_name = g_strconcat (name, ".descriptors", NULL);
  g_autofree char *scale_name = g_strconcat (name, ".scale", NULL);
  LkTensor *descriptors = lk_tensor_new (3, shape);
  LkTensor *scale_tensor = lk_tensor_new (1, &one);

  for (gsize i = 0; i < lk_tensor_get_size (descriptors); i++)
    lk_tensor_get_data (descriptors)[i] = (float) lk_stream_normal (random);
  *lk_tensor_get_data (scale_tensor) = (float) scale;
  self->descriptors = lk_parameter_new (descriptors_name, descriptors, TRUE);
  self->scale = lk_parameter_new (scale_name, scale_tensor, FALSE);
  return self;
}

void
lk_prototype_head_free (LkPrototypeHead *self)
{
  if (self == NULL)
    return;
  lk_parameter_free (self->descriptors);
  lk_parameter_free (self->scale);
  g_free (self);
}

typedef struct
{
  const float *maps;
  gsize n_maps;
  gsize n_cells;
  gsize n_dims;
  gsize n_classes;
  gsize n_each;
  float *vectors; /* [n_classes * n_each, n_dims], of unit length */
  double *vector_scales;
  float *rows; /* [n_maps, n_cells, n_dims], of unit length */
  double *row_scales;
  guint8 *best;   /* [n_maps, n_cells, n_classes]: the nearest of a class's descriptors */
  double *means;  /* [n_maps, n_classes]: of the largest cosines; then the gradient by
                     the cosines of a class */
  float *scratch; /* of each thread: [n_cells, n_classes * n_each] */
  float *sums;    /* [n_groups, n_classes * n_each, n_dims] */
  float *gradient;
} Run;

static void
run_clear (Run *run)
{
  g_free (run->vectors);
  g_free (run->vector_scales);
  g_free (run->rows);
  g_free (run->row_scales);
  g_free (run->best);
  g_free (run->means);
  g_free (run->scratch);
  g_free (run->sums);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

static void
run_init (Run *run, LkTensor *descriptors)
{
  gsize n_vectors;

  run->n_classes = lk_tensor_get_dim (descriptors, 0);
  run->n_each = lk_tensor_get_dim (descriptors, 1);
  run->n_dims = lk_tensor_get_dim (descriptors, 2);
  n_vectors = run->n_classes * run->n_each;
  run->vectors = g_memdup2 (lk_tensor_get_data (descriptors),
                            n_vectors * run->n_dims * sizeof (float));
  run->vector_scales = g_new (double, n_vectors);
  lk_unit_rows_normalise (run->vectors, n_vectors, run->n_dims, run->vector_scales);
  run->rows = g_new (float, run->n_maps * run->n_cells * run->n_dims);
  run->row_scales = g_new (double, run->n_maps * run->n_cells);
  run->best = g_new (guint8, run->n_maps * run->n_cells * run->n_classes);
  run->means = g_new0 (double, run->n_maps * run->n_classes);
  run->scratch = g_new (float, lk_pool_get_n_threads (lk_pool_get_shared ())
                                   * run->n_cells * n_vectors);
}

static void
match_cells (Run *run, gsize map, const float *products)
{
  for (gsize p = 0; p < run->n_cells; p++)
    for (gsize k = 0; k < run->n_classes; k++)
      {
        const float *cosines = products + (p * run->n_classes + k) * run->n_each;
        guint8 best = 0;

        for (gsize m = 1; m < run->n_each; m++)
          if (cosines[m] > cosines[best])
            best = (guint8) m;
        run->best[(map * run->n_cells + p) * run->n_classes + k] = best;
        run->means[map * run->n_classes + k] += cosines[best];
      }
  for (gsize k = 0; k < run->n_classes; k++)
    run->means[map * run->n_classes + k] /= (double) run->n_cells;
}

static void
match_map (guint index, guint worker, gpointer data)
{
  Run *run = data;
  const float *map = run->maps + index * run->n_dims * run->n_cells;
  float *rows = run->rows + index * run->n_cells * run->n_dims;
  gsize n_vectors = run->n_classes * run->n_each;
  float *products = run->scratch + worker * run->n_cells * n_vectors;

  for (gsize p = 0; p < run->n_cells; p++)
    for (gsize c = 0; c < run->n_dims; c++)
      rows[p * run->n_dims + c] = map[c * run->n_cells + p];
  lk_unit_rows_normalise (rows, run->n_cells, run->n_dims,
                          run->row_scales + index * run->n_cells);
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (int) run->n_cells,
               (int) n_vectors, (int) run->n_dims, 1, rows, (int) run->n_dims,
               run->vectors, (int) run->n_dims, 0, products, (int) n_vectors);
  match_cells (run, index, products);
}

/* The means become the gradient by each cosine; that by the scale is returned. */
static double
judge (Run *run,
       const LkPrototypeHead *self,
       const guint *labels,
       double weight,
       LkLossTally *tally)
{
  double scale = *lk_tensor_get_data (self->scale->value);
  double share = weight / (double) run->n_maps;
  g_autofree double *logits = g_new (double, run->n_classes);
  g_autofree double *slopes = g_new (double, run->n_classes);
  double by_scale = 0;

  for (gsize i = 0; i < run->n_maps; i++)
    {
      double *means = run->means + i * run->n_classes;

      for (gsize k = 0; k < run->n_classes; k++)
        logits[k] = scale * means[k];
      lk_cross_entropy (logits, (guint) run->n_classes, labels[i], self->smoothing,
                        slopes, tally);
      for (gsize k = 0; k < run->n_classes; k++)
        {
          by_scale += share * slopes[k] * means[k];
          means[k] = share * scale * slopes[k] / (double) run->n_cells;
        }
    }
  return by_scale;
}

static void
learn_from_cell (Run *run, gsize map, gsize cell, float *by_row, float *by_vectors)
{
  gsize row = map * run->n_cells + cell;
  const guint8 *best = run->best + row * run->n_classes;
  const double *slopes = run->means + map * run->n_classes;
  int n = (int) run->n_dims;

  for (gsize k = 0; k < run->n_classes; k++)
    {
      gsize vector = (k * run->n_each + best[k]) * run->n_dims;

      cblas_saxpy (n, (float) slopes[k], run->vectors + vector, 1, by_row, 1);
      cblas_saxpy (n, (float) slopes[k], run->rows + row * run->n_dims, 1,
                   by_vectors + vector, 1);
    }
}

static void
learn_from_group (guint index, guint worker, gpointer data)
{
  Run *run = data;
  gsize n_numbers = run->n_cells * run->n_dims;
  float *by_vectors = run->sums + index * run->n_classes * run->n_each * run->n_dims;
  g_autofree float *by_rows = g_new (float, n_numbers);
  gsize end = MIN (run->n_maps, (index + 1) * MAPS_A_GROUP);

  for (gsize i = index * MAPS_A_GROUP; i < end; i++)
    {
      float *gradient = run->gradient + i * n_numbers;

      memset (by_rows, 0, n_numbers * sizeof (float));
      for (gsize p = 0; p < run->n_cells; p++)
        learn_from_cell (run, i, p, by_rows + p * run->n_dims, by_vectors);
      lk_unit_rows_backward (run->rows + i * n_numbers,
                             run->row_scales + i * run->n_cells, run->n_cells,
                             run->n_dims, by_rows);
      for (gsize c = 0; c < run->n_dims; c++)
        for (gsize p = 0; p < run->n_cells; p++)
          gradient[c * run->n_cells + p] += by_rows[p * run->n_dims + c];
    }
}

static void
learn (Run *run, LkParameter *descriptors)
{
  gsize n_groups = (run->n_maps + MAPS_A_GROUP - 1) / MAPS_A_GROUP;
  gsize n_vectors = run->n_classes * run->n_each;
  gsize size = n_vectors * run->n_dims;

  run->sums = g_new0 (float, n_groups *size);
  lk_pool_run (lk_pool_get_shared (), (guint) n_groups, learn_from_group, run);
  if (descriptors->frozen)
    return;
  for (gsize i = 1; i < n_groups; i++)
    cblas_saxpy ((int) size, 1, run->sums + i * size, 1, run->sums, 1);
  lk_unit_rows_backward (run->vectors, run->vector_scales, n_vectors, run->n_dims,
                         run->sums);
  cblas_saxpy ((int) size, 1, run->sums, 1, descriptors->gradient, 1);
}

void
lk_prototype_head_run (LkPrototypeHead *self,
                       const LkLabelledMaps *maps,
                       double weight,
                       float *gradient,
                       LkLossTally *tally)
{
  g_auto (Run) run = { 0 };
  double by_scale;

  g_return_if_fail (self != NULL && maps != NULL && maps->n_maps > 0
                    && maps->n_cells > 0);

  run.maps = maps->maps;
  run.n_maps = maps->n_maps;
  run.n_cells = maps->n_cells;
  run.gradient = gradient;
  run_init (&run, self->descriptors->value);
  lk_pool_run (lk_pool_get_shared (), (guint) maps->n_maps, match_map, &run);
  by_scale = judge (&run, self, maps->labels, weight, tally);
  if (gradient == NULL)
    return;
  if (!self->scale->frozen)
    *self->scale->gradient += (float) by_scale;
  learn (&run, self->descriptors);
}
