/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-decision.h"
#include "lk-finding.h"
#include "lk-raw-scores.h"

G_BEGIN_DECLS

/** What predicts a query's class: each level alone (in the order of #LkLevel), then their
 * fusion. */
#define LK_PREDICTOR_FUSED LK_N_LEVELS
#define LK_N_PREDICTORS (LK_N_LEVELS + 1)

/** "part", "pixel", "distribution", "fused". */
const char *lk_predictor_to_string (guint predictor);

/**
 * LkMistake:
 * @episode: its index
 * @query: position among the episode's queries, class-major
 * @truth, @prediction: classes of the dataset
 * @margin: of the prediction over the true class
 */
typedef struct
{
  guint64 episode;
  guint query;
  guint truth;
  guint prediction;
  double margin;
} LkMistake;

#define LK_OUTCOME_NOT_COUNTED G_MAXUINT

/**
 * LkOutcome:
 * @index: of the episode
 * @n_ways, @n_queries: classes, and queries of a class
 * @classes: [n_ways]: those of the dataset, in the episode's order
 * @n_right: by predictor: queries that came out right
 * @mistakes: [n_mistakes]: queries the fusion got wrong, in order of the queries
 * @ridge_used: the largest ridge KL had to use
 * @n_prototype_right: queries that pooled prototypes (lk-prototype.h) got right, or
 *   %LK_OUTCOME_NOT_COUNTED
 * @findings: by #LkFinding: (nullable): what else was found, where it was asked for; no
 *   bytes where it could not be found in this episode
 *
 * What came out of one episode: all that an evaluation keeps of it. Never changed once it
 * is made, and it can be written and read back, so that it does not matter where an
 * episode was run.
 */
typedef struct
{
  guint64 index;
  guint n_ways;
  guint n_queries;
  guint *classes;
  guint n_right[LK_N_PREDICTORS];
  guint n_mistakes;
  LkMistake *mistakes;
  double ridge_used;
  guint n_prototype_right;
  GBytes *findings[LK_N_FINDINGS];
} LkOutcome;

/**
 * lk_outcome_new:
 * @classes: [scores->n_classes]: of the dataset
 * @options: normalisation, weights and distance are used
 * @fusion: (nullable): the model's fusion layer
 *
 * Decides all queries; prototypes are not counted, and there are no findings. Fails as
 * lk_decision_new() does.
 */
LkOutcome *lk_outcome_new (guint64 index,
                           const guint *classes,
                           const LkRawScores *scores,
                           const LkMetricOptions *options,
                           const LkTrainedFusion *fusion,
                           GError **error);
LkOutcome *lk_outcome_copy (const LkOutcome *self);
void lk_outcome_free (LkOutcome *self);

/** Whether they tell the same, to the last bit. */
gboolean lk_outcome_equal (const LkOutcome *a, const LkOutcome *b);

/** Share of the queries that @predictor got right, 0 to 1. */
double lk_outcome_get_accuracy (const LkOutcome *self, guint predictor);

/** (transfer full): its bytes, the same on every machine: a version, then little-endian
 * numbers. They carry no checksum: who keeps them adds one. */
GBytes *lk_outcome_to_bytes (const LkOutcome *self);
/** (transfer full): what lk_outcome_to_bytes() wrote, or %NULL with %LK_ERROR_FORMAT
 * (bytes that are no outcome: another version, too few or too many, numbers that cannot
 * be). */
LkOutcome *lk_outcome_new_from_bytes (GBytes *bytes, GError **error);

/** The line of CSV that names the columns: index, the accuracies in percent, mistakes. */
void lk_outcome_append_csv_header (GString *text);
/** Its line, with numbers that read back exactly. */
void lk_outcome_append_csv (const LkOutcome *self, GString *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkOutcome, lk_outcome_free)

G_END_DECLS
