/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-training-layer.h"

#include "lk-winograd.h"

#define TAPS 9
#define OUT LK_CONVOLUTION_OUT

/*
 * Weights between their canonical form and that of the kernels. An item of the pool is 32
 * channels of one side and 16 of the other.
 */
typedef struct
{
  LkTrainingLayer *layer;
  const LkGradientKernels *kernels;
  float g[6][3];
  gboolean backward;
  gboolean folded;
  gsize n_rows;
  gsize n_row_blocks;
  const float *sums;
  gsize n_parts;
} Work;

static void
make_matrix (float g[6][3])
{
  const double a = LK_WINOGRAD_NEAR;
  const double b = LK_WINOGRAD_FAR;
  const double points[] = { 0, a, -a, b, -b };

  for (guint i = 0; i < G_N_ELEMENTS (points); i++)
    {
      double scale = 1;

      for (guint j = 0; j < G_N_ELEMENTS (points); j++)
        scale *= i == j ? 1 : points[i] - points[j];
      for (guint j = 0; j < 3; j++)
        g[i][j] = (float) ((j == 0   ? 1
                            : j == 1 ? points[i]
                                     : points[i] * points[i])
                           / scale);
    }
  g[5][0] = g[5][1] = 0;
  g[5][2] = 1;
}

/* From the weights [n_out][n_in][n_taps], those between channel @row of the side that is
 * summed over and @first .. of the other; flipped for the way back. */
static void
pick (const Work *work, gsize first, gsize row, float *taps)
{
  const float *card = work->layer->card + LK_CARD_SCALE * LK_MAP_BLOCK;
  const LkTrainingLayerShape *shape = &work->layer->shape;
  const float *weight = lk_tensor_get_data (work->layer->weight->value);
  gsize n_taps = shape->kernel * shape->kernel;
  gsize n = MIN ((work->backward ? shape->n_in : shape->n_out) - first, OUT);
  gsize step = work->backward ? n_taps : shape->n_in * n_taps;

  weight += work->backward ? (row * shape->n_in + first) * n_taps
                           : (first * shape->n_in + row) * n_taps;
  for (gsize j = 0; j < n; j++)
    for (gsize i = 0; i < n_taps; i++)
      taps[i * OUT + j] = weight[j * step + (work->backward ? n_taps - 1 - i : i)];
  for (gsize j = 0; work->folded && j < n; j++)
    for (gsize i = 0; i < n_taps; i++)
      taps[i * OUT + j]
          *= card[(first + j) / LK_MAP_BLOCK * LK_CARD_SIZE + (first + j) % LK_MAP_BLOCK];
}

static void
transform_item (guint index, guint worker, gpointer data)
{
  const Work *work = data;
  LkTrainingLayer *self = work->layer;
  gsize first = index / work->n_row_blocks * OUT;
  gsize row = index % work->n_row_blocks * LK_MAP_BLOCK;
  gsize n_summed = work->backward ? self->shape.n_out : self->shape.n_in;
  gsize position = work->n_rows * OUT;
  float *to = (work->backward ? self->backward : self->forward)
              + first / OUT * lk_training_layer_count_positions (self) * position;
  float taps[TAPS * OUT] __attribute__ ((aligned (64))) = { 0 };

  for (gsize end = MIN (row + LK_MAP_BLOCK, n_summed); row < end; row++)
    {
      if (self->shape.kernel == 1)
        {
          pick (work, first, row, to + row * OUT);
          continue;
        }
      pick (work, first, row, taps);
      work->kernels->transform_weights (work->g, taps, to + row * OUT, position);
    }
}

static void
transform (LkTrainingLayer *self, gboolean backward, gboolean folded, LkPool *pool)
{
  Work work = { .layer = self,
                .kernels = lk_gradient_kernels_get (lk_cpu_get_kernels ()),
                .backward = backward,
                .folded = folded };
  gsize n_other
      = lk_training_layer_count_pairs (backward ? self->shape.n_in : self->shape.n_out);

  make_matrix (work.g);
  work.n_row_blocks
      = backward ? lk_training_layer_count_out (self) : lk_training_layer_count_in (self);
  work.n_rows = self->shape.planar ? self->shape.n_in : work.n_row_blocks * LK_MAP_BLOCK;
  lk_pool_run (pool, (guint) (n_other * work.n_row_blocks), transform_item, &work);
}

void
lk_training_layer_transform (LkTrainingLayer *self, gboolean backward, LkPool *pool)
{
  transform (self, FALSE, FALSE, pool);
  if (backward && self->backward != NULL)
    transform (self, TRUE, FALSE, pool);
}

void
lk_training_layer_fold (LkTrainingLayer *self, LkPool *pool)
{
  lk_training_layer_settle (self, NULL, 0, 0);
  transform (self, FALSE, TRUE, pool);
}

static gboolean
is_transformed (const LkTrainingLayer *self)
{
  return self->shape.kernel == 3 && !self->shape.planar;
}

/* Of planar inputs sums are of the taps themselves, nine at a time: [pair][in][9][32], or
 * of a kernel of 1, whose inputs are few, [pair][in, up to 9][32]. */
gsize
lk_training_layer_get_sums_size (const LkTrainingLayer *self)
{
  gsize n_pairs = lk_training_layer_count_pairs (self->shape.n_out);

  if (self->shape.planar)
    return n_pairs * (self->shape.kernel == 3 ? self->shape.n_in : 1) * TAPS * OUT;
  return n_pairs * lk_training_layer_count_positions (self)
         * lk_training_layer_count_in (self) * LK_MAP_BLOCK * OUT;
}

/* [n_taps][32], of input channel @row. */
static void
gather_taps (const Work *work, gsize first, gsize row, float *taps)
{
  LkTrainingLayer *self = work->layer;
  gsize size = lk_training_layer_get_sums_size (self);
  gsize position = work->n_rows * OUT;
  const float *from
      = work->sums
        + first / OUT * (size / lk_training_layer_count_pairs (self->shape.n_out));
  gsize n_taps = self->shape.kernel * self->shape.kernel;

  if (is_transformed (self))
    {
      work->kernels->gather_weights (work->g, from + row * OUT, position, work->n_parts,
                                     size, taps);
      return;
    }
  from += row * n_taps * OUT;
  for (gsize i = 0; i < n_taps * OUT; i++)
    {
      taps[i] = 0;
      for (gsize j = 0; j < work->n_parts; j++)
        taps[i] += from[j * size + i];
    }
}

static void
gather_item (guint index, guint worker, gpointer data)
{
  const Work *work = data;
  const LkTrainingLayerShape *shape = &work->layer->shape;
  gsize first = index / work->n_row_blocks * OUT;
  gsize row = index % work->n_row_blocks * LK_MAP_BLOCK;
  gsize n = MIN (shape->n_out - first, OUT);
  gsize n_taps = shape->kernel * shape->kernel;
  float taps[TAPS * OUT] __attribute__ ((aligned (64)));

  for (gsize end = MIN (row + LK_MAP_BLOCK, shape->n_in); row < end; row++)
    {
      float *gradient
          = work->layer->weight->gradient + (first * shape->n_in + row) * n_taps;

      gather_taps (work, first, row, taps);
      for (gsize j = 0; j < n; j++)
        for (gsize i = 0; i < n_taps; i++)
          gradient[j * shape->n_in * n_taps + i] += taps[i * OUT + j];
    }
}

void
lk_training_layer_gather (LkTrainingLayer *self,
                          const float *sums,
                          gsize n_parts,
                          LkPool *pool)
{
  Work work = { .layer = self,
                .kernels = lk_gradient_kernels_get (lk_cpu_get_kernels ()),
                .n_row_blocks = lk_training_layer_count_in (self),
                .sums = sums,
                .n_parts = n_parts };

  make_matrix (work.g);
  work.n_rows = work.n_row_blocks * LK_MAP_BLOCK;
  lk_pool_run (
      pool,
      (guint) (lk_training_layer_count_pairs (self->shape.n_out) * work.n_row_blocks),
      gather_item, &work);
}
