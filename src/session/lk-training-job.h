/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lk-training-curves.h"
#include "lk-training-plan.h"

G_BEGIN_DECLS

/**
 * LkTrainingJob:
 *
 * A training on another thread, in a folder of its own. It can be stopped, after which a
 * checkpoint is there and it can go on, now or when the program was closed in between.
 * What it is about to tell arrives here as copies. Main thread only.
 *
 * Signals: "changed": there are more curves, or it does something else. "ended" (string,
 * nullable): it runs no more, and why where it failed; being stopped is no failure.
 */
#define LK_TYPE_TRAINING_JOB (lk_training_job_get_type ())
G_DECLARE_FINAL_TYPE (LkTrainingJob, lk_training_job, LK, TRAINING_JOB, GObject)

/** A new one in @folder, which should not hold another. */
LkTrainingJob *lk_training_job_new (const LkTrainingPlan *plan, const char *folder);

/** One that was begun in @folder, with the curves it has so far. %NULL with
 * %LK_ERROR_FILE or %LK_ERROR_FORMAT. */
LkTrainingJob *lk_training_job_open (const char *folder, GError **error);

/** Begins, or goes on from the last checkpoint. Not while it runs, or once it is done. */
void lk_training_job_run (LkTrainingJob *self);
/** It ends soon, once a checkpoint was written. */
void lk_training_job_stop (LkTrainingJob *self);

gboolean lk_training_job_get_running (LkTrainingJob *self);
/** Whether it was asked to stop, and has not yet. */
gboolean lk_training_job_get_stopping (LkTrainingJob *self);
/** Whether there is a checkpoint to go on from. */
gboolean lk_training_job_get_begun (LkTrainingJob *self);
/** Whether the whole recipe was gone through. */
gboolean lk_training_job_get_done (LkTrainingJob *self);

const LkTrainingPlan *lk_training_job_get_plan (LkTrainingJob *self);
const char *lk_training_job_get_folder (LkTrainingJob *self);
/** (transfer none): it grows. */
LkTrainingCurves *lk_training_job_get_curves (LkTrainingJob *self);

/** (nullable): in words, what it does now. */
const char *lk_training_job_get_status (LkTrainingJob *self);
/** (nullable): what it said of pictures that cannot be read and the like, a line each. */
const char *lk_training_job_get_remarks (LkTrainingJob *self);
/** 0 to 1; below 0: not known. */
double lk_training_job_get_progress (LkTrainingJob *self);

/** Whether there are weights to use: the best by validation, or those at its end or at
 * its last stop. */
gboolean lk_training_job_has_model (LkTrainingJob *self);

/** (transfer full): the path of a copy of them that no more training changes; the same
 * weights give the same path. %NULL with %LK_ERROR_FILE. */
char *lk_training_job_take_model (LkTrainingJob *self, GError **error);

G_END_DECLS
