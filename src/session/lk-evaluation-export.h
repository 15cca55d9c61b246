/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-accuracy-sheet.h"
#include "lk-evaluation-job.h"
#include "lk-session.h"

G_BEGIN_DECLS

/* What is taken away from an evaluation job, and said about it. */

/** Whether there are figures: some episodes are done, and it does not run.
 * @job: (nullable) */
gboolean lk_evaluation_export_can_draw (LkEvaluationJob *job);
/** lk_accuracy_sheet_write(), or %FALSE with %LK_ERROR_EPISODE where there are none. */
gboolean lk_evaluation_export_figure (LkEvaluationJob *job,
                                      LkSheetKind kind,
                                      double column,
                                      const char *path,
                                      GError **error);
/** What the episodes come to, as a file of JSON; does nothing while it runs. */
gboolean
lk_evaluation_export_json (LkEvaluationJob *job, const char *path, GError **error);

/** (transfer full): "Episode 12 of 600 · 3 min 20 s left". */
char *lk_evaluation_export_describe (const LkEvaluationReport *report, gboolean running);

/** (transfer full): what the numbers were found with, whether @session has moved on, and
 * in lines of their own what is left out of them. */
char *lk_evaluation_export_describe_settings (LkEvaluationJob *job, LkSession *session);

/** (transfer full) (nullable): which classes are too small and which pictures could not
 * be read, in a line each kind: nothing of them is in the numbers. */
char *lk_evaluation_export_describe_left_out (LkEvaluationJob *job);

G_END_DECLS
