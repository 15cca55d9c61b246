/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-open-source.h"

#include "lk-embedder.h"
#include "lk-maps-file.h"

/* (nullable) */
static LkMapSource *
open_maps (const char *name, GError **error)
{
  LkMapsFile *maps = lk_maps_file_open (name, error);

  return maps != NULL ? LK_MAP_SOURCE (maps) : NULL;
}

static LkMapSource *
embed_with (LkModel *model, LkFeatureCache *cache)
{
  return model != NULL ? LK_MAP_SOURCE (lk_embedder_new (model, cache)) : NULL;
}

LkMapSource *
lk_open_source_as (const char *name,
                   GHashTable *choices,
                   LkFeatureCache *cache,
                   GError **error)
{
  g_autoptr (LkModel) model = NULL;

  g_return_val_if_fail (name != NULL, NULL);

  if (lk_maps_file_is_one (name))
    return open_maps (name, error);
  model = lk_model_open_as (name, choices, error);
  return embed_with (model, cache);
}

LkMapSource *
lk_open_source (const char *name,
                const char *profile,
                const char *network,
                LkFeatureCache *cache,
                GError **error)
{
  g_autoptr (LkModel) model = NULL;

  g_return_val_if_fail (name != NULL, NULL);

  if (lk_maps_file_is_one (name))
    return open_maps (name, error);
  model = lk_model_open_for (name, profile, network, error);
  return embed_with (model, cache);
}
