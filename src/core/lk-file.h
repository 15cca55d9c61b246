/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * lk_file_start:
 *
 * For the first lines of a program: from now on a write beyond the largest size that
 * files may have (RLIMIT_FSIZE) fails like any other, where it would have ended the
 * program by SIGXFSZ and left half a file.
 */
void lk_file_start (void);

/**
 * lk_file_read:
 * @max_bytes: of the file
 *
 * All bytes of a regular file that somebody else chose, and a zero behind them that is
 * not counted. No more is read than the size that was checked, even if the file grows
 * meanwhile.
 *
 * Returns: (transfer full): or %NULL with %LK_ERROR_FILE (missing, unreadable, a folder,
 *   a device) or %LK_ERROR_LIMIT (larger than @max_bytes), the file named
 */
GBytes *lk_file_read (const char *path, gsize max_bytes, GError **error);

/**
 * lk_file_read_head:
 * @n: bytes to read, fewer where the file is shorter
 * @size: (out): of the whole file
 *
 * What a regular file begins with, and a zero behind it that is not counted: to judge it
 * by, before all of it is read.
 *
 * Returns: (transfer full): or %NULL with %LK_ERROR_FILE, the file named
 */
GBytes *lk_file_read_head (const char *path, gsize n, gsize *size, GError **error);

/**
 * lk_file_write:
 * @data: (nullable): @size bytes
 *
 * Makes or replaces a file at once or not at all, as an #LkFileWriter does.
 *
 * Returns: or %FALSE with %LK_ERROR_FILE, the file named
 */
gboolean lk_file_write (const char *path, gconstpointer data, gsize size, GError **error);

G_END_DECLS
