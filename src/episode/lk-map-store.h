/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lk-tensor.h"

G_BEGIN_DECLS

/** Bytes that a folder of maps holds unless told otherwise. */
#define LK_MAP_STORE_SIZE ((guint64) 10 << 30)

/**
 * LkMapStore:
 *
 * Feature maps in a folder, by the picture's SHA-256 and by their source: what made them,
 * to the last bit. Any number of processes may fill and read one folder: maps go to new
 * shards (#LkMapShard), which are there whole or not at all and never change. Shards of
 * which anything is not as it was written are removed, and so are those that were not
 * used for longest where all take more room than allowed. Safe between threads.
 *
 * The folder has a folder a source, and is marked as a cache (bford.info/cachedir), which
 * backups leave out.
 */
#define LK_TYPE_MAP_STORE (lk_map_store_get_type ())
G_DECLARE_FINAL_TYPE (LkMapStore, lk_map_store, LK, MAP_STORE, GObject)

/** @folder: made where it is missing. Fails with %LK_ERROR_FILE. */
LkMapStore *lk_map_store_open (const char *folder, guint64 max_bytes, GError **error);

/**
 * lk_map_store_open_chosen:
 * @store: (out) (nullable)
 * @folder: (nullable): as lk_map_store_open() takes it, or "default" for likeness/maps in
 *   the user's folder of caches; else what LIKENESS_CACHE says in the environment, which
 *   is set to neither unless a person wants it
 * @gib: GiB that it may hold; 0: what LIKENESS_CACHE_SIZE says, else %LK_MAP_STORE_SIZE
 *
 * Returns: or %FALSE as lk_map_store_open() fails, or with %LK_ERROR_OPTION; @store is
 *   %NULL where nobody wants one
 */
gboolean lk_map_store_open_chosen (LkMapStore **store,
                                   const char *folder,
                                   double gib,
                                   GError **error);

const char *lk_map_store_get_folder (LkMapStore *self);

/** (transfer full) (nullable): the map of the @picture (SHA-256, hexadecimal) that
 * @source made, and what lk_map_store_add() was told of it. */
LkTensor *lk_map_store_look_up (LkMapStore *self,
                                const char *source,
                                const char *picture,
                                guint *differences);

/** Keeps @map; one that is there already stays. @source: its first 64 letters are a
 * SHA-256, the others letters, digits and dashes. Shards are written by another thread
 * when there is enough for one; where that fails, nothing is kept any more. */
void lk_map_store_add (LkMapStore *self,
                       const char *source,
                       const char *picture,
                       LkTensor *map,
                       guint differences);

/** Writes what waits, also done when @self goes. Returns: or %FALSE with %LK_ERROR_FILE
 * where something could not be written, the first time it is asked. */
gboolean lk_map_store_flush (LkMapStore *self, GError **error);

G_END_DECLS
