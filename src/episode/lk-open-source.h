/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-feature-cache.h"
#include "lk-map-source.h"

G_BEGIN_DECLS

/**
 * lk_open_source_as:
 * @name: as for lk_model_open_as(), or the path of a file of maps
 * @choices: (nullable): for a model
 * @cache: (nullable): for the maps of a model
 *
 * What a session calls its model.
 *
 * Returns: (transfer full): or %NULL as lk_model_open_as() or lk_maps_file_open() fail
 */
LkMapSource *lk_open_source_as (const char *name,
                                GHashTable *choices,
                                LkFeatureCache *cache,
                                GError **error);

/** The same with @profile and @network (both nullable), as lk_model_open_for(). */
LkMapSource *lk_open_source (const char *name,
                             const char *profile,
                             const char *network,
                             LkFeatureCache *cache,
                             GError **error);

G_END_DECLS
