/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-recipe.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-data-file.h"
#include "lk-error.h"
#include "lk-file.h"
#include "lk-profile.h"
#include "lk-recipe-fields.h"

#define MAX_FILE_SIZE (1 << 20)
#define STAGES "stages"

void
lk_recipe_free (LkRecipe *self)
{
  if (self == NULL)
    return;
  lk_fields_clear (lk_recipe_fields, lk_recipe_n_fields, self);
  for (guint i = 0; i < self->n_stages; i++)
    lk_fields_clear (lk_stage_fields, lk_stage_n_fields, &self->stages[i]);
  g_free (self);
}

static gboolean
read_members (JsonObject *object,
              const LkField *fields,
              guint n_fields,
              const char *other,
              gpointer self,
              GError **error)
{
  g_autoptr (GList) names = json_object_get_members (object);

  for (GList *l = names; l != NULL; l = l->next)
    {
      const LkField *field = lk_field_find (fields, n_fields, l->data);

      if (g_strcmp0 (l->data, other) == 0)
        continue;
      if (field == NULL)
        {
          g_set_error (error, LK_ERROR, LK_ERROR_FORMAT,
                       _ ("A recipe has no member “%s”"), (const char *) l->data);
          return FALSE;
        }
      if (!lk_field_read (field, self, json_object_get_member (object, l->data), error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_stage (LkRecipe *self, JsonNode *node, GError **error)
{
  guint index = self->n_stages++;
  LkStageRecipe *stage = &self->stages[index];

  lk_fields_set_defaults (lk_stage_fields, lk_stage_n_fields, stage);
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error (error, LK_ERROR, LK_ERROR_FORMAT, _ ("Stage %u is not an object"),
                   index + 1);
      return FALSE;
    }
  if (read_members (json_node_get_object (node), lk_stage_fields, lk_stage_n_fields, NULL,
                    stage, error))
    return TRUE;
  g_prefix_error (error, _ ("stage %u: "), index + 1);
  return FALSE;
}

static gboolean
read_stages (LkRecipe *self, JsonObject *object, GError **error)
{
  JsonNode *node = json_object_get_member (object, STAGES);
  JsonArray *array;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node)
      || json_array_get_length (json_node_get_array (node)) == 0
      || json_array_get_length (json_node_get_array (node)) > LK_RECIPE_MAX_STAGES)
    {
      g_set_error (error, LK_ERROR, LK_ERROR_FORMAT,
                   _ ("A recipe has a list “stages” of 1 to %d stages"),
                   LK_RECIPE_MAX_STAGES);
      return FALSE;
    }
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!read_stage (self, json_array_get_element (array, i), error))
      return FALSE;
  return TRUE;
}

LkRecipe *
lk_recipe_parse (const char *json, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (LkRecipe) self = g_new0 (LkRecipe, 1);
  g_autoptr (GError) problem = NULL;
  JsonNode *root;
  JsonObject *object;

  if (!json_parser_load_from_data (parser, json, -1, &problem))
    {
      g_set_error (error, LK_ERROR, LK_ERROR_FORMAT, _ ("This is not JSON: %s"),
                   problem->message);
      return NULL;
    }
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_FORMAT,
                           _ ("A recipe is one JSON object"));
      return NULL;
    }
  object = json_node_get_object (root);
  lk_fields_set_defaults (lk_recipe_fields, lk_recipe_n_fields, self);
  if (!read_members (object, lk_recipe_fields, lk_recipe_n_fields, STAGES, self, error)
      || !read_stages (self, object, error) || !lk_recipe_check (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

static gboolean
is_built_in (const char *name)
{
  return g_str_equal (name, "conv64f") || g_str_equal (name, "resnet12");
}

static char *
find_file (const char *name, GError **error)
{
  g_autofree char *built_in = NULL;
  g_autofree char *shown = g_filename_display_name (name);
  g_autoptr (GError) problem = NULL;
  char *path;

  if (strchr (name, G_DIR_SEPARATOR) != NULL || g_str_has_suffix (name, ".json"))
    return g_strdup (name);
  built_in = g_strconcat ("recipes/", name, ".json", NULL);
  path = lk_data_file (built_in, &problem);
  if (path == NULL && g_file_test (name, G_FILE_TEST_EXISTS))
    return g_strdup (name);
  if (path == NULL && is_built_in (name))
    g_propagate_error (error, g_steal_pointer (&problem));
  else if (path == NULL)
    g_set_error (error, LK_ERROR, LK_ERROR_OPTION,
                 _ ("There is no recipe “%s”: give conv64f, resnet12 or a file"), shown);
  return path;
}

LkRecipe *
lk_recipe_load (const char *name, GError **error)
{
  g_autofree char *path = NULL;
  g_autofree char *shown = NULL;
  g_autofree char *json = NULL;
  g_autoptr (GBytes) bytes = NULL;
  LkRecipe *self;

  g_return_val_if_fail (name != NULL, NULL);

  path = find_file (name, error);
  if (path == NULL)
    return NULL;
  bytes = lk_file_read (path, MAX_FILE_SIZE, error);
  if (bytes == NULL)
    return NULL;
  json = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  shown = g_filename_display_name (path);
  self = lk_recipe_parse (json, error);
  if (self == NULL)
    g_prefix_error (error, "%s: ", shown);
  else if (*self->name == '\0')
    {
      g_free (self->name);
      self->name = g_path_get_basename (path);
    }
  return self;
}

/* "stage2.rate" leaves "rate", and the stage; any other name is of the recipe itself. */
static gboolean
find_target (LkRecipe *self,
             const char *name,
             const LkField **field,
             gpointer *target,
             GError **error)
{
  const char *dot = strchr (name, '.');
  guint64 index = 0;

  *target = self;
  if (dot == NULL)
    *field = lk_field_find (lk_recipe_fields, lk_recipe_n_fields, name);
  else if (!g_str_has_prefix (name, "stage")
           || (index = g_ascii_strtoull (name + strlen ("stage"), NULL, 10)) < 1
           || index > self->n_stages)
    *field = NULL;
  else
    {
      *target = &self->stages[index - 1];
      *field = lk_field_find (lk_stage_fields, lk_stage_n_fields, dot + 1);
    }
  if (*field != NULL)
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_OPTION,
               _ ("The recipe has no “%s”: give a member, or one of a stage as in "
                  "stage1.rate=0.05"),
               name);
  return FALSE;
}

gboolean
lk_recipe_override (LkRecipe *self, const char *assignment, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (assignment, "=", 2);
  const LkField *field;
  gpointer target;

  g_return_val_if_fail (self != NULL && assignment != NULL, FALSE);

  if (g_strv_length (parts) != 2)
    {
      g_set_error (error, LK_ERROR, LK_ERROR_OPTION,
                   _ ("“%s” is not NAME=VALUE, as in stage1.rate=0.05"), assignment);
      return FALSE;
    }
  return find_target (self, parts[0], &field, &target, error)
         && lk_field_parse (field, target, parts[1], error);
}

static gboolean
fail (guint stage, const char *message, GError **error)
{
  g_set_error (error, LK_ERROR, LK_ERROR_OPTION, _ ("stage %u: %s"), stage + 1, message);
  return FALSE;
}

static gboolean
check_stage (const LkStageRecipe *stage, guint index, GError **error)
{
  gboolean episodes = stage->kind == LK_STAGE_EPISODES;
  gboolean heads = lk_stage_recipe_has_heads (stage);
  gboolean levels = lk_stage_recipe_has_levels (stage);
  double sum = 0;

  if (stage->sizes.n != stage->shares.n)
    return fail (index, _ ("“sizes” and “shares” are not of one length"), error);
  for (guint i = 0; i < stage->shares.n; i++)
    sum += stage->shares.values[i];
  if (sum < 0.999 || sum > 1.001)
    return fail (index, _ ("“shares” do not add up to 1"), error);
  if (stage->shots.n != stage->queries.n)
    return fail (index, _ ("“shots” and “queries” are not of one length"), error);
  if (stage->min_area > stage->max_area)
    return fail (index, _ ("“min_area” is above “max_area”"), error);
  if (!episodes && (!heads || levels))
    return fail (index,
                 _ ("classification needs a weight of pooled, dense, prototypes or "
                    "rotation, and none of a level"),
                 error);
  if (episodes && !levels)
    return fail (index, _ ("episodes need a weight of a level, or of the fusion"), error);
  if (episodes && heads != (stage->extra > 0))
    return fail (
        index, _ ("heads have weights where there are “extra” pictures, and only there"),
        error);
  if (episodes && stage->extra == 1)
    return fail (index, _ ("“extra” is 0, or at least 2"), error);
  if (stage->weight_rotation > 0 && stage->rotated == 0)
    return fail (index, _ ("the rotation head needs “rotated” above 0"), error);
  if (stage->weight_fused > 0
      && stage->fuse_part + stage->fuse_pixel + stage->fuse_distribution == 0)
    return fail (index, _ ("the fusion has no level"), error);
  return TRUE;
}

gboolean
lk_recipe_check (const LkRecipe *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->channels.n != 4)
    {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_OPTION,
                           _ ("“channels” are not four numbers, one a stage"));
      return FALSE;
    }
  if (strlen (self->pools) != 4 || strspn (self->pools, "01") != 4)
    {
      g_set_error (error, LK_ERROR, LK_ERROR_OPTION,
                   _ ("“pools” is “%s”, not four digits 0 or 1, one a stage"),
                   self->pools);
      return FALSE;
    }
  if (lk_profile_find (self->profile, error) == NULL)
    return FALSE;
  for (guint i = 0; i < self->n_stages; i++)
    if (!check_stage (&self->stages[i], i, error))
      return FALSE;
  return TRUE;
}

char *
lk_recipe_to_json (const LkRecipe *self, gboolean pretty)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr (JsonNode) root = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  json_builder_begin_object (builder);
  for (guint i = 0; i < lk_recipe_n_fields; i++)
    lk_field_write (&lk_recipe_fields[i], self, builder);
  json_builder_set_member_name (builder, STAGES);
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->n_stages; i++)
    {
      json_builder_begin_object (builder);
      for (guint j = 0; j < lk_stage_n_fields; j++)
        lk_field_write (&lk_stage_fields[j], &self->stages[i], builder);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, pretty);
}

LkAugmentation
lk_stage_recipe_get_augmentation (const LkStageRecipe *stage, gboolean decays)
{
  LkAugmentation augmentation = { (LkCrop) stage->crop, stage->padding, stage->min_area,
                                  stage->max_area,      stage->flip,    stage->jitter };

  if (decays && stage->final_jitter >= 0)
    augmentation.jitter = stage->final_jitter;
  return augmentation;
}

gboolean
lk_stage_recipe_has_heads (const LkStageRecipe *stage)
{
  return stage->weight_pooled > 0 || stage->weight_dense > 0
         || stage->weight_prototypes > 0 || stage->weight_rotation > 0;
}

gboolean
lk_stage_recipe_has_levels (const LkStageRecipe *stage)
{
  return stage->weight_part > 0 || stage->weight_pixel > 0
         || stage->weight_distribution > 0 || stage->weight_fused > 0;
}

guint
lk_stage_recipe_get_size (const LkStageRecipe *stage, double progress)
{
  double end = 0;

  for (guint i = 0; i + 1 < stage->sizes.n; i++)
    {
      end += stage->shares.values[i];
      if (progress < end)
        return (guint) stage->sizes.values[i];
    }
  return (guint) stage->sizes.values[stage->sizes.n - 1];
}

guint
lk_stage_recipe_get_episode (const LkStageRecipe *stage,
                             guint64 index,
                             guint *n_shots,
                             guint *n_queries)
{
  *n_shots = (guint) stage->shots.values[index % stage->shots.n];
  *n_queries = (guint) stage->queries.values[index % stage->shots.n];
  return stage->ways * (*n_shots + *n_queries);
}
