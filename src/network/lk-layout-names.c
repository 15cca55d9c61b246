/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-layout-names.h"

static const char *const norm_members[]
    = { "weight", "bias", "running_mean", "running_var", NULL };

static GHashTable *
new_tensors (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                (GDestroyNotify) lk_tensor_unref);
}

static void
copy_tensor (GHashTable *from, const char *old_name, GHashTable *to, char *new_name)
{
  LkTensor *tensor = g_hash_table_lookup (from, old_name);

  if (tensor != NULL)
    g_hash_table_insert (to, new_name, lk_tensor_ref (tensor));
  else
    g_free (new_name);
}

/* Copies "@old_prefix.weight" and so on; @n_members 2 leaves a norm's statistics out. */
static void
copy_members (GHashTable *from,
              const char *old_prefix,
              GHashTable *to,
              const char *new_prefix,
              guint n_members)
{
  for (guint i = 0; i < n_members; i++)
    {
      g_autofree char *old_name = g_strconcat (old_prefix, ".", norm_members[i], NULL);

      copy_tensor (from, old_name, to,
                   g_strconcat (new_prefix, ".", norm_members[i], NULL));
    }
}

static void
name_conv64f (GHashTable *from, GHashTable *to)
{
  static const guint indices[4] = { 0, 4, 8, 11 };

  for (guint stage = 0; stage < 4; stage++)
    {
      g_autofree char *conv = g_strdup_printf ("stage%u.conv", stage + 1);
      g_autofree char *norm = g_strdup_printf ("stage%u.norm", stage + 1);
      g_autofree char *new_conv = g_strdup_printf ("features.%u", indices[stage]);
      g_autofree char *new_norm = g_strdup_printf ("features.%u", indices[stage] + 1);

      copy_members (from, conv, to, new_conv, 2);
      copy_members (from, norm, to, new_norm, 4);
    }
}

static void
name_resnet12 (GHashTable *from, GHashTable *to)
{
  for (guint stage = 1; stage <= 4; stage++)
    {
      g_autofree char *conv = g_strdup_printf ("stage%u.shortcut.conv", stage);
      g_autofree char *norm = g_strdup_printf ("stage%u.shortcut.norm", stage);
      g_autofree char *new_conv = g_strdup_printf ("layer%u.0.downsample.0", stage);
      g_autofree char *new_norm = g_strdup_printf ("layer%u.0.downsample.1", stage);

      copy_members (from, conv, to, new_conv, 1);
      copy_members (from, norm, to, new_norm, 4);
      for (guint i = 1; i <= 3; i++)
        {
          g_autofree char *block_conv = g_strdup_printf ("stage%u.conv%u", stage, i);
          g_autofree char *block_norm = g_strdup_printf ("stage%u.norm%u", stage, i);
          g_autofree char *new_block_conv
              = g_strdup_printf ("layer%u.0.conv%u", stage, i);
          g_autofree char *new_block_norm = g_strdup_printf ("layer%u.0.bn%u", stage, i);

          copy_members (from, block_conv, to, new_block_conv, 1);
          copy_members (from, block_norm, to, new_block_norm, 4);
        }
    }
}

GHashTable *
lk_layout_name_tensors (LkLayoutBackbone backbone, GHashTable *tensors)
{
  GHashTable *named = new_tensors ();

  g_return_val_if_fail (tensors != NULL, named);

  if (backbone == LK_BACKBONE_CONV64F)
    name_conv64f (tensors, named);
  else
    name_resnet12 (tensors, named);
  return named;
}
