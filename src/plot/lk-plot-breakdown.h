/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-breakdown.h"
#include "lk-palette.h"

G_BEGIN_DECLS

/**
 * LkBreakdownPlot:
 * @breakdown: a distance taken apart
 * @distance_title, @class_name: what it is, and to which class
 * @distances: [LK_N_DISTANCES, n_classes]: the table: all five distances to all classes
 * @n_classes, @class_names: for the table
 * @class_index: the row of the table that stands out
 */
typedef struct
{
  const LkBreakdown *breakdown;
  const char *distance_title;
  const char *class_name;
  const double *distances;
  guint n_classes;
  const char *const *class_names;
  guint class_index;
} LkBreakdownPlot;

/** The terms as one stacked bar, the shares of the directions as bars that add up to the
 * total (the small ones gathered as "the rest"), and the table of all five distances with
 * their ranking. */
void lk_plot_breakdown (const LkBreakdownPlot *data,
                        cairo_t *cr,
                        double width,
                        double height,
                        const LkPalette *palette);

G_END_DECLS
