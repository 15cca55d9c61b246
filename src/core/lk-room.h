/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * lk_room_check_files:
 *
 * For the first lines of a program: whether as many files may be open at once as GLib
 * needs in order not to end the program where it opens one more; the limit is raised to
 * that where it may be.
 *
 * Returns: %FALSE with %LK_ERROR_LIMIT
 */
gboolean lk_room_check_files (GError **error);

/**
 * lk_room_check_threads:
 * @n: those that will be started by what ends the program where it fails
 *
 * Whether so many threads can be started now: tries it.
 *
 * Returns: %FALSE with %LK_ERROR_LIMIT
 */
gboolean lk_room_check_threads (guint n, GError **error);

G_END_DECLS
