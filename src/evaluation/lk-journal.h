/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-evaluation.h"
#include "lk-journal-head.h"

G_BEGIN_DECLS

/**
 * LkJournal:
 *
 * A file that keeps the outcomes of an evaluation as they come, so that a run that was
 * ended in whatever way goes on where it was: an outcome is handed to the system as soon
 * as it is there, and is on the disk a few seconds later. What a run did not write whole
 * is not taken for an outcome when the next one reads it. Locked while it is open. For
 * one thread at a time.
 */
typedef struct _LkJournal LkJournal;

/**
 * lk_journal_open:
 * @path: made where it is missing
 * @head: what the outcomes are of
 * @n_wanted: episodes that are wanted in all
 * @error: %LK_ERROR_FILE (it cannot be written, or another process has it open),
 *   %LK_ERROR_FORMAT (it is no journal), or lk_journal_head_check()'s
 */
LkJournal *lk_journal_open (const char *path,
                            const LkJournalHead *head,
                            guint64 n_wanted,
                            GError **error);
void lk_journal_free (LkJournal *self);

/** lk_journal_contents_replay() of what was there when it was opened. */
gboolean lk_journal_replay (LkJournal *self,
                            LkEvaluation *evaluation,
                            guint64 first,
                            guint64 end,
                            GError **error);

/** Whether some of it could not be read: the outcomes in it are to be made anew. */
gboolean lk_journal_was_damaged (LkJournal *self);

/** Where this fails, nothing more is written, and lk_journal_finish() tells. */
void lk_journal_append (LkJournal *self, const LkOutcome *outcome);

/** Likewise, of a picture that cannot be read; one that was there when it was opened is
 * not written again. */
void lk_journal_append_left_out (LkJournal *self, const LkLeftOut *left_out);

/** Puts all on the disk. Returns: or %FALSE with %LK_ERROR_FILE, if anything could not be
 * written since it was opened. */
gboolean lk_journal_finish (LkJournal *self, GError **error);

/**
 * LkJournalContents:
 * @head: what the outcomes are of
 * @outcomes: array of #LkOutcome, as they were written
 * @left_out: array of #GBytes: lk_left_out_to_bytes()
 * @n_wanted: episodes that were wanted in all, when it was opened last
 * @is_damaged: whether some of it could not be read
 */
typedef struct
{
  LkJournalHead *head;
  GPtrArray *outcomes;
  GPtrArray *left_out;
  guint64 n_wanted;
  gboolean is_damaged;
} LkJournalContents;

/** Hands @evaluation the outcomes of the episodes from @first on and before @end, and
 * leaves out of its dataset what was left out; fails as lk_evaluation_add() does, with
 * @shown, the name of the file, before what it says. */
gboolean lk_journal_contents_replay (const LkJournalContents *self,
                                     const char *shown,
                                     LkEvaluation *evaluation,
                                     guint64 first,
                                     guint64 end,
                                     GError **error);

/** (transfer full): what is in the journal @path, which may be open elsewhere; or %NULL
 * with %LK_ERROR_FILE or %LK_ERROR_FORMAT. */
LkJournalContents *lk_journal_read (const char *path, GError **error);
void lk_journal_contents_free (LkJournalContents *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkJournal, lk_journal_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkJournalContents, lk_journal_contents_free)

G_END_DECLS
