/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-names.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-error.h"
#include "lk-printable.h"

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
  char *line = lk_printable (text);
  char *shorter;

  if (g_utf8_strlen (line, -1) <= MAX_CHARACTERS)
    return line;
  *g_utf8_offset_to_pointer (line, MAX_CHARACTERS) = '\0';
  shorter = g_strconcat (line, "…", NULL);
  g_free (line);
  return shorter;
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
