/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-evaluation.h"

G_BEGIN_DECLS

/**
 * LkCliStream:
 *
 * The table of an evaluation's episodes while it runs: rows go to a file beside it,
 * called as it is with ".part" behind, as soon as their episodes are done. At the end the
 * table itself is written at once or not at all, and the other one removed; a program
 * that was killed leaves the part, whose rows are whole.
 */
typedef struct _LkCliStream LkCliStream;

/** Fails with %LK_ERROR_FILE where @path cannot be written. */
LkCliStream *lk_cli_stream_new (const char *path, GError **error);
/** Removes the part. */
void lk_cli_stream_free (LkCliStream *self);

/** Writes the rows of the episodes that came since the last time. A part that cannot be
 * written ends: the table is what counts. */
void lk_cli_stream_update (LkCliStream *self, LkEvaluation *evaluation);

/** Writes the table. */
gboolean
lk_cli_stream_finish (LkCliStream *self, LkEvaluation *evaluation, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkCliStream, lk_cli_stream_free)

G_END_DECLS
