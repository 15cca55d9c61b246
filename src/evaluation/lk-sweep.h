/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-episode-runner.h"

G_BEGIN_DECLS

/**
 * LkSweepSetting:
 * @source: where maps come from
 * @options: what they are decided with
 * @evaluation: what came out
 */
typedef struct
{
  LkMapSource *source;
  LkMetricOptions options;
  LkEvaluation *evaluation;
} LkSweepSetting;

/**
 * LkSweep:
 *
 * Several settings on the same episodes: each is what an evaluation of its own would
 * tell, to the last bit, and what differs is the setting alone, so that differences can
 * be paired. All settings of one source are run by one runner, which embeds each picture
 * once and shares matches; sources take turns, few episodes at a time, so that wherever
 * it ends all have about as many. For one thread at a time.
 */
typedef struct _LkSweep LkSweep;

LkSweep *lk_sweep_new (LkDataset *dataset, const LkSampler *sampler);
void lk_sweep_free (LkSweep *self);

/** Appends a setting; @source may be one that others have. The first one is what the
 * others are compared with. Before it runs. */
void lk_sweep_add (LkSweep *self, LkMapSource *source, const LkMetricOptions *options);

LkDataset *lk_sweep_get_dataset (LkSweep *self);
const LkSampler *lk_sweep_get_sampler (LkSweep *self);
guint lk_sweep_get_n (LkSweep *self);
const LkSweepSetting *lk_sweep_get_setting (LkSweep *self, guint i);

/** Who is told how far it is, as #LkEpisodeRunnerProgress has it: of the episodes of all
 * sources together. */
typedef struct
{
  LkEpisodeRunnerProgress progress;
  gpointer user_data;
} LkSweepObserver;

/** Runs those of the episodes from @first on and before @end of which an outcome is not
 * there, as lk_episode_runner_run() does. @observer: (nullable) */
gboolean lk_sweep_run (LkSweep *self,
                       guint64 first,
                       guint64 end,
                       const LkSweepObserver *observer,
                       GCancellable *cancellable,
                       GError **error);

/** Episodes of which all outcomes are there. */
guint lk_sweep_get_n_episodes (LkSweep *self);
double lk_sweep_get_seconds (LkSweep *self);
/** Pictures that were embedded, by all sources together, and of them again. */
void lk_sweep_get_n_embedded (LkSweep *self, guint64 *n_embedded, guint64 *n_repeated);

/**
 * lk_sweep_get_difference:
 * @difference: (out): mean over the episodes that both have of the accuracy of setting
 *   @i less that of the first, in percent
 * @ci95: (out): half the width of its 95 % interval, of the differences episode by
 * episode (docs/METHOD.md 10.2)
 *
 * Returns: whether there is an interval: of two episodes and more; else @ci95 is 0
 */
gboolean lk_sweep_get_difference (LkSweep *self,
                                  guint i,
                                  guint predictor,
                                  double *difference,
                                  double *ci95);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkSweep, lk_sweep_free)

G_END_DECLS
