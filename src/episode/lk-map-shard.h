/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-tensor.h"

G_BEGIN_DECLS

/** Letters of a SHA-256 in hexadecimal, with the zero behind. */
#define LK_MAP_KEY_LENGTH 65

/**
 * LkKeptMap:
 * @picture: SHA-256 of the picture's bytes, in hexadecimal
 * @map: [C, H, W]
 * @differences: a set of #LkImageDifference: how the picture was read
 *
 * A feature map that is to be kept.
 */
typedef struct
{
  char picture[LK_MAP_KEY_LENGTH];
  LkTensor *map;
  guint differences;
} LkKeptMap;

/** Takes a reference to @map. */
LkKeptMap *lk_kept_map_new (const char *picture, LkTensor *map, guint differences);
void lk_kept_map_free (LkKeptMap *self);

/** Where in a shard a map is. */
typedef struct
{
  char picture[LK_MAP_KEY_LENGTH];
  gsize shape[3];
  guint differences;
  guint64 offset; /* of its numbers in the file */
  guint8 sum[32];
} LkMapEntry;

/**
 * LkMapShard:
 *
 * A file that keeps maps of one source, written once and never changed: safetensors with
 * a tensor a picture, named by its SHA-256, so that any program can read it, and
 * lk_maps_file_open() too. Its metadata tell the source, and for each picture how it was
 * read and a sum over source, name, shape and numbers, which every reading checks:
 * whatever befell the file, a map is the one that was kept, to the last bit, or none.
 *
 * Counted by reference. Only the header is in memory.
 */
typedef struct _LkMapShard LkMapShard;

/** @maps: array of #LkKeptMap, each of another picture. There or not at all, whenever it
 * is looked at; it need not be on the disk yet. Fails with %LK_ERROR_FILE. */
gboolean lk_map_shard_write (const char *path,
                             const char *source,
                             GPtrArray *maps,
                             GError **error);

/** Returns: or %NULL with %LK_ERROR_FILE (it cannot be read) or %LK_ERROR_FORMAT (it is
 * no whole shard of @source: worth nothing). */
LkMapShard *lk_map_shard_open (const char *path, const char *source, GError **error);
LkMapShard *lk_map_shard_ref (LkMapShard *self);
void lk_map_shard_unref (LkMapShard *self);

const char *lk_map_shard_get_path (LkMapShard *self);
guint lk_map_shard_get_n_entries (LkMapShard *self);
const LkMapEntry *lk_map_shard_get_entry (LkMapShard *self, guint i);

/** (transfer full): on any thread; fails as lk_map_shard_open() does. */
LkTensor *lk_map_shard_read (LkMapShard *self, const LkMapEntry *entry, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkMapShard, lk_map_shard_unref)

G_END_DECLS
