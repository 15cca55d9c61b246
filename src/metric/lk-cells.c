/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cells.h"

#include "lk-cells-private.h"
#include "lk-explanation-private.h"
#include "lk-pool.h"

struct _LkCells
{
  gatomicrefcount ref_count;
  LkExplanation *explanation;
  LkDistance distance;
  LkCellsOf of;
  gsize n_positions; /* P */
  gsize n_kept;      /* of the query's P */
  double **cells;    /* [LK_N_LEVELS, n_classes] of [n_cells] */
  double *unplaced;  /* [LK_N_LEVELS, n_classes] */
};

G_DEFINE_BOXED_TYPE (LkCells, lk_cells, lk_cells_ref, lk_cells_unref)

static gsize
find (const LkCells *self, LkLevel level, guint class_index)
{
  return (gsize) level * lk_explanation_get_n_classes (self->explanation) + class_index;
}

static double
get_score (const LkCells *self, LkLevel level, guint class_index)
{
  LkMetricOptions options = *lk_explanation_get_options (self->explanation);
  const double *scores[LK_N_LEVELS];

  options.distance = self->distance;
  lk_explanation_fill_scores (self->explanation, &options, scores);
  return scores[level][class_index];
}

/* Adds what is left of @score evenly to the cells of the query, which all count. */
static void
share_rest (double *cells, gsize n, double score)
{
  double rest = (score - lk_cells_sum (cells, n)) / (double) n;

  for (gsize p = 0; p < n; p++)
    cells[p] += rest;
}

/* The same of the shots' cells that count. */
static void
share_rest_of_shots (LkCells *self, guint class_index, double *cells, double score)
{
  gsize n = lk_cells_get_n_cells (self, class_index);
  gsize n_counted = lk_cells_get_n_counted (self, class_index);
  double rest = (score - lk_cells_sum (cells, n)) / (double) n_counted;

  for (gsize p = 0; p < n; p++)
    if (lk_cells_counts (self, class_index, p))
      cells[p] += rest;
}

/* From the cells that count to all @n, in place; the others are 0. */
static void
spread_kept (double *cells, const gboolean *kept, gsize n, gsize n_kept)
{
  for (gsize p = n; p-- > 0;)
    cells[p] = kept[p] ? cells[--n_kept] : 0;
}

static void
fill (guint index, guint worker, gpointer data)
{
  LkCells *self = data;
  guint n_classes = lk_explanation_get_n_classes (self->explanation);
  LkLevel level = index / n_classes;
  guint class_index = index % n_classes;
  const gboolean *kept = lk_explanation_get_kept (self->explanation);
  gsize n_counted = lk_cells_get_n_counted (self, class_index);
  double *cells = g_new0 (double, lk_cells_get_n_cells (self, class_index));

  self->unplaced[index] = lk_level_get_cells_fill (level) (
      self->explanation, self->distance, class_index, self->of, cells);
  if (self->of == LK_CELLS_OF_QUERY)
    share_rest (cells, n_counted, get_score (self, level, class_index));
  else
    share_rest_of_shots (self, class_index, cells, get_score (self, level, class_index));
  if (self->of == LK_CELLS_OF_QUERY && kept != NULL)
    spread_kept (cells, kept, self->n_positions, n_counted);
  self->cells[index] = cells;
}

LkCells *
lk_cells_new (LkExplanation *explanation, LkDistance distance, LkCellsOf of)
{
  LkCells *self = g_new0 (LkCells, 1);
  LkTensor *query = lk_explanation_get_query (explanation);
  LkTensor *counted = lk_explanation_get_counted (explanation);
  guint n = LK_N_LEVELS * lk_explanation_get_n_classes (explanation);

  g_return_val_if_fail (distance < LK_N_DISTANCES, NULL);

  g_atomic_ref_count_init (&self->ref_count);
  self->explanation = lk_explanation_ref (explanation);
  self->distance = distance;
  self->of = of;
  self->n_positions = lk_tensor_get_size (query) / lk_tensor_get_dim (query, 0);
  self->n_kept = lk_tensor_get_size (counted) / lk_tensor_get_dim (counted, 0);
  self->cells = g_new0 (double *, n);
  self->unplaced = g_new0 (double, n);
  lk_pool_run (lk_pool_get_shared (), n, fill, self);
  return self;
}

LkCells *
lk_cells_ref (LkCells *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
lk_cells_unref (LkCells *self)
{
  guint n;

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  n = LK_N_LEVELS * lk_explanation_get_n_classes (self->explanation);
  for (guint i = 0; i < n; i++)
    g_free (self->cells[i]);
  g_free (self->cells);
  g_free (self->unplaced);
  lk_explanation_unref (self->explanation);
  g_free (self);
}

LkExplanation *
lk_cells_get_explanation (LkCells *self)
{
  return self->explanation;
}

LkDistance
lk_cells_get_distance (LkCells *self)
{
  return self->distance;
}

LkCellsOf
lk_cells_get_of (LkCells *self)
{
  return self->of;
}

gsize
lk_cells_get_n_cells (LkCells *self, guint class_index)
{
  LkSupport *support = lk_explanation_get_support (self->explanation);

  if (self->of == LK_CELLS_OF_QUERY)
    return self->n_positions;
  return self->n_positions * lk_support_get_n_shots (support, class_index);
}

gboolean
lk_cells_counts (LkCells *self, guint class_index, gsize cell)
{
  const gboolean *kept
      = self->of == LK_CELLS_OF_QUERY
            ? lk_explanation_get_kept (self->explanation)
            : lk_support_get_kept (lk_explanation_get_support (self->explanation),
                                   class_index, (guint) (cell / self->n_positions));

  return kept == NULL || kept[cell % self->n_positions];
}

gsize
lk_cells_get_n_counted (LkCells *self, guint class_index)
{
  if (self->of == LK_CELLS_OF_QUERY)
    return self->n_kept;
  return lk_support_count_cells (lk_explanation_get_support (self->explanation),
                                 class_index);
}

const double *
lk_cells_get (LkCells *self, LkLevel level, guint class_index)
{
  g_return_val_if_fail (level < LK_N_LEVELS, NULL);
  g_return_val_if_fail (class_index < lk_explanation_get_n_classes (self->explanation),
                        NULL);
  return self->cells[find (self, level, class_index)];
}

double
lk_cells_get_unplaced (LkCells *self, LkLevel level, guint class_index)
{
  g_return_val_if_fail (level < LK_N_LEVELS, 0);
  g_return_val_if_fail (class_index < lk_explanation_get_n_classes (self->explanation),
                        0);
  return self->unplaced[find (self, level, class_index)];
}

double
lk_cells_sum (const double *cells, gsize n)
{
  double sum = 0;

  for (gsize p = 0; p < n; p++)
    sum += cells[p];
  return sum;
}
