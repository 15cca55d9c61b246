/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Private to lk-map-store.c: which files of a folder of maps are its own, and which of
 * them go.
 */

/** Whether @name is that of a shard. */
gboolean lk_map_store_is_shard (const char *name);

/** Whether @name is that of a source, and so of its folder. */
gboolean lk_map_store_is_source (const char *name);

/** Marks @folder as a cache. */
void lk_map_store_mark (const char *folder);

/** Removes the shards in the folders of @folder that were used longest ago, until those
 * that are left take at most @max_bytes, and what a process that was killed did not
 * finish. Of several processes one does; nothing else is touched. */
void lk_map_store_make_room (const char *folder, guint64 max_bytes);

G_END_DECLS
