/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-confidence.h"

G_BEGIN_DECLS

/**
 * LkConfidenceReport:
 * @n, @n_episodes: decisions, and of how many episodes
 * @temperature: lk_confidence_fit()
 * @before, @after: how good probabilities are; @after where @has_after
 * @coverage: lk_confidence_list_coverage()
 *
 * What an #LkConfidence has come to. Immutable, counted by reference, crosses threads.
 */
typedef struct
{
  guint n;
  guint n_episodes;
  double temperature;
  LkReliability before;
  gboolean has_after;
  LkReliability after;
  GArray *coverage;
} LkConfidenceReport;

/** %NULL before the first decision. */
LkConfidenceReport *lk_confidence_report_new (const LkConfidence *confidence);
LkConfidenceReport *lk_confidence_report_ref (LkConfidenceReport *self);
void lk_confidence_report_unref (LkConfidenceReport *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkConfidenceReport, lk_confidence_report_unref)

G_END_DECLS
