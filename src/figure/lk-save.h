/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** Writes lk_json_to_text(), in lines for people, by lk_file_write(). */
gboolean lk_save_json (JsonNode *node, const char *path, GError **error);

G_END_DECLS
