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
 * '.', such as "backbone.kwargs.last_pool". Values within sequences, tags and anchors do
 * not count, and nothing that is referred to is repeated; of two values of one path the
 * last counts.
 *
 * Returns: (transfer full) (nullable): paths to scalars as they stand there; %NULL where
 *   it is no YAML, nested more than 32 deep or of more than 100,000 parts
 */
GHashTable *
lk_yaml_list_scalars (const char *text, gsize length, const char *const *prefixes);

G_END_DECLS
