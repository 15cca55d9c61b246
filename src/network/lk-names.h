/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** @text out of a file that is not to be trusted, fit for a message: valid UTF-8 of one
 * line and at most 100 characters, without control characters. */
char *lk_names_make_printable (const char *text);

/** (transfer container): the keys of @table, which are strings, sorted by their bytes. */
GPtrArray *lk_names_sort_keys (GHashTable *table);

G_END_DECLS
