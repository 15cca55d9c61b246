/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-layout.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-checkpoint-private.h"
#include "lk-error.h"
#include "lk-layout-check.h"
#include "lk-layout-fusion.h"
#include "lk-layout-keys.h"
#include "lk-names.h"

/* What a family of code does that its keys do not say (docs/METHOD.md 1.4, 2.2, 2.3). */
typedef struct
{
  const char *name;
  const char *profile;
  double slope;
  const char *pools;
} Family;

const char *
lk_backbone_to_string (LkLayoutBackbone backbone)
{
  return backbone == LK_BACKBONE_RESNET12 ? "resnet12" : "conv64f";
}

static gboolean
begins (const LkLayoutKeys *keys, const char *prefix)
{
  return g_str_has_prefix (keys->first, prefix);
}

static gboolean
is_wrapped (const LkLayoutKeys *keys, const char *wrapper)
{
  return g_str_equal (keys->wrapper, wrapper);
}

static gboolean
has_inner (const LkLayoutKeys *keys, const char *prefix)
{
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, keys->inner);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (g_str_has_prefix (name, prefix))
      return TRUE;
  return FALSE;
}

/* FEAT and DeepEMD both write {"params": {"encoder.layer1..."}}: FEAT's has a head or
 * DataParallel inside the model, DeepEMD's neither, or DataParallel around it. */
static gboolean
is_feat (const LkLayoutKeys *keys)
{
  if (is_wrapped (keys, "state_dict"))
    return begins (keys, "encoder.");
  return is_wrapped (keys, "params") && !begins (keys, "module.")
         && (begins (keys, "encoder.module.") || has_inner (keys, "fc.")
             || has_inner (keys, "slf_attn."));
}

static Family
tell_residual (const LkLayoutKeys *keys)
{
  if (begins (keys, "features."))
    return (Family){ "dn4-2023", "p4", 0.1, "1111" };
  if (is_wrapped (keys, "fsl"))
    return (Family){ "m2l-head", "p3-deepemd", 0.1, "1111" };
  if (is_wrapped (keys, "embedding"))
    return (Family){ "metaoptnet", "p2", 0.1, "1111" };
  if (is_feat (keys))
    return (Family){ "feat", "p3", 0.1, "1111" };
  if (is_wrapped (keys, "params"))
    return (Family){ "deepemd", "p3-deepemd", 0.1, "1111" };
  if (is_wrapped (keys, "model") && !begins (keys, "emb_func."))
    return (Family){ "rfs", "p2", 0.1, "1111" };
  return (Family){ "libfewshot", "p2", 0.1, "1111" };
}

/* LibFewShot's maps are of 21, 10 or 5 cells an edge, as its configuration says, which
 * its files do not hold: taken is what config/dn4.yaml comes with. */
static Family
tell_layer (const LkLayoutKeys *keys)
{
  const gboolean no_norm = !g_hash_table_contains (keys->canonical, "stage4.norm.weight");

  if (is_wrapped (keys, "fsl"))
    return (Family){ "m2l-head", "p3-deepemd", 0.2, no_norm ? "1100" : "1111" };
  if (is_wrapped (keys, "model") && !begins (keys, "emb_func."))
    return (Family){ "rfs", "p2", 0, "1110" };
  return (Family){ "libfewshot", "p2", 0.2, "1110" };
}

static Family
tell_sequential (const LkLayoutKeys *keys, GHashTable *fusion)
{
  LkTensor *weight = fusion != NULL ? g_hash_table_lookup (fusion, "weight") : NULL;

  if (begins (keys, "features.features."))
    return keys->pools[3] ? (Family){ "dn4-2023", "p4", 0, "1111" }
                          : (Family){ "dn4-2023", "p4", 0.2, "1100" };
  return (Family){ weight != NULL && lk_tensor_get_size (weight) == 3 ? "m2l" : "adm",
                   "p1", 0.2, keys->pools[3] ? "1111" : "1100" };
}

static Family
tell_family (const LkLayoutKeys *keys, GHashTable *fusion)
{
  switch (keys->form)
    {
    case LK_KEYS_RESIDUAL:
      return tell_residual (keys);
    case LK_KEYS_LAYER:
      return tell_layer (keys);
    case LK_KEYS_INDEX:
      return (Family){ "feat", "imagenet", 0, "1111" };
    case LK_KEYS_BLOCK:
      return (Family){ "metaoptnet", "p2", 0, "1111" };
    case LK_KEYS_TRUNK:
      return (Family){ "closerlook", "imagenet", 0, "1111" };
    case LK_KEYS_SEQUENTIAL:
    default:
      return tell_sequential (keys, fusion);
    }
}

static gboolean
fail_metadata (const char *key, const char *value, GError **error)
{
  g_autofree char *printable = lk_names_make_printable (value);

  g_set_error (error, LK_ERROR, LK_ERROR_FORMAT,
               _ ("its metadata gives “%s” the impossible value “%s”"), key, printable);
  return FALSE;
}

/* "1100": a digit a stage. */
static gboolean
read_digits (const char *key, const char *text, gboolean stages[4], GError **error)
{
  if (strlen (text) != 4 || strspn (text, "01") != 4)
    return fail_metadata (key, text, error);
  for (guint i = 0; i < 4; i++)
    stages[i] = text[i] == '1';
  return TRUE;
}

static gboolean
apply_slope (LkLayout *self, const char *text, GError **error)
{
  char *end;

  self->slope = g_ascii_strtod (text, &end);
  return (end != text && *end == '\0' && self->slope >= 0 && self->slope <= 1)
         || fail_metadata ("slope", text, error);
}

static gboolean
apply_profile (LkLayout *self, const char *text, GError **error)
{
  self->profile = lk_profile_find (text, NULL);
  self->profile_guessed = FALSE;
  return self->profile != NULL || fail_metadata ("profile", text, error);
}

static gboolean
apply_metadata (LkLayout *self, LkCheckpoint *checkpoint, GError **error)
{
  const char *backbone = lk_checkpoint_get_metadata (checkpoint, "backbone");
  const char *profile = lk_checkpoint_get_metadata (checkpoint, "profile");
  const char *pools = lk_checkpoint_get_metadata (checkpoint, "pools");
  const char *unpadded = lk_checkpoint_get_metadata (checkpoint, "unpadded");
  const char *slope = lk_checkpoint_get_metadata (checkpoint, "slope");

  if (backbone != NULL && !g_str_equal (backbone, lk_backbone_to_string (self->backbone)))
    {
      g_autofree char *printable = lk_names_make_printable (backbone);

      g_set_error (error, LK_ERROR, LK_ERROR_FORMAT,
                   _ ("its metadata says “%s”, but its tensors are those of a %s"),
                   printable, lk_backbone_to_string (self->backbone));
      return FALSE;
    }
  if (backbone != NULL && profile != NULL)
    {
      g_free (self->name);
      self->name = g_strdup ("likeness");
    }
  return (profile == NULL || apply_profile (self, profile, error))
         && (pools == NULL || read_digits ("pools", pools, self->pools, error))
         && (unpadded == NULL
             || read_digits ("unpadded", unpadded, self->unpadded, error))
         && (slope == NULL || apply_slope (self, slope, error));
}

static void
take_tensors (LkLayout *self, LkCheckpoint *checkpoint, const LkLayoutKeys *keys)
{
  GHashTableIter iter;
  gpointer name;
  gpointer original;

  g_hash_table_iter_init (&iter, keys->canonical);
  while (g_hash_table_iter_next (&iter, &name, &original))
    g_hash_table_insert (self->tensors, g_strdup (name),
                         lk_tensor_ref (lk_checkpoint_get_tensor (checkpoint, original)));
}

static gsize
get_width (const LkLayout *self, guint stage)
{
  g_autofree char *name = g_strdup_printf ("stage%u.conv1.weight", stage);
  LkTensor *tensor = g_hash_table_lookup (self->tensors, name);

  return tensor != NULL ? lk_tensor_get_dim (tensor, 0) : 0;
}

static gboolean
is_shortcut_of_stage_4 (gpointer name, gpointer tensor, gpointer user_data)
{
  return g_str_has_prefix (name, "stage4.shortcut.");
}

/* LibFewShot's resnet12woLSC is known by widths that double (64, 128, 256, 512); its last
 * block never uses the shortcut that its file may hold (docs/METHOD.md 3.2). */
static gboolean
has_last_shortcut (const LkLayout *self)
{
  const gsize width = get_width (self, 1);

  return self->backbone != LK_BACKBONE_RESNET12 || !g_str_equal (self->name, "libfewshot")
         || get_width (self, 2) != 2 * width || get_width (self, 3) != 4 * width
         || get_width (self, 4) != 8 * width;
}

static gboolean
recognise (LkLayout *self, LkCheckpoint *checkpoint, GError **error)
{
  g_autoptr (LkLayoutKeys) keys = lk_layout_keys_new (checkpoint, error);
  Family family;
  gboolean shortcut;

  if (keys == NULL || !lk_layout_fusion_read (checkpoint, keys, &self->fusion, error))
    return FALSE;
  family = tell_family (keys, self->fusion);
  self->name = g_strdup (family.name);
  self->wrapper = g_strdup (keys->wrapper);
  self->backbone
      = keys->form == LK_KEYS_RESIDUAL ? LK_BACKBONE_RESNET12 : LK_BACKBONE_CONV64F;
  self->profile = lk_profile_find (family.profile, NULL);
  self->profile_guessed = TRUE;
  self->slope = family.slope;
  for (guint i = 0; i < 4; i++)
    self->pools[i] = family.pools[i] == '1';
  take_tensors (self, checkpoint, keys);
  self->unpadded[3] = g_str_equal (self->name, "m2l-head")
                      && self->backbone == LK_BACKBONE_CONV64F && !self->pools[3];
  if (!apply_metadata (self, checkpoint, error))
    return FALSE;
  shortcut = has_last_shortcut (self);
  if (!shortcut)
    g_hash_table_foreach_remove (self->tensors, is_shortcut_of_stage_4, NULL);
  return lk_layout_check (self, keys, shortcut, error);
}

LkLayout *
lk_layout_recognise (LkCheckpoint *checkpoint, GError **error)
{
  g_autoptr (LkLayout) self = g_new0 (LkLayout, 1);

  g_return_val_if_fail (LK_IS_CHECKPOINT (checkpoint), NULL);

  self->tensors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify) lk_tensor_unref);
  if (!recognise (self, checkpoint, error))
    {
      lk_checkpoint_prefix_error (checkpoint, error);
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
lk_layout_free (LkLayout *self)
{
  g_free (self->name);
  g_free (self->wrapper);
  g_clear_pointer (&self->tensors, g_hash_table_unref);
  g_clear_pointer (&self->fusion, g_hash_table_unref);
  g_free (self);
}
