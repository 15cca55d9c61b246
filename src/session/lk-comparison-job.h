/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-feature-cache.h"
#include "lk-scoring.h"
#include "lk-settings.h"
#include "lk-worker.h"

G_BEGIN_DECLS

/**
 * LkComparisonOutcome:
 * @a: the scoring whose episode was scored again
 * @settings: with these
 * @model: (nullable): of the settings, opened
 * @scoring: (nullable): B's
 * @error: (nullable): why there is none
 *
 * How the scoring of B ended.
 */
typedef struct
{
  LkScoring *a;
  LkSettings *settings;
  LkModel *model;
  LkScoring *scoring;
  GError *error;
} LkComparisonOutcome;

void lk_comparison_outcome_free (LkComparisonOutcome *self);

/**
 * lk_comparison_job_submit:
 * @model: (nullable): that of @settings, where it was opened before
 * @done: gets an #LkComparisonOutcome, or %NULL where the job was cancelled
 *
 * Scores the episode of @a with @settings on another thread.
 */
void lk_comparison_job_submit (LkWorker *worker,
                               LkScoring *a,
                               LkSettings *settings,
                               LkModel *model,
                               LkFeatureCache *cache,
                               LkWorkerDone done,
                               gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkComparisonOutcome, lk_comparison_outcome_free)

G_END_DECLS
