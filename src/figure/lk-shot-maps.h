/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-evidence.h"
#include "lk-plot-shot-maps.h"

G_BEGIN_DECLS

/**
 * LkShotMaps:
 * @plot: its rows are the class and whom it is compared with, where that is a class
 * @margin: what all cells of all shots add up to
 *
 * The margin of a class over another, laid out over the cells of their shots. The cells
 * of a shot add up to what the shot adds, with its share of what no cell owns; the shots
 * of both classes to the margin. Only as long as the evidence it was made of.
 */
typedef struct
{
  LkShotMapsPlot plot;
  double margin;
} LkShotMaps;

/**
 * lk_shot_maps_new:
 * @cells: %LK_CELLS_OF_SHOTS of the explanation and the distance in force
 * @against: a class or %LK_CELL_MARGIN_MEAN
 *
 * Returns: or %NULL where @cells is of something else
 */
LkShotMaps *
lk_shot_maps_new (LkEvidence *evidence, LkCells *cells, guint class_index, guint against);
void lk_shot_maps_free (LkShotMaps *self);
/** Which cells of a shot are drawn as painted out: all that @kept (nullable) has not. At
 * first those are that did not count. */
void
lk_shot_maps_set_kept (LkShotMaps *self, guint row, guint shot, const gboolean *kept);
/** (transfer full): a sentence about a cell, as the plot's hovered one, or (-1) about all
 * of them. */
char *lk_shot_maps_describe (const LkShotMaps *self, int row, int cell);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkShotMaps, lk_shot_maps_free)

G_END_DECLS
