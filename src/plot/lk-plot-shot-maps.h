/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-palette.h"
#include "lk-pointer.h"

G_BEGIN_DECLS

/**
 * LkShotMapRow:
 * @class_index: for the mark
 * @class_name: what a person reads
 * @n_shots: pictures side by side
 * @pictures: [n_shots]: (nullable) each: as the network saw them, square
 * @values: [n_shots, cells]: what each cell adds to the margin, for (above 0) or against
 * @masked: [n_shots, cells]: which cells are painted out, drawn hatched
 * @sums: [n_shots]: what the cells of a shot add up to
 *
 * The shots of one class of a margin. Plain data; whoever fills it owns everything in it.
 */
typedef struct
{
  guint class_index;
  const char *class_name;
  guint n_shots;
  cairo_surface_t *const *pictures;
  const double *values;
  const double *sums;
  const gboolean *masked;
} LkShotMapRow;

/**
 * LkShotMapsPlot:
 * @rows: [n_classes]
 * @n_rows, @n_columns: cells of each shot
 * @hovered_row, @hovered_cell: which row, and shot * cells + cell; -1 for none
 *
 * The margin over the cells of the shots: a row a class, all in colours of one range, and
 * below each shot what it adds up to.
 */
typedef struct
{
  const LkShotMapRow *rows;
  guint n_classes;
  guint n_rows;
  guint n_columns;
  int hovered_row;
  int hovered_cell;
} LkShotMapsPlot;

/** Everything but the outline of the hovered cell. */
void lk_plot_shot_maps_base (const LkShotMapsPlot *data,
                             cairo_t *cr,
                             double width,
                             double height,
                             const LkPalette *palette);
/** That outline. */
void lk_plot_shot_maps_overlay (const LkShotMapsPlot *data,
                                cairo_t *cr,
                                double width,
                                double height,
                                const LkPalette *palette);

/** The height it takes at @width. */
double lk_plot_shot_maps_get_height (const LkShotMapsPlot *data,
                                     double width,
                                     const LkPalette *palette);

/** Whether a cell is under the pointer, and which, as @hovered_row and @hovered_cell have
 * it. */
gboolean lk_plot_shot_maps_hit (const LkShotMapsPlot *data,
                                const LkPointer *pointer,
                                int *row,
                                int *cell);

/** The rectangle x, y, width, height of a cell. */
void lk_plot_shot_maps_get_cell (const LkShotMapsPlot *data,
                                 double width,
                                 const LkPalette *palette,
                                 guint row,
                                 guint cell,
                                 double area[4]);

G_END_DECLS
