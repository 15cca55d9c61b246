/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * lk_yaml_list_scalars:
 * @text: YAML of at most 1 MiB, not to be trusted
 * @prefixes: ended by %NULL; a path counts that begins with one of them
 *
 * Reads the first document of @text. A path is the keys of nested mappings, joined by
 * '.', such as "backbone.kwargs.last_pool". Values within sequences and tags do not
 * count. What is referred to (*name) is repeated, also where it is merged into a mapping
 * ("<<"), whose own values count more; of two values of one path the last counts. A word
 * that is a truth value or nothing without its quotation marks ('False') keeps them.
 *
 * Returns: (transfer full) (nullable): paths to scalars as they stand there; %NULL where
 *   it is no YAML, nested more than 32 deep or of more than 100,000 parts, or where more
 *   than 200,000 values come of what is referred to
 */
GHashTable *
lk_yaml_list_scalars (const char *text, gsize length, const char *const *prefixes);

G_END_DECLS
