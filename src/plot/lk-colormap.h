/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-box.h"
#include "lk-pen.h"
#include "lk-range.h"

G_BEGIN_DECLS

typedef enum
{
  LK_COLORMAP_VIRIDIS,   /* one-sided: 0 to 1 */
  LK_COLORMAP_DIVERGING, /* two-sided: 0.5 is no difference; blue below, orange above */
} LkColormap;

/** @value is clamped to 0..1. */
LkColor lk_colormap_lookup (LkColormap colormap, double value);

/** (transfer full): an ARGB surface of one pixel a value, row-major @values mapped from
 * @range, to be scaled up with CAIRO_FILTER_NEAREST. */
cairo_surface_t *lk_colormap_render (LkColormap colormap,
                                     const double *values,
                                     guint n_rows,
                                     guint n_columns,
                                     LkRange range,
                                     double alpha);

/** A horizontal bar with the two ends of @range and @caption below; of @place the height
 * is not looked at. */
void lk_colormap_draw_bar (LkColormap colormap,
                           const LkPen *pen,
                           const LkBox *place,
                           LkRange range,
                           const char *caption);

G_END_DECLS
