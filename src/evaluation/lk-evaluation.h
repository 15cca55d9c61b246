/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-decision.h"
#include "lk-model.h"
#include "lk-sample.h"

G_BEGIN_DECLS

/** What predicts a query's class: each level alone (in the order of #LkLevel), then their
 * fusion. */
#define LK_PREDICTOR_FUSED LK_N_LEVELS
#define LK_N_PREDICTORS (LK_N_LEVELS + 1)

/** "part", "pixel", "distribution", "fused". */
const char *lk_predictor_to_string (guint predictor);

/**
 * LkEpisodeResult:
 * @index: of the episode
 * @accuracy: by predictor: share of its queries that came out right, 0 to 1
 * @n_mistakes: queries the fused decision got wrong
 */
typedef struct
{
  guint64 index;
  double accuracy[LK_N_PREDICTORS];
  guint n_mistakes;
} LkEpisodeResult;

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

/**
 * LkEvaluation:
 *
 * Accuracy over many episodes. Every picture is embedded once (its map is kept), all
 * queries of an episode are scored together, and episodes are dealt over the processors;
 * the numbers do not depend on how many there are. A result holds what has been done so
 * far and can be read while it runs, from the thread that made it.
 */
#define LK_TYPE_EVALUATION (lk_evaluation_get_type ())
G_DECLARE_FINAL_TYPE (LkEvaluation, lk_evaluation, LK, EVALUATION, GObject)

/** @n_episodes done of @total, and the seconds still to go as far as can be told (-1: not
 * yet); on the thread that runs. */
typedef void (*LkEvaluationProgress) (guint n_episodes,
                                      guint total,
                                      double seconds_left,
                                      gpointer user_data);

LkEvaluation *lk_evaluation_new (LkDataset *dataset,
                                 LkModel *model,
                                 const LkSampler *sampler,
                                 const LkMetricOptions *options);

/** Runs episodes 0 to @n_episodes - 1 that have not been run; blocks, and no other thread
 * may run @self or its model's network meanwhile. Where it was cancelled, what is done
 * stays. Fails as lk_sampler_check() and lk_metric_options_validate() do; a picture that
 * cannot be read ends it with that error. The numbers of an episode do not depend on how
 * many threads there are or which episodes were run before.
 */
gboolean lk_evaluation_run (LkEvaluation *self,
                            guint n_episodes,
                            LkEvaluationProgress progress,
                            gpointer user_data,
                            GCancellable *cancellable,
                            GError **error);

LkDataset *lk_evaluation_get_dataset (LkEvaluation *self);
const LkSampler *lk_evaluation_get_sampler (LkEvaluation *self);
guint lk_evaluation_get_n_episodes (LkEvaluation *self);
const LkEpisodeResult *lk_evaluation_get_episode (LkEvaluation *self, guint i);
/** Mean over the episodes, and half the width of its 95 % interval: t quantile times the
 * standard error, as the papers do (METHOD 1.8, 4.1). Both in percent; @ci95 0 for one.
 */
void lk_evaluation_get_accuracy (LkEvaluation *self,
                                 guint predictor,
                                 double *accuracy,
                                 double *ci95);
/** lk_evaluation_get_accuracy() as it stood after the first @counts[i] episodes, for each
 * i below @n_points: @counts grow, and are 1 up to the number of episodes done. */
void lk_evaluation_get_running (LkEvaluation *self,
                                guint predictor,
                                guint n_points,
                                const guint *counts,
                                double *accuracy,
                                double *ci95);
/** [n_classes of the dataset squared], rows the truth: counts of the fused decision. */
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

/** One line an episode: index, the four accuracies in percent, mistakes. Atomic. */
gboolean lk_evaluation_save_csv (LkEvaluation *self, const char *path, GError **error);

G_END_DECLS
