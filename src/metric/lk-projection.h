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

/**
 * LkProjection:
 * @n_sets: 1 + number of classes; set 0 is the query, set 1 + j class j
 * @explained: share of the total variance of all descriptors each axis carries, 0 to 1
 * @ellipses: [n_sets]: P^T mean and P^T covariance P of each set's Gaussian
 * @n_points: [n_sets]
 * @points: [n_sets]: [n_points, 2], the projected descriptors, shot after shot
 *
 * Query and classes on the plane of the first two principal axes of all their
 * descriptors together. Each axis points where its largest loading is positive.
 */
typedef struct
{
  guint n_sets;
  double explained[2];
  LkEllipse *ellipses;
  gsize *n_points;
  double **points;
} LkProjection;

LkProjection *lk_projection_new (LkExplanation *explanation, GError **error);
void lk_projection_free (LkProjection *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkProjection, lk_projection_free)

G_END_DECLS
