/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-image.h"

G_BEGIN_DECLS

/*
 * Private to this room: the cells of this process (lk-cell.h). A thread that decodes has
 * one to itself, and the next one gets it as it is, with its maps and loaders. One that
 * ended is replaced; where no more can be started, threads take turns.
 */

/** Begins to start one where none waits. Fails as lk_cell_new() does. */
gboolean lk_cell_pool_start (GError **error);

/** As lk_cell_decode(), in any of them. */
LkImage *
lk_cell_pool_decode (GBytes *bytes, const char *name, LkReading reading, GError **error);

/** For tests: the processes that wait, [@n] of them at most; how many there are. */
guint lk_cell_pool_list (GPid *pids, guint n);

G_END_DECLS
