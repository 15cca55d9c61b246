/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-layout-family.h"

#include <string.h>

#include "lk-tensor.h"

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

/* Whether a module anywhere in the file is called @prefix, or begins so. */
static gboolean
has_inner (const LkLayoutKeys *keys, const char *prefix)
{
  g_autofree char *within = g_strconcat (".", prefix, NULL);
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, keys->inner);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (g_str_has_prefix (name, prefix) || strstr (name, within) != NULL)
      return TRUE;
  return FALSE;
}

/* FEAT and DeepEMD both write {"params": ...}. DeepEMD's encoder is bare or inside a
 * DataParallel around the whole; FEAT's has a name, and DataParallel stands inside. */
static gboolean
is_feat (const LkLayoutKeys *keys)
{
  return (is_wrapped (keys, "state_dict") || is_wrapped (keys, "params"))
         && begins (keys, "encoder.");
}

/* Whether the file's name of the first norm has @part in it. */
static gboolean
names_norm (const LkLayoutKeys *keys, const char *canonical, const char *part)
{
  const char *name = g_hash_table_lookup (keys->canonical, canonical);

  return name != NULL && strstr (name, part) != NULL;
}

/* What came later than the layouts that name themselves by their outer dictionary. */
static gboolean
tell_later_residual (const LkLayoutKeys *keys, LkFamilyGuess *family)
{
  if (names_norm (keys, "stage1.norm1.weight", ".norm1."))
    *family = (LkFamilyGuess){ "mmfewshot", "p3", 0.1, "1111" };
  else if (is_wrapped (keys, "model_sd"))
    *family = (LkFamilyGuess){ "meta-baseline", "imagenet", 0.1, "1111" };
  else if (begins (keys, "feature_extractor."))
    *family = (LkFamilyGuess){ "frn", "imagenet", 0.1, "1111" };
  else if (has_inner (keys, "features.0.0.conv1."))
    *family = (LkFamilyGuess){ "learn2learn", "p2", 0.1, "1111" };
  else if (g_str_has_prefix (keys->prefix, "backbone."))
    *family = (LkFamilyGuess){ "easyfsl", "imagenet", 0.1, "1111" };
  else
    return FALSE;
  return TRUE;
}

static LkFamilyGuess
tell_residual (const LkLayoutKeys *keys)
{
  LkFamilyGuess family;

  if (has_inner (keys, "dcov."))
    return (LkFamilyGuess){ "deepbdc", "imagenet", 0.1, "1110" };
  if (has_inner (keys, "bdc_pool.") || has_inner (keys, "emb_func.bdc_pool."))
    return (LkFamilyGuess){ "libfewshot", "p2", 0.1, "1110" };
  if (tell_later_residual (keys, &family))
    return family;
  if (begins (keys, "features."))
    return (LkFamilyGuess){ "dn4-2023", "p4", 0.1, "1111" };
  if (is_wrapped (keys, "fsl"))
    return (LkFamilyGuess){ "m2l-head", "p3-deepemd", 0.1, "1111" };
  if (is_wrapped (keys, "embedding"))
    return (LkFamilyGuess){ "metaoptnet", "p2", 0.1, "1111" };
  if (is_feat (keys))
    return (LkFamilyGuess){ "feat", "p3", 0.1, "1111" };
  if (is_wrapped (keys, "params"))
    return (LkFamilyGuess){ "deepemd", "p3-deepemd", 0.1, "1111" };
  if (is_wrapped (keys, "model") && !begins (keys, "emb_func."))
    return (LkFamilyGuess){ "rfs", "p2", 0.1, "1111" };
  return (LkFamilyGuess){ "libfewshot", "p2", 0.1, "1111" };
}

/* LibFewShot's maps are of 21, 10 or 5 cells an edge, as its configuration says, which
 * its files do not hold: taken is what most of the published ones have, 36 of 44, and for
 * ADM what config/adm.yaml comes with. */
static LkFamilyGuess
tell_libfewshot (const LkLayoutKeys *keys)
{
  if (has_inner (keys, "adm_layer."))
    return (LkFamilyGuess){ "libfewshot", "p2", 0.2, "1110" };
  if (has_inner (keys, "relation_layer."))
    return (LkFamilyGuess){ "libfewshot", "p2", 0, "1100" };
  return (LkFamilyGuess){ "libfewshot", "p2", 0, "1111" };
}

static LkFamilyGuess
tell_layer (const LkLayoutKeys *keys)
{
  const gboolean no_norm = !g_hash_table_contains (keys->canonical, "stage4.norm.weight");

  if (is_wrapped (keys, "fsl"))
    return (LkFamilyGuess){ "m2l-head", "p3-deepemd", 0.2, no_norm ? "1100" : "1111" };
  if (is_wrapped (keys, "model") && !begins (keys, "emb_func."))
    return (LkFamilyGuess){ "rfs", "p2", 0, "1110" };
  if (has_inner (keys, "relation.fc3."))
    return (LkFamilyGuess){ "tpn", "p2", 0, "1111" };
  if (!begins (keys, "emb_func.") && has_inner (keys, "relation"))
    return (LkFamilyGuess){ "other", "imagenet", 0, "1100", .padding = "0011" };
  return tell_libfewshot (keys);
}

/* Relation Network's Conv4NP (CloserLook, BSNet) is told by the head alone. */
static LkFamilyGuess
tell_trunk (const LkLayoutKeys *keys)
{
  if (has_inner (keys, "relation"))
    return (LkFamilyGuess){ "closerlook", "imagenet",        0,
                            "1100",       .padding = "0011", .resize = "96x96" };
  return (LkFamilyGuess){ "closerlook", "imagenet", 0, "1111" };
}

/* ResNets that begin with a kernel of 3 share their names with torchvision's. */
static LkFamilyGuess
tell_stem (const LkLayoutKeys *keys, const LkBackbone *backbone)
{
  if (backbone->stem_kernel == 7)
    return (LkFamilyGuess){ "torchvision", "imagenet-224", 0, "0000" };
  if (is_wrapped (keys, "state_dict"))
    return (LkFamilyGuess){ "simpleshot", "imagenet", 0, "0000", .resize = "96" };
  if (is_wrapped (keys, "params"))
    return (LkFamilyGuess){ "feat", "imagenet", 0, "0000" };
  return (LkFamilyGuess){ "libfewshot", "p2", 0, "0000", .strides = "1222" };
}

/* DeepBDC leaves the last stage as large as the one before. */
static LkFamilyGuess
tell_trunk_stem (const LkLayoutKeys *keys)
{
  if (has_inner (keys, "dcov.") || has_inner (keys, "bdc_pool.")
      || has_inner (keys, "emb_func.bdc_pool."))
    return (LkFamilyGuess){ "deepbdc", "imagenet-224", 0, "0000", .strides = "1221" };
  return (LkFamilyGuess){ "closerlook", "imagenet-224", 0, "0000", .resize = "257x257" };
}

static LkFamilyGuess
tell_wide (const LkLayoutKeys *keys)
{
  if (keys->form == LK_KEYS_WIDE_LAYER && is_wrapped (keys, "params"))
    return (LkFamilyGuess){ "feat", "p3-deepemd", 0, "000", .resize = "92" };
  if (keys->form == LK_KEYS_WIDE_LAYER)
    return (LkFamilyGuess){ "simpleshot", "imagenet", 0, "000", .resize = "96" };
  if (begins (keys, "emb_func."))
    return (LkFamilyGuess){ "libfewshot", "p2", 0, "000" };
  return (LkFamilyGuess){ "s2m2", "imagenet", 0, "000", .resize = "92x92", .crop = "80" };
}

static LkFamilyGuess
tell_sequential (const LkLayoutKeys *keys, GHashTable *fusion)
{
  LkTensor *weight = fusion != NULL ? g_hash_table_lookup (fusion, "weight") : NULL;

  if (strstr (keys->prefix, "features.") == NULL)
    return (LkFamilyGuess){ "other", "imagenet", 0, "1111" };
  if (begins (keys, "features.features."))
    return keys->pools[3] ? (LkFamilyGuess){ "dn4-2023", "p4", 0, "1111" }
                          : (LkFamilyGuess){ "dn4-2023", "p4", 0.2, "1100" };
  return (LkFamilyGuess){ weight != NULL && lk_tensor_get_size (weight) == 3 ? "m2l"
                                                                             : "adm",
                          "p1", 0.2, keys->pools[3] ? "1111" : "1100" };
}

LkFamilyGuess
lk_family_guess (const LkLayoutKeys *keys, const LkBackbone *backbone, GHashTable *fusion)
{
  switch (keys->form)
    {
    case LK_KEYS_RESIDUAL:
      return tell_residual (keys);
    case LK_KEYS_LAYER:
      return tell_layer (keys);
    case LK_KEYS_INDEX:
      if (is_wrapped (keys, "model_sd"))
        return (LkFamilyGuess){ "meta-baseline", "imagenet", 0, "1111" };
      return (LkFamilyGuess){ "feat", "imagenet", 0, "1111" };
    case LK_KEYS_BLOCK:
      return (LkFamilyGuess){ "metaoptnet", "p2", 0, "1111" };
    case LK_KEYS_TRUNK:
      return tell_trunk (keys);
    case LK_KEYS_CONV:
      return (LkFamilyGuess){ "simpleshot", "imagenet", 0, "1111" };
    case LK_KEYS_LAYERS:
      if (begins (keys, "feature_extractor."))
        return (LkFamilyGuess){ "frn", "imagenet", 0, "1111" };
      return (LkFamilyGuess){ "mmfewshot", "p3", 0, "1111" };
    case LK_KEYS_NAMED:
      if (names_norm (keys, "stage1.norm.weight", ".normalize."))
        return (LkFamilyGuess){ "learn2learn", "p2", 0, "1111" };
      return (LkFamilyGuess){ "other", "imagenet", 0, "1111" };
    case LK_KEYS_FLAT:
    case LK_KEYS_OTHER:
      return (LkFamilyGuess){ "other", "imagenet", 0, "1111" };
    case LK_KEYS_OTHER_RESIDUAL:
      return (LkFamilyGuess){ "other", "imagenet", 0.1, "1111" };
    case LK_KEYS_STEM:
    case LK_KEYS_CHILDREN:
      return tell_stem (keys, backbone);
    case LK_KEYS_TRUNK_STEM:
      return tell_trunk_stem (keys);
    case LK_KEYS_WIDE:
    case LK_KEYS_WIDE_LAYER:
      return tell_wide (keys);
    case LK_KEYS_SEQUENTIAL:
    default:
      return tell_sequential (keys, fusion);
    }
}
