/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-session.h"
#include "lk-tally.h"

G_BEGIN_DECLS

/** Where the weights of B come from. */
typedef enum
{
  LK_COMPARE_WEIGHTS_SAME, /* A's */
  LK_COMPARE_WEIGHTS_EQUAL,
  LK_COMPARE_WEIGHTS_PART, /* this level alone */
  LK_COMPARE_WEIGHTS_PIXEL,
  LK_COMPARE_WEIGHTS_DISTRIBUTION,
} LkCompareWeights;
#define LK_N_COMPARE_WEIGHTS 5

/**
 * LkComparison:
 *
 * The session's episode as the session scores it (A), and again with a model and options
 * of its own (B). What B needs is computed on another thread, only while the comparison
 * is active, and not at all where B differs from A in nothing that needs a scoring. Until
 * settings are given to B, it has those of A. Main thread only.
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
/** Gives B settings of its own; of @settings' options all but the weights are taken. */
void lk_comparison_set_settings (LkComparison *self,
                                 LkSettings *settings,
                                 LkCompareWeights weights);
/** Makes B follow A again. */
void lk_comparison_reset (LkComparison *self);
/** Whether B has settings of its own. */
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
