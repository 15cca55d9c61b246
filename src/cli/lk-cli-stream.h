/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-evaluation.h"

G_BEGIN_DECLS

/**
 * LkCliStream:
 *
 * The table of an evaluation's episodes while it runs: rows go to a file beside it,
 * called as it is with ".part" behind, as soon as their episodes are done. It is removed
 * at the end, when the table itself is there; a program that was killed leaves it, and
 * its rows are whole.
 */
typedef struct _LkCliStream LkCliStream;

/** Fails with %LK_ERROR_FILE where @path cannot be written. */
LkCliStream *lk_cli_stream_new (const char *path, GError **error);
/** Removes the part. */
void lk_cli_stream_free (LkCliStream *self);

/** Writes the rows of the episodes that came since the last time. A part that cannot be
 * written ends: the table is what counts. */
void lk_cli_stream_update (LkCliStream *self, LkEvaluation *evaluation);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkCliStream, lk_cli_stream_free)

G_END_DECLS
