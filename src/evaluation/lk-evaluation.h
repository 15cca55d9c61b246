/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-outcome.h"

G_BEGIN_DECLS

/**
 * LkEvaluation:
 *
 * What the outcomes of many episodes come to. It takes outcomes in any order, from any
 * number of threads, and does not ask who ran them; what it tells depends on which
 * outcomes it has and on nothing else, to the last bit.
 *
 * Outcomes may be added on any thread while another one reads; one thread reads.
 */
#define LK_TYPE_EVALUATION (lk_evaluation_get_type ())
G_DECLARE_FINAL_TYPE (LkEvaluation, lk_evaluation, LK, EVALUATION, GObject)

#define LK_EVALUATION_MAX_CONFUSION 4096

/** Of episodes that @sampler draws from @dataset. */
LkEvaluation *lk_evaluation_new (LkDataset *dataset, const LkSampler *sampler);

/** An outcome that is new; on the thread that adds it. */
typedef void (*LkEvaluationTaken) (const LkOutcome *outcome, gpointer user_data);

/** @taken: (nullable): is shown every outcome that comes in from now on. */
void
lk_evaluation_set_taken (LkEvaluation *self, LkEvaluationTaken taken, gpointer user_data);

/**
 * lk_evaluation_add:
 * @outcome: (transfer full)
 *
 * An outcome that is there already is passed over.
 *
 * Returns: or %FALSE with %LK_ERROR_EPISODE (no episode of this sampler, classes that the
 *   dataset has not got, or an episode that came out in two ways)
 */
gboolean lk_evaluation_add (LkEvaluation *self, LkOutcome *outcome, GError **error);
/** Whether the outcome of episode @index is there. */
gboolean lk_evaluation_has (LkEvaluation *self, guint64 index);
/** What it took; adds up. @n_embedded, @n_repeated: lk_map_source_get_n_computed(). */
void lk_evaluation_add_cost (LkEvaluation *self,
                             double seconds,
                             guint64 n_embedded,
                             guint64 n_repeated);

LkDataset *lk_evaluation_get_dataset (LkEvaluation *self);
const LkSampler *lk_evaluation_get_sampler (LkEvaluation *self);
/** Outcomes that are there. */
guint lk_evaluation_get_n_episodes (LkEvaluation *self);
/** The @i-th of them, by index. */
const LkOutcome *lk_evaluation_get_episode (LkEvaluation *self, guint i);
/** Mean over the episodes, and half the width of its 95 % interval: t quantile times the
 * standard error, as the papers do (docs/METHOD.md 10.2). Both in percent. %FALSE, and
 * @ci95 0, where there is no interval: for less than two episodes.
 */
gboolean lk_evaluation_get_accuracy (LkEvaluation *self,
                                     guint predictor,
                                     double *accuracy,
                                     double *ci95);

/** Of pooled prototypes (lk-prototype.h), the baseline beside the levels, likewise.
 * @has_interval: (out). Returns: whether they were counted in all of the episodes there
 * are, of which there are some */
gboolean lk_evaluation_get_baseline (LkEvaluation *self,
                                     double *accuracy,
                                     double *ci95,
                                     gboolean *has_interval);
/** lk_evaluation_get_accuracy() as it stood after the first @counts[i] episodes, for each
 * i below @n_points: @counts grow, and are 1 up to the number of episodes done. */
void lk_evaluation_get_running (LkEvaluation *self,
                                guint predictor,
                                guint n_points,
                                const guint *counts,
                                double *accuracy,
                                double *ci95);
/** (nullable): [n_classes of the dataset squared], rows the truth: counts of the fused
 * decision; %NULL of more than %LK_EVALUATION_MAX_CONFUSION classes. */
const guint *lk_evaluation_get_confusion (LkEvaluation *self);
/** (transfer none): array of #LkMistake, by episode and query. */
GArray *lk_evaluation_get_mistakes (LkEvaluation *self);
double lk_evaluation_get_seconds (LkEvaluation *self);
/** The largest ridge KL had to use; larger than the options' where a factorisation
 * failed. */
double lk_evaluation_get_ridge_used (LkEvaluation *self);
/** Pictures that went through the network, and how many of them did so again because
 * there was no memory to keep their maps. */
void lk_evaluation_get_n_embedded (LkEvaluation *self,
                                   guint64 *n_embedded,
                                   guint64 *n_repeated);

/** lk_outcome_append_csv() of every episode, under the header. Atomic. */
gboolean lk_evaluation_save_csv (LkEvaluation *self, const char *path, GError **error);

G_END_DECLS
