/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <unistd.h>

#include "lk-embedder.h"
#include "lk-episode-runner.h"

#define MAX_CACHE_BYTES (G_GUINT64_CONSTANT (3) << 29)

/* All 9,600 maps of Conv64F of a validation split take 1.1 GiB. */
static gsize
get_cache_size (void)
{
  long n_pages = sysconf (_SC_PHYS_PAGES);
  long page = sysconf (_SC_PAGESIZE);

  if (n_pages <= 0 || page <= 0)
    return MAX_CACHE_BYTES;
  return MIN ((guint64) n_pages * (guint64) page / 4, MAX_CACHE_BYTES);
}

LkFeatureCache *
lk_episode_runner_make_cache (void)
{
  return lk_feature_cache_new_for_size (get_cache_size ());
}

LkMapSource *
lk_episode_runner_make_source_as (LkModel *model, LkReading reading)
{
  g_autoptr (LkFeatureCache) cache = NULL;
  LkEmbedder *embedder;

  g_return_val_if_fail (LK_IS_MODEL (model), NULL);

  cache = lk_episode_runner_make_cache ();
  embedder = lk_embedder_new (model, cache);
  lk_embedder_set_reading (embedder, reading);
  return LK_MAP_SOURCE (embedder);
}

LkMapSource *
lk_episode_runner_make_source (LkModel *model)
{
  LkMapSource *source = lk_episode_runner_make_source_as (model, LK_READING_LIKENESS);
  g_autoptr (LkMapStore) store = NULL;

  /* Where they cannot be kept, they are computed. */
  if (lk_map_store_open_chosen (&store, NULL, 0, NULL))
    lk_embedder_set_store (LK_EMBEDDER (source), store);
  return source;
}
