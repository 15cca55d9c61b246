/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-plot-flip-map.h"
#include "lk-plot-layout.h"

G_BEGIN_DECLS

/**
 * LkFlipGeometry:
 * @corners: by #LkLevel, where all weight is on that level
 * @side: of the triangle
 * @labels: whether the corners have labels
 * @bar: room of the colour bar of an accuracy map; no width for none
 *
 * Where the triangle is, for drawing and for the hit test. Private to this room.
 */
typedef struct
{
  double corners[LK_N_FLIP_LEVELS][2];
  double side;
  double margin;
  gboolean labels;
  LkBox bar;
} LkFlipGeometry;

void lk_flip_geometry_init (LkFlipGeometry *self,
                            const LkFlipPlot *data,
                            double width,
                            double height,
                            const LkPalette *palette);

/** Weights that add up to 1 to a point of the user space. */
void lk_flip_geometry_place (const LkFlipGeometry *self,
                             const double weights[LK_N_FLIP_LEVELS],
                             double point[2]);

/** And back; outside the triangle weights are negative. */
void lk_flip_geometry_weigh (const LkFlipGeometry *self,
                             const double point[2],
                             double weights[LK_N_FLIP_LEVELS]);

/** The nearest point of the triangle. Returns: how far away it is. */
double lk_flip_geometry_clamp (const LkFlipGeometry *self,
                               const double point[2],
                               double weights[LK_N_FLIP_LEVELS]);

/** The triangle as a new path. */
void lk_flip_geometry_trace (const LkFlipGeometry *self, cairo_t *cr);

/** The outline of @region as a new path. */
void lk_flip_geometry_trace_region (const LkFlipGeometry *self,
                                    cairo_t *cr,
                                    const LkFlipRegion *region);

/** Whether weights can be shown: finite, none negative, not all 0; scaled to add up to 1.
 */
gboolean lk_flip_weights_normalise (const double weights[LK_N_FLIP_LEVELS],
                                    double normalised[LK_N_FLIP_LEVELS]);

G_END_DECLS
