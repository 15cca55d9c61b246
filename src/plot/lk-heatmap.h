/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-colormap.h"

G_BEGIN_DECLS

/**
 * LkHeatmap:
 * @picture: (nullable): what the network saw, square, under the cells
 * @n_rows, @n_columns: cells
 * @values: [n_rows, n_columns]
 * @low, @high: the range of the colours
 * @colormap: viridis for a class, diverging for a difference (@low = -@high)
 * @opacity: of the cells over the picture, 0 to 1
 * @title, @subtitle: (nullable): lines above; the subtitle says what the cells add up to
 * @caption: unit of the colour bar, such as "cosine"
 * @hovered: cell index or -1: outlined
 * @pinned: (nullable): indices of pinned cells, outlined and numbered
 * @n_pinned: number of them
 * @masked: (nullable): [n_rows, n_columns]: cells that are painted out, drawn hatched
 * @dimmed: (nullable): [n_rows, n_columns]: cells that a filter leaves out, drawn faint
 * @receptive_field: edge in cells of the outline around the hovered cell, 0 for none
 *
 * Plain data; whoever fills it owns everything in it. Drawn with what its cells match:
 * lk_plot_correspondences().
 */
typedef struct
{
  cairo_surface_t *picture;
  guint n_rows;
  guint n_columns;
  const double *values;
  double low;
  double high;
  LkColormap colormap;
  double opacity;
  const char *title;
  const char *subtitle;
  const char *caption;
  int hovered;
  const guint *pinned;
  guint n_pinned;
  const gboolean *masked;
  const gboolean *dimmed;
  double receptive_field;
} LkHeatmap;

G_END_DECLS
