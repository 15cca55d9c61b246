/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LkLossTally:
 * @loss: the sum of the cross-entropies
 * @n_right: how often the right class had the largest logit
 * @n: how many there were
 *
 * What came out of a few decisions.
 */
typedef struct
{
  double loss;
  guint n_right;
  guint n;
} LkLossTally;

/**
 * lk_cross_entropy:
 * @logits: [n_classes]
 * @target: the right class
 * @smoothing: share of the target that all classes have, 0 up to 1
 * @gradient: (out caller-allocates) (nullable): [n_classes]: of the loss by the logits
 * @tally: added to
 *
 * The cross-entropy of the softmax of @logits with the target, smoothed.
 */
void lk_cross_entropy (const double *logits,
                       guint n_classes,
                       guint target,
                       double smoothing,
                       double *gradient,
                       LkLossTally *tally);

/** Mean loss; 0 of none. */
double lk_loss_tally_get_loss (const LkLossTally *self);
/** In percent; 0 of none. */
double lk_loss_tally_get_accuracy (const LkLossTally *self);
void lk_loss_tally_add (LkLossTally *self, const LkLossTally *other);

G_END_DECLS
