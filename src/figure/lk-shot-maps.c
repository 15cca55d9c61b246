/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-shot-maps.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-number-text.h"
#include "lk-seen-picture.h"

/* Where the cells of a class begin among those of all shots. */
static gsize
find_first (LkCells *cells, guint class_index)
{
  gsize first = 0;

  for (guint i = 0; i < class_index; i++)
    first += lk_cells_get_n_cells (cells, i);
  return first;
}

static void
fill_row (LkShotMapRow *row,
          LkEvidence *evidence,
          LkCells *cells,
          const LkCellMargin *margin,
          guint class_index)
{
  LkScoring *scoring = lk_evidence_get_scoring (evidence);
  LkEpisodeState *episode = lk_scoring_get_episode (scoring);
  GPtrArray *shots = lk_episode_state_get_shots (episode, class_index);
  guint n_shots = lk_support_get_n_shots (lk_scoring_get_support (scoring), class_index);
  gsize n = lk_cells_get_n_cells (cells, class_index), n_cells = n / MAX (n_shots, 1);
  const double *from = margin->fused + find_first (cells, class_index);
  cairo_surface_t **pictures = g_new0 (cairo_surface_t *, n_shots);
  double *values = g_new (double, n);
  double *sums = g_new0 (double, n_shots);
  gboolean *masked = g_new (gboolean, n);

  for (gsize p = 0; p < n; p++)
    masked[p] = !lk_cells_counts (cells, class_index, p);
  memcpy (values, from, n * sizeof *values);
  for (guint shot = 0; shot < n_shots; shot++)
    {
      pictures[shot]
          = lk_seen_picture_get (shots->pdata[shot], lk_scoring_get_source (scoring));
      for (gsize p = 0; p < n_cells; p++)
        sums[shot] += values[shot * n_cells + p];
    }
  *row = (LkShotMapRow){
    .class_index = class_index,
    .class_name = lk_episode_state_get_class_name (episode, class_index),
    .n_shots = n_shots,
    .pictures = pictures,
    .values = values,
    .sums = sums,
    .masked = masked,
  };
}

LkShotMaps *
lk_shot_maps_new (LkEvidence *evidence, LkCells *cells, guint class_index, guint against)
{
  LkShotMaps *self;
  LkShotMapRow *rows;
  const gsize *shape;
  g_autoptr (LkCellMargin) margin = NULL;

  g_return_val_if_fail (LK_IS_EVIDENCE (evidence) && cells != NULL, NULL);

  if (lk_cells_get_of (cells) != LK_CELLS_OF_SHOTS
      || lk_cells_get_explanation (cells) != lk_evidence_get_explanation (evidence)
      || lk_cells_get_distance (cells) != lk_evidence_get_options (evidence)->distance)
    return NULL;
  margin = lk_cell_margin_new (
      cells, lk_evidence_get_options (evidence),
      lk_scoring_get_trained_fusion (lk_evidence_get_scoring (evidence)), class_index,
      against, NULL);
  if (margin == NULL)
    return NULL;
  shape = lk_tensor_get_shape (
      lk_explanation_get_query (lk_evidence_get_explanation (evidence)));
  self = g_new0 (LkShotMaps, 1);
  rows = g_new0 (LkShotMapRow, 2);
  self->margin = margin->margin;
  self->plot = (LkShotMapsPlot){
    .rows = rows,
    .n_classes = against == LK_CELL_MARGIN_MEAN ? 1 : 2,
    .n_rows = (guint) shape[1],
    .n_columns = (guint) shape[2],
    .hovered_row = -1,
    .hovered_cell = -1,
  };
  fill_row (&rows[0], evidence, cells, margin, class_index);
  if (against != LK_CELL_MARGIN_MEAN)
    fill_row (&rows[1], evidence, cells, margin, against);
  return self;
}

void
lk_shot_maps_free (LkShotMaps *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->plot.n_classes; i++)
    {
      g_free ((gpointer) self->plot.rows[i].pictures);
      g_free ((gpointer) self->plot.rows[i].values);
      g_free ((gpointer) self->plot.rows[i].sums);
      g_free ((gpointer) self->plot.rows[i].masked);
    }
  g_free ((gpointer) self->plot.rows);
  g_free (self);
}

void
lk_shot_maps_set_kept (LkShotMaps *self, guint row, guint shot, const gboolean *kept)
{
  guint n_cells;
  gboolean *masked;

  g_return_if_fail (self != NULL && row < self->plot.n_classes);
  g_return_if_fail (shot < self->plot.rows[row].n_shots);

  n_cells = self->plot.n_rows * self->plot.n_columns;
  masked = (gpointer) (self->plot.rows[row].masked + (gsize) shot * n_cells);
  for (guint p = 0; p < n_cells; p++)
    masked[p] = kept != NULL && !kept[p];
}

char *
lk_shot_maps_describe (const LkShotMaps *self, int row, int cell)
{
  const LkShotMapsPlot *plot;
  guint n_cells, shot, within;
  g_autofree char *number = NULL, *sum = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  plot = &self->plot;
  n_cells = plot->n_rows * plot->n_columns;
  if (row < 0 || cell < 0 || (guint) row >= plot->n_classes
      || (guint) cell >= plot->rows[row].n_shots * n_cells)
    return g_strdup (
        _ ("The cells add up to what each shot adds, and the shots to the margin"));
  shot = (guint) cell / n_cells;
  within = (guint) cell % n_cells;
  if (plot->rows[row].masked[cell])
    /* Translators: a cell of a shot of a class. */
    return g_strdup_printf (_ ("%s, shot %u, row %u, column %u: painted out"),
                            plot->rows[row].class_name, shot + 1,
                            within / plot->n_columns + 1, within % plot->n_columns + 1);
  number = lk_number_signed (plot->rows[row].values[cell], 4);
  sum = lk_number_signed (plot->rows[row].sums[shot], 3);
  /* Translators: a cell of a shot of a class, what it adds, and what all of the shot do.
   */
  return g_strdup_printf (
      _ ("%s, shot %u, row %u, column %u: %s of %s"), plot->rows[row].class_name,
      shot + 1, within / plot->n_columns + 1, within % plot->n_columns + 1, number, sum);
}
