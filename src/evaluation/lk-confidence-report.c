/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-confidence-report.h"

LkConfidenceReport *
lk_confidence_report_new (const LkConfidence *confidence)
{
  LkConfidenceReport *self;

  g_return_val_if_fail (confidence != NULL, NULL);

  if (lk_confidence_get_n (confidence) == 0)
    return NULL;
  self = g_atomic_rc_box_new0 (LkConfidenceReport);
  self->n = lk_confidence_get_n (confidence);
  self->n_episodes = lk_confidence_get_n_episodes (confidence);
  self->temperature = lk_confidence_fit (confidence);
  self->before = lk_confidence_measure_before (confidence);
  self->has_after = lk_confidence_has_halves (confidence);
  if (self->has_after)
    self->after = lk_confidence_measure_after (confidence);
  self->coverage = lk_confidence_list_coverage (confidence);
  return self;
}

LkConfidenceReport *
lk_confidence_report_ref (LkConfidenceReport *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  LkConfidenceReport *self = data;

  g_array_unref (self->coverage);
}

void
lk_confidence_report_unref (LkConfidenceReport *self)
{
  if (self != NULL)
    g_atomic_rc_box_release_full (self, clear);
}
