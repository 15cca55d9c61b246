/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * How well a score tells the known from the unknown: larger is more like the known.
 * Definitions are those of scikit-learn's roc_curve() and roc_auc_score(), with the known
 * as the positive class (docs/METHOD.md 12.2).
 */

/** Points of a curve: the share of the unknown from 0 to 1, in hundredths. */
#define LK_ROC_POINTS 101

/** Two samples of scores. */
typedef struct
{
  guint n_known;
  const double *known;
  guint n_unknown;
  const double *unknown;
} LkRoc;

/** The probability that a known one has a larger score than an unknown one, equal ones
 * counted as half; NaN where either is empty. */
double lk_roc_get_area (const LkRoc *self);

/** The share of the unknown that is accepted when the threshold is the largest at which
 * @share of the known are. */
double lk_roc_get_accepted (const LkRoc *self, double share);

/** @known: (out caller-allocates): the largest share of the known that is accepted when
 * at most as many of the unknown are as each point says */
void lk_roc_fill_curve (const LkRoc *self, double known[LK_ROC_POINTS]);

G_END_DECLS
