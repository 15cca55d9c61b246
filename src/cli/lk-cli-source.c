/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-source.h"

#include <glib/gi18n-lib.h>

#include "lk-cli-output.h"
#include "lk-embedder.h"
#include "lk-episode-runner.h"
#include "lk-maps-file.h"

/* The model of the command line, else of the session, with the profile that goes with it:
 * a session's profile is about the session's own model. */
static LkModel *
open_model (const LkCliOptions *options, const LkSessionFile *session, GError **error)
{
  gboolean chosen = options->choices != NULL;
  LkModel *model;

  if (session == NULL || options->model != NULL)
    model = lk_cli_options_open_model (options, error);
  else
    model = lk_cli_options_open (options, session->model, session->profile,
                                 session->network, error);
  if (model != NULL && session != NULL
      && !lk_model_matches (model, !chosen ? session->model_fingerprint : NULL,
                            session->model_sha256))
    lk_cli_warn (_ ("%s is not the model the session was saved with: its scores differ"),
                 lk_model_get_name (model));
  return model;
}

static LkMapSource *
open_maps (const char *path, const LkSessionFile *session, GError **error)
{
  LkMapsFile *maps = lk_maps_file_open (path, error);
  LkMapSource *source;

  if (maps == NULL)
    return NULL;
  source = LK_MAP_SOURCE (maps);
  if (session != NULL && session->model_sha256 != NULL
      && !g_str_equal (session->model_sha256, lk_map_source_get_fingerprint (source)))
    lk_cli_warn (_ ("%s does not hold the maps the session was saved with: its scores "
                    "differ"),
                 lk_map_source_get_name (source));
  return source;
}

static LkEmbedder *
make_embedder (LkModel *model, LkFeatureCache *memory, LkReading reading)
{
  LkEmbedder *embedder = lk_embedder_new (model, memory);

  lk_embedder_set_reading (embedder, reading);
  return embedder;
}

LkMapSource *
lk_cli_source_open (const LkCliOptions *options,
                    const LkSessionFile *session,
                    GError **error)
{
  g_autoptr (LkModel) model = NULL;

  if (options->maps != NULL)
    return open_maps (options->maps, NULL, error);
  if (session != NULL && options->model == NULL && lk_maps_file_is_one (session->model))
    return open_maps (session->model, session, error);
  model = open_model (options, session, error);
  if (model == NULL)
    return NULL;
  return LK_MAP_SOURCE (
      make_embedder (model, NULL, lk_cli_options_get_reading (options)));
}

LkMapSource *
lk_cli_source_open_for_many (const LkCliOptions *options,
                             LkFeatureCache *memory,
                             GError **error)
{
  g_autoptr (LkModel) model = NULL;
  g_autoptr (LkFeatureCache) cache = NULL;
  g_autoptr (LkMapSource) source = NULL;

  if (options->maps != NULL)
    return open_maps (options->maps, NULL, error);
  model = lk_cli_options_open_model (options, error);
  if (model == NULL)
    return NULL;
  cache = memory != NULL ? g_object_ref (memory) : lk_episode_runner_make_cache ();
  source = LK_MAP_SOURCE (
      make_embedder (model, cache, lk_cli_options_get_reading (options)));
  return lk_cli_cache_use (&options->cache, source, error) ? g_steal_pointer (&source)
                                                           : NULL;
}
