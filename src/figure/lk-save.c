/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-save.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-error.h"
#include "lk-scoring-json.h"

gboolean
lk_save_bytes (const char *path, gconstpointer data, gsize size, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *shown = NULL;

  if (g_file_set_contents_full (path, data, size, G_FILE_SET_CONTENTS_CONSISTENT, 0666,
                                &problem))
    return TRUE;
  shown = g_filename_display_name (path);
  g_set_error (error, LK_ERROR, LK_ERROR_FILE, _ ("%s: cannot be written: %s"), shown,
               problem->message);
  return FALSE;
}

gboolean
lk_save_json (JsonNode *node, const char *path, GError **error)
{
  g_autofree char *text = lk_json_to_text (node, TRUE);

  return lk_save_bytes (path, text, strlen (text), error);
}
