/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-names.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-error.h"

#define MAX_CHARACTERS 100

gboolean
lk_names_check_number (gsize n, GError **error)
{
  if (n <= LK_NAMES_MAX)
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_LIMIT, _ ("it holds more than %d tensors"),
               LK_NAMES_MAX);
  return FALSE;
}

char *
lk_names_make_printable (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *result = g_string_new (NULL);
  guint n = 0;

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at), n++)
    {
      const gunichar character = g_utf8_get_char (at);

      if (n == MAX_CHARACTERS)
        {
          g_string_append (result, "…");
          break;
        }
      g_string_append_unichar (result, g_unichar_isprint (character) ? character : '?');
    }
  return g_string_free (result, FALSE);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

GPtrArray *
lk_names_sort_keys (GHashTable *table)
{
  GPtrArray *keys = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_ptr_array_add (keys, key);
  g_ptr_array_sort (keys, compare_names);
  return keys;
}
