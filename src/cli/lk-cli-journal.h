/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-cli-options.h"
#include "lk-journal.h"
#include "lk-map-source.h"

G_BEGIN_DECLS

/** (transfer full): the head of a journal of @evaluation's outcomes, with the @source
 * that
 * @self opened and what @options came to. */
LkJournalHead *lk_cli_journal_head_new (const LkCliOptions *self,
                                        LkMapSource *source,
                                        LkEvaluation *evaluation,
                                        const LkMetricOptions *options);

/** Hands @evaluation the outcomes from @first on and before @end that are in the journal
 * @path, and in those beside it that have a number behind the name: what an evaluation of
 * several processes left. Fails where one is of something else. */
gboolean lk_cli_journal_replay_all (const char *path,
                                    const LkJournalHead *head,
                                    LkEvaluation *evaluation,
                                    guint64 first,
                                    guint64 end,
                                    GError **error);

G_END_DECLS
