/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-cli-findings.h"
#include "lk-episode-runner.h"

G_BEGIN_DECLS

/**
 * LkCliFinder:
 *
 * Finds what is wanted in every episode that a runner runs, and puts it into its outcome;
 * no bytes where it cannot be found there.
 */
typedef struct _LkCliFinder LkCliFinder;

/** Fails as lk_scoring_read_fusion() does, and where the episodes of @evaluation cannot
 * have what is @wanted. */
LkCliFinder *lk_cli_finder_new (const LkFindingsWanted *wanted,
                                LkEvaluation *evaluation,
                                LkMapSource *source,
                                const LkMetricOptions *options,
                                GError **error);
void lk_cli_finder_free (LkCliFinder *self);

/** @runner: of the same evaluation */
void lk_cli_finder_follow (LkCliFinder *self,
                           LkEpisodeRunner *runner,
                           GCancellable *cancellable);

/** lk_cli_findings_gather() at the end, once; also of episodes that were run elsewhere.
 */
const LkCliFindings *lk_cli_finder_gather (LkCliFinder *self, GPtrArray *problems);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkCliFinder, lk_cli_finder_free)

G_END_DECLS
