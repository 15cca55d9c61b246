/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-plot-correspondence.h"
#include "lk-plot-ellipses.h"
#include "lk-plot-matrix.h"
#include "lk-plot-scores.h"
#include "lk-scoring.h"

G_BEGIN_DECLS

/**
 * LkEvidence:
 *
 * One query of a scored episode in the form the drawings take: pictures as the network
 * saw them, values, titles and the sums they add up to. The window and the figure files
 * draw from the same evidence. Computes nothing but the layout of what the scoring holds;
 * what is costly (a part matrix, a projection) is made when first asked for and kept.
 * Main thread only.
 *
 * What the getters return belongs to the evidence and holds until the next call of the
 * same getter; copy the struct to add what is hovered or pinned.
 */
#define LK_TYPE_EVIDENCE (lk_evidence_get_type ())
G_DECLARE_FINAL_TYPE (LkEvidence, lk_evidence, LK, EVIDENCE, GObject)

/** Fails as lk_scoring_decide() does. */
LkEvidence *lk_evidence_new (LkScoring *scoring,
                             guint query,
                             const LkMetricOptions *options,
                             GError **error);

/** Decides anew under @options (distance, normalisation, weights); keeps what is costly.
 */
gboolean lk_evidence_set_options (LkEvidence *self,
                                  const LkMetricOptions *options,
                                  GError **error);

LkScoring *lk_evidence_get_scoring (LkEvidence *self);
guint lk_evidence_get_query (LkEvidence *self);
const LkDecision *lk_evidence_get_decision (LkEvidence *self);

/** Ranking, contributions and raw scores. */
const LkScores *lk_evidence_get_scores (LkEvidence *self);
/** The heatmap of @class_index, and for @cell (or -1) the best match in every class. */
const LkCorrespondences *
lk_evidence_get_pixel (LkEvidence *self, guint class_index, int cell);
/** Channels of the query against channels of @class_index. */
const LkMatrix *lk_evidence_get_part (LkEvidence *self, guint class_index);
/** Gaussians on a plane, @class_index standing out; %NULL with @error where there is
 * none. */
const LkEllipses *
lk_evidence_get_distribution (LkEvidence *self, guint class_index, GError **error);

/* One sentence about each, for a screen reader and as a status line. */
char *lk_evidence_describe_cell (LkEvidence *self, guint class_index, int cell);
char *
lk_evidence_describe_entry (LkEvidence *self, guint class_index, guint row, guint column);

G_END_DECLS
