/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-layout-tensors.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-error.h"
#include "lk-tensor.h"

static gboolean
has_prefix (GHashTable *tensors, const char *prefix)
{
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, tensors);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (g_str_has_prefix (name, prefix))
      return TRUE;
  return FALSE;
}

static guint
count_blocks (GHashTable *tensors, guint stage)
{
  guint n = 0;

  for (gboolean found = TRUE; found; n += found)
    {
      g_autofree char *prefix = g_strdup_printf ("stage%u.block%u.", stage + 1, n + 1);

      found = has_prefix (tensors, prefix);
    }
  return n;
}

static LkTensor *
look_up (GHashTable *tensors, guint stage, const char *part)
{
  g_autofree char *name = g_strdup_printf ("stage%u.%s", stage + 1, part);

  return g_hash_table_lookup (tensors, name);
}

static gsize
count_out (GHashTable *tensors, guint stage, const char *part)
{
  LkTensor *tensor = look_up (tensors, stage, part);

  return tensor != NULL ? lk_tensor_get_dim (tensor, 0) : 0;
}

/* A network's name counts its convolutions and the classifier. */
static gboolean
find_stemmed (GHashTable *tensors, LkBackbone *backbone, GError **error)
{
  const gboolean narrow = look_up (tensors, 0, "block1.conv3.weight") != NULL;
  guint n_blocks[LK_BACKBONE_MAX_STAGES];
  guint n = 0;
  g_autofree char *name = NULL;

  for (guint i = 0; i < LK_BACKBONE_MAX_STAGES; i++)
    n += n_blocks[i] = count_blocks (tensors, i);
  name = g_strdup_printf ("resnet%u", (narrow ? 3 : 2) * n + 2);
  if (lk_backbone_find (name, backbone) && (backbone->inner[0] > 0) == narrow
      && memcmp (n_blocks, backbone->n_blocks, sizeof n_blocks) == 0)
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_UNSUPPORTED,
               _ ("it holds a ResNet with %u, %u, %u and %u blocks in its stages, which "
                  "is not supported: ResNet-10, -18, -34, -50 and -101 are"),
               n_blocks[0], n_blocks[1], n_blocks[2], n_blocks[3]);
  return FALSE;
}

static gboolean
find_wide (GHashTable *tensors, LkBackbone *backbone, GError **error)
{
  lk_backbone_find ("wrn28", backbone);
  for (guint i = 0; i < backbone->n_stages; i++)
    if (count_blocks (tensors, i) != backbone->n_blocks[i])
      {
        g_set_error (error, LK_ERROR, LK_ERROR_UNSUPPORTED,
                     ngettext ("it holds a Wide ResNet with %u block in stage %u, which "
                               "is not supported: those of depth 28 have %u in each",
                               "it holds a Wide ResNet with %u blocks in stage %u, which "
                               "is not supported: those of depth 28 have %u in each",
                               count_blocks (tensors, i)),
                     count_blocks (tensors, i), i + 1, backbone->n_blocks[i]);
        return FALSE;
      }
  return TRUE;
}

/* A stem halves the picture where its kernel is large. */
static gboolean
find_stem (GHashTable *tensors, LkBackbone *backbone, GError **error)
{
  LkTensor *tensor = g_hash_table_lookup (tensors, "stem.conv.weight");

  if (tensor == NULL || lk_tensor_get_n_dims (tensor) != 4)
    return TRUE;
  backbone->stem_width = lk_tensor_get_dim (tensor, 0);
  if (lk_tensor_get_dim (tensor, 2) == 3 || lk_tensor_get_dim (tensor, 2) == 7)
    {
      backbone->stem_kernel = lk_tensor_get_dim (tensor, 2);
      return TRUE;
    }
  g_set_error (error, LK_ERROR, LK_ERROR_UNSUPPORTED,
               _ ("it holds a ResNet that begins with a kernel of %zu×%zu, which is not "
                  "supported: 3×3 and 7×7 are"),
               lk_tensor_get_dim (tensor, 2), lk_tensor_get_dim (tensor, 2));
  return FALSE;
}

/* What cannot be told is as published. */
static void
find_widths (GHashTable *tensors, LkBackbone *backbone)
{
  const gboolean narrow = backbone->stem_kernel > 0 && backbone->inner[0] > 0;
  const char *const parts[] = { "conv.weight", "conv1.weight",
                                narrow ? "block1.conv3.weight" : "block1.conv1.weight" };

  for (guint i = 0; i < backbone->n_stages; i++)
    {
      gsize inner
          = count_out (tensors, i, narrow ? "block1.conv1.weight" : "se.reduce.weight");

      for (guint j = 0; j < G_N_ELEMENTS (parts); j++)
        {
          gsize width = count_out (tensors, i, parts[j]);

          backbone->widths[i] = width > 0 ? width : backbone->widths[i];
        }
      backbone->inner[i] = inner > 0 ? inner : backbone->inner[i];
      backbone->bias[i] = look_up (tensors, i, "conv.bias") != NULL
                          || look_up (tensors, i, "block1.conv2.bias") != NULL;
    }
}

static gboolean
has_squeeze (GHashTable *tensors)
{
  for (guint i = 0; i < LK_BACKBONE_MAX_STAGES; i++)
    if (look_up (tensors, i, "se.reduce.weight") != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
find_family (LkKeyForm form, GHashTable *tensors, LkBackbone *backbone, GError **error)
{
  switch (form)
    {
    case LK_KEYS_STEM:
    case LK_KEYS_CHILDREN:
    case LK_KEYS_TRUNK_STEM:
      return find_stemmed (tensors, backbone, error);
    case LK_KEYS_WIDE:
    case LK_KEYS_WIDE_LAYER:
      return find_wide (tensors, backbone, error);
    case LK_KEYS_RESIDUAL:
    case LK_KEYS_OTHER_RESIDUAL:
      return lk_backbone_find (has_squeeze (tensors) ? "seresnet12" : "resnet12",
                               backbone);
    default:
      return lk_backbone_find ("conv64f", backbone);
    }
}

gboolean
lk_layout_tensors_find_backbone (LkKeyForm form,
                                 GHashTable *tensors,
                                 LkBackbone *backbone,
                                 GError **error)
{
  if (!find_family (form, tensors, backbone, error))
    return FALSE;
  if (backbone->stem_kernel > 0 && !find_stem (tensors, backbone, error))
    return FALSE;
  find_widths (tensors, backbone);
  backbone->late = form == LK_KEYS_WIDE_LAYER;
  backbone->bare_shortcuts
      = backbone->stem_kernel > 0 && !backbone->late && form != LK_KEYS_WIDE
        && look_up (tensors, 1, "block1.shortcut.conv.weight") != NULL
        && look_up (tensors, 1, "block1.shortcut.norm.running_mean") == NULL
        && look_up (tensors, 1, "block1.shortcut.norm.weight") == NULL;
  return TRUE;
}

void
lk_layout_tensors_find_bare (GHashTable *tensors, LkBackbone *backbone)
{
  for (guint i = 0; i < backbone->n_stages; i++)
    {
      g_autofree char *norm = g_strdup_printf ("stage%u.norm.", i + 1);

      backbone->bare[i] = backbone->unpadded[i] && !has_prefix (tensors, norm);
    }
}
