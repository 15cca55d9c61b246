/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-session.h"
#include "lk-tally.h"

G_BEGIN_DECLS

/**
 * LkComparison:
 *
 * The session's episode as the session scores it (A), and again with a model and options
 * of its own (B). What B needs is computed on another thread, only while the comparison
 * is active, and not at all where B differs from A in nothing that needs a scoring. What
 * B is, the session keeps as its opponent; without one, B is A. Main thread only.
 *
 * Signal "changed": anything below may be another.
 */
#define LK_TYPE_COMPARISON (lk_comparison_get_type ())
G_DECLARE_FINAL_TYPE (LkComparison, lk_comparison, LK, COMPARISON, GObject)

LkComparison *lk_comparison_new (LkSession *session);

/** Whether somebody looks. */
void lk_comparison_set_active (LkComparison *self, gboolean active);

/** (transfer none): B's, with the weights in force. */
LkSettings *lk_comparison_get_settings (LkComparison *self);
LkCompareWeights lk_comparison_get_weights (LkComparison *self);
/** Gives the session such an opponent; of @settings' options all but the weights are
 * taken. */
void lk_comparison_set_settings (LkComparison *self,
                                 LkSettings *settings,
                                 LkCompareWeights weights);
/** Takes the opponent away: B follows A again. */
void lk_comparison_reset (LkComparison *self);
/** Whether B is computed with something else than A: only then it can be made the same.
 */
gboolean lk_comparison_differs (LkComparison *self);
/** Whether B's model is known to have a fusion layer. */
gboolean lk_comparison_has_fusion (LkComparison *self);
/** Whether there is an opponent. */
gboolean lk_comparison_get_own (LkComparison *self);

/** (nullable): the evidence of the selected query. */
LkEvidence *lk_comparison_get_a (LkComparison *self);
LkEvidence *lk_comparison_get_b (LkComparison *self);
/** (nullable): all queries, as the scoring has them; both or none. */
const LkTally *lk_comparison_get_tally_a (LkComparison *self);
const LkTally *lk_comparison_get_tally_b (LkComparison *self);
/** (nullable): the decision of B on a query of the scoring. */
const LkDecision *lk_comparison_get_decision_b (LkComparison *self, guint query);

gboolean lk_comparison_get_busy (LkComparison *self);
/** (nullable): why there is no B. */
const char *lk_comparison_get_problem (LkComparison *self);

G_END_DECLS
