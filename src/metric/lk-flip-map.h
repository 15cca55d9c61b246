/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-decision.h"

G_BEGIN_DECLS

/**
 * LkFlipRegion:
 * @class_index: who wins in it
 * @n_points: corners, at least 3
 * @points: [n_points, 3]: weights (part, pixel, distribution) of each corner, adding up
 * to 1, in order around the polygon
 * @area: share of the triangle, 0 to 1
 * @centre: weights of its centre of mass, where a label stands best
 */
typedef struct
{
  guint class_index;
  guint n_points;
  double *points;
  double area;
  double centre[LK_N_FLIP_LEVELS];
} LkFlipRegion;

/**
 * LkFlipMap:
 *
 * The triangle of all weights (none negative, adding up to 1) cut into the convex
 * polygons in which each class wins: exact, by clipping with the half-planes in which a
 * class is not behind another. Regions of no area are left out; where classes are level
 * everywhere the one with the lower index has the region. Areas add up to 1.
 */
typedef struct
{
  guint n_classes;
  guint n_regions;
  LkFlipRegion *regions;
} LkFlipMap;

/**
 * lk_flip_map_new:
 * @unit: by corner, one a class: the contribution of its level at weight 1; see
 * lk_decision_get_unit()
 */
LkFlipMap *lk_flip_map_new (guint n_classes, const double *const unit[LK_N_FLIP_LEVELS]);
void lk_flip_map_free (LkFlipMap *self);

/** Region that holds @weights (scaled to add up to 1), or -1 for weights that are all 0.
 */
int lk_flip_map_find (const LkFlipMap *self, const double weights[LK_N_FLIP_LEVELS]);

/**
 * LkFlipBorder:
 * @class_index: who wins beyond it
 * @distance: from the point to the border, in the triangle drawn with sides of length 1
 * @point: weights of the nearest point of the border
 */
typedef struct
{
  guint class_index;
  double distance;
  double point[LK_N_FLIP_LEVELS];
} LkFlipBorder;

/** The nearest border between the region of @weights and another class's; %FALSE where
 * one class has the whole triangle, or all weights are 0. */
gboolean lk_flip_map_find_border (const LkFlipMap *self,
                                  const double weights[LK_N_FLIP_LEVELS],
                                  LkFlipBorder *border);

/** The point nearest to @weights in any region in which @class_index wins, and its
 * distance: 0 where it wins there already; %FALSE where it wins nowhere, or all weights
 * are 0. On a border no class is ahead: inside of it, towards the @centre of the region,
 * the class is. */
gboolean lk_flip_map_find_nearest (const LkFlipMap *self,
                                   const double weights[LK_N_FLIP_LEVELS],
                                   guint class_index,
                                   LkFlipBorder *border,
                                   const LkFlipRegion **region);

/** Weights to the plane: an equilateral triangle of side 1 with pixel at (0, 0),
 * distribution at (1, 0) and part at (0.5, sqrt (3) / 2); and back. */
void lk_flip_map_to_plane (const double weights[LK_N_FLIP_LEVELS], double *x, double *y);
void lk_flip_map_from_plane (double x, double y, double weights[LK_N_FLIP_LEVELS]);

/**
 * LkFlipAccuracy:
 * @resolution: points along a side of the triangular grid, at least 2
 * @accuracy: [resolution * (resolution + 1) / 2]: share of queries right at grid point
 *   (i, j), i + j < resolution, part = i / (resolution - 1), pixel = j / (resolution -
 * 1): row i after row, j fastest
 * @best: weights in the middle of the largest connected set of best grid points
 * @best_accuracy: the share there
 *
 * Over the same triangle, how many labelled queries come out right.
 */
typedef struct
{
  guint resolution;
  double *accuracy;
  double best[LK_N_FLIP_LEVELS];
  double best_accuracy;
} LkFlipAccuracy;

/**
 * lk_flip_accuracy_new:
 * @unit: [n_queries]: as for lk_flip_map_new(), one table a query
 * @truth: [n_queries]: the class each query is of
 */
LkFlipAccuracy *lk_flip_accuracy_new (guint n_queries,
                                      guint n_classes,
                                      const double *const (*unit)[LK_N_FLIP_LEVELS],
                                      const guint *truth,
                                      guint resolution);
void lk_flip_accuracy_free (LkFlipAccuracy *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkFlipMap, lk_flip_map_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkFlipAccuracy, lk_flip_accuracy_free)

G_END_DECLS
