/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-explanation.h"

G_BEGIN_DECLS

/**
 * LkEllipse:
 *
 * A Gaussian in the plane: mean, and covariance [xx, xy, yy].
 */
typedef struct
{
  double mean[2];
  double covariance[3];
} LkEllipse;

typedef enum
{
  LK_PLANE_ALL,   /* PCA of query and all classes */
  LK_PLANE_CLASS, /* PCA of the query and one class */
  LK_PLANE_KL,    /* the two generalised eigenvectors that add most to KL to one class */
} LkPlane;
#define LK_N_PLANES 3

/**
 * LkProjection:
 * @plane: which one
 * @distance: for %LK_PLANE_KL: that whose shares the axes carry
 * @n_sets: 1 + number of classes; set 0 is the query, set 1 + j class j
 * @explained: share of the total variance of all descriptors each axis carries, 0 to 1;
 *   for %LK_PLANE_KL of the distance
 * @ellipses: [n_sets]: P^T mean and P^T covariance P of each set's Gaussian
 * @n_points: [n_sets]
 * @points: [n_sets]: [n_points, 2], the projected descriptors, shot after shot; of the
 *   query only the cells that count, lk_explanation_get_kept()
 *
 * Query and classes on the plane of the first two principal axes of all their
 * descriptors together. Each axis points where its largest loading is positive.
 */
typedef struct
{
  LkPlane plane;
  LkDistance distance;
  guint n_sets;
  double explained[2];
  LkEllipse *ellipses;
  gsize *n_points;
  double **points;
} LkProjection;

/**
 * lk_projection_new:
 * @class_index: for the planes of one class
 * @distance: for %LK_PLANE_KL: which of the two; KL (S || Q) where it is another
 *
 * Query and classes on a plane. For %LK_PLANE_KL, with the ridge of the
 * explanation's options, @explained holds the share of the KL that each axis carries, and
 * the axes are the eigenvectors scaled so that the reference Gaussian has unit variance
 * along them.
 */
LkProjection *lk_projection_new (LkExplanation *explanation,
                                 LkPlane plane,
                                 guint class_index,
                                 LkDistance distance,
                                 GError **error);

void lk_projection_free (LkProjection *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkProjection, lk_projection_free)

G_END_DECLS
