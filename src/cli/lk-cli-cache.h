/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-embedder.h"

G_BEGIN_DECLS

/**
 * LkCliCache:
 * @folder: (nullable): as given
 * @gib: as given, or 0
 * @is_off: whether maps are not to be kept whatever the environment says
 *
 * Whether feature maps are kept on the disk, and where. Begin with all zeros.
 */
typedef struct
{
  char *folder;
  double gib;
  gboolean is_off;
} LkCliCache;

void lk_cli_cache_clear (LkCliCache *self);

/** --cache, --cache-size and --no-cache. */
void lk_cli_cache_add_entries (LkCliCache *self, GOptionGroup *group);

/** Whether they go together, else wrong use. */
gboolean lk_cli_cache_check (const LkCliCache *self, GError **error);

/** Has @source, where it is an embedder, keep its maps as @self says. Fails as
 * lk_map_store_open_chosen() does. */
gboolean lk_cli_cache_use (const LkCliCache *self, LkMapSource *source, GError **error);

/** Writes what is not yet on the disk, and warns where that fails: the numbers are there
 * all the same. */
void lk_cli_cache_end (LkMapSource *source);

G_END_DECLS
