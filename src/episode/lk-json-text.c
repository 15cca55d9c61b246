/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-scoring-json.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* JsonGenerator of json-glib 1.6 writes 1e20 as 1e+20.0, which is no JSON; so the numbers
 * and the structure are written here, strings by json-glib. */

static void append_node (GString *text, JsonNode *node, int indent);

static void
append_line (GString *text, int indent)
{
  if (indent < 0)
    return;
  g_string_append_c (text, '\n');
  for (int i = 0; i < indent; i++)
    g_string_append (text, "  ");
}

/* With as few digits as read back exactly, 17 at most. */
static void
append_double (GString *text, double value)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (value))
    {
      g_string_append (text, "null");
      return;
    }
  for (int precision = 15; precision <= 17; precision++)
    {
      char format[8];

      snprintf (format, sizeof format, "%%.%dg", precision);
      g_ascii_formatd (digits, sizeof digits, format, value);
      if (g_ascii_strtod (digits, NULL) == value)
        break;
    }
  g_string_append (text, digits);
  if (strpbrk (digits, ".e") == NULL)
    g_string_append (text, ".0");
}

static void
append_string (GString *text, const char *string)
{
  g_autofree char *valid = g_utf8_make_valid (string, -1);
  g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), valid);
  g_autofree char *quoted = json_to_string (node, FALSE);

  g_string_append (text, quoted);
}

static void
append_object (GString *text, JsonObject *object, int indent)
{
  int inner = indent < 0 ? indent : indent + 1;
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;
  gboolean first = TRUE;

  g_string_append_c (text, '{');
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      if (!first)
        g_string_append_c (text, ',');
      first = FALSE;
      append_line (text, inner);
      append_string (text, name);
      g_string_append (text, indent < 0 ? ":" : ": ");
      append_node (text, member, inner);
    }
  if (!first)
    append_line (text, indent);
  g_string_append_c (text, '}');
}

static gboolean
holds_containers (JsonArray *array)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNodeType type = json_node_get_node_type (json_array_get_element (array, i));

      if (type == JSON_NODE_OBJECT || type == JSON_NODE_ARRAY)
        return TRUE;
    }
  return FALSE;
}

/* A row of numbers stays on its line. */
static void
append_array (GString *text, JsonArray *array, int indent)
{
  gboolean lines = indent >= 0 && holds_containers (array);

  g_string_append_c (text, '[');
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      if (i > 0)
        g_string_append (text, lines || indent < 0 ? "," : ", ");
      if (lines)
        append_line (text, indent + 1);
      append_node (text, json_array_get_element (array, i), lines ? indent + 1 : indent);
    }
  if (lines)
    append_line (text, indent);
  g_string_append_c (text, ']');
}

static void
append_value (GString *text, JsonNode *node)
{
  switch (json_node_get_value_type (node))
    {
    case G_TYPE_DOUBLE:
      append_double (text, json_node_get_double (node));
      break;
    case G_TYPE_INT64:
      g_string_append_printf (text, "%" G_GINT64_FORMAT, json_node_get_int (node));
      break;
    case G_TYPE_BOOLEAN:
      g_string_append (text, json_node_get_boolean (node) ? "true" : "false");
      break;
    default:
      append_string (text, json_node_get_string (node));
    }
}

static void
append_node (GString *text, JsonNode *node, int indent)
{
  switch (json_node_get_node_type (node))
    {
    case JSON_NODE_OBJECT:
      append_object (text, json_node_get_object (node), indent);
      break;
    case JSON_NODE_ARRAY:
      append_array (text, json_node_get_array (node), indent);
      break;
    case JSON_NODE_VALUE:
      append_value (text, node);
      break;
    default:
      g_string_append (text, "null");
    }
}

char *
lk_json_to_text (JsonNode *node, gboolean pretty)
{
  GString *text;

  g_return_val_if_fail (node != NULL, NULL);

  text = g_string_new (NULL);
  append_node (text, node, pretty ? 0 : -1);
  return g_string_free (text, FALSE);
}
