/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-palette.h"
#include "lk-pointer.h"
#include "lk-projection.h"

G_BEGIN_DECLS

/**
 * LkEllipses:
 * @projection: query and classes on a plane
 * @class_names: one a class
 * @distances: (nullable): one a class, shown in the legend
 * @distance_title: which distance it is
 * @title, @subtitle: (nullable): lines above
 * @emphasis: class whose descriptors and ellipses stand out, or -1 for all alike
 * @hovered_set: set under the pointer (0 the query), or -1
 */
typedef struct
{
  const LkProjection *projection;
  const char *const *class_names;
  const double *distances;
  const char *distance_title;
  const char *title;
  const char *subtitle;
  int emphasis;
  int hovered_set;
} LkEllipses;

/** Ellipses of 1 and 2 sigma with their descriptors; the axes say how much variance, or
 * of KL, they carry. */
void lk_plot_ellipses (const LkEllipses *data,
                       cairo_t *cr,
                       double width,
                       double height,
                       const LkPalette *palette);

/* The same in two steps: the base is what does not change with @hovered_set; the overlay
 * lays a veil over the plane and draws the query and the hovered set anew on top. Both
 * take the same data; drawn one over the other they give exactly lk_plot_ellipses(). */
void lk_plot_ellipses_base (const LkEllipses *data,
                            cairo_t *cr,
                            double width,
                            double height,
                            const LkPalette *palette);
void lk_plot_ellipses_overlay (const LkEllipses *data,
                               cairo_t *cr,
                               double width,
                               double height,
                               const LkPalette *palette);

/** The set whose mean, legend line or nearest descriptor is under (@x, @y), or -1. */
int lk_plot_ellipses_hit (const LkEllipses *data, const LkPointer *pointer);

G_END_DECLS
