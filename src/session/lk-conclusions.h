/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-accuracy-map.h"
#include "lk-cautions.h"
#include "lk-evidence.h"
#include "lk-look.h"
#include "lk-tally.h"

G_BEGIN_DECLS

/**
 * LkConclusions:
 *
 * What follows from one scoring under one set of options: the decisions on its queries,
 * the evidence of one of them, the accuracy over all weights. Each is made when it is
 * first asked for and kept until scoring or options are others; there is no other place
 * where it is kept. Main thread only.
 */
typedef struct _LkConclusions LkConclusions;

/** From nothing yet. */
LkConclusions *lk_conclusions_new (void);
void lk_conclusions_free (LkConclusions *self);

/**
 * lk_conclusions_assign:
 * @scoring: (nullable)
 *
 * Draws them from these from now on. Evidence of the same query of the same episode stays
 * the same object, so that what it has laid out and still holds is kept.
 *
 * Returns: %FALSE where that evidence cannot be had any more, as lk_evidence_new() fails
 */
gboolean lk_conclusions_assign (LkConclusions *self,
                                LkScoring *scoring,
                                const LkMetricOptions *options,
                                GError **error);
/** (nullable) */
LkScoring *lk_conclusions_get_scoring (LkConclusions *self);

/** (nullable): %NULL where there is no such query, or the options cannot decide. */
const LkDecision *lk_conclusions_get_decision (LkConclusions *self, guint query);
/** (transfer full) (nullable): all decisions, counted; %NULL where nothing is scored. */
LkTally *lk_conclusions_make_tally (LkConclusions *self);
/** Where @query (nullable) stands in the scoring, or -1: the episode may have moved on
 * since. */
int lk_conclusions_find (LkConclusions *self, LkQuery *query);
/** (transfer none): of @episode, which needs no scoring; kept until it is another. */
LkCautions *lk_conclusions_get_cautions (LkConclusions *self, LkEpisodeState *episode);
/** (nullable): with @look put on. */
LkEvidence *
lk_conclusions_get_evidence (LkConclusions *self, LkQuery *query, const LkLook *look);
/** (nullable): of the labelled queries; the weights of the options do not matter to it.
 */
const LkFlipAccuracy *lk_conclusions_get_accuracy (LkConclusions *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkConclusions, lk_conclusions_free)

G_END_DECLS
