/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-evidence-private.h"

#include <glib/gi18n-lib.h>

#include "lk-number-text.h"
#include "lk-text.h"

void
lk_evidence_forget_cells (LkEvidence *self)
{
  g_clear_pointer (&self->cells, lk_cells_unref);
  g_clear_pointer (&self->cell_margin, lk_cell_margin_free);
  for (guint i = 0; i < LK_N_CELL_MAPS; i++)
    g_clear_pointer (&self->owned[i], g_free);
}

/* What each cell gives depends on the explanation and the distance alone. */
static gboolean
are_in_force (LkEvidence *self, LkCells *cells)
{
  return lk_cells_get_explanation (cells) == self->explanation
         && lk_cells_get_distance (cells) == self->options.distance;
}

gboolean
lk_evidence_has_cells (LkEvidence *self)
{
  g_return_val_if_fail (LK_IS_EVIDENCE (self), FALSE);
  return self->cells != NULL && are_in_force (self, self->cells);
}

gboolean
lk_evidence_set_cells (LkEvidence *self, LkCells *cells)
{
  g_return_val_if_fail (LK_IS_EVIDENCE (self) && cells != NULL, FALSE);

  if (!are_in_force (self, cells) || lk_cells_get_of (cells) != LK_CELLS_OF_QUERY)
    return FALSE;
  lk_cells_ref (cells);
  lk_evidence_forget_cells (self);
  self->cells = cells;
  return TRUE;
}

static LkCells *
get_cells (LkEvidence *self)
{
  if (self->cells != NULL && !are_in_force (self, self->cells))
    lk_evidence_forget_cells (self);
  if (self->cells == NULL)
    self->cells
        = lk_cells_new (self->explanation, self->options.distance, LK_CELLS_OF_QUERY);
  return self->cells;
}

guint
lk_evidence_find_opponent (LkEvidence *self, guint class_index)
{
  const guint *ranking;

  g_return_val_if_fail (LK_IS_EVIDENCE (self), 0);

  ranking = self->decision->ranking;
  return ranking[ranking[0] == class_index ? 1 : 0];
}

void
lk_evidence_set_margin_against (LkEvidence *self, int against)
{
  g_return_if_fail (LK_IS_EVIDENCE (self));
  self->margin_against = against;
}

guint
lk_evidence_get_margin_opponent (LkEvidence *self, guint class_index)
{
  int against;

  g_return_val_if_fail (LK_IS_EVIDENCE (self), 0);

  against = self->margin_against;
  if (against == LK_AGAINST_MEAN)
    return LK_CELL_MARGIN_MEAN;
  if (against == LK_AGAINST_TRUTH)
    against = lk_evidence_get_truth (self);
  if (against >= 0 && (guint) against < lk_evidence_n_classes (self)
      && (guint) against != class_index)
    return (guint) against;
  return lk_evidence_find_opponent (self, class_index);
}

static gboolean
counts (LkEvidence *self, gsize cell)
{
  return !self->any_masked || !self->masked_cells[cell];
}

/* @cells without what was shared out evenly, as it is painted. */
static void
take_owned (LkEvidence *self, guint map, const double *cells, double unplaced)
{
  const LkCellMargin *margin = self->cell_margin;
  double share = margin->n_counted > 0 ? unplaced / (double) margin->n_counted : 0;

  if (self->owned[map] == NULL)
    self->owned[map] = g_new (double, margin->n_cells);
  for (gsize p = 0; p < margin->n_cells; p++)
    self->owned[map][p] = counts (self, p) ? cells[p] - share : 0;
}

static void
fill_maps (LkEvidence *self, LkCellMaps *maps)
{
  const LkCellMargin *margin = self->cell_margin;
  double unplaced = 0;

  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    {
      take_owned (self, level, margin->levels[level], margin->unplaced[level]);
      maps->sums[level] = margin->sums[level];
      maps->unplaced[level] = margin->unplaced[level];
      unplaced += margin->unplaced[level];
    }
  take_owned (self, LK_CELL_MAP_FUSED, margin->fused, unplaced);
  maps->sums[LK_CELL_MAP_FUSED] = margin->margin;
  maps->unplaced[LK_CELL_MAP_FUSED] = unplaced;
  maps->n_counted = (guint) margin->n_counted;
  for (guint i = 0; i < LK_N_CELL_MAPS; i++)
    maps->values[i] = self->owned[i];
}

const LkCellMargin *
lk_evidence_get_cell_margin (LkEvidence *self, guint class_index, guint against)
{
  g_return_val_if_fail (LK_IS_EVIDENCE (self), NULL);
  g_return_val_if_fail (class_index < lk_evidence_n_classes (self), NULL);
  g_return_val_if_fail (
      against < lk_evidence_n_classes (self) || against == LK_CELL_MARGIN_MEAN, NULL);

  LkCells *cells = get_cells (self);

  g_clear_pointer (&self->cell_margin, lk_cell_margin_free);
  /* The decision is there, so that these options can be decided with. */
  self->cell_margin = lk_cell_margin_new (cells, &self->options,
                                          lk_scoring_get_trained_fusion (self->scoring),
                                          class_index, against, NULL);
  return self->cell_margin;
}

char *
lk_evidence_describe_margin (LkEvidence *self, guint class_index, guint against)
{
  g_return_val_if_fail (LK_IS_EVIDENCE (self), NULL);
  g_return_val_if_fail (class_index < lk_evidence_n_classes (self), NULL);
  g_return_val_if_fail (
      against < lk_evidence_n_classes (self) || against == LK_CELL_MARGIN_MEAN, NULL);

  const double *fused = self->decision->fused;
  guint n = lk_evidence_n_classes (self);
  double margin = fused[class_index];
  g_autofree char *number = NULL;

  for (guint i = 0; against == LK_CELL_MARGIN_MEAN && i < n; i++)
    margin -= fused[i] / n;
  if (against != LK_CELL_MARGIN_MEAN)
    margin -= fused[against];
  number = lk_number_signed (margin, 3);
  if (against == LK_CELL_MARGIN_MEAN)
    return g_strdup_printf (_ ("%s rather than the mean of all classes: %s"),
                            self->class_names[class_index], number);
  return g_strdup_printf (_ ("%s rather than %s: %s"), self->class_names[class_index],
                          self->class_names[against], number);
}

const LkCellMaps *
lk_evidence_get_cell_maps (LkEvidence *self, guint class_index, guint against)
{
  const LkCellMargin *margin = lk_evidence_get_cell_margin (self, class_index, against);
  const gsize *shape = lk_evidence_map_shape (self);

  g_return_val_if_fail (margin != NULL, NULL);

  self->cell_maps = (LkCellMaps){
    .picture = lk_evidence_query_picture (self),
    .n_rows = (guint) shape[1],
    .n_columns = (guint) shape[2],
    .masked = self->any_masked ? self->masked_cells : NULL,
    .hovered = -1,
  };
  fill_maps (self, &self->cell_maps);
  lk_evidence_set_texts (
      self, LK_TEXT_OF_CELLS, lk_evidence_describe_margin (self, class_index, against),
      g_strdup (_ ("The cells add up to each level, and the levels to the margin")));
  self->cell_maps.title = self->titles[LK_TEXT_OF_CELLS];
  self->cell_maps.subtitle = self->subtitles[LK_TEXT_OF_CELLS];
  return &self->cell_maps;
}

char *
lk_evidence_describe_cell_maps (LkEvidence *self,
                                guint class_index,
                                guint against,
                                int cell)
{
  const LkCellMargin *margin = lk_evidence_get_cell_margin (self, class_index, against);
  guint n_columns = (guint) lk_evidence_map_shape (self)[2];
  char *values[LK_N_LEVELS];
  g_autofree char *levels = NULL;
  g_autofree char *sum = NULL;

  g_return_val_if_fail (margin != NULL, NULL);

  if (cell < 0 || (guint) cell >= lk_evidence_get_n_cells (self))
    return g_strdup (_ ("The cells add up to each level, and the levels to the margin"));
  if (!counts (self, (gsize) cell))
    return g_strdup_printf (_ ("Row %u, column %u: painted out"),
                            (guint) cell / n_columns + 1, (guint) cell % n_columns + 1);
  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    values[level] = lk_number_signed (margin->levels[level][cell], 4);
  levels = lk_levels_describe (values);
  sum = lk_number_signed (margin->fused[cell], 4);
  /* Translators: a cell, what each level adds there, and the sum of that. */
  return g_strdup_printf (_ ("Row %u, column %u: %s; together %s"),
                          (guint) cell / n_columns + 1, (guint) cell % n_columns + 1,
                          levels, sum);
}
