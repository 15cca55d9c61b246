/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-faithfulness.h"

#include <string.h>

#include "lk-cell-curve.h"
#include "lk-random.h"

#define FEWEST_CELLS 2
#define N_TOLD LK_FAITHFULNESS_RANDOM /* orders that are not random */
/* Each of them is walked both ways. A random one backwards is random. */
#define N_CURVES (2 * N_TOLD + LK_FAITHFULNESS_N_RANDOM)

const char *
lk_faithfulness_order_to_string (guint order)
{
  g_return_val_if_fail (order < LK_N_FAITHFULNESS_ORDERS, NULL);

  if (order == LK_FAITHFULNESS_MAP)
    return "map";
  return order == LK_FAITHFULNESS_RANDOM
             ? "random"
             : lk_level_to_string ((LkLevel) (order - LK_FAITHFULNESS_LEVEL));
}

static int
compare_cells (gconstpointer a, gconstpointer b, gpointer data)
{
  guint left = *(const guint *) a, right = *(const guint *) b;
  const double *values = data;

  if (values[left] != values[right])
    return values[left] > values[right] ? -1 : 1;
  return left < right ? -1 : left > right;
}

guint *
lk_faithfulness_sort (LkExplanation *explanation, const double *values, guint *n)
{
  const gboolean *kept = lk_explanation_get_kept (explanation);
  LkTensor *query = lk_explanation_get_query (explanation);
  guint n_cells = (guint) (lk_tensor_get_size (query) / lk_tensor_get_dim (query, 0));
  guint *order = g_new (guint, n_cells);

  *n = 0;
  for (guint p = 0; p < n_cells; p++)
    if (kept == NULL || kept[p])
      order[(*n)++] = p;
  g_qsort_with_data (order, (int) *n, sizeof *order, compare_cells, (gpointer) values);
  return order;
}

/* Twice each order that is told: as it is for insertion, and backwards for deletion. */
static guint *
list_orders (LkExplanation *explanation,
             const LkCellMargin *margin,
             guint64 seed,
             guint *n)
{
  guint *orders = NULL;

  for (guint i = 0; i < N_TOLD; i++)
    {
      const double *values = i == LK_FAITHFULNESS_MAP
                                 ? margin->fused
                                 : margin->levels[i - LK_FAITHFULNESS_LEVEL];
      g_autofree guint *order = lk_faithfulness_sort (explanation, values, n);

      if (orders == NULL)
        orders = g_new (guint, (gsize) N_CURVES * *n);
      memcpy (orders + 2 * i * *n, order, *n * sizeof *order);
      for (guint p = 0; p < *n; p++)
        orders[(2 * i + 1) * *n + p] = order[*n - 1 - p];
    }
  for (guint i = 0; i < LK_FAITHFULNESS_N_RANDOM; i++)
    {
      guint *order = orders + (2 * N_TOLD + i) * (gsize) *n;
      g_autofree guint *chosen = g_new (guint, *n);
      LkRandom random;

      lk_random_init (&random, seed, i);
      lk_random_choose (&random, *n, *n, chosen);
      for (guint p = 0; p < *n; p++)
        order[p] = orders[chosen[p]];
    }
  return orders;
}

/* How many cells are there at each step of an insertion. */
static void
list_sizes (guint n, guint sizes[LK_FAITHFULNESS_STEPS])
{
  for (guint i = 0; i < LK_FAITHFULNESS_STEPS; i++)
    {
      guint size
          = (2 * i * n + LK_FAITHFULNESS_STEPS - 1) / (2 * (LK_FAITHFULNESS_STEPS - 1));

      sizes[i] = MAX (size, FEWEST_CELLS);
    }
}

/* By the trapezoidal rule, over the share of the cells. */
static double
measure_area (const double values[LK_FAITHFULNESS_STEPS])
{
  double sum = 0;

  for (guint i = 1; i < LK_FAITHFULNESS_STEPS; i++)
    sum += (values[i - 1] + values[i]) / 2;
  return sum / (LK_FAITHFULNESS_STEPS - 1);
}

static void
add_curve (LkFaithfulnessCurve *self,
           const LkCellCurves *curves,
           guint curve,
           guint winner,
           gboolean backwards)
{
  for (guint i = 0; i < LK_FAITHFULNESS_STEPS; i++)
    {
      guint step = backwards ? LK_FAITHFULNESS_STEPS - 1 - i : i;
      gsize place = (gsize) curve * curves->n_sizes + step;

      self->margin[i] += curves->margins[place];
      self->kept[i] += curves->predictions[place] == winner;
    }
}

static void
divide (LkFaithfulnessCurve *self, double n)
{
  for (guint i = 0; i < LK_FAITHFULNESS_STEPS; i++)
    {
      self->margin[i] /= n;
      self->kept[i] /= n;
    }
}

static void
fill (LkFaithfulness *self, const LkCellCurves *curves, guint winner)
{
  for (guint i = 0; i < N_TOLD; i++)
    {
      add_curve (&self->insertion[i], curves, 2 * i, winner, FALSE);
      add_curve (&self->deletion[i], curves, 2 * i + 1, winner, TRUE);
    }
  for (guint i = 0; i < LK_FAITHFULNESS_N_RANDOM; i++)
    {
      add_curve (&self->insertion[LK_FAITHFULNESS_RANDOM], curves, 2 * N_TOLD + i, winner,
                 FALSE);
      add_curve (&self->deletion[LK_FAITHFULNESS_RANDOM], curves, 2 * N_TOLD + i, winner,
                 TRUE);
    }
  divide (&self->insertion[LK_FAITHFULNESS_RANDOM], LK_FAITHFULNESS_N_RANDOM);
  divide (&self->deletion[LK_FAITHFULNESS_RANDOM], LK_FAITHFULNESS_N_RANDOM);
  for (guint i = 0; i < LK_N_FAITHFULNESS_ORDERS; i++)
    {
      LkFaithfulnessCurve *both[] = { &self->deletion[i], &self->insertion[i] };

      for (guint j = 0; j < G_N_ELEMENTS (both); j++)
        {
          both[j]->area = measure_area (both[j]->kept);
          both[j]->margin_area = measure_area (both[j]->margin);
        }
    }
}

LkFaithfulness *
lk_faithfulness_new (LkExplanation *explanation,
                     const LkMetricOptions *options,
                     const LkTrainedFusion *trained,
                     guint64 seed,
                     GCancellable *cancellable,
                     GError **error)
{
  const double *scores[LK_N_LEVELS];
  guint sizes[LK_FAITHFULNESS_STEPS], n;
  g_autoptr (LkDecision) decision = NULL;
  g_autoptr (LkCells) cells = NULL;
  g_autoptr (LkCellMargin) margin = NULL;
  g_autoptr (LkCellCurves) curves = NULL;
  g_autofree guint *orders = NULL;
  LkFaithfulness *self;

  lk_explanation_fill_scores (explanation, options, scores);
  decision = lk_decision_new (lk_explanation_get_n_classes (explanation), scores, options,
                              trained, error);
  if (decision == NULL)
    return NULL;
  cells = lk_cells_new (explanation, options->distance, LK_CELLS_OF_QUERY);
  margin = lk_cell_margin_new (cells, options, trained, decision->prediction,
                               decision->runner_up, error);
  if (margin == NULL)
    return NULL;
  orders = list_orders (explanation, margin, seed, &n);
  list_sizes (n, sizes);
  curves = lk_cell_curves_new (
      explanation, options, trained, decision->prediction,
      &(LkCellOrders){ orders, N_CURVES, n, sizes, LK_FAITHFULNESS_STEPS }, cancellable,
      error);
  if (curves == NULL)
    return NULL;
  self = g_new0 (LkFaithfulness, 1);
  fill (self, curves, decision->prediction);
  return self;
}

void
lk_faithfulness_free (LkFaithfulness *self)
{
  g_free (self);
}
