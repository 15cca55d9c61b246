/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** The bytes before the header: its length. */
#define LK_SAFETENSORS_PREFIX 8

/** The name that the header keeps for strings about the file. */
#define LK_SAFETENSORS_METADATA "__metadata__"

/**
 * lk_safetensors_header_read:
 * @head: the first bytes of a file, its header among them
 * @length: receives the bytes of the header, without the prefix
 *
 * Returns: (transfer full): the header, a JSON object whose names each stand once; or
 *   %NULL with %LK_ERROR_FORMAT or %LK_ERROR_LIMIT as lk_safetensors_read_contents()
 */
JsonNode *lk_safetensors_header_read (GBytes *head, gsize *length, GError **error);

G_END_DECLS
