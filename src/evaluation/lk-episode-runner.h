/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-evaluation.h"
#include "lk-feature-cache.h"
#include "lk-map-source.h"

G_BEGIN_DECLS

/** @n_done of the @total episodes that were asked for are there, and the seconds still to
 * go as far as can be told (-1: not yet); on the thread that runs. */
typedef void (*LkEpisodeRunnerProgress) (guint n_done,
                                         guint total,
                                         double seconds_left,
                                         gpointer user_data);

/** What there was on the way to @outcome, which may be given findings: @maps are those of
 * the shots of the episode, class after class, then of its queries. On the thread that
 * runs, in the order of the episodes, before their outcome is handed over. Returns: or
 * %FALSE with @error, which ends the run before this episode */
typedef gboolean (*LkEpisodeRunnerCollect) (LkOutcome *outcome,
                                            const LkSample *sample,
                                            GPtrArray *maps,
                                            const LkRawScores *scores,
                                            gpointer user_data,
                                            GError **error);

/**
 * LkEpisodeRunner:
 *
 * Runs episodes on the threads of the shared pool and hands their outcomes to an
 * evaluation: one producer of outcomes, of which there may be several. Every picture is
 * embedded once (its map is kept), all queries of an episode are scored together, and
 * episodes are dealt over the processors. An outcome does not depend on how many threads
 * there are or on which episodes were run before. For one thread at a time.
 */
#define LK_TYPE_EPISODE_RUNNER (lk_episode_runner_get_type ())
G_DECLARE_FINAL_TYPE (LkEpisodeRunner, lk_episode_runner, LK, EPISODE_RUNNER, GObject)

/** (transfer full): the maps of @model, as many of which are kept in memory as a quarter
 * of the machine's holds, at most 1.5 GiB, and on the disk where LIKENESS_CACHE says so
 * (lk_map_store_open_chosen()). For several runners, one after the other. */
LkMapSource *lk_episode_runner_make_source (LkModel *model);
/** (transfer full): the memory of such a source, for several models. */
LkFeatureCache *lk_episode_runner_make_cache (void);
/** Likewise in memory, of pictures that are read as @reading says. */
LkMapSource *lk_episode_runner_make_source_as (LkModel *model, LkReading reading);
/** With the maps of such a source. */
LkEpisodeRunner *lk_episode_runner_new (LkDataset *dataset,
                                        LkModel *model,
                                        const LkSampler *sampler,
                                        const LkMetricOptions *options);
/** With those of @source, and the fusion layer of its model where it has one. */
LkEpisodeRunner *lk_episode_runner_new_for_source (LkDataset *dataset,
                                                   LkMapSource *source,
                                                   const LkSampler *sampler,
                                                   const LkMetricOptions *options);

/** Decides every episode under further @options as well, of which the outcomes go to
 * @evaluation, of the same dataset and sampler: with the maps, and as far as it goes the
 * matches, that there are (#LkSweepPlan). Before it runs. */
void lk_episode_runner_add (LkEpisodeRunner *self,
                            const LkMetricOptions *options,
                            LkEvaluation *evaluation);

/** @collect: (nullable): is shown outcome, maps and scores, those of the options it was
 * made with, of every episode that is run; none of them are kept. */
void lk_episode_runner_set_collect (LkEpisodeRunner *self,
                                    LkEpisodeRunnerCollect collect,
                                    gpointer user_data);

/**
 * lk_episode_runner_run:
 * @evaluation: of the same dataset and sampler, for the options it was made with
 * @first, @end: episodes from @first on and before @end
 * @progress: (nullable)
 *
 * Runs those of the episodes of which an outcome is not there; blocks. @cancellable is
 * heard between pictures and within queries. Whatever ends it, the outcomes of all
 * episodes before the one that it stopped at are handed over. Fails as lk_sampler_check()
 * and lk_metric_options_validate() do. A picture that cannot be read is left out of the
 * dataset, and others take its place (lk_sampler_draw()), as long as there are enough.
 */
gboolean lk_episode_runner_run (LkEpisodeRunner *self,
                                LkEvaluation *evaluation,
                                guint64 first,
                                guint64 end,
                                LkEpisodeRunnerProgress progress,
                                gpointer user_data,
                                GCancellable *cancellable,
                                GError **error);

G_END_DECLS
