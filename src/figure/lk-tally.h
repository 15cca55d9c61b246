/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-decision.h"
#include "lk-episode-state.h"
#include "lk-evaluation.h"

G_BEGIN_DECLS

/**
 * LkTally:
 * @n_classes: of the episode
 * @n_queries: of the episode
 * @truth: [n_queries]: class of the query's label, or -1 where it has none that is a
 *   class of the episode
 * @prediction: [n_queries]: class of the fused decision, or -1 where it was not added
 * @n_labelled: queries that were added and whose truth is known
 * @n_right: by predictor (see %LK_PREDICTOR_FUSED): how many of them came out right
 * @confusion: [n_classes, n_classes]: rows the truth, columns the fused prediction
 *
 * How the labelled queries of one episode come out, counted from their decisions.
 */
typedef struct
{
  guint n_classes;
  guint n_queries;
  int *truth;
  int *prediction;
  guint n_labelled;
  guint n_right[LK_N_PREDICTORS];
  guint *confusion;
} LkTally;

/** Nothing is counted yet. */
LkTally *lk_tally_new (LkEpisodeState *episode);
void lk_tally_free (LkTally *self);

/** Counts the decision on query @query; once each. */
void lk_tally_add (LkTally *self, guint query, const LkDecision *decision);

/** The first wrongly decided query behind @after (-1: from the start), around the end, or
 * -1 where there is none. */
int lk_tally_find_wrong (const LkTally *self, int after);

/** (transfer none): what a person reads for a predictor: the level's title, or "Fused".
 */
const char *lk_predictor_get_title (guint predictor);
/** What a level adds to the score of a class, or the fused score. */
double
lk_predictor_get_value (const LkDecision *decision, guint predictor, guint class_index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkTally, lk_tally_free)

G_END_DECLS
