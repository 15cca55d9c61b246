/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "lk-confidence-report.h"
#include "lk-evaluation-request.h"
#include "lk-evaluation.h"
#include "lk-model.h"

G_BEGIN_DECLS

/**
 * LkEvaluationReport:
 * @n_episodes, @total: done, and asked for
 * @seconds_left: -1 where it cannot be told yet
 * @accuracy, @ci95: by predictor, in percent; @ci95 is -1 where there is no interval
 * @baseline, @baseline_ci95: likewise of pooled prototypes; @baseline is -1 where they
 * were not counted
 * @confusion: [n_classes of the dataset squared]; %NULL before the first episode is done
 *
 * What an evaluation has found so far.
 */
typedef struct
{
  guint n_episodes;
  guint total;
  double seconds_left;
  double accuracy[LK_N_PREDICTORS];
  double ci95[LK_N_PREDICTORS];
  double baseline;
  double baseline_ci95;
  guint *confusion;
} LkEvaluationReport;

/**
 * LkEvaluationJob:
 *
 * An evaluation on another thread. The evaluation itself is touched by that thread alone;
 * what it found so far arrives here as copies, a few times a second. Main thread only.
 *
 * Signals: "reported": there is a newer report. "ended" (string, nullable): it runs no
 * more, and why where it failed; a job that was cancelled keeps what was done.
 */
#define LK_TYPE_EVALUATION_JOB (lk_evaluation_job_get_type ())
G_DECLARE_FINAL_TYPE (LkEvaluationJob, lk_evaluation_job, LK, EVALUATION_JOB, GObject)

/** @model (nullable): else that of @request is opened on the other thread. */
LkEvaluationJob *lk_evaluation_job_new (const LkEvaluationRequest *request,
                                        LkModel *model);

/** (transfer none): what it is of. */
const LkEvaluationRequest *lk_evaluation_job_get_request (LkEvaluationJob *self);

/** Runs the episodes before @n_episodes that have not been run. */
void lk_evaluation_job_run (LkEvaluationJob *self, guint n_episodes);
void lk_evaluation_job_cancel (LkEvaluationJob *self);
gboolean lk_evaluation_job_get_running (LkEvaluationJob *self);

const LkEvaluationReport *lk_evaluation_job_get_report (LkEvaluationJob *self);
/** List model of #LkMistakeItem, which grows. */
GListModel *lk_evaluation_job_get_mistakes (LkEvaluationJob *self);

/** (transfer none) (nullable): the evaluation, while it does not run. */
LkEvaluation *lk_evaluation_job_get_evaluation (LkEvaluationJob *self);
/** (transfer none) (nullable): how sure its decisions may be, while it does not run: of
 * the first of them, where there are more than half a million. */
LkConfidenceReport *lk_evaluation_job_get_confidence (LkEvaluationJob *self);
/** (transfer full) (nullable): lk_evaluation_to_json() with "confidence", while it does
 * not run. */
JsonNode *lk_evaluation_job_to_json (LkEvaluationJob *self);

/** lk_evaluation_save_csv(), on another thread; not while it runs. */
void lk_evaluation_job_save_csv (LkEvaluationJob *self,
                                 const char *path,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean lk_evaluation_job_save_csv_finish (LkEvaluationJob *self,
                                            GAsyncResult *result,
                                            GError **error);

G_END_DECLS
