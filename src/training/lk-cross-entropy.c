/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cross-entropy.h"

#include <math.h>

void
lk_cross_entropy (const double *logits,
                  guint n_classes,
                  guint target,
                  double smoothing,
                  double *gradient,
                  LkLossTally *tally)
{
  double share = smoothing / n_classes;
  double sum = 0, mean = 0;
  guint best = 0;

  g_return_if_fail (target < n_classes);

  for (guint i = 1; i < n_classes; i++)
    if (logits[i] > logits[best])
      best = i;
  for (guint i = 0; i < n_classes; i++)
    {
      sum += exp (logits[i] - logits[best]);
      mean += logits[i] * share;
    }
  tally->loss += logits[best] + log (sum) - (1 - smoothing) * logits[target] - mean;
  tally->n_right += best == target;
  tally->n++;
  if (gradient == NULL)
    return;
  for (guint i = 0; i < n_classes; i++)
    gradient[i] = exp (logits[i] - logits[best]) / sum - share;
  gradient[target] -= 1 - smoothing;
}

double
lk_loss_tally_get_loss (const LkLossTally *self)
{
  return self->n > 0 ? self->loss / self->n : 0;
}

double
lk_loss_tally_get_accuracy (const LkLossTally *self)
{
  return self->n > 0 ? 100.0 * self->n_right / self->n : 0;
}

void
lk_loss_tally_add (LkLossTally *self, const LkLossTally *other)
{
  self->loss += other->loss;
  self->n_right += other->n_right;
  self->n += other->n;
}
