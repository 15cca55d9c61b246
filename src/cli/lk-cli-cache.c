/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-cache.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

#include "lk-cli-options.h"
#include "lk-cli-output.h"

void
lk_cli_cache_clear (LkCliCache *self)
{
  g_clear_pointer (&self->folder, g_free);
}

static gboolean
parse_size (const char *name, const char *value, gpointer data, GError **error)
{
  LkCliOptions *options = data;
  char *end;

  errno = 0;
  options->cache.gib = g_ascii_strtod (value, &end);
  if (*value != '\0' && *end == '\0' && errno == 0 && options->cache.gib > 0
      && options->cache.gib <= 1e9)
    return TRUE;
  return lk_cli_wrong_use (error, _ ("%s: give a number of GiB, such as 10"), name);
}

void
lk_cli_cache_add_entries (LkCliCache *self, GOptionGroup *group)
{
  const GOptionEntry entries[] = {
    { "cache", 0, 0, G_OPTION_ARG_FILENAME, &self->folder,
      N_ ("Keep feature maps in a folder and take them from there; “default” is one of "
          "your caches"),
      N_ ("FOLDER") },
    { "cache-size", 0, 0, G_OPTION_ARG_CALLBACK, parse_size,
      N_ ("What it may hold at most, those used longest ago go first (10)"), "GIB" },
    { "no-cache", 0, 0, G_OPTION_ARG_NONE, &self->is_off,
      N_ ("Keep no maps, whatever LIKENESS_CACHE says"), NULL },
    { NULL },
  };

  g_option_group_add_entries (group, entries);
}

/* Where a cache is opened, such a size is an error. */
static void
warn_of_size (const LkCliCache *self)
{
  const char *text = g_getenv ("LIKENESS_CACHE_SIZE");
  const char *folder = self->folder != NULL ? self->folder : g_getenv ("LIKENESS_CACHE");
  gboolean is_opened = !self->is_off && folder != NULL && *folder != '\0';
  double gib;
  char *end;

  if (is_opened || self->gib > 0 || text == NULL || *text == '\0')
    return;
  gib = g_ascii_strtod (text, &end);
  if (*end != '\0' || !(gib > 0) || gib > 1e9)
    lk_cli_warn (_ ("LIKENESS_CACHE_SIZE: “%s” is no number of GiB"), text);
}

gboolean
lk_cli_cache_check (const LkCliCache *self, GError **error)
{
  warn_of_size (self);
  if (!self->is_off || (self->folder == NULL && self->gib == 0))
    return TRUE;
  return lk_cli_wrong_use (
      error, _ ("--no-cache: leave out --cache and --cache-size, or this one"));
}

gboolean
lk_cli_cache_use (const LkCliCache *self, LkMapSource *source, GError **error)
{
  g_autoptr (LkMapStore) store = NULL;

  if (self->is_off || !LK_IS_EMBEDDER (source))
    return TRUE;
  if (!lk_map_store_open_chosen (&store, self->folder, self->gib, error))
    return FALSE;
  lk_embedder_set_store (LK_EMBEDDER (source), store);
  return TRUE;
}

void
lk_cli_cache_end (LkMapSource *source)
{
  LkMapStore *store
      = LK_IS_EMBEDDER (source) ? lk_embedder_get_store (LK_EMBEDDER (source)) : NULL;
  g_autoptr (GError) problem = NULL;

  if (store != NULL && !lk_map_store_flush (store, &problem))
    lk_cli_warn (_ ("Feature maps are no longer kept: %s"), problem->message);
}
