/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-recipe-fields.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "lk-error.h"

static const char *const kinds[] = { "classification", "episodes", NULL };
static const char *const norms[] = { "batch", "running", NULL };
static const char *const crops[] = { "none", "padded", "resized", NULL };
static const char *const backbones[] = { "conv64f", "resnet12", NULL };
static const char *const distances[] = { "kl-sq", "kl-qs", NULL };
static const char *const normalisations[] = { "episode", "raw", NULL };

#define OF_RECIPE(member) G_STRUCT_OFFSET (LkRecipe, member)
#define OF_STAGE(member) G_STRUCT_OFFSET (LkStageRecipe, member)

const LkField lk_recipe_fields[] = {
  { "name", LK_FIELD_TEXT, OF_RECIPE (name), 0, 0, NULL, "" },
  { "backbone", LK_FIELD_CHOICE, OF_RECIPE (backbone), 0, 0, backbones, "conv64f" },
  { "channels", LK_FIELD_NUMBERS, OF_RECIPE (channels), 1, 4096, NULL, "64,64,64,64" },
  { "pools", LK_FIELD_TEXT, OF_RECIPE (pools), 0, 0, NULL, "1100" },
  { "slope", LK_FIELD_REAL, OF_RECIPE (slope), 0, 1, NULL, "0.2" },
  { "profile", LK_FIELD_TEXT, OF_RECIPE (profile), 0, 0, NULL, "p1" },
  { "store", LK_FIELD_WHOLE, OF_RECIPE (store), 0, 1024, NULL, "0" },
  { "head_scale", LK_FIELD_REAL, OF_RECIPE (head_scale), 0.001, 1e4, NULL, "10" },
  { "prototypes", LK_FIELD_WHOLE, OF_RECIPE (prototypes), 1, 255, NULL, "8" },
  { "prototype_scale", LK_FIELD_REAL, OF_RECIPE (prototype_scale), 0.001, 1e4, NULL,
    "60" },
  { "neighbours", LK_FIELD_WHOLE, OF_RECIPE (neighbours), 1, LK_MAX_NEIGHBOURS, NULL,
    "1" },
  { "distance", LK_FIELD_CHOICE, OF_RECIPE (distance), 0, 0, distances, "kl-qs" },
  { "ridge", LK_FIELD_REAL, OF_RECIPE (ridge), 1e-12, 1e6, NULL, "0.01" },
  { "validate_every", LK_FIELD_WHOLE, OF_RECIPE (validate_every), 1, 4e9, NULL,
    "400000" },
  { "validate_episodes", LK_FIELD_WHOLE, OF_RECIPE (validate_episodes), 2, 100000, NULL,
    "200" },
  { "final_episodes", LK_FIELD_WHOLE, OF_RECIPE (final_episodes), 2, 100000, NULL,
    "600" },
  { "validate_queries", LK_FIELD_WHOLE, OF_RECIPE (validate_queries), 1, 100, NULL,
    "15" },
};
const guint lk_recipe_n_fields = G_N_ELEMENTS (lk_recipe_fields);

const LkField lk_stage_fields[] = {
  { "name", LK_FIELD_TEXT, OF_STAGE (name), 0, 0, NULL, "" },
  { "kind", LK_FIELD_CHOICE, OF_STAGE (kind), 0, 0, kinds, "classification" },
  { "pictures", LK_FIELD_WHOLE, OF_STAGE (pictures), 1, 4e9, NULL, "1000000" },
  { "minutes", LK_FIELD_REAL, OF_STAGE (minutes), 0, 1e6, NULL, "0" },
  { "batch", LK_FIELD_WHOLE, OF_STAGE (batch), 2, 4096, NULL, "128" },
  { "episodes", LK_FIELD_WHOLE, OF_STAGE (episodes), 1, 256, NULL, "4" },
  { "ways", LK_FIELD_WHOLE, OF_STAGE (ways), 2, 100, NULL, "5" },
  { "shots", LK_FIELD_NUMBERS, OF_STAGE (shots), 1, 100, NULL, "5,5,1" },
  { "queries", LK_FIELD_NUMBERS, OF_STAGE (queries), 1, 100, NULL, "8,8,12" },
  { "extra", LK_FIELD_WHOLE, OF_STAGE (extra), 0, 4096, NULL, "0" },
  { "rate", LK_FIELD_REAL, OF_STAGE (rate), 0, 1e3, NULL, "0.1" },
  { "warmup", LK_FIELD_WHOLE, OF_STAGE (warmup), 0, 1e9, NULL, "0" },
  { "decay", LK_FIELD_REAL, OF_STAGE (decay), 0, 1, NULL, "0.2" },
  { "momentum", LK_FIELD_REAL, OF_STAGE (momentum), 0, 0.9999, NULL, "0.9" },
  { "weight_decay", LK_FIELD_REAL, OF_STAGE (weight_decay), 0, 1, NULL, "0.0005" },
  { "clip", LK_FIELD_REAL, OF_STAGE (clip), 0, 1e9, NULL, "5" },
  { "average", LK_FIELD_WHOLE, OF_STAGE (average), 0, 1e9, NULL, "0" },
  { "average_from", LK_FIELD_WHOLE, OF_STAGE (average_from), 0, 1e9, NULL, "0" },
  { "sizes", LK_FIELD_NUMBERS, OF_STAGE (sizes), 8, 1024, NULL, "84" },
  { "shares", LK_FIELD_NUMBERS, OF_STAGE (shares), 0, 1, NULL, "1" },
  { "freeze", LK_FIELD_WHOLE, OF_STAGE (freeze), 0, 4, NULL, "0" },
  { "freeze_share", LK_FIELD_REAL, OF_STAGE (freeze_share), 0, 1, NULL, "1" },
  { "norm", LK_FIELD_CHOICE, OF_STAGE (norm), 0, 0, norms, "batch" },
  { "drop_block", LK_FIELD_WHOLE, OF_STAGE (drop_block), 0, 100, NULL, "0" },
  { "drop_rate", LK_FIELD_REAL, OF_STAGE (drop_rate), 0, 0.9, NULL, "0" },
  { "crop", LK_FIELD_CHOICE, OF_STAGE (crop), 0, 0, crops, "padded" },
  { "padding", LK_FIELD_REAL, OF_STAGE (padding), 0, 512, NULL, "8" },
  { "min_area", LK_FIELD_REAL, OF_STAGE (min_area), 0.01, 1, NULL, "0.35" },
  { "max_area", LK_FIELD_REAL, OF_STAGE (max_area), 0.01, 1, NULL, "1" },
  { "flip", LK_FIELD_REAL, OF_STAGE (flip), 0, 1, NULL, "0.5" },
  { "jitter", LK_FIELD_REAL, OF_STAGE (jitter), 0, 1, NULL, "0.4" },
  { "final_jitter", LK_FIELD_REAL, OF_STAGE (final_jitter), -1, 1, NULL, "-1" },
  { "rotated", LK_FIELD_REAL, OF_STAGE (rotated), 0, 1, NULL, "0" },
  { "smoothing", LK_FIELD_REAL, OF_STAGE (smoothing), 0, 0.99, NULL, "0" },
  { "weight_pooled", LK_FIELD_REAL, OF_STAGE (weight_pooled), 0, 1e3, NULL, "0" },
  { "weight_dense", LK_FIELD_REAL, OF_STAGE (weight_dense), 0, 1e3, NULL, "0" },
  { "weight_prototypes", LK_FIELD_REAL, OF_STAGE (weight_prototypes), 0, 1e3, NULL, "0" },
  { "weight_rotation", LK_FIELD_REAL, OF_STAGE (weight_rotation), 0, 1e3, NULL, "0" },
  { "weight_part", LK_FIELD_REAL, OF_STAGE (weight_part), 0, 1e3, NULL, "0" },
  { "weight_pixel", LK_FIELD_REAL, OF_STAGE (weight_pixel), 0, 1e3, NULL, "0" },
  { "weight_distribution", LK_FIELD_REAL, OF_STAGE (weight_distribution), 0, 1e3, NULL,
    "0" },
  { "weight_fused", LK_FIELD_REAL, OF_STAGE (weight_fused), 0, 1e3, NULL, "0" },
  { "fuse_part", LK_FIELD_REAL, OF_STAGE (fuse_part), 0, 1, NULL, "0" },
  { "fuse_pixel", LK_FIELD_REAL, OF_STAGE (fuse_pixel), 0, 1, NULL, "1" },
  { "fuse_distribution", LK_FIELD_REAL, OF_STAGE (fuse_distribution), 0, 1, NULL, "1" },
  { "normalise", LK_FIELD_CHOICE, OF_STAGE (normalise), 0, 0, normalisations, "episode" },
  { "spread", LK_FIELD_REAL, OF_STAGE (spread), 0.01, 100, NULL, "1.5" },
};
const guint lk_stage_n_fields = G_N_ELEMENTS (lk_stage_fields);

const LkField *
lk_field_find (const LkField *fields, guint n, const char *name)
{
  for (guint i = 0; i < n; i++)
    if (g_str_equal (fields[i].name, name))
      return &fields[i];
  return NULL;
}

static gboolean
fail_number (const LkField *field, const char *text, GError **error)
{
  g_set_error (error, LK_ERROR, LK_ERROR_OPTION,
               field->kind == LK_FIELD_WHOLE
                   ? _ ("“%s” is %s, but has to be a whole number from %.15g to %.15g")
                   : _ ("“%s” is %s, but has to be a number from %.15g to %.15g"),
               field->name, text, field->min, field->max);
  return FALSE;
}

static gboolean
parse_number (const LkField *field, const char *text, double *value, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  char *end;

  errno = 0;
  *value = g_ascii_strtod (stripped, &end);
  if (end == stripped || *end != '\0' || errno != 0 || !(*value >= field->min)
      || !(*value <= field->max)
      || (field->kind == LK_FIELD_WHOLE && *value != floor (*value)))
    return fail_number (field, text, error);
  return TRUE;
}

static gboolean
parse_choice (const LkField *field, guint *value, const char *text, GError **error)
{
  g_autofree char *known = g_strjoinv (", ", (GStrv) field->choices);

  for (guint i = 0; field->choices[i] != NULL; i++)
    if (g_str_equal (field->choices[i], text))
      {
        *value = i;
        return TRUE;
      }
  g_set_error (error, LK_ERROR, LK_ERROR_OPTION,
               _ ("“%s” is “%s”, but has to be one of: %s"), field->name, text, known);
  return FALSE;
}

static gboolean
parse_numbers (const LkField *field, LkNumbers *value, const char *text, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);
  LkNumbers read = { 0 };

  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (i == LK_RECIPE_MAX_LIST)
        {
          g_set_error (error, LK_ERROR, LK_ERROR_OPTION,
                       _ ("“%s” has more than %d numbers"), field->name,
                       LK_RECIPE_MAX_LIST);
          return FALSE;
        }
      if (!parse_number (field, parts[i], &read.values[i], error))
        return FALSE;
      read.n++;
    }
  if (read.n == 0)
    return fail_number (field, text, error);
  *value = read;
  return TRUE;
}

gboolean
lk_field_parse (const LkField *field, gpointer self, const char *text, GError **error)
{
  gpointer value = G_STRUCT_MEMBER_P (self, field->offset);
  double number;

  switch (field->kind)
    {
    case LK_FIELD_WHOLE:
      if (!parse_number (field, text, &number, error))
        return FALSE;
      *(guint *) value = (guint) number;
      return TRUE;
    case LK_FIELD_REAL:
      return parse_number (field, text, value, error);
    case LK_FIELD_CHOICE:
      return parse_choice (field, value, text, error);
    case LK_FIELD_NUMBERS:
      return parse_numbers (field, value, text, error);
    default:
      g_free (*(char **) value);
      *(char **) value = g_strdup (text);
      return TRUE;
    }
}

static char *
format_number (double number)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  for (int digits = 1; digits <= 17; digits++)
    {
      g_autofree char *format = g_strdup_printf ("%%.%dg", digits);

      g_ascii_formatd (buffer, sizeof buffer, format, number);
      if (g_ascii_strtod (buffer, NULL) == number)
        break;
    }
  return g_strdup (buffer);
}

/* Numbers and texts are read by way of text, so that both ways have the same limits. */
static char *
node_to_text (JsonNode *node)
{
  g_autoptr (GString) list = NULL;

  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      list = g_string_new (NULL);
      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          g_autofree char *part = node_to_text (json_array_get_element (array, i));

          g_string_append_printf (list, "%s%s", i > 0 ? "," : "",
                                  part != NULL ? part : "?");
        }
      return g_strdup (list->str);
    }
  if (!JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_dup_string (node);
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return NULL;
  return format_number (json_node_get_double (node));
}

gboolean
lk_field_read (const LkField *field, gpointer self, JsonNode *node, GError **error)
{
  g_autofree char *text = node_to_text (node);
  gboolean is_text
      = JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;
  gboolean wants_text = field->kind == LK_FIELD_TEXT || field->kind == LK_FIELD_CHOICE;
  gboolean is_array = JSON_NODE_HOLDS_ARRAY (node);

  if (text == NULL || is_text != wants_text
      || is_array != (field->kind == LK_FIELD_NUMBERS))
    {
      g_set_error (error, LK_ERROR, LK_ERROR_FORMAT,
                   _ ("“%s” is of another type than it should be"), field->name);
      return FALSE;
    }
  return lk_field_parse (field, self, text, error);
}

static void
write_number (JsonBuilder *builder, double number)
{
  if (number == floor (number) && fabs (number) < 1e15)
    json_builder_add_int_value (builder, (gint64) number);
  else
    json_builder_add_double_value (builder, number);
}

void
lk_field_write (const LkField *field, gconstpointer self, JsonBuilder *builder)
{
  gconstpointer value = G_STRUCT_MEMBER_P (self, field->offset);
  const LkNumbers *numbers = value;

  json_builder_set_member_name (builder, field->name);
  switch (field->kind)
    {
    case LK_FIELD_WHOLE:
      write_number (builder, *(const guint *) value);
      break;
    case LK_FIELD_REAL:
      write_number (builder, *(const double *) value);
      break;
    case LK_FIELD_CHOICE:
      json_builder_add_string_value (builder, field->choices[*(const guint *) value]);
      break;
    case LK_FIELD_NUMBERS:
      json_builder_begin_array (builder);
      for (guint i = 0; i < numbers->n; i++)
        write_number (builder, numbers->values[i]);
      json_builder_end_array (builder);
      break;
    default:
      json_builder_add_string_value (builder, *(char *const *) value);
    }
}

void
lk_fields_set_defaults (const LkField *fields, guint n, gpointer self)
{
  for (guint i = 0; i < n; i++)
    lk_field_parse (&fields[i], self, fields[i].initial, NULL);
}

void
lk_fields_clear (const LkField *fields, guint n, gpointer self)
{
  for (guint i = 0; i < n; i++)
    if (fields[i].kind == LK_FIELD_TEXT)
      g_clear_pointer ((char **) G_STRUCT_MEMBER_P (self, fields[i].offset), g_free);
}

const char *
lk_recipe_get_backbone (const LkRecipe *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return backbones[self->backbone];
}

gboolean
lk_recipe_set_backbone (LkRecipe *self, const char *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, FALSE);

  for (guint i = 0; backbones[i] != NULL; i++)
    if (g_str_equal (backbones[i], name))
      {
        self->backbone = i;
        return TRUE;
      }
  return FALSE;
}
