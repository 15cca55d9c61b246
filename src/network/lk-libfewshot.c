/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-libfewshot.h"

#include <string.h>

#include "lk-number.h"
#include "lk-yaml.h"

#define FOLDER "checkpoints"
#define FILE_NAME "config.yaml"
#define KWARGS "backbone.kwargs."

/* What a class of LibFewShot computes, in its versions from 2021 on.
 *
 * @name: of the class or function
 * @backbone: what it is here
 * @pools: a digit a stage; 'm' and 'l': as "maxpool_last2" and "last_pool" say
 * @slope: of its LeakyReLU; below 0: "leaky_relu" and "negative_slope" say it
 * @padding: a digit a stage, or %NULL: there is no choice
 * @strides: a digit a stage; 's': "last_block_stride" */
typedef struct
{
  const char *name;
  const char *backbone;
  const char *pools;
  double slope;
  const char *padding;
  const char *strides;
} Class;

static const Class classes[] = {
  { "Conv64F", "conv64f", "11ml", -1, "1111", NULL },
  { "Conv32F", "conv64f", "111l", -1, "1111", NULL },
  { "Conv64FLeakyReLU", "conv64f", "1100", 0.2, "1111", NULL },
  { "Conv32FLeakyReLU", "conv64f", "1100", 0.2, "1111", NULL },
  { "Conv64FReLU", "conv64f", "1100", 0, "0011", NULL },
  { "Conv32FReLU", "conv64f", "1100", 0, "1111", NULL },
  { "Conv64F_MCL", "conv64f", "1111", 0.2, "1111", NULL },
  { "resnet12", "resnet12", "11mm", 0.1, NULL, NULL },
  { "resnet12woLSC", "resnet12", "11mm", 0.1, NULL, NULL },
  { "resnet12_mcl", "resnet12", "1111", 0.1, NULL, NULL },
  { "resnet12_r2d2", "resnet12", "1111", 0.1, NULL, NULL },
  { "resnet12Bdc", "resnet12", "1110", 0.1, NULL, NULL },
  { "resnet18", "resnet18", NULL, -2, NULL, "122s" },
  { "resnet18Bdc", "resnet18", NULL, -2, NULL, "1221" },
};

char *
lk_libfewshot_find_configuration (const char *path)
{
  g_autofree char *whole = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *name = NULL;
  g_autofree char *above = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  whole = g_canonicalize_filename (path, NULL);
  folder = g_path_get_dirname (whole);
  name = g_path_get_basename (folder);
  if (!g_str_equal (name, FOLDER))
    return NULL;
  above = g_path_get_dirname (folder);
  return g_build_filename (above, FILE_NAME, NULL);
}

static const Class *
find_class (const char *name, const char *backbone)
{
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (classes); i++)
    if (g_str_equal (classes[i].name, name)
        && g_str_equal (classes[i].backbone, backbone))
      return &classes[i];
  return NULL;
}

/* As Python takes what PyYAML reads, YAML 1.1: a text that is not empty is true, whatever
 * it says. */
static gboolean
is_true (GHashTable *scalars, const char *key, gboolean otherwise)
{
  static const char *const no[]
      = { "",    "false", "False", "FALSE", "no",   "No", "NO", "off",
          "Off", "OFF",   "null",  "Null",  "NULL", "~",  NULL };
  g_autofree char *path = g_strconcat (KWARGS, key, NULL);
  const char *value = g_hash_table_lookup (scalars, path);
  char *end;

  if (value == NULL)
    return otherwise;
  if (g_ascii_strtod (value, &end) == 0 && end != value && *end == '\0')
    return FALSE;
  return !g_strv_contains (no, value);
}

static const char *
look_up (GHashTable *scalars, const char *key, const char *otherwise)
{
  g_autofree char *path = g_strconcat (KWARGS, key, NULL);
  const char *value = g_hash_table_lookup (scalars, path);

  return value != NULL ? value : otherwise;
}

static void
tell (GHashTable *told, const char *name, char *text)
{
  g_hash_table_insert (told, g_strdup (name), text);
}

static void
tell_pools (const Class *self, GHashTable *scalars, GHashTable *told)
{
  char *pools = g_strdup (self->pools);

  for (char *digit = pools; *digit != '\0'; digit++)
    if (*digit == 'm' || *digit == 'l')
      *digit = is_true (scalars, *digit == 'm' ? "maxpool_last2" : "last_pool", TRUE)
                   ? '1'
                   : '0';
  tell (told, "pools", pools);
}

static void
tell_strides (const Class *self, GHashTable *scalars, GHashTable *told)
{
  const char *last = look_up (scalars, "last_block_stride", "2");
  g_autofree char *first = g_strndup (self->strides, 3);

  tell (told, "strides", g_strconcat (first, self->strides[3] == 's' ? last : "1", NULL));
}

static void
tell_slope (const Class *self, GHashTable *scalars, GHashTable *told)
{
  if (self->slope >= 0)
    tell (told, "slope", lk_number_format (self->slope));
  else if (is_true (scalars, "leaky_relu", FALSE))
    tell (told, "slope", g_strdup (look_up (scalars, "negative_slope", "0.2")));
  else
    tell (told, "slope", g_strdup ("0"));
}

/* Pictures are normalised in one way, whatever their size. */
static void
tell_pictures (GHashTable *scalars, GHashTable *told)
{
  const char *size = g_hash_table_lookup (scalars, "image_size");

  if (size == NULL)
    return;
  tell (told, "profile", g_strdup ("p2"));
  if (!g_str_equal (size, "84"))
    tell (told, "size", g_strdup (size));
}

GHashTable *
lk_libfewshot_read (const char *text, gsize length, const char *backbone)
{
  static const char *const asked[] = { "backbone.", "image_size", NULL };
  g_autoptr (GHashTable) scalars = NULL;
  GHashTable *told;
  const Class *self;

  g_return_val_if_fail (text != NULL && backbone != NULL, NULL);

  scalars = lk_yaml_list_scalars (text, length, asked);
  if (scalars == NULL)
    return NULL;
  self = find_class (g_hash_table_lookup (scalars, "backbone.name"), backbone);
  if (self == NULL)
    return NULL;
  told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (self->pools != NULL)
    tell_pools (self, scalars, told);
  if (self->slope > -2)
    tell_slope (self, scalars, told);
  if (self->padding != NULL)
    tell (told, "padding", g_strdup (self->padding));
  if (self->strides != NULL)
    tell_strides (self, scalars, told);
  tell_pictures (scalars, told);
  return told;
}
