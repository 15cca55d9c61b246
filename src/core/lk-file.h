/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * lk_file_read:
 * @max_bytes: of the file
 *
 * All bytes of a regular file that somebody else chose. No more is
 * read than the size that was checked, even if the file grows meanwhile.
 *
 * Returns: (transfer full): or %NULL with %LK_ERROR_FILE (missing, unreadable, a folder,
 *   a device) or %LK_ERROR_LIMIT (larger than @max_bytes), the file named
 */
GBytes *lk_file_read (const char *path, gsize max_bytes, GError **error);

G_END_DECLS
