/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-dataset-manifest.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-dataset-table.h"
#include "lk-error.h"
#include "lk-file.h"
#include "lk-json-reader.h"

#define MAX_BYTES (64 * 1024 * 1024)

static const LkJsonLimits limits = { 4, 2000000, 1000 };

#define NAMES "image_names"
#define LABELS "image_labels"
#define CLASSES "label_names"

static gboolean
has_member (const char *text, gsize length, const char *name)
{
  g_autofree char *quoted = g_strconcat ("\"", name, "\"", NULL);

  return g_strstr_len (text, (gssize) length, quoted) != NULL;
}

gboolean
lk_dataset_is_manifest (const char *path)
{
  g_autoptr (GBytes) bytes = lk_file_read (path, MAX_BYTES, NULL);
  const char *text;
  gsize length;

  if (bytes == NULL)
    return FALSE;
  text = g_bytes_get_data (bytes, &length);
  return text != NULL && has_member (text, length, NAMES)
         && has_member (text, length, LABELS);
}

static gboolean
refuse (LkDatasetTable *table, GError **error)
{
  g_set_error (error, LK_ERROR, LK_ERROR_FORMAT,
               _ ("“%s” is no list of pictures in JSON: it is damaged, or too large"),
               lk_dataset_table_get_name (table));
  return FALSE;
}

static JsonParser *
load (LkDatasetTable *table, const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = lk_file_read (path, MAX_BYTES, error);
  JsonParser *parser
      = bytes != NULL ? lk_json_reader_parse_within (bytes, &limits) : NULL;

  if (parser != NULL || bytes == NULL)
    return parser;
  refuse (table, error);
  return NULL;
}

/* (nullable): the array @name of @object. */
static JsonArray *
get_array (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static const char *
get_text (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

/* (transfer full) (nullable): a label's name: what @classes calls its number, or it. */
static char *
read_label (JsonNode *node, JsonArray *classes)
{
  const char *text = get_text (node);
  gint64 number;

  if (text != NULL)
    return g_strdup (text);
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return NULL;
  number = json_node_get_int (node);
  if (classes == NULL)
    return g_strdup_printf ("%" G_GINT64_FORMAT, number);
  if (number < 0 || (guint64) number >= json_array_get_length (classes))
    return NULL;
  return g_strdup (get_text (json_array_get_element (classes, (guint) number)));
}

static gboolean
is_control (const char *text)
{
  for (; text != NULL && *text != '\0'; text++)
    if (g_ascii_iscntrl (*text))
      return TRUE;
  return FALSE;
}

static gboolean
add_entry (LkDatasetTable *table,
           guint number,
           JsonNode *name,
           JsonNode *label_node,
           JsonArray *classes,
           GError **error)
{
  const char *filename = get_text (name);
  g_autofree char *label = read_label (label_node, classes);

  if (filename == NULL || label == NULL)
    return lk_dataset_table_fail (table, number,
                                  _ ("there must be a file name and a label"), error);
  if (is_control (filename) || is_control (label))
    return lk_dataset_table_fail (table, number, _ ("there is a control character"),
                                  error);
  return lk_dataset_table_add (table, number, filename, label, error);
}

gboolean
lk_dataset_list_manifest (const char *path,
                          const char *root,
                          const char *split,
                          LkDatasetListing *listing,
                          GError **error)
{
  g_autoptr (LkDatasetTable) table
      = lk_dataset_table_new (path, root, split, _ ("“%s”, picture %u: %s"), listing);
  g_autoptr (JsonParser) parser = load (table, path, error);
  JsonObject *object
      = parser != NULL ? json_node_get_object (json_parser_get_root (parser)) : NULL;
  JsonArray *names = object != NULL ? get_array (object, NAMES) : NULL;
  JsonArray *labels = object != NULL ? get_array (object, LABELS) : NULL;

  if (object == NULL)
    return FALSE;
  if (names == NULL || labels == NULL
      || json_array_get_length (names) != json_array_get_length (labels))
    return refuse (table, error);
  for (guint i = 0; i < json_array_get_length (names); i++)
    if (!add_entry (table, i + 1, json_array_get_element (names, i),
                    json_array_get_element (labels, i), get_array (object, CLASSES),
                    error))
      return FALSE;
  return lk_dataset_table_finish (table, error);
}
