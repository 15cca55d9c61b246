/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-pen.h"

G_BEGIN_DECLS

typedef enum
{
  LK_COLORMAP_VIRIDIS,   /* one-sided: 0 to 1 */
  LK_COLORMAP_DIVERGING, /* two-sided: 0.5 is no difference; blue below, orange above */
} LkColormap;

/** @value is clamped to 0..1. */
LkColor lk_colormap_lookup (LkColormap colormap, double value);

/** (transfer full): an ARGB surface of one pixel a value, row-major @values mapped from
 * @low..@high, to be scaled up with CAIRO_FILTER_NEAREST. */
cairo_surface_t *lk_colormap_render (LkColormap colormap,
                                     const double *values,
                                     guint n_rows,
                                     guint n_columns,
                                     double low,
                                     double high,
                                     double alpha);

/** A horizontal bar with its two end values and @caption below. */
void lk_colormap_draw_bar (LkColormap colormap,
                           const LkPen *pen,
                           double x,
                           double y,
                           double width,
                           double low,
                           double high,
                           const char *caption);

G_END_DECLS
