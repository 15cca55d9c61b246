/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** A command's work. Where @cancellable is cancelled it comes to an end soon, and writes
 * and prints what there is by then. */
typedef gboolean (*LkCliWork) (gpointer data, GCancellable *cancellable, GError **error);

/**
 * lk_cli_run:
 *
 * Does @work on a thread of its own while this one listens to signals: the first of
 * SIGINT, SIGTERM and SIGHUP cancels it; any further one ends the program at once, as if
 * nobody listened. Those that are ignored when it starts stay so.
 *
 * Returns: what @work returned
 */
gboolean lk_cli_run (LkCliWork work, gpointer data, GError **error);

G_END_DECLS
