/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define LK_LOGISTIC_MAX_FEATURES 8

/**
 * LkLogistic:
 * @n_queries: at least 1
 * @n_classes: at least 2, the same for every query
 * @n_features: 1 to %LK_LOGISTIC_MAX_FEATURES
 * @features: [n_queries, n_features, n_classes], finite
 * @truth: [n_queries]
 *
 * Labelled choices between classes, each with a few numbers that speak for it: the
 * probability of class c is proportional to exp (sum_f b_f features_f (c)) (McFadden's
 * conditional logit, 1974; docs/METHOD.md 6.6).
 */
typedef struct
{
  gsize n_queries;
  guint n_classes;
  guint n_features;
  const double *features;
  const guint *truth;
} LkLogistic;

/**
 * lk_logistic_fit:
 * @used: a bit a feature: the others' coefficients are 0
 * @coefficients: (out caller-allocates): [n_features], none negative
 *
 * The coefficients with the smallest mean of - ln (probability of the truth). The problem
 * is convex: Newton steps over the coefficients that are not held at 0 (Bertsekas,
 * Projected Newton methods, SIAM J. Control Optim. 20, 1982), each halved until it
 * descends. A term of 1e-9 times the squares, of features brought to a root mean square
 * of 1, keeps the solution finite where every query can come out right.
 *
 * Returns: that mean, without the term
 */
double lk_logistic_fit (const LkLogistic *self, guint used, double *coefficients);

/** The mean of - ln (probability of the truth) under @coefficients. */
double lk_logistic_loss (const LkLogistic *self, const double *coefficients);

G_END_DECLS
