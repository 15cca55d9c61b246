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

/* A network's name counts its convolutions and the classifier. */
static gboolean
find_stemmed (GHashTable *tensors, LkBackbone *backbone, GError **error)
{
  guint n_blocks[LK_BACKBONE_MAX_STAGES];
  guint n = 0;
  g_autofree char *name = NULL;

  for (guint i = 0; i < LK_BACKBONE_MAX_STAGES; i++)
    n += n_blocks[i] = count_blocks (tensors, i);
  name = g_strdup_printf ("resnet%u", 2 * n + 2);
  if (lk_backbone_find (name, backbone)
      && memcmp (n_blocks, backbone->n_blocks, sizeof n_blocks) == 0)
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_UNSUPPORTED,
               _ ("it holds a ResNet with %u, %u, %u and %u blocks in its stages, which "
                  "is not supported: ResNet-18 and ResNet-34 are"),
               n_blocks[0], n_blocks[1], n_blocks[2], n_blocks[3]);
  return FALSE;
}

static LkTensor *
look_up (GHashTable *tensors, guint stage, const char *part)
{
  g_autofree char *name = g_strdup_printf ("stage%u.%s", stage + 1, part);

  return g_hash_table_lookup (tensors, name);
}

static void
find_widths (GHashTable *tensors, LkBackbone *backbone)
{
  static const char *const first[]
      = { "conv.weight", "conv1.weight", "block1.conv1.weight" };

  for (guint i = 0; i < backbone->n_stages; i++)
    for (guint j = 0; j < G_N_ELEMENTS (first); j++)
      {
        LkTensor *tensor = look_up (tensors, i, first[j]);

        if (tensor != NULL)
          backbone->widths[i] = lk_tensor_get_dim (tensor, 0);
      }
}

gboolean
lk_layout_tensors_find_backbone (LkKeyForm form,
                                 GHashTable *tensors,
                                 LkBackbone *backbone,
                                 GError **error)
{
  if (form == LK_KEYS_STEM)
    {
      if (!find_stemmed (tensors, backbone, error))
        return FALSE;
    }
  else
    {
      lk_backbone_find (form == LK_KEYS_RESIDUAL ? "resnet12" : "conv64f", backbone);
    }
  find_widths (tensors, backbone);
  for (guint i = 0; i < backbone->n_stages; i++)
    backbone->bias[i] = look_up (tensors, i, "conv.bias") != NULL;
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
