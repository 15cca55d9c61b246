/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LK_NAMES_MAX:
 *
 * How many tensors, or storages, a file may have. The largest known checkpoints have some
 * hundreds; and whoever chooses the names can make all of them collide in a hash table,
 * which then takes time by the square of their number.
 */
#define LK_NAMES_MAX 5000

/** Whether @n is at most #LK_NAMES_MAX, or %LK_ERROR_LIMIT. */
gboolean lk_names_check_number (gsize n, GError **error);

/** @text out of a file that is not to be trusted, fit for a message: valid UTF-8 of one
 * line and at most 100 characters, without control characters. */
char *lk_names_make_printable (const char *text);

/** (transfer container): the keys of @table, which are strings, sorted by their bytes. */
GPtrArray *lk_names_sort_keys (GHashTable *table);

G_END_DECLS
