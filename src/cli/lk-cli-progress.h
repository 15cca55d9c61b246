/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LkCliProgress:
 *
 * One line on stderr that is written anew as work goes on, where stderr is a terminal;
 * nothing where it is not. Freeing it clears the line. Under mpirun, where
 * LIKENESS_PROGRESS is "lines", and on a dumb terminal it is plain lines, a few a minute.
 */
typedef struct _LkCliProgress LkCliProgress;

/** @quiet: nothing either way. */
LkCliProgress *lk_cli_progress_new (gboolean quiet);
void lk_cli_progress_free (LkCliProgress *self);

/** @text is shown with @done of @total and the time left: @seconds_left, or -1 where it
 * cannot be told. At most ten times a second, and at the end. */
void lk_cli_progress_show (LkCliProgress *self,
                           guint done,
                           guint total,
                           double seconds_left,
                           const char *text);

/** (transfer full): "2:05", "1:02:05". */
char *lk_cli_progress_format_time (double seconds);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkCliProgress, lk_cli_progress_free)

G_END_DECLS
