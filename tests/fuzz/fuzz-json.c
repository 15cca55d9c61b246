/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "fuzz.h"
#include "lk-json-outline.h"

typedef struct
{
  gsize depth;
  gsize n_parts;
  gsize n_members;
} Tree;

static void measure (Tree *self, JsonNode *node, gsize depth);

static void
measure_object (Tree *self, JsonObject *object, gsize depth)
{
  JsonObjectIter iter;
  JsonNode *member;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, NULL, &member))
    measure (self, member, depth + 1);
  self->n_members = MAX (self->n_members, json_object_get_size (object));
  self->n_parts += MAX (1, json_object_get_size (object));
}

static void
measure (Tree *self, JsonNode *node, gsize depth)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      self->depth = MAX (self->depth, depth);
      measure_object (self, json_node_get_object (node), depth);
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      self->depth = MAX (self->depth, depth);
      for (guint i = 0; i < json_array_get_length (array); i++)
        measure (self, json_array_get_element (array, i), depth + 1);
      self->n_parts += MAX (1, json_array_get_length (array));
    }
}

/* The tree that json-glib makes is never larger than the outline said. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (JsonParser) parser = json_parser_new ();
  LkJsonOutline outline;
  Tree tree = { 0 };

  if (strlen (text) != size || !g_utf8_validate (text, -1, NULL)
      || !lk_json_outline_scan (&outline, text, size, 16) || outline.depth > 16)
    return 0;
  if (!json_parser_load_from_data (parser, text, -1, NULL)
      || json_parser_get_root (parser) == NULL)
    return 0;
  measure (&tree, json_parser_get_root (parser), 1);
  g_assert_cmpuint (tree.depth, <=, outline.depth);
  g_assert_cmpuint (tree.n_parts, <=, outline.n_parts);
  g_assert_cmpuint (tree.n_members, <=, outline.n_members);
  return 0;
}
