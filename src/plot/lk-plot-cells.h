/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-heatmap.h"
#include "lk-pointer.h"

G_BEGIN_DECLS

/** A map a level, in the order of the levels, and their sum. */
#define LK_N_CELL_MAPS (LK_N_LEVELS + 1)
#define LK_CELL_MAP_FUSED LK_N_LEVELS

/**
 * LkCellMaps:
 * @picture: (nullable): what the network saw, square, under the cells
 * @n_rows, @n_columns: cells
 * @values: by level, and of the sum: [n_rows, n_columns]: what the cells own of the
 * margin
 * @sums: what each map adds up to, with what no cell owns
 * @unplaced: how much of that no cell owns: it is told, never painted
 * @n_counted: cells that are not masked
 * @masked: (nullable): [n_rows, n_columns]: cells that are painted out, drawn hatched
 * @title, @subtitle: (nullable): lines above
 * @own_scale: whether each map has colours of its own range, marked; else all have one
 * @hovered: cell index or -1: outlined on every map
 * @pinned, @n_pinned: as in #LkHeatmap, likewise
 * @outlined: (nullable): [n_rows, n_columns]: a set of cells with a line around it
 *
 * The margin over the picture: a map of each level, and of all together. Plain data;
 * whoever fills it owns everything in it.
 */
typedef struct
{
  cairo_surface_t *picture;
  guint n_rows;
  guint n_columns;
  const double *values[LK_N_CELL_MAPS];
  double sums[LK_N_CELL_MAPS];
  double unplaced[LK_N_CELL_MAPS];
  guint n_counted;
  const gboolean *masked;
  const char *title;
  const char *subtitle;
  gboolean own_scale;
  int hovered;
  const guint *pinned;
  guint n_pinned;
  const gboolean *outlined;
} LkCellMaps;

/** The levels' maps with a plus between them and the sum behind an equals sign, in one
 * row, or in several where they are larger so; below each its level and sum, and how many
 * cells speak for and against. */
void lk_plot_cell_maps (const LkCellMaps *data,
                        cairo_t *cr,
                        double width,
                        double height,
                        const LkPalette *palette);

/* The same in two steps: the base is what does not change with @hovered and @outlined;
 * the overlay draws the lines around those cells. Both take the same data; drawn one over
 * the other they give exactly lk_plot_cell_maps(). */
void lk_plot_cell_maps_base (const LkCellMaps *data,
                             cairo_t *cr,
                             double width,
                             double height,
                             const LkPalette *palette);
void lk_plot_cell_maps_overlay (const LkCellMaps *data,
                                cairo_t *cr,
                                double width,
                                double height,
                                const LkPalette *palette);

/** The height in which all maps stand in one row of @width, or in two where it is narrow,
 * without a title. */
double lk_plot_cell_maps_get_height (double width, const LkPalette *palette);

/** The cell under (@x, @y), or -1; @map (out) (optional): on which map. */
int lk_plot_cell_maps_hit (const LkCellMaps *data, const LkPointer *pointer, guint *map);

/** The rectangle x, y, width, height of the cells of a map. */
void lk_plot_cell_maps_get_area (const LkCellMaps *data,
                                 double width,
                                 double height,
                                 const LkPalette *palette,
                                 guint map,
                                 double area[4]);

G_END_DECLS
