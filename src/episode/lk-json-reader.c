/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-json-reader.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "lk-error.h"
#include "lk-file.h"
#include "lk-json-outline.h"

/* A session has some ten thousand parts at most. Names that share a hash take time by the
 * square of the members of their object. */
static const LkJsonLimits limits_of_ours = { 32, 100000, 1000 };

static gboolean
is_plausible (const char *text, gsize length, const LkJsonLimits *limits)
{
  LkJsonOutline outline;

  return lk_json_outline_scan (&outline, text, length, limits->depth)
         && outline.depth <= limits->depth && outline.n_parts <= limits->n_parts
         && outline.n_members <= limits->n_members && outline.is_closed;
}

/* (nullable) */
static JsonParser *
parse (const char *text, gsize length, const LkJsonLimits *limits)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonNode *root;

  if (text == NULL || !g_utf8_validate (text, length, NULL)
      || !is_plausible (text, length, limits)
      || !json_parser_load_from_data (parser, text, length, NULL)
      || (root = json_parser_get_root (parser)) == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return NULL;
  return g_steal_pointer (&parser);
}

JsonParser *
lk_json_reader_parse_within (GBytes *bytes, const LkJsonLimits *limits)
{
  const char *text;
  gsize length;

  g_return_val_if_fail (bytes != NULL && limits != NULL, NULL);

  text = g_bytes_get_data (bytes, &length);
  return parse (text, length, limits);
}

JsonParser *
lk_json_reader_parse_file (GBytes *bytes, const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  JsonParser *parser = lk_json_reader_parse_within (bytes, &limits_of_ours);

  if (parser == NULL)
    g_set_error (error, LK_ERROR, LK_ERROR_FORMAT,
                 _ ("“%s” is not a JSON object: it is damaged, or of another kind"),
                 name);
  return parser;
}

JsonParser *
lk_json_reader_parse (const char *text, GError **error)
{
  JsonParser *parser;

  g_return_val_if_fail (text != NULL, NULL);

  parser = parse (text, strlen (text), &limits_of_ours);
  if (parser == NULL)
    g_set_error_literal (error, LK_ERROR, LK_ERROR_FORMAT,
                         _ ("The text is not a JSON object"));
  return parser;
}

JsonParser *
lk_json_reader_load (const char *path, gsize max_bytes, GError **error)
{
  g_autoptr (GBytes) bytes = lk_file_read (path, max_bytes, error);

  return bytes != NULL ? lk_json_reader_parse_file (bytes, path, error) : NULL;
}

static gboolean
fail (const char *where, const char *name, const char *kind, GError **error)
{
  g_set_error (error, LK_ERROR, LK_ERROR_FORMAT, _ ("“%s%s%s” must be %s"), where,
               *where != '\0' ? "." : "", name, kind);
  return FALSE;
}

static JsonNode *
get_present (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && !JSON_NODE_HOLDS_NULL (node) ? node : NULL;
}

gboolean
lk_json_read_object (JsonObject *object,
                     const char *where,
                     const char *name,
                     JsonObject **value,
                     GError **error)
{
  JsonNode *node = get_present (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return fail (where, name, _ ("an object"), error);
  *value = json_node_get_object (node);
  return TRUE;
}

gboolean
lk_json_read_optional_object (JsonObject *object,
                              const char *where,
                              const char *name,
                              JsonObject **value,
                              GError **error)
{
  return get_present (object, name) == NULL
         || lk_json_read_object (object, where, name, value, error);
}

gboolean
lk_json_read_array (JsonObject *object,
                    const char *where,
                    const char *name,
                    JsonArray **value,
                    GError **error)
{
  JsonNode *node = get_present (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return fail (where, name, _ ("a list"), error);
  *value = json_node_get_array (node);
  return TRUE;
}

gboolean
lk_json_read_string (JsonObject *object,
                     const char *where,
                     const char *name,
                     const char **value,
                     GError **error)
{
  JsonNode *node = get_present (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
      || json_node_get_value_type (node) != G_TYPE_STRING)
    return fail (where, name, _ ("a text"), error);
  *value = json_node_get_string (node);
  return TRUE;
}

gboolean
lk_json_read_optional_string (JsonObject *object,
                              const char *where,
                              const char *name,
                              const char **value,
                              GError **error)
{
  return get_present (object, name) == NULL
         || lk_json_read_string (object, where, name, value, error);
}

gboolean
lk_json_read_optional_boolean (JsonObject *object,
                               const char *where,
                               const char *name,
                               gboolean *value,
                               GError **error)
{
  JsonNode *node = get_present (object, name);

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return fail (where, name, _ ("true or false"), error);
  *value = json_node_get_boolean (node);
  return TRUE;
}

static gboolean
get_number (JsonNode *node, double *value)
{
  GType type = node != NULL && JSON_NODE_HOLDS_VALUE (node)
                   ? json_node_get_value_type (node)
                   : G_TYPE_INVALID;

  if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
    return FALSE;
  *value = json_node_get_double (node);
  return isfinite (*value);
}

gboolean
lk_json_read_int (JsonObject *object,
                  const char *where,
                  const char *name,
                  gint64 *value,
                  GError **error)
{
  double number;

  if (!get_number (get_present (object, name), &number) || number != floor (number)
      || fabs (number) > G_MAXINT32)
    return fail (where, name, _ ("a whole number"), error);
  *value = (gint64) number;
  return TRUE;
}

gboolean
lk_json_read_optional_int (JsonObject *object,
                           const char *where,
                           const char *name,
                           gint64 *value,
                           GError **error)
{
  return get_present (object, name) == NULL
         || lk_json_read_int (object, where, name, value, error);
}

gboolean
lk_json_read_double (JsonObject *object,
                     const char *where,
                     const char *name,
                     double *value,
                     GError **error)
{
  if (!get_number (get_present (object, name), value))
    return fail (where, name, _ ("a number"), error);
  return TRUE;
}

gboolean
lk_json_read_element (JsonArray *array,
                      const char *where,
                      guint index,
                      JsonObject **value,
                      GError **error)
{
  JsonNode *node = json_array_get_element (array, index);

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_autofree char *name = g_strdup_printf ("%s[%u]", where, index);

      return fail ("", name, _ ("an object"), error);
    }
  *value = json_node_get_object (node);
  return TRUE;
}
