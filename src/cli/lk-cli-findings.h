/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "lk-confidence-report.h"
#include "lk-deletion.h"
#include "lk-episode-runner.h"
#include "lk-unknown.h"

G_BEGIN_DECLS

/** What is asked for beside the accuracies: @n_unknown classes outside each episode, 0
 * for none. */
typedef struct
{
  gboolean deletion;
  gboolean confidence;
  int n_unknown;
} LkCliFindingsWanted;

/** Whether an evaluation can have them; such findings are of one process that runs all
 * episodes. @alone: whether it is such a one. */
gboolean lk_cli_findings_check (const LkCliFindingsWanted *wanted,
                                const LkSampler *sampler,
                                gboolean alone,
                                GError **error);

/**
 * LkCliFindings:
 * @deletion, @unknown, @confidence: (nullable): what was asked for
 * @undone: (nullable): why an episode is not in them
 *
 * What is found on the way of an evaluation, beside its outcomes, which do not keep it.
 */
typedef struct
{
  LkDeletion *deletion;
  LkUnknown *unknown;
  LkConfidence *confidence;
  GError *undone;
} LkCliFindings;

/** Collects from @runner, which is of @evaluation, as it runs. Fails as
 * lk_scoring_read_fusion() does. */
LkCliFindings *lk_cli_findings_new (const LkCliFindingsWanted *wanted,
                                    LkEvaluation *evaluation,
                                    LkMapSource *source,
                                    const LkMetricOptions *options,
                                    GError **error);
void lk_cli_findings_collect (LkCliFindings *self,
                              LkEpisodeRunner *runner,
                              GCancellable *cancellable);
void lk_cli_findings_free (LkCliFindings *self);

/** What was asked for, as text, as members of @object, and as figures in @folder, of
 * which the paths are appended to @paths; @error is set to the first failure. */
void lk_cli_findings_print (const LkCliFindings *self);
void lk_cli_findings_add (const LkCliFindings *self, JsonObject *object);
void lk_cli_findings_save (const LkCliFindings *self,
                           const char *folder,
                           GPtrArray *paths,
                           GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkCliFindings, lk_cli_findings_free)

G_END_DECLS
