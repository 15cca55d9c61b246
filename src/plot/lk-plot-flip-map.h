/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-flip-map.h"
#include "lk-palette.h"
#include "lk-pointer.h"

G_BEGIN_DECLS

/**
 * LkFlipPlot:
 * @map: regions
 * @accuracy: (nullable): drawn as a heatmap instead of the class colours, the best region
 *   marked; the borders of @map stay
 * @class_names: one a class
 * @weights: the current point; all 0 for none
 * @border: (nullable): the nearest border: a line from the point to it
 * @hovered_region: outlined, or -1
 * @dragging: whether the point is being dragged: larger, corner weights shown
 */
typedef struct
{
  const LkFlipMap *map;
  const LkFlipAccuracy *accuracy;
  const char *const *class_names;
  double weights[LK_N_FLIP_LEVELS];
  const LkFlipBorder *border;
  int hovered_region;
  gboolean dragging;
} LkFlipPlot;

/** The weight triangle: part at the top, pixel on the left, distribution on the right,
 * class marks and names on the regions where they fit. */
void lk_plot_flip_map (const LkFlipPlot *data,
                       cairo_t *cr,
                       double width,
                       double height,
                       const LkPalette *palette);

/** The weights (adding up to 1, none negative: clamped to the triangle) at (@x, @y).
 * Returns whether (@x, @y) itself lies in the triangle, give or take a few pixels. */
gboolean lk_plot_flip_map_hit (const LkFlipPlot *data,
                               const LkPointer *pointer,
                               double weights[LK_N_FLIP_LEVELS]);

G_END_DECLS
