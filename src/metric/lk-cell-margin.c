/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cell-margin.h"

#include <math.h>

#include "lk-cells-private.h"

/* A margin while it is added up. */
typedef struct
{
  LkCells *cells;
  LkMetricOptions options;
  const LkTrainedFusion *trained;
  guint n_classes;
  double *signs; /* [n_classes]: what a class counts for */
  gsize *first;  /* [n_classes]: where its cells begin */
} Sum;

static void
sum_init (Sum *self, LkCellMargin *margin, guint a, guint b)
{
  gboolean of_query = lk_cells_get_of (self->cells) == LK_CELLS_OF_QUERY;

  self->signs = g_new0 (double, self->n_classes);
  self->first = g_new0 (gsize, self->n_classes);
  self->signs[a] = 1;
  for (guint i = 0; i < self->n_classes; i++)
    {
      gsize n = lk_cells_get_n_cells (self->cells, i);

      if (b == LK_CELL_MARGIN_MEAN)
        self->signs[i] -= 1.0 / self->n_classes;
      else if (b == i)
        self->signs[i] -= 1;
      self->first[i] = of_query ? 0 : margin->n_cells;
      margin->n_cells = self->first[i] + n;
    }
}

static void
sum_clear (Sum *self)
{
  g_free (self->signs);
  g_free (self->first);
}

/* Whether a cell shares what no cell owns; @class_index: whose it is, of shots. */
static gboolean
counts (const Sum *self, guint class_index, gsize cell)
{
  return lk_cells_counts (self->cells, class_index, cell)
         && (lk_cells_get_of (self->cells) == LK_CELLS_OF_QUERY
             || self->signs[class_index] != 0);
}

/* Adds @value to each cell that counts. */
static gsize
add_evenly (const Sum *self, double value, double *cells)
{
  gboolean of_query = lk_cells_get_of (self->cells) == LK_CELLS_OF_QUERY;
  gsize n_counted = 0;

  for (guint i = 0; i < (of_query ? 1 : self->n_classes); i++)
    for (gsize p = 0; p < lk_cells_get_n_cells (self->cells, i); p++)
      if (counts (self, i, p))
        {
          n_counted++;
          if (cells != NULL)
            cells[self->first[i] + p] += value;
        }
  return n_counted;
}

static void
add_classes (const Sum *self,
             LkLevel level,
             const double *slopes,
             double *cells,
             double *unplaced)
{
  for (guint i = 0; i < self->n_classes; i++)
    {
      double factor = self->signs[i] * slopes[i];
      const double *of_class = lk_cells_get (self->cells, level, i);
      double *to = cells + self->first[i];

      if (factor == 0)
        continue;
      *unplaced += factor * lk_cells_get_unplaced (self->cells, level, i);
      for (gsize p = 0; p < lk_cells_get_n_cells (self->cells, i); p++)
        to[p] += factor * of_class[p];
    }
}

/* A level's cells. What is left are offsets of classes under the exact layer, which no
 * cell owns, and rounding. */
static gboolean
add_level (const Sum *self,
           LkLevel level,
           const double *scores,
           const LkDecision *decision,
           LkCellMargin *margin,
           GError **error)
{
  gboolean has_offsets = self->options.normalisation == LK_NORMALISE_TRAINED_EXACT;
  g_autofree double *slopes = g_new (double, self->n_classes);
  double rest;

  if (!lk_decision_get_slopes (self->n_classes, level, scores, &self->options,
                               self->trained, slopes, error))
    return FALSE;
  for (guint i = 0; i < self->n_classes; i++)
    margin->sums[level] += self->signs[i] * decision->contribution[level][i];
  add_classes (self, level, slopes, margin->levels[level], &margin->unplaced[level]);
  rest = margin->sums[level] - lk_cells_sum (margin->levels[level], margin->n_cells);
  if (has_offsets)
    margin->unplaced[level] += rest;
  if (margin->n_counted > 0)
    add_evenly (self, rest / (double) margin->n_counted, margin->levels[level]);
  return TRUE;
}

static gboolean
add_levels (const Sum *self, LkCellMargin *margin, GError **error)
{
  const double *scores[LK_N_LEVELS];
  g_autoptr (LkDecision) decision = NULL;

  lk_explanation_fill_scores (lk_cells_get_explanation (self->cells), &self->options,
                              scores);
  decision
      = lk_decision_new (self->n_classes, scores, &self->options, self->trained, error);
  if (decision == NULL)
    return FALSE;
  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    {
      margin->levels[level] = g_new0 (double, margin->n_cells);
      if (!add_level (self, level, scores[level], decision, margin, error))
        return FALSE;
      for (gsize p = 0; p < margin->n_cells; p++)
        margin->fused[p] += margin->levels[level][p];
      margin->margin += margin->sums[level];
    }
  return TRUE;
}

LkCellMargin *
lk_cell_margin_new (LkCells *cells,
                    const LkMetricOptions *options,
                    const LkTrainedFusion *trained,
                    guint a,
                    guint b,
                    GError **error)
{
  g_autoptr (LkCellMargin) self = g_new0 (LkCellMargin, 1);
  Sum sum = { .cells = cells, .options = *options, .trained = trained };
  gboolean done;

  sum.n_classes = lk_explanation_get_n_classes (lk_cells_get_explanation (cells));
  g_return_val_if_fail (a < sum.n_classes, NULL);
  g_return_val_if_fail (b < sum.n_classes || b == LK_CELL_MARGIN_MEAN, NULL);

  sum.options.distance = lk_cells_get_distance (cells);
  sum_init (&sum, self, a, b);
  self->fused = g_new0 (double, self->n_cells);
  self->n_counted = add_evenly (&sum, 0, NULL);
  done = add_levels (&sum, self, error);
  sum_clear (&sum);
  return done ? g_steal_pointer (&self) : NULL;
}

void
lk_cell_margin_free (LkCellMargin *self)
{
  if (self == NULL)
    return;
  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    g_free (self->levels[level]);
  g_free (self->fused);
  g_free (self);
}
