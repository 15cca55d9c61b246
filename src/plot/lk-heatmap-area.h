/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-heatmap.h"
#include "lk-plot-layout.h"

G_BEGIN_DECLS

/* The square of a heatmap without what stands around it. Private to this room. */

/** Picture, cells with those masked and dimmed, frame and pins: nothing of the pointer.
 */
void lk_heatmap_draw_area (const LkHeatmap *data, const LkPen *pen, const LkBox *area);

/** Receptive field and outline of the hovered cell, where there is one. */
void lk_heatmap_draw_hovered (const LkHeatmap *data, const LkPen *pen, const LkBox *area);

gboolean lk_heatmap_has_cells (const LkHeatmap *data);
gboolean lk_heatmap_is_cell (const LkHeatmap *data, gint64 cell);
LkBox lk_heatmap_get_cell_box (const LkHeatmap *data, const LkBox *area, guint cell);

/** The cell under (@x, @y), or -1. */
int lk_heatmap_find_cell (const LkHeatmap *data, const LkBox *area, double x, double y);

G_END_DECLS
