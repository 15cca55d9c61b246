/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-look.h"

#include "lk-episode.h"

LkLook
lk_look_default (void)
{
  return (LkLook){
    .pixel = { .against = -1, .mutual_only = FALSE, .min_similarity = -1 },
    .margin_against = LK_AGAINST_BEST_OTHER,
    .opacity = 0.6,
    .receptive_field = TRUE,
    .order = LK_PART_ORDER_INDEX,
    .plane = LK_PLANE_ALL,
  };
}

static const char *const orders[LK_N_PART_ORDERS]
    = { "index", "contribution", "similarity" };
static const char *const planes[LK_N_PLANES] = { "all", "class", "kl" };

JsonObject *
lk_look_to_json (const LkLook *self, const guint *pins, guint n_pins)
{
  JsonObject *object;
  JsonArray *array;

  g_return_val_if_fail (self != NULL && (pins != NULL || n_pins == 0), NULL);

  object = json_object_new ();
  array = json_array_new ();
  for (guint i = 0; i < n_pins; i++)
    json_array_add_int_element (array, pins[i]);
  json_object_set_array_member (object, "pins", array);
  json_object_set_int_member (object, "against", self->pixel.against);
  json_object_set_int_member (object, "margin_against", self->margin_against);
  json_object_set_boolean_member (object, "own_scale", self->own_scale);
  json_object_set_boolean_member (object, "mutual", self->pixel.mutual_only);
  json_object_set_double_member (object, "lowest", self->pixel.min_similarity);
  json_object_set_double_member (object, "opacity", self->opacity);
  json_object_set_boolean_member (object, "receptive_field", self->receptive_field);
  json_object_set_string_member (object, "order", orders[self->order]);
  json_object_set_string_member (object, "plane", planes[self->plane]);
  json_object_set_boolean_member (object, "tables", self->tables);
  return object;
}

static JsonNode *
get_value (JsonObject *object, const char *name, GType type)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (type == G_TYPE_DOUBLE && json_node_get_value_type (node) == G_TYPE_INT64)
    return node;
  return json_node_get_value_type (node) == type ? node : NULL;
}

static void
read_boolean (JsonObject *object, const char *name, gboolean *value)
{
  JsonNode *node = get_value (object, name, G_TYPE_BOOLEAN);

  if (node != NULL)
    *value = json_node_get_boolean (node);
}

static void
read_double (JsonObject *object, const char *name, double low, double high, double *value)
{
  JsonNode *node = get_value (object, name, G_TYPE_DOUBLE);

  if (node != NULL)
    *value = CLAMP (json_node_get_double (node), low, high);
}

static guint
read_choice (JsonObject *object, const char *name, const char *const *choices, guint n)
{
  JsonNode *node = get_value (object, name, G_TYPE_STRING);

  for (guint i = 0; node != NULL && i < n; i++)
    if (g_str_equal (json_node_get_string (node), choices[i]))
      return i;
  return 0;
}

static void
read_pins (JsonObject *object, GArray *pins)
{
  JsonNode *node = json_object_get_member (object, "pins");
  JsonArray *array;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return;
  array = json_node_get_array (node);
  for (guint i = 0; i < MIN (json_array_get_length (array), 100); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      gint64 cell = JSON_NODE_HOLDS_VALUE (element)
                            && json_node_get_value_type (element) == G_TYPE_INT64
                        ? json_node_get_int (element)
                        : -1;
      guint pin = (guint) cell;

      if (cell >= 0 && cell < G_MAXINT)
        g_array_append_val (pins, pin);
    }
}

LkLook
lk_look_from_json (JsonObject *object, GArray *pins)
{
  LkLook self = lk_look_default ();
  double against = LK_AGAINST_NONE, margin_against = LK_AGAINST_BEST_OTHER;

  g_return_val_if_fail (object != NULL && pins != NULL, self);

  read_pins (object, pins);
  read_double (object, "against", LK_AGAINST_TRUTH, LK_EPISODE_MAX_CLASSES, &against);
  self.pixel.against = (int) against;
  read_double (object, "margin_against", LK_AGAINST_MEAN, LK_EPISODE_MAX_CLASSES,
               &margin_against);
  self.margin_against = (int) margin_against;
  read_boolean (object, "own_scale", &self.own_scale);
  read_boolean (object, "mutual", &self.pixel.mutual_only);
  read_double (object, "lowest", -1, 1, &self.pixel.min_similarity);
  read_double (object, "opacity", 0, 1, &self.opacity);
  read_boolean (object, "receptive_field", &self.receptive_field);
  self.order = read_choice (object, "order", orders, LK_N_PART_ORDERS);
  self.plane = read_choice (object, "plane", planes, LK_N_PLANES);
  read_boolean (object, "tables", &self.tables);
  return self;
}
