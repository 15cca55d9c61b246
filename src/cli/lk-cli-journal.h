/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-cli-options.h"
#include "lk-journal.h"
#include "lk-map-source.h"

G_BEGIN_DECLS

/** (transfer full): the head of a journal of @evaluation's outcomes, with the @source
 * that
 * @self opened, what @options came to, and what is @wanted beside the accuracies. */
LkJournalHead *lk_cli_journal_head_new (const LkCliOptions *self,
                                        LkMapSource *source,
                                        LkEvaluation *evaluation,
                                        const LkMetricOptions *options,
                                        const LkFindingsWanted *wanted);

/** (transfer full): array of paths: of the journal @journal and those beside it that have
 * a number behind the name, which an evaluation of several processes leaves, all but
 * @own. */
GPtrArray *lk_cli_journal_list_others (const char *journal, const char *own);

/** Hands @evaluation the outcomes from @first on and before @end that the journal @path
 * has: none where it cannot be read as one. Fails where it is of something else. */
gboolean lk_cli_journal_replay (const char *path,
                                const LkJournalHead *head,
                                LkEvaluation *evaluation,
                                guint64 first,
                                guint64 end,
                                GError **error);

G_END_DECLS
