/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-dataset-list.h"
#include "lk-error.h"
#include "lk-file.h"
#include "lk-json-reader.h"

#define MAX_BYTES (64 * 1024 * 1024)
#define LABELS "labels.json"
#define DATA "data"

/* Names that share a hash take time by the square of their number. */
static const LkJsonLimits limits = { 6, G_MAXSIZE, 200000 };

gboolean
lk_dataset_is_fiftyone (const char *path)
{
  g_autofree char *labels = g_build_filename (path, LABELS, NULL);
  g_autofree char *data = g_build_filename (path, DATA, NULL);

  return g_file_test (labels, G_FILE_TEST_IS_REGULAR)
         && g_file_test (data, G_FILE_TEST_IS_DIR);
}

static JsonParser *
load (const char *path, const char *shown, GError **error)
{
  g_autoptr (GBytes) bytes = lk_file_read (path, MAX_BYTES, error);
  JsonParser *parser
      = bytes != NULL ? lk_json_reader_parse_within (bytes, &limits) : NULL;

  if (parser != NULL || bytes == NULL)
    return parser;
  g_set_error (error, LK_ERROR, LK_ERROR_FORMAT,
               _ ("“%s” is not a JSON object: it is damaged, or of another kind"), shown);
  return NULL;
}

static gboolean
refuse (const char *shown, GError **error)
{
  g_set_error (error, LK_ERROR, LK_ERROR_FORMAT,
               _ ("“%s” does not say which class each picture of the folder “data” is"),
               shown);
  return FALSE;
}

/* The names of files by their names without ending, for labels name them so. */
static GTree *
list_files (const char *folder, GError **error)
{
  g_autoptr (LkFolderEntries) entries = lk_folder_entries_new (folder, error);
  GTree *files;

  if (entries == NULL)
    return NULL;
  files = g_tree_new_full ((GCompareDataFunc) strcmp, NULL, g_free, g_free);
  for (guint i = 0; i < entries->pictures->len; i++)
    {
      const char *name = entries->pictures->pdata[i];
      const char *dot = strrchr (name, '.');

      g_tree_insert (files, g_strdup (name), g_strdup (name));
      if (dot != NULL)
        g_tree_insert (files, g_strndup (name, dot - name), g_strdup (name));
    }
  return files;
}

/* A label is a name, the number of one, or an object or a list that begins with it. */
static const char *
read_label (JsonNode *node, JsonArray *classes)
{
  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node)
      && json_array_get_length (json_node_get_array (node)) == 1)
    node = json_array_get_element (json_node_get_array (node), 0);
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    node = json_object_get_member (json_node_get_object (node), "label");
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_get_string (node);
  if (json_node_get_value_type (node) == G_TYPE_INT64 && classes != NULL
      && json_node_get_int (node) >= 0
      && (guint64) json_node_get_int (node) < json_array_get_length (classes))
    node = json_array_get_element (classes, (guint) json_node_get_int (node));
  else
    return NULL;
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

/* Labels being read. */
typedef struct
{
  const char *path;
  const char *folder;
  const char *shown;
  GTree *files;
  GTree *class_of;
  GTree *seen;
  LkDatasetListing *listing;
} Reading;

static gboolean
add (Reading *self, const char *name, const char *label, GError **error)
{
  const char *file = g_tree_lookup (self->files, name);
  LkDatasetLabel *class = g_tree_lookup (self->class_of, label);

  if (file == NULL)
    {
      lk_dataset_listing_warn (self->listing,
                               _ ("“%s” names “%s”, which is not there: it is left out"),
                               self->shown, name);
      return TRUE;
    }
  if (g_tree_lookup (self->seen, file) != NULL)
    return refuse (self->shown, error);
  g_tree_insert (self->seen, (gpointer) file, (gpointer) file);
  if (class == NULL)
    {
      g_autoptr (LkDatasetLabel) added = lk_dataset_label_new (label, self->folder);

      class = added;
      if (!lk_dataset_listing_add (self->listing, added, self->path, error))
        return FALSE;
      added = NULL;
      g_tree_insert (self->class_of, class->name, class);
    }
  g_ptr_array_add (class->files, g_strdup (file));
  return TRUE;
}

static gboolean
add_all (Reading *self, JsonObject *root, GError **error)
{
  JsonNode *node = json_object_get_member (root, "labels");
  JsonNode *classes_node = json_object_get_member (root, "classes");
  JsonArray *classes = classes_node != NULL && JSON_NODE_HOLDS_ARRAY (classes_node)
                           ? json_node_get_array (classes_node)
                           : NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;
  guint n_unlabelled = 0;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return refuse (self->shown, error);
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &name, &value))
    {
      const char *label = read_label (value, classes);

      if (JSON_NODE_HOLDS_NULL (value))
        {
          n_unlabelled++;
          continue;
        }
      if (label == NULL || *label == '\0')
        return refuse (self->shown, error);
      if (!add (self, name, label, error))
        return FALSE;
    }
  if (n_unlabelled > 0)
    lk_dataset_listing_warn (self->listing,
                             ngettext ("“%s” has %u picture without a label: it is left "
                                       "out",
                                       "“%s” has %u pictures without a label: they are "
                                       "left out",
                                       n_unlabelled),
                             self->shown, n_unlabelled);
  return self->listing->classes->len > 0 || refuse (self->shown, error);
}

gboolean
lk_dataset_list_fiftyone (const char *path, LkDatasetListing *listing, GError **error)
{
  g_autofree char *file = g_build_filename (path, LABELS, NULL);
  g_autofree char *folder = g_build_filename (path, DATA, NULL);
  g_autofree char *shown = g_filename_display_name (file);
  g_autoptr (JsonParser) parser = load (file, shown, error);
  g_autoptr (GTree) files = parser != NULL ? list_files (folder, error) : NULL;
  g_autoptr (GTree) class_of = g_tree_new ((GCompareFunc) strcmp);
  g_autoptr (GTree) seen = g_tree_new ((GCompareFunc) strcmp);
  Reading self = { path, folder, shown, files, class_of, seen, listing };

  if (files == NULL
      || !add_all (&self, json_node_get_object (json_parser_get_root (parser)), error))
    return FALSE;
  lk_dataset_listing_sort_files (listing);
  lk_dataset_listing_sort_classes (listing);
  return TRUE;
}
