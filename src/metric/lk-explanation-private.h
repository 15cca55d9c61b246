/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-explanation.h"

G_BEGIN_DECLS

/**
 * LkFindings:
 * @kept: (nullable): [P]: which cells of the query count; %NULL where all do
 * @counted: the map [C, 1, n] of those n cells, or @query itself
 *
 * What does not depend on which distance is shown; shared by all copies of an
 * explanation. Counted by reference.
 */
typedef struct
{
  LkSupport *support;
  LkTensor *query;
  gboolean *kept;
  LkTensor *counted;
  LkGaussian *gaussian;
  guint n_classes;
  LkMatches **pixel;
  LkMatches **part;
  double *scores[LK_N_LEVELS]; /* but for the distribution's, which are @distances */
  double *distances[LK_N_DISTANCES];
  double ridge_used;
} LkFindings;

/** Without a Gaussian yet, and with matches that are still to be filled, but for the
 * pixel level's where some cells do not count: those are of @whole, the same query with
 * all of them. Part matches with a class of which cells are painted out are %NULL. @kept:
 * (nullable): as for lk_what_if_masked(). */
LkFindings *lk_findings_new (LkSupport *support,
                             LkTensor *query,
                             const gboolean *kept,
                             LkExplanation *whole,
                             guint neighbours);
void lk_findings_unref (LkFindings *self);

/** Fills in the part matches with classes of which cells are painted out: one shot after
 * the other, each dealt out over the threads of the shared pool. */
void lk_findings_match_masked (LkFindings *self, const LkMetricOptions *options);

/** Adds up all matches that were filled in: the scores of the local levels. */
void lk_findings_finish (LkFindings *self);

/** Takes @findings. */
LkExplanation *lk_explanation_new_for_findings (const LkMetricOptions *options,
                                                LkFindings *findings);

/** The same query, of which only the cells count that are @kept: lk_what_if_masked(). */
LkExplanation *lk_explanation_new_kept (LkExplanation *explanation,
                                        const gboolean *kept,
                                        GCancellable *cancellable,
                                        GError **error);

/** The query's map of the cells that count. */
LkTensor *lk_explanation_get_counted (LkExplanation *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkFindings, lk_findings_unref)

G_END_DECLS
