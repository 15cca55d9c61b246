/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-cli-options.h"
#include "lk-journal.h"

G_BEGIN_DECLS

/** (transfer full): the head of a journal of @evaluation's outcomes, with the @model that
 * @self opened and what @options came to. */
LkJournalHead *lk_cli_journal_head_new (const LkCliOptions *self,
                                        LkModel *model,
                                        LkEvaluation *evaluation,
                                        const LkMetricOptions *options);

G_END_DECLS
