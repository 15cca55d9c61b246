/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-cli-options.h"
#include "lk-feature-cache.h"
#include "lk-map-source.h"
#include "lk-session-file.h"

G_BEGIN_DECLS

/**
 * lk_cli_source_open:
 * @session: (nullable)
 *
 * Where maps come from: the file of maps or the model of the command line, else those of
 * the session, else the built-in model. Warns where it is not what the session was saved
 * with.
 *
 * Returns: (transfer full): or %NULL as lk_model_open_as() or lk_maps_file_open() fail
 */
LkMapSource *lk_cli_source_open (const LkCliOptions *options,
                                 const LkSessionFile *session,
                                 GError **error);

/**
 * lk_cli_source_open_for_many:
 * @memory: (nullable): for the maps, where several sources have one in common
 *
 * The same for the pictures of many episodes: maps stay in memory as
 * lk_episode_runner_make_cache() says, and on the disk as @options do.
 *
 * Returns: likewise, or as lk_cli_cache_use() fails
 */
LkMapSource *lk_cli_source_open_for_many (const LkCliOptions *options,
                                          LkFeatureCache *memory,
                                          GError **error);

G_END_DECLS
