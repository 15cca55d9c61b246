/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** Writes a file at once or not at all; else %LK_ERROR_FILE naming it. */
gboolean lk_save_bytes (const char *path, gconstpointer data, gsize size, GError **error);
/** lk_json_to_text(), in lines for people, as such a file. */
gboolean lk_save_json (JsonNode *node, const char *path, GError **error);

G_END_DECLS
