/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How deep a text may nest that is looked at. */
#define LK_JSON_OUTLINE_MAX_DEPTH 32

/**
 * LkJsonOutline:
 * @depth: how deep it nests
 * @n_parts: at least as many as its tree has: brackets that open, and commas
 * @n_members: of its largest object
 * @is_closed: whether each string and bracket that opens is closed
 *
 * What a JSON text asks of json-glib's parser, which recurses, builds a tree, hashes
 * names without a secret, takes comments and assignments, and leaks all but the last of
 * many values.
 */
typedef struct
{
  gsize depth;
  gsize n_parts;
  gsize n_members;
  gboolean is_closed;
} LkJsonOutline;

/**
 * lk_json_outline_scan:
 * @max_depth: 1 to %LK_JSON_OUTLINE_MAX_DEPTH: the scan ends where @text nests deeper
 *
 * To be called before a text that is not to be trusted is parsed. Where it returns %TRUE,
 * the parser sees the same strings and brackets.
 *
 * Returns: %FALSE where there is anything but one object or array, or anything outside of
 *   strings that JSON does not have
 */
gboolean lk_json_outline_scan (LkJsonOutline *self,
                               const char *text,
                               gsize length,
                               gsize max_depth);

G_END_DECLS
