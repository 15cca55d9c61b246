/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-dataset-overlap.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "lk-json-outline.h"

#define MAX_NAMED 5

char *
lk_training_class_names_to_text (const char *const *names, guint n)
{
  JsonArray *array = json_array_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);

  for (guint i = 0; i < n; i++)
    json_array_add_string_element (array, names[i]);
  json_node_take_array (node, array);
  return json_to_string (node, FALSE);
}

/* Metadata may be anybody's: only a plain list of texts is taken. */
static JsonParser *
parse (const char *text)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  LkJsonOutline outline;
  JsonNode *root;

  if (text == NULL || !lk_json_outline_scan (&outline, text, strlen (text), 1)
      || outline.depth > 1 || !outline.is_closed
      || !json_parser_load_from_data (parser, text, -1, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  return root != NULL && JSON_NODE_HOLDS_ARRAY (root) ? g_steal_pointer (&parser) : NULL;
}

GPtrArray *
lk_dataset_find_overlap (LkDataset *dataset, LkModel *model)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GTree) trained = g_tree_new ((GCompareFunc) strcmp);
  g_autoptr (JsonParser) parser = NULL;
  JsonArray *names;

  g_return_val_if_fail (LK_IS_DATASET (dataset) && LK_IS_MODEL (model), found);

  parser = parse (lk_checkpoint_get_metadata (lk_model_get_checkpoint (model),
                                              LK_TRAINING_CLASS_NAMES));
  if (parser == NULL)
    return found;
  names = json_node_get_array (json_parser_get_root (parser));
  for (guint i = 0; i < json_array_get_length (names); i++)
    {
      JsonNode *node = json_array_get_element (names, i);

      if (JSON_NODE_HOLDS_VALUE (node)
          && json_node_get_value_type (node) == G_TYPE_STRING)
        g_tree_insert (trained, (gpointer) json_node_get_string (node), trained);
    }
  for (guint i = 0; i < lk_dataset_get_n_classes (dataset); i++)
    if (g_tree_lookup (trained, lk_dataset_get_class_name (dataset, i)) != NULL)
      g_ptr_array_add (found, g_strdup (lk_dataset_get_class_name (dataset, i)));
  return found;
}

char *
lk_dataset_describe_overlap (LkDataset *dataset, LkModel *model)
{
  g_autoptr (GPtrArray) found = lk_dataset_find_overlap (dataset, model);
  g_autoptr (GString) names = g_string_new (NULL);
  g_autofree char *shown = g_filename_display_name (lk_model_get_name (model));

  if (found->len == 0)
    return NULL;
  for (guint i = 0; i < MIN (found->len, MAX_NAMED); i++)
    g_string_append_printf (names, "%s“%s”", i > 0 ? ", " : "", (char *) found->pdata[i]);
  if (found->len > MAX_NAMED)
    g_string_append (names, ", …");
  return g_strdup_printf (
      ngettext ("%u of the %u classes is one that %s was trained on, and says nothing "
                "about new ones: %s",
                "%u of the %u classes are ones that %s was trained on, and say nothing "
                "about new ones: %s",
                found->len),
      found->len, lk_dataset_get_n_classes (dataset), shown, names->str);
}
