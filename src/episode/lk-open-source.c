/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-open-source.h"

#include "lk-embedder.h"
#include "lk-maps-file.h"

LkMapSource *
lk_open_source_as (const char *name,
                   GHashTable *choices,
                   LkFeatureCache *cache,
                   GError **error)
{
  g_autoptr (LkModel) model = NULL;
  LkMapsFile *maps;

  g_return_val_if_fail (name != NULL, NULL);

  if (lk_maps_file_is_one (name))
    {
      maps = lk_maps_file_open (name, error);
      return maps != NULL ? LK_MAP_SOURCE (maps) : NULL;
    }
  model = lk_model_open_as (name, choices, error);
  return model != NULL ? LK_MAP_SOURCE (lk_embedder_new (model, cache)) : NULL;
}

LkMapSource *
lk_open_source (const char *name,
                const char *profile,
                LkFeatureCache *cache,
                GError **error)
{
  g_autoptr (GHashTable) choices = g_hash_table_new (g_str_hash, g_str_equal);

  if (profile != NULL)
    g_hash_table_insert (choices, (char *) "profile", (char *) profile);
  return lk_open_source_as (name, choices, cache, error);
}
