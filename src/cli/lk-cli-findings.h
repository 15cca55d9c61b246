/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "lk-confidence-report.h"
#include "lk-deletion.h"
#include "lk-evaluation.h"
#include "lk-unknown.h"

G_BEGIN_DECLS

/** Whether an evaluation can have them. @sent: whether outcomes go into a journal or to
 * another process, as records of which there is a largest. */
gboolean lk_cli_findings_check (const LkFindingsWanted *wanted,
                                const LkSampler *sampler,
                                gboolean sent,
                                GError **error);

/**
 * LkCliFindings:
 * @deletion, @unknown, @confidence: (nullable): what was asked for
 *
 * What is found on the way of an evaluation. Each episode's part is in its outcome, so
 * that it does not matter where, when and in which order episodes were run.
 */
typedef struct
{
  LkDeletion *deletion;
  LkUnknown *unknown;
  LkConfidence *confidence;
} LkCliFindings;

/** @fusion: (nullable): only needed for finding, not for gathering */
LkCliFindings *lk_cli_findings_new (const LkFindingsWanted *wanted,
                                    const LkSampler *sampler,
                                    const LkMetricOptions *options,
                                    const LkTrainedFusion *fusion);
void lk_cli_findings_free (LkCliFindings *self);

/** Adds up what the outcomes of @evaluation hold, once. @problems: is told where some
 * lack what was asked for, by @problem (nullable), which is why, where that is known. */
void lk_cli_findings_gather (LkCliFindings *self,
                             LkEvaluation *evaluation,
                             const GError *problem,
                             GPtrArray *problems);

/** What was asked for, as text, as members of @object, and as figures in @folder, as
 * wide as @column (#LkFigureSize), of which the paths are appended to @paths; @error is
 * set to the first failure. */
void lk_cli_findings_print (const LkCliFindings *self);
void lk_cli_findings_add (const LkCliFindings *self, JsonObject *object);
void lk_cli_findings_save (const LkCliFindings *self,
                           const char *folder,
                           double column,
                           GPtrArray *paths,
                           GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkCliFindings, lk_cli_findings_free)

G_END_DECLS
