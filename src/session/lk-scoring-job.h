/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-feature-cache.h"
#include "lk-scoring.h"
#include "lk-settings.h"
#include "lk-worker.h"

G_BEGIN_DECLS

/**
 * LkScoringJob:
 * @episode: without the shots that are off
 * @settings: model and options, and the masks of the queries
 * @source: (nullable): that of @settings, where it is open
 *
 * What a scoring is made of, for the worker's thread. Immutable.
 */
typedef struct
{
  LkEpisodeState *episode;
  LkSettings *settings;
  LkMapSource *source;
  LkFeatureCache *cache;
} LkScoringJob;

/**
 * LkScoringOutcome:
 * @episode, @settings: what was scored
 * @source: (nullable): the model of the settings, or the file of maps, opened
 * @whole: (nullable): the scoring without masks
 * @masked: (nullable): with those of @settings
 * @error: (nullable): why there is none
 * @mask_error: (nullable): why a mask was passed over
 *
 * How a job ended.
 */
typedef struct
{
  LkEpisodeState *episode;
  LkSettings *settings;
  LkMapSource *source;
  LkScoring *whole;
  LkScoring *masked;
  GError *error;
  GError *mask_error;
} LkScoringOutcome;

void lk_scoring_outcome_free (LkScoringOutcome *self);
/** (transfer full) (nullable): which pictures were left out for want of a map, for
 * people; %NULL where none was. */
char *lk_scoring_outcome_describe_lacking (const LkScoringOutcome *outcome);

/** From 0 to 1; called on the main thread, while @self is there. */
typedef void (*LkScoringProgress) (GObject *self, double progress);

/**
 * lk_scoring_job_submit:
 * @worker: that @self owns
 * @done: gets an #LkScoringOutcome, or %NULL where the job was cancelled, and @self
 */
void lk_scoring_job_submit (const LkScoringJob *job,
                            LkWorker *worker,
                            LkScoringProgress progress,
                            LkWorkerDone done,
                            GObject *self);

/**
 * lk_scoring_job_mask:
 * @masked: @whole with the masks @before
 * @before, @after: query indices (%GUINT_TO_POINTER) to #GBytes
 * @error: the first mask's that cannot be put on; that query stays as it is
 *
 * Returns: (transfer full): @whole with the masks @after; computes only what differs
 */
LkScoring *lk_scoring_job_mask (LkScoring *masked,
                                LkScoring *whole,
                                GHashTable *before,
                                GHashTable *after,
                                GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkScoringOutcome, lk_scoring_outcome_free)

G_END_DECLS
