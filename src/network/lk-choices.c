/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-choices.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-error.h"
#include "lk-layout-values.h"
#include "lk-names.h"

#define PROFILE "profile"
#define TENSORS "tensors"
/* Beside letters, digits and "-._~". */
#define UNRESERVED "/:@!$&'()*+,=[]"

/* Prefixes of tensors are anything: what would part the line stands as in an address. */
static char *
write_value (const char *name, const char *value)
{
  return g_str_equal (name, TENSORS) ? g_uri_escape_string (value, UNRESERVED, TRUE)
                                     : g_strdup (value);
}

static char *
read_value (const char *name, const char *text)
{
  char *value = g_str_equal (name, TENSORS) ? g_uri_unescape_string (text, NULL) : NULL;

  return value != NULL ? value : g_strdup (text);
}

static gboolean
take (GHashTable *choices, const char *token, GError **error)
{
  const char *equals = strchr (token, '=');
  g_autofree char *name
      = equals != NULL ? g_strndup (token, (gsize) (equals - token)) : NULL;
  g_autofree char *printable = NULL;

  if (name != NULL && equals[1] != '\0' && !g_str_equal (name, PROFILE)
      && (lk_layout_is_value (name) || g_str_equal (name, TENSORS)))
    {
      char *value = read_value (name, equals + 1);

      g_hash_table_insert (choices, g_steal_pointer (&name), value);
      return TRUE;
    }
  printable = lk_names_make_printable (token);
  g_set_error (error, LK_ERROR, LK_ERROR_OPTION,
               _ ("“%s” says nothing of a network: write it as in “pools=1100 slope=0.2 "
                  "padding=1111 size=84”"),
               printable);
  return FALSE;
}

GHashTable *
lk_choices_parse (const char *text, GError **error)
{
  g_autoptr (GHashTable) choices
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_auto (GStrv) tokens = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  tokens = g_strsplit_set (text, " ;\t", -1);
  for (guint i = 0; tokens[i] != NULL; i++)
    if (*tokens[i] != '\0' && !take (choices, tokens[i], error))
      return NULL;
  return g_steal_pointer (&choices);
}

GHashTable *
lk_choices_parse_for (const char *profile, const char *network, GError **error)
{
  GHashTable *choices = lk_choices_parse (network != NULL ? network : "", error);

  if (choices != NULL && profile != NULL)
    g_hash_table_insert (choices, g_strdup (PROFILE), g_strdup (profile));
  return choices;
}

char *
lk_choices_format (GHashTable *choices)
{
  g_autoptr (GPtrArray) names = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  g_return_val_if_fail (choices != NULL, NULL);

  names = lk_names_sort_keys (choices);
  for (guint i = 0; i < names->len; i++)
    if (!g_str_equal (names->pdata[i], PROFILE))
      {
        g_autofree char *value = write_value (
            names->pdata[i], g_hash_table_lookup (choices, names->pdata[i]));

        g_string_append_printf (text, "%s%s=%s", text->len > 0 ? " " : "",
                                (char *) names->pdata[i], value);
      }
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}
