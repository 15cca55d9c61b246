/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lk-calibration.h"
#include "lk-flip-map.h"
#include "lk-model.h"
#include "lk-sample.h"

G_BEGIN_DECLS

/**
 * LkCalibrationRequest:
 * @model: (nullable): else @model_name is opened with @profile and @network (both
 *   nullable) on the other thread
 * @sampler: of the episodes, and with its seed of the halves of the dataset
 * @options: all but the weights are used; as trained means within the episode, as a
 *   fusion layer has weights of its own
 *
 * What weights are to be learned for.
 */
typedef struct
{
  LkDataset *dataset;
  LkModel *model;
  const char *model_name;
  const char *profile;
  const char *network;
  LkSampler sampler;
  guint n_episodes;
  LkMetricOptions options;
} LkCalibrationRequest;

/**
 * LkCalibrationJob:
 *
 * Learns the weights of the levels on another thread, from episodes of a dataset (see
 * #LkCalibration). Main thread only.
 *
 * Signals: "changed": it is further. "ended" (string, nullable): it runs no more, and why
 * where it failed; being cancelled is no failure.
 */
#define LK_TYPE_CALIBRATION_JOB (lk_calibration_job_get_type ())
G_DECLARE_FINAL_TYPE (LkCalibrationJob, lk_calibration_job, LK, CALIBRATION_JOB, GObject)

/** @request is copied. */
LkCalibrationJob *lk_calibration_job_new (const LkCalibrationRequest *request);

/** Once. */
void lk_calibration_job_run (LkCalibrationJob *self);
void lk_calibration_job_cancel (LkCalibrationJob *self);
gboolean lk_calibration_job_get_running (LkCalibrationJob *self);
/** Of how many episodes so many are done, and the seconds left (-1: not known). */
void lk_calibration_job_get_progress (LkCalibrationJob *self,
                                      guint *n_done,
                                      guint *total,
                                      double *seconds_left);

/** (transfer none): its copy. */
const LkCalibrationRequest *lk_calibration_job_get_request (LkCalibrationJob *self);
/** (nullable): what was learned; %NULL before the end. */
const LkCalibration *lk_calibration_job_get_result (LkCalibrationJob *self);
/** (nullable): likewise: the accuracy over the triangle of all weights. */
const LkFlipAccuracy *lk_calibration_job_get_accuracy (LkCalibrationJob *self);
/** The options the weights were learned under, with the learned weights; only once they
 * were. */
LkMetricOptions lk_calibration_job_get_options (LkCalibrationJob *self);

/** Writes the model with what was learned as its defaults, only once it was: see
 * lk_calibrated_model_save(). */
gboolean
lk_calibration_job_save (LkCalibrationJob *self, const char *path, GError **error);

G_END_DECLS
