/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lk-contents.h"

G_BEGIN_DECLS

/*
 * The safetensors format (github.com/huggingface/safetensors, its README): eight bytes of
 * header length, a JSON header, and the numbers, which the entries of the header cover
 * without overlap or hole.
 */

/**
 * lk_safetensors_read_contents:
 * @bytes: the whole file; kept alive by tensors that use it in place
 * @contents: receives the tensors, the strings of "__metadata__", and the names of
 * tensors of a kind of number that is not read, or of more than 6 axes
 *
 * A tensor without axes becomes [1]. One without numbers (an axis of 0) is checked and
 * left out, as an LkTensor cannot be empty.
 *
 * Returns: %FALSE with %LK_ERROR_FORMAT or %LK_ERROR_LIMIT (a header over 100 MB, or of
 *   over a million parts, or numbers beyond the budget of @contents); messages name the
 * tensor, but not the file
 */
gboolean
lk_safetensors_read_contents (GBytes *bytes, LkContents *contents, GError **error);

/**
 * lk_safetensors_check_head:
 * @head: the first bytes of a file, its header among them
 * @size: of the whole file
 *
 * What lk_safetensors_read_contents() would find wrong before it looks at a number, and
 * whether the numbers keep to #LK_CONTENTS_BUDGET: so that a file is refused before it is
 * read.
 */
gboolean lk_safetensors_check_head (GBytes *head, gsize size, GError **error);

/** The bytes of a file whose first 8 are @head that are needed to check it. */
gsize lk_safetensors_get_head_size (const guint8 *head);

/**
 * lk_safetensors_read:
 * @tensors: receives the names and tensors
 * @metadata: receives the names and strings of "__metadata__"
 *
 * The same where every tensor is needed, with four times #LK_CONTENTS_BUDGET.
 *
 * Returns: %FALSE as lk_safetensors_read_contents(), or with %LK_ERROR_UNSUPPORTED (a
 * kind of number that is not read, or more than 6 axes)
 */
gboolean lk_safetensors_read (GBytes *bytes,
                              GHashTable *tensors,
                              GHashTable *metadata,
                              GError **error);

/**
 * lk_safetensors_write:
 *
 * The same tensors and metadata always give the same bytes: names are sorted, all is
 * float32, the numbers begin at a multiple of eight.
 *
 * Returns: (transfer full): the whole file, or %NULL with %LK_ERROR_UNSUPPORTED where a
 *   tensor has a name that the format keeps for itself or that is not UTF-8
 */
GBytes *lk_safetensors_write (GHashTable *tensors, GHashTable *metadata, GError **error);

/**
 * lk_safetensors_replace_metadata:
 * @bytes: a whole file
 *
 * Returns: (transfer full): the same file with @metadata in the place of what it had, and
 *   all that is behind the header as it is, of whatever kind of numbers; or %NULL as
 *   lk_safetensors_read() fails
 */
GBytes *
lk_safetensors_replace_metadata (GBytes *bytes, GHashTable *metadata, GError **error);

/** The same, but tensors of two axes and more are float16, to the nearest; the numbers of
 * others begin where they may. */
GBytes *
lk_safetensors_write_half (GHashTable *tensors, GHashTable *metadata, GError **error);

G_END_DECLS
