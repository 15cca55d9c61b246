/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-evaluation.h"
#include "lk-journal-head.h"
#include "lk-ranks.h"

G_BEGIN_DECLS

/**
 * LkCliRanks:
 *
 * An evaluation over the processes of one mpirun: every rank runs its share of the
 * episodes and sends their outcomes to rank 0, which adds them up, writes and prints. For
 * the thread that works.
 */
typedef struct _LkCliRanks LkCliRanks;

/** @self: (out) (nullable): %NULL where this process is the only one. Fails as
 * lk_ranks_start() does. */
gboolean lk_cli_ranks_start (LkCliRanks **self, GError **error);
void lk_cli_ranks_free (LkCliRanks *self);

/** Whether this rank writes and prints; also where @self is %NULL. */
gboolean lk_cli_ranks_is_first (LkCliRanks *self);

/** The share of this rank of the episodes from @first on and before @end. */
void lk_cli_ranks_share (LkCliRanks *self, guint64 *first, guint64 *end);

/** (transfer full): the journal of this rank where that of rank 0 is @journal: its name
 * with the rank behind. */
char *lk_cli_ranks_name_journal (LkCliRanks *self, const char *journal);

/** Tells rank 0 of this rank's model, dataset and kernels; on rank 0 it says what the
 * others are compared with, and where outcomes and cost of the others go. */
void
lk_cli_ranks_join (LkCliRanks *self, const LkJournalHead *head, LkEvaluation *evaluation);

/** Sends an outcome, where this rank is another than 0. */
void lk_cli_ranks_send (LkCliRanks *self, const LkOutcome *outcome);

/** Likewise, of a picture that cannot be read. */
void lk_cli_ranks_send_left_out (LkCliRanks *self, const LkLeftOut *left_out);

/** On rank 0: takes in what came from the others. */
void lk_cli_ranks_look (LkCliRanks *self);

/**
 * lk_cli_ranks_end:
 * @problem: (nullable): what ended the share of this rank
 *
 * On rank 0: waits for the others, unless @cancellable ends that, and adds what they
 * could not do to @problems (nullable elsewhere), which lk_cli_problems_new() made; not
 * that they were interrupted, where rank 0 was so too. On
 * the others: sends what is left, and @problem, which is no more theirs to tell; the
 * first time it is called.
 */
void lk_cli_ranks_end (LkCliRanks *self,
                       const GError *problem,
                       GPtrArray *problems,
                       GCancellable *cancellable);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkCliRanks, lk_cli_ranks_free)

G_END_DECLS
