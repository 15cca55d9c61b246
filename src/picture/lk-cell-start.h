/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * lk_cell_start:
 * @socket: (out): this end of the one that it listens to
 *
 * Private to this room: starts likeness-decode: that of LIKENESS_DECODE if that is an
 * absolute path, else the one that was installed or built with this program: never one of
 * the current folder or of PATH. It has no files but its end of the socket and, under a
 * sanitizer, standard error; of the environment it has what tells languages and loaders.
 *
 * Returns: or 0 with %LK_ERROR_FILE or %LK_ERROR_LIMIT
 */
GPid lk_cell_start (int *socket, GError **error);

G_END_DECLS
