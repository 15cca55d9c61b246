/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-episode-scores.h"

G_BEGIN_DECLS

#define LK_CALIBRATION_N_HALVES 2
/** Each level and each pair of levels, all equal, all learned, the prototype. */
#define LK_CALIBRATION_N_PAIRS (LK_N_LEVELS * (LK_N_LEVELS - 1) / 2)
#define LK_CALIBRATION_N_ROWS (LK_N_LEVELS + LK_CALIBRATION_N_PAIRS + 3)
#define LK_CALIBRATION_EQUAL (LK_N_LEVELS + LK_CALIBRATION_N_PAIRS)
#define LK_CALIBRATION_LEARNED (LK_CALIBRATION_EQUAL + 1)
#define LK_CALIBRATION_PROTOTYPE (LK_CALIBRATION_EQUAL + 2)

/**
 * LkFusionFit:
 * @weights: by #LkLevel, adding up to 1; equal where no level helps
 * @magnitude: what the weights are multiplied with to get the coefficients: the softmax
 * of magnitude times the fused scores is the probability that was fitted; 0 where no
 * level helps
 */
typedef struct
{
  double weights[LK_N_LEVELS];
  double magnitude;
} LkFusionFit;

/**
 * LkCalibrationRow:
 * @levels: a bit a #LkLevel: those that take part; 0 for the prototype
 * @accuracy, @ci95: over the episodes of both halves, in percent, as
 *   lk_evaluation_get_accuracy()
 * @difference, @difference_ci95: of its accuracy less that of all levels learned, episode
 *   by episode: a paired interval
 * @loss: mean of - ln (probability of the truth) under what was fitted on the other half;
 *   NaN where nothing was fitted
 */
typedef struct
{
  guint levels;
  double accuracy;
  double ci95;
  double difference;
  double difference_ci95;
  double loss;
} LkCalibrationRow;

/**
 * LkCalibration:
 * @n_episodes: of both halves
 * @fit: from the episodes of both
 * @half_fits: from those of each half alone
 * @rows: first each level alone, then each pair, then the three of the names above. What
 *   is learned is learned on the other half of the classes than it is measured on
 *
 * Fusion weights that were learned from labelled episodes (docs/METHOD.md 6.6), and what
 * they are worth.
 */
typedef struct
{
  guint n_episodes;
  LkFusionFit fit;
  LkFusionFit half_fits[LK_CALIBRATION_N_HALVES];
  LkCalibrationRow rows[LK_CALIBRATION_N_ROWS];
} LkCalibration;

/** @halves: episodes of two sets of classes that have none in common, one episode or more
 * each, of the same shape. */
LkCalibration *
lk_calibration_new (const LkEpisodeScores *const halves[LK_CALIBRATION_N_HALVES]);
void lk_calibration_free (LkCalibration *self);

/** "part", "part+pixel", "equal", "learned", "prototype" (transfer full). */
char *lk_calibration_row_to_string (guint row);
/** The same for people (transfer full). */
char *lk_calibration_row_get_title (guint row);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkCalibration, lk_calibration_free)

G_END_DECLS
