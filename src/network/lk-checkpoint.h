/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lk-contents.h"
#include "lk-tensor.h"

G_BEGIN_DECLS

/**
 * LkCheckpoint:
 *
 * The named tensors of a file of weights, as they stand in it: nothing renamed or
 * stripped. Reads safetensors and torch files (legacy pickle and zip); tells them apart
 * by their first bytes, not by their names. Never executes anything. Immutable.
 */
#define LK_TYPE_CHECKPOINT (lk_checkpoint_get_type ())
G_DECLARE_FINAL_TYPE (LkCheckpoint, lk_checkpoint, LK, CHECKPOINT, GObject)

/**
 * lk_checkpoint_load:
 *
 * Tensors of float32, float16, bfloat16 and float64 become float32; those of integers
 * too (torch keeps counters among the weights). A tensor without axes becomes [1]; one
 * without numbers is left out. The file is read once, of at most 1 GiB; what becomes of
 * it later changes nothing.
 *
 * Networks that torch.save() wrote whole are read by their parameters, buffers and
 * modules; other objects are passed over. What cannot be read is in the way only of who
 * asks for it: lk_checkpoint_get_unread().
 *
 * Returns: (transfer full): or %NULL with %LK_ERROR_FILE, %LK_ERROR_FORMAT,
 *   %LK_ERROR_UNSUPPORTED (no tensors, but other things: the message names one) or
 *   %LK_ERROR_LIMIT; the message names the file, says what it is instead and what to do
 */
LkCheckpoint *lk_checkpoint_load (const char *path, GError **error);

/** From tensors in memory: @tensors maps names to #LkTensor, @metadata names to strings.
 */
LkCheckpoint *lk_checkpoint_new (GHashTable *tensors, GHashTable *metadata);

/** Writes safetensors, float32, atomically: either the whole file is there or the old
 * one. */
gboolean lk_checkpoint_save (LkCheckpoint *self, const char *path, GError **error);

/** The same, with tensors of two axes and more as float16. */
gboolean lk_checkpoint_save_half (LkCheckpoint *self, const char *path, GError **error);

/** "safetensors", "torch-legacy" or "torch-zip". */
const char *lk_checkpoint_get_format (LkCheckpoint *self);
/** SHA-256 of the file's bytes in hexadecimal; of the canonical tensors if made in
 * memory. */
const char *lk_checkpoint_get_sha256 (LkCheckpoint *self);
/** (transfer container): the names, sorted. Nested dictionaries join with '.'. */
GPtrArray *lk_checkpoint_list_names (LkCheckpoint *self);
/** (transfer none) (nullable): the tensor called @name. */
LkTensor *lk_checkpoint_get_tensor (LkCheckpoint *self, const char *name);
/** (transfer none) (nullable): why there is no tensor under @name though the file has
 * something there. */
const LkUnread *lk_checkpoint_get_unread (LkCheckpoint *self, const char *name);
/** (transfer container): the names that lk_checkpoint_get_unread() knows, sorted. */
GPtrArray *lk_checkpoint_list_unread (LkCheckpoint *self);
/** (transfer none) (element-type LkTorchModule): see #LkContents. */
GPtrArray *lk_checkpoint_get_modules (LkCheckpoint *self);
/** (transfer none) (nullable): an entry of the safetensors metadata. */
const char *lk_checkpoint_get_metadata (LkCheckpoint *self, const char *key);
/** (transfer none): all metadata, names to strings. */
GHashTable *lk_checkpoint_get_all_metadata (LkCheckpoint *self);

G_END_DECLS
