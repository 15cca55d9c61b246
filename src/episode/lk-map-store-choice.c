/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "lk-error.h"
#include "lk-map-store.h"

/* @gib: 0 for what the environment says. */
static gboolean
choose_size (double gib, guint64 *max_bytes, GError **error)
{
  const char *text = gib > 0 ? NULL : g_getenv ("LIKENESS_CACHE_SIZE");
  char *end;

  *max_bytes = LK_MAP_STORE_SIZE;
  if (text != NULL && *text != '\0')
    {
      gib = g_ascii_strtod (text, &end);
      if (*end != '\0' || !(gib > 0) || gib > 1e9)
        {
          g_set_error (error, LK_ERROR, LK_ERROR_OPTION,
                       _ ("LIKENESS_CACHE_SIZE: “%s” is no number of GiB"), text);
          return FALSE;
        }
    }
  if (gib > 0)
    *max_bytes = (guint64) (gib * ((guint64) 1 << 30));
  return TRUE;
}

gboolean
lk_map_store_open_chosen (LkMapStore **store,
                          const char *folder,
                          double gib,
                          GError **error)
{
  const char *chosen = folder != NULL ? folder : g_getenv ("LIKENESS_CACHE");
  g_autofree char *usual = NULL;
  guint64 max_bytes;

  g_return_val_if_fail (store != NULL, FALSE);

  *store = NULL;
  if (chosen == NULL || *chosen == '\0')
    return TRUE;
  if (!choose_size (gib, &max_bytes, error))
    return FALSE;
  if (g_str_equal (chosen, "default"))
    chosen = usual = g_build_filename (g_get_user_cache_dir (), "likeness", "maps", NULL);
  *store = lk_map_store_open (chosen, max_bytes, error);
  return *store != NULL;
}
