/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "lk-metric-options.h"
#include "lk-tensor.h"

G_BEGIN_DECLS

/**
 * LkGaussian:
 *
 * The normal distribution of a set of descriptors in R^C: mean, and covariance over
 * n - 1, both in double. Kept as a factor of the covariance in min (n, C) dimensions, so
 * that few descriptors in many dimensions cost little (docs/METHOD.md 5.5). Immutable as
 * seen from outside, counted by reference; the factors a distance needs are computed when
 * first asked for, under a lock.
 */
typedef struct _LkGaussian LkGaussian;

#define LK_TYPE_GAUSSIAN (lk_gaussian_get_type ())
GType lk_gaussian_get_type (void);

/** Of the positions of all @n_maps maps [C, H, W], pooled; they need two descriptors. */
LkGaussian *lk_gaussian_new (LkTensor *const *maps, guint n_maps);
LkGaussian *lk_gaussian_ref (LkGaussian *self);
void lk_gaussian_unref (LkGaussian *self);

gsize lk_gaussian_get_n_dims (LkGaussian *self);        /* C */
gsize lk_gaussian_get_n_descriptors (LkGaussian *self); /* n */
const double *lk_gaussian_get_mean (LkGaussian *self);  /* [C] */
/** The covariance [C, C] without ridge; computed on first use. */
const double *lk_gaussian_get_covariance (LkGaussian *self);

/**
 * lk_gaussian_distance:
 * @ridge: for the KL forms (docs/METHOD.md 5.2, 5.5); the Wasserstein forms add none
 * (docs/METHOD.md 5.6)
 * @ridge_used: (out) (optional): the ridge that KL really added: @ridge, or ten times it
 * as often as a Cholesky factorisation of either covariance failed; 0 for Wasserstein
 *
 * A distance between the Gaussians of a @query and of a @support class, never negative,
 * never NaN.
 *
 * Returns: whether it could be computed; else %LK_ERROR_NUMERIC
 */
gboolean lk_gaussian_distance (LkGaussian *query,
                               LkGaussian *support,
                               LkDistance distance,
                               double ridge,
                               double *value,
                               double *ridge_used,
                               GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkGaussian, lk_gaussian_unref)

G_END_DECLS
