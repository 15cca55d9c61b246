/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-calibration.h"
#include "lk-dataset.h"
#include "lk-map-source.h"
#include "lk-sampler.h"

G_BEGIN_DECLS

/**
 * LkCalibrator:
 * @halves: two parts of a dataset that have no class in common
 * @source: of the maps; of its model's fusion layer, where the normalisation needs it
 * @options: all but the weights are used
 * @n_ways, @n_queries: of an episode
 * @seed: of the split and of the episodes
 *
 * Scores labelled episodes of both halves, for lk_calibration_new().
 */
typedef struct
{
  LkDataset *halves[LK_CALIBRATION_N_HALVES];
  LkMapSource *source;
  LkMetricOptions options;
  guint n_ways;
  guint n_queries;
  guint64 seed;
} LkCalibrator;

/** @n_done of @total episodes, and the seconds left (-1: not known). */
typedef void (*LkCalibratorProgress) (guint n_done,
                                      guint total,
                                      double seconds_left,
                                      gpointer user_data);

/** Divides the classes of @dataset at random, the same way for the same seed of @sampler,
 * of which all but the shots counts; fails with %LK_ERROR_EPISODE where a half has fewer
 * classes than an episode. */
LkCalibrator *lk_calibrator_new (LkDataset *dataset,
                                 LkMapSource *source,
                                 const LkMetricOptions *options,
                                 const LkSampler *sampler,
                                 GError **error);
void lk_calibrator_free (LkCalibrator *self);

/** Whether both halves have the pictures that episodes of @n_shots need, and @n_episodes
 * of them the memory; else fails as lk_sampler_check(), or with %LK_ERROR_LIMIT. */
gboolean lk_calibrator_check (const LkCalibrator *self,
                              guint n_shots,
                              guint n_episodes,
                              GError **error);

/**
 * lk_calibrator_run:
 * @n_episodes: of both halves together, at least 2; the first has the odd one
 * @scores: (out): one a half (transfer full)
 *
 * Returns: or %FALSE as lk_episode_runner_run() fails
 */
gboolean lk_calibrator_run (LkCalibrator *self,
                            guint n_shots,
                            guint n_episodes,
                            LkCalibratorProgress progress,
                            gpointer user_data,
                            LkEpisodeScores *scores[LK_CALIBRATION_N_HALVES],
                            GCancellable *cancellable,
                            GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkCalibrator, lk_calibrator_free)

G_END_DECLS
