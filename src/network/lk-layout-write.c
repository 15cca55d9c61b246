/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-layout-write.h"

#include <stdio.h>
#include <string.h>

#include "lk-number.h"
#include "lk-profile-values.h"

/* A canonical name taken apart: "stage2.block1.conv1.weight" is 2, 1 and "conv1.weight";
 * without a block it is the first; the stem is stage 0. */
typedef struct
{
  guint stage;
  guint block;
  const char *part;
} Place;

/* What a part is called where a stage is made of blocks, and in S2M2's and FEAT's Wide
 * ResNets. */
typedef struct
{
  const char *part;
  const char *published;
} PartName;

static const PartName residual_parts[] = {
  { "shortcut.conv.", "downsample.0." },
  { "shortcut.norm.", "downsample.1." },
  { "se.reduce.", "se.fc.0." },
  { "se.expand.", "se.fc.2." },
  { "conv", "conv" },
  { "norm", "bn" },
};
static const PartName wide_parts[] = {
  { "shortcut.conv.", "convShortcut." },
  { "conv", "conv" },
  { "norm", "bn" },
};
static const PartName late_parts[] = {
  { "shortcut.conv.", "shortcut.0." },
  { "conv", "conv" },
  { "norm", "bn" },
};

static GHashTable *
new_tensors (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                (GDestroyNotify) lk_tensor_unref);
}

LkLayout *
lk_layout_new (const LkBackbone *backbone, const LkProfile *profile, GHashTable *tensors)
{
  LkLayout *self;
  GHashTableIter iter;
  gpointer name;
  gpointer tensor;

  g_return_val_if_fail (backbone != NULL && profile != NULL && tensors != NULL, NULL);

  self = g_new0 (LkLayout, 1);
  self->name = g_strdup ("likeness");
  self->wrapper = g_strdup ("");
  self->backbone = *backbone;
  self->architecture = lk_backbone_build (backbone);
  self->profile = profile;
  self->preparation = *profile;
  self->tensors = new_tensors ();
  g_hash_table_iter_init (&iter, tensors);
  while (g_hash_table_iter_next (&iter, &name, &tensor))
    g_hash_table_insert (self->tensors, g_strdup (name), lk_tensor_ref (tensor));
  return self;
}

static Place
take_apart (const char *canonical)
{
  Place place = { .block = 1, .part = strchr (canonical, '.') + 1 };
  int length = 0;

  if (sscanf (canonical, "stage%u.", &place.stage) == 1
      && sscanf (place.part, "block%u.%n", &place.block, &length) == 1)
    place.part += length;
  return place;
}

/* In M2L's Sequential a convolution stands before its norm. */
static char *
name_plain (const Place *place)
{
  static const guint indices[] = { 0, 4, 8, 11 };
  guint index
      = indices[place->stage - 1] + (g_str_has_prefix (place->part, "norm") ? 1 : 0);

  return g_strdup_printf ("features.%u%s", index, strchr (place->part, '.'));
}

/* With a "1" where stem and final norm have no number. */
static char *
name_part (const Place *place, const PartName *parts)
{
  guint i = 0;
  const char *rest;

  while (!g_str_has_prefix (place->part, parts[i].part))
    i++;
  rest = place->part + strlen (parts[i].part);
  return g_strconcat (parts[i].published, place->stage == 0 ? "1" : "", rest, NULL);
}

static char *
name_in_block (const Place *place, const char *format, const PartName *parts)
{
  g_autofree char *part = name_part (place, parts);
  g_autofree char *stage = g_strdup_printf ("%u", place->stage);
  g_autofree char *block = g_strdup_printf ("%u", place->block - 1);

  if (place->stage == 0)
    return g_steal_pointer (&part);
  return g_strconcat (format, stage, g_str_equal (format, "block") ? ".layer." : ".",
                      block, ".", part, NULL);
}

static char *
name_tensor (const char *backbone, gboolean late, const char *canonical)
{
  const Place place = take_apart (canonical);

  if (g_str_equal (backbone, "conv64f"))
    return name_plain (&place);
  if (!g_str_equal (backbone, "wrn28"))
    return name_in_block (&place, "layer", residual_parts);
  return late ? name_in_block (&place, "layer", late_parts)
              : name_in_block (&place, "block", wide_parts);
}

/* FEAT's Wide ResNets have biases, S2M2's none. */
GHashTable *
lk_layout_name_tensors (const char *backbone, GHashTable *tensors)
{
  GHashTable *named;
  GHashTableIter iter;
  gpointer name;
  gpointer tensor;
  gboolean late;

  g_return_val_if_fail (backbone != NULL && tensors != NULL, NULL);

  named = new_tensors ();
  late = g_hash_table_contains (tensors, "stem.conv.bias");
  g_hash_table_iter_init (&iter, tensors);
  while (g_hash_table_iter_next (&iter, &name, &tensor))
    g_hash_table_insert (named, name_tensor (backbone, late, name),
                         lk_tensor_ref (tensor));
  return named;
}

static void
name_fusion (const LkLayout *self, GHashTable *named)
{
  GHashTableIter iter;
  gpointer name;
  gpointer tensor;

  g_hash_table_iter_init (&iter, self->fusion);
  while (g_hash_table_iter_next (&iter, &name, &tensor))
    g_hash_table_insert (
        named,
        g_str_equal (name, "weight")
            ? g_strdup ("classifier.FC_layer.weight")
            : g_strconcat ("classifier.Norm_layer", strchr (name, '.'), NULL),
        lk_tensor_ref (tensor));
}

GHashTable *
lk_layout_write_tensors (const LkLayout *self)
{
  GHashTable *named;

  g_return_val_if_fail (self != NULL, NULL);

  named = lk_layout_name_tensors (self->backbone.name, self->tensors);
  if (self->fusion != NULL)
    name_fusion (self, named);
  return named;
}

static void
set (GHashTable *metadata, const char *key, char *value)
{
  g_hash_table_insert (metadata, g_strdup (key), value);
}

void
lk_layout_write_profile (const LkProfile *self, GHashTable *metadata)
{
  const LkProfile *named;

  g_return_if_fail (self != NULL && metadata != NULL);

  named = lk_profile_find (self->name, NULL);
  set (metadata, "profile", g_strdup (self->name));
  for (guint i = 0; LK_PROFILE_VALUES[i] != NULL; i++)
    {
      const char *part = LK_PROFILE_VALUES[i];
      g_autofree char *value = NULL;
      g_autofree char *usual = NULL;

      g_hash_table_remove (metadata, part);
      if (g_str_equal (part, "size"))
        continue;
      value = lk_profile_get_value (self, part);
      usual = lk_profile_get_value (named, part);
      if (!g_str_equal (value, usual))
        set (metadata, part, g_steal_pointer (&value));
    }
}

static void
write_strides (const LkBackbone *self, GHashTable *metadata)
{
  LkBackbone published;

  g_hash_table_remove (metadata, "strides");
  if (lk_backbone_find (self->name, &published)
      && memcmp (self->strides, published.strides, sizeof self->strides) != 0)
    set (metadata, "strides", lk_backbone_format_strides (self));
}

void
lk_layout_write_metadata (const LkLayout *self, GHashTable *metadata)
{
  const LkBackbone *backbone;
  char *unpadded;

  g_return_if_fail (self != NULL && metadata != NULL);

  backbone = &self->backbone;
  set (metadata, "backbone", g_strdup (backbone->name));
  lk_layout_write_profile (self->profile, metadata);
  set (metadata, "pools", lk_backbone_format_digits (backbone, backbone->pools));
  set (metadata, "slope", lk_number_format (backbone->slope));
  g_hash_table_remove (metadata, "padding");
  unpadded = lk_backbone_format_digits (backbone, backbone->unpadded);
  if (strchr (unpadded, '1') != NULL)
    set (metadata, "unpadded", g_steal_pointer (&unpadded));
  else
    g_hash_table_remove (metadata, "unpadded");
  g_free (unpadded);
  write_strides (backbone, metadata);
  if (self->stage > 0)
    set (metadata, "stage", g_strdup_printf ("%u", self->stage));
}
