/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cell-curve.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#include "lk-descriptors.h"
#include "lk-explanation-private.h"
#include "lk-gaussian-private.h"
#include "lk-mask.h"
#include "lk-pool.h"
#include "lk-support-private.h"
#include "lk-transport.h"

/* Products that stay in the second-level cache. */
#define BLOCK_SIZE 49152

/* All that the work items of one call share. Scores are by level, [n_curves, n_sizes,
 * n_classes]. */
typedef struct
{
  LkExplanation *explanation;
  LkDistance distance;
  GCancellable *cancellable;
  const LkCellOrders *plan;
  guint n_classes;
  gsize n_channels;
  gsize n_positions;
  float *rows; /* [C, P]: of the query's part level */
  double *scores[LK_N_LEVELS];
  LkTransport **transports; /* of each thread */
  GMutex lock;
  GError *error;
} Work;

static double *
find_score (const Work *self, LkLevel level, guint curve, guint size)
{
  return self->scores[level]
         + ((gsize) curve * self->plan->n_sizes + size) * self->n_classes;
}

static gboolean
is_cancelled (const Work *self)
{
  return self->cancellable != NULL && g_cancellable_is_cancelled (self->cancellable);
}

static void
take_error (Work *self, GError *error)
{
  g_mutex_lock (&self->lock);
  if (self->error == NULL)
    self->error = g_steal_pointer (&error);
  g_mutex_unlock (&self->lock);
  g_clear_error (&error);
}

/* The columns @cells of @rows [n_rows, n_positions], in their order: [n_rows, n]. */
static float *
gather (const float *rows, gsize n_rows, gsize n_positions, const guint *cells, guint n)
{
  float *gathered = g_new (float, n_rows *n);

  for (gsize i = 0; i < n_rows; i++)
    for (guint p = 0; p < n; p++)
      gathered[i * n + p] = rows[i * n_positions + cells[p]];
  return gathered;
}

static double
sum_of_nearest (const LkMatchKernels *kernels,
                const float *products,
                const float *scales,
                gsize n,
                guint k)
{
  float best[LK_MAX_NEIGHBOURS];
  guint n_best = 0;
  double sum = 0;

  if (k == 1)
    return kernels->largest (products, scales, n);
  for (gsize j = 0; j < n; j++)
    {
      float value = products[j] * scales[j];
      guint place;

      if (n_best == k && value <= best[k - 1])
        continue;
      place = n_best < k ? n_best++ : k - 1;
      for (; place > 0 && best[place - 1] < value; place--)
        best[place] = best[place - 1];
      best[place] = value;
    }
  for (guint i = 0; i < n_best; i++)
    sum += best[i];
  return sum;
}

/* Channels along one order: @values [n_rows, n_order], and by size one over their lengths
 * over the cells that are there by then [n_sizes, n_rows]. Of a class of which cells are
 * painted out, @row_scales are those of the query's channels over the positions of each
 * shot [n_shots, n_sizes, C]: lengths differ from shot to shot. */
typedef struct
{
  gsize n_rows;
  float *values;
  float *scales;
  float *row_scales;
} Channels;

/* Of no length: 0. Released parts keep theirs. */
static void
channels_init (Channels *self, const Work *work, const float *rows, gsize n, guint curve)
{
  LkPartForm form = lk_explanation_get_options (work->explanation)->part_form;
  g_autofree double *squares = g_new0 (double, n);
  const guint *order = work->plan->orders + (gsize) curve * work->plan->n_order;
  guint p = 0;

  self->n_rows = n;
  self->row_scales = NULL;
  self->values = gather (rows, n, work->n_positions, order, work->plan->n_order);
  self->scales = g_new (float, work->plan->n_sizes *n);
  for (guint size = 0; size < work->plan->n_sizes; p = work->plan->sizes[size++])
    for (gsize i = 0; i < n; i++)
      {
        for (guint cell = p; cell < work->plan->sizes[size]; cell++)
          squares[i] += (double) self->values[i * work->plan->n_order + cell]
                        * self->values[i * work->plan->n_order + cell];
        self->scales[size * n + i] = form == LK_PART_RELEASED ? 1
                                     : squares[i] > 0 ? (float) (1 / sqrt (squares[i]))
                                                      : 0;
      }
}

static void
channels_clear (Channels *self)
{
  g_free (self->values);
  g_free (self->scales);
  g_free (self->row_scales);
}

/* The channels of a class, of which what is painted out of a shot is 0. */
static void
columns_init (Channels *self, const Work *work, guint curve, guint class_index)
{
  LkSupport *support = lk_explanation_get_support (work->explanation);
  const float *parts = lk_support_get_parts (
      support, lk_explanation_get_options (work->explanation)->part_form, class_index);
  guint n_shots = lk_support_get_n_shots (support, class_index);
  gsize size = work->n_channels * work->n_positions, n = work->n_channels;
  g_autofree float *blank = NULL;
  g_autofree float *rows = NULL;
  float *row_scales;

  if (!lk_support_has_mask (support, class_index))
    {
      channels_init (self, work, parts, n_shots * n, curve);
      return;
    }
  blank = g_memdup2 (parts, n_shots * size * sizeof *parts);
  rows = g_new (float, size);
  row_scales = g_new (float, (gsize) n_shots * work->plan->n_sizes * n);
  for (guint shot = 0; shot < n_shots; shot++)
    {
      const gboolean *kept = lk_support_get_kept (support, class_index, shot);
      Channels of_query;

      for (gsize i = 0; i < size; i++)
        {
          gboolean counts = kept == NULL || kept[i % work->n_positions];

          rows[i] = counts ? work->rows[i] : 0;
          blank[shot * size + i] = counts ? blank[shot * size + i] : 0;
        }
      channels_init (&of_query, work, rows, n, curve);
      memcpy (row_scales + shot * work->plan->n_sizes * n, of_query.scales,
              work->plan->n_sizes * n * sizeof *rows);
      channels_clear (&of_query);
    }
  channels_init (self, work, blank, n_shots * n, curve);
  self->row_scales = row_scales;
}

/* One over the lengths of both channels: of all columns and one row of the query. */
static void
combine_scales (const Work *work,
                const Channels *columns,
                guint size,
                gsize row,
                float *scales)
{
  gsize n = work->n_channels;

  for (gsize j = 0; j < columns->n_rows; j++)
    scales[j] = columns->scales[size * columns->n_rows + j]
                * columns->row_scales[(j / n * work->plan->n_sizes + size) * n + row];
}

/* Adds to the scores of all sizes what @n rows of the query from @first on find: their
 * products with all columns grow with the cells, and stay in the cache meanwhile. */
static void
score_rows (const Work *work,
            const Channels *rows,
            const Channels *columns,
            gsize first,
            gsize n,
            float *products,
            double *scores)
{
  guint k = (guint) MIN (lk_explanation_get_options (work->explanation)->neighbours,
                         columns->n_rows);
  const LkMatchKernels *kernels
      = lk_support_get_kernels (lk_explanation_get_support (work->explanation));
  g_autofree float *scales
      = columns->row_scales != NULL ? g_new (float, columns->n_rows) : NULL;
  int stride = (int) work->plan->n_order;
  guint p = 0;

  for (guint size = 0; size < work->plan->n_sizes; p = work->plan->sizes[size++])
    {
      if (size == 0 || work->plan->sizes[size] > p)
        cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (int) n,
                     (int) columns->n_rows, (int) (work->plan->sizes[size] - p), 1,
                     rows->values + first * work->plan->n_order + p, stride,
                     columns->values + p, stride, size == 0 ? 0 : 1, products,
                     (int) columns->n_rows);
      for (gsize i = 0; i < n && scales != NULL; i++)
        {
          combine_scales (work, columns, size, first + i, scales);
          scores[size] += sum_of_nearest (kernels, products + i * columns->n_rows, scales,
                                          columns->n_rows, k);
        }
      for (gsize i = 0; i < n && scales == NULL; i++)
        scores[size] += rows->scales[size * rows->n_rows + first + i]
                        * sum_of_nearest (kernels, products + i * columns->n_rows,
                                          columns->scales + size * columns->n_rows,
                                          columns->n_rows, k);
    }
}

static void
score_parts (const Work *work, guint curve, guint class_index, double *scores)
{
  LkSupport *support = lk_explanation_get_support (work->explanation);
  gsize n_columns = lk_support_get_n_shots (support, class_index) * work->n_channels;
  gsize n_block = CLAMP (BLOCK_SIZE / n_columns, 1, work->n_channels);
  g_autofree float *products = g_new (float, n_block *n_columns);
  Channels rows, columns;

  channels_init (&rows, work, work->rows, work->n_channels, curve);
  columns_init (&columns, work, curve, class_index);
  for (gsize first = 0; first < work->n_channels; first += n_block)
    score_rows (work, &rows, &columns, first, MIN (n_block, work->n_channels - first),
                products, scores);
  channels_clear (&rows);
  channels_clear (&columns);
}

/* Part and pixel level of one class along one order. */
static void
score_class (Work *self, guint curve, guint class_index)
{
  const LkMatches *pixel = lk_explanation_get_pixel (self->explanation, class_index);
  const guint *order = self->plan->orders + (gsize) curve * self->plan->n_order;
  g_autofree double *parts = g_new0 (double, self->plan->n_sizes);
  double pixels = 0;
  guint n = 0;

  score_parts (self, curve, class_index, parts);
  for (guint i = 0; i < self->plan->n_sizes; i++)
    {
      for (; n < self->plan->sizes[i]; n++)
        pixels += pixel->row[order[n]];
      find_score (self, LK_LEVEL_PART, curve, i)[class_index] = parts[i];
      find_score (self, LK_LEVEL_PIXEL, curve, i)[class_index] = pixels;
    }
}

static LkGaussian *
make_gaussian (const Work *self, guint curve, guint size)
{
  const guint *order = self->plan->orders + (gsize) curve * self->plan->n_order;
  g_autofree gboolean *kept = g_new0 (gboolean, self->n_positions);
  g_autoptr (LkTensor) map = NULL;

  for (guint i = 0; i < self->plan->sizes[size]; i++)
    kept[order[i]] = TRUE;
  map = lk_mask_map (lk_explanation_get_query (self->explanation), kept);
  return lk_gaussian_new (&map, 1);
}

/* The distances of one set of cells to all classes. */
static void
measure (Work *self, guint curve, guint size, LkTransport *transport)
{
  LkSupport *support = lk_explanation_get_support (self->explanation);
  double ridge = lk_explanation_get_options (self->explanation)->ridge;
  double *values = find_score (self, LK_LEVEL_DISTRIBUTION, curve, size);
  g_autoptr (LkGaussian) gaussian = make_gaussian (self, curve, size);
  g_autofree LkGaussian **queries = g_new (LkGaussian *, self->n_classes);
  g_autofree LkGaussian **classes = g_new (LkGaussian *, self->n_classes);
  GError *error = NULL;

  for (guint i = 0; i < self->n_classes; i++)
    {
      queries[i] = gaussian;
      classes[i] = lk_support_get_gaussian (support, i);
    }
  if (self->distance == LK_DISTANCE_W2)
    lk_transport_measure (transport, queries, classes, self->n_classes, values);
  for (guint i = 0; i < self->n_classes && error == NULL; i++)
    if (self->distance == LK_DISTANCE_W2)
      lk_gaussian_check (values[i], self->distance, ridge, &error);
    else
      lk_gaussian_distance (gaussian, classes[i], self->distance, ridge, &values[i], NULL,
                            &error);
  if (error != NULL)
    take_error (self, error);
}

/* First the local levels, of a curve and a class each, then the sets of cells. */
static void
run (guint index, guint worker, gpointer data)
{
  Work *self = data;
  guint n_local = self->plan->n_curves * self->n_classes;

  if (is_cancelled (self))
    return;
  if (index < n_local)
    score_class (self, index / self->n_classes, index % self->n_classes);
  else
    measure (self, (index - n_local) / self->plan->n_sizes,
             (index - n_local) % self->plan->n_sizes, self->transports[worker]);
}

static gboolean
run_all (Work *self, GError **error)
{
  LkPool *pool = lk_pool_get_shared ();
  guint n_threads = lk_pool_get_n_threads (pool);

  g_mutex_init (&self->lock);
  self->transports = g_new (LkTransport *, n_threads);
  for (guint i = 0; i < n_threads; i++)
    self->transports[i] = lk_transport_new ();
  lk_pool_run (pool, self->plan->n_curves * (self->n_classes + self->plan->n_sizes), run,
               self);
  for (guint i = 0; i < n_threads; i++)
    lk_transport_free (self->transports[i]);
  g_free (self->transports);
  g_mutex_clear (&self->lock);
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  if (self->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&self->error));
  return FALSE;
}

static double
measure_margin (const LkDecision *decision, guint winner)
{
  guint best
      = decision->prediction == winner ? decision->runner_up : decision->prediction;

  return decision->fused[winner] - decision->fused[best];
}

static gboolean
decide (const Work *self,
        const LkMetricOptions *options,
        const LkTrainedFusion *trained,
        guint winner,
        LkCellCurves *curves,
        GError **error)
{
  for (guint i = 0; i < self->plan->n_curves * self->plan->n_sizes; i++)
    {
      const double *scores[LK_N_LEVELS];
      g_autoptr (LkDecision) decision = NULL;

      for (LkLevel level = 0; level < LK_N_LEVELS; level++)
        scores[level] = self->scores[level] + (gsize) i * self->n_classes;
      decision = lk_decision_new (self->n_classes, scores, options, trained, error);
      if (decision == NULL)
        return FALSE;
      curves->margins[i] = measure_margin (decision, winner);
      curves->predictions[i] = decision->prediction;
    }
  return TRUE;
}

static LkCellCurves *
cell_curves_alloc (guint n_curves, guint n_sizes)
{
  LkCellCurves *self = g_new0 (LkCellCurves, 1);

  self->n_curves = n_curves;
  self->n_sizes = n_sizes;
  self->margins = g_new0 (double, (gsize) n_curves *n_sizes);
  self->predictions = g_new0 (guint, (gsize) n_curves * n_sizes);
  return self;
}

LkCellCurves *
lk_cell_curves_new (LkExplanation *explanation,
                    const LkMetricOptions *options,
                    const LkTrainedFusion *trained,
                    guint winner,
                    const LkCellOrders *plan,
                    GCancellable *cancellable,
                    GError **error)
{
  LkTensor *query = lk_explanation_get_query (explanation);
  g_autoptr (LkCellCurves) curves = NULL;
  gboolean done;
  Work work = { .explanation = explanation,
                .distance = options->distance,
                .cancellable = cancellable,
                .plan = plan,
                .n_classes = lk_explanation_get_n_classes (explanation) };

  g_return_val_if_fail (winner < work.n_classes, NULL);
  for (guint i = 0; i < plan->n_sizes; i++)
    g_return_val_if_fail (plan->sizes[i] >= (i > 0 ? plan->sizes[i - 1] : 2)
                              && plan->sizes[i] <= plan->n_order,
                          NULL);

  work.n_channels = lk_tensor_get_dim (query, 0);
  work.n_positions = lk_tensor_get_size (query) / work.n_channels;
  work.rows = g_new (float, work.n_channels *work.n_positions);
  lk_descriptors_fill_parts (query, lk_explanation_get_options (explanation)->part_form,
                             work.rows);
  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    work.scores[level]
        = g_new0 (double, (gsize) plan->n_curves * plan->n_sizes * work.n_classes);
  curves = cell_curves_alloc (plan->n_curves, plan->n_sizes);
  done
      = run_all (&work, error) && decide (&work, options, trained, winner, curves, error);
  g_free (work.rows);
  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    g_free (work.scores[level]);
  return done ? g_steal_pointer (&curves) : NULL;
}

void
lk_cell_curves_free (LkCellCurves *self)
{
  if (self == NULL)
    return;
  g_free (self->margins);
  g_free (self->predictions);
  g_free (self);
}
