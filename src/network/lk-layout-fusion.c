/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-layout-fusion.h"

#include <glib/gi18n-lib.h>

#include "lk-error.h"
#include "lk-names.h"

#define N_PARTS 5

static const char *const canonical[N_PARTS] = {
  "weight", "norm.weight", "norm.bias", "norm.running_mean", "norm.running_var",
};

static const char *const families[][N_PARTS] = {
  { "classifier.FC_layer.weight", "classifier.Norm_layer.weight",
    "classifier.Norm_layer.bias", "classifier.Norm_layer.running_mean",
    "classifier.Norm_layer.running_var" },
  { "adm_layer.fcLayer.weight", "adm_layer.normLayer.weight", "adm_layer.normLayer.bias",
    "adm_layer.normLayer.running_mean", "adm_layer.normLayer.running_var" },
};

static gboolean
fail (const char *name, const char *message, GError **error)
{
  g_autofree char *printable = lk_names_make_printable (name);

  g_set_error (error, LK_ERROR, LK_ERROR_FORMAT, _ ("tensor “%s” %s"), printable,
               message);
  return FALSE;
}

static gboolean
check_weight (LkTensor *tensor, const char *name, GError **error)
{
  const gsize n = lk_tensor_get_size (tensor);
  const gsize shape[] = { 1, 1, n };

  return ((n == 2 || n == 3) && lk_tensor_has_shape (tensor, 3, shape))
         || fail (name, _ ("is not of shape [1, 1, 2] or [1, 1, 3]"), error);
}

static gboolean
check_norm (LkTensor *tensor,
            LkTensor *weight,
            LkTensor *first,
            const char *name,
            GError **error)
{
  const gsize n = lk_tensor_get_size (first);

  return (lk_tensor_has_shape (tensor, 1, &n) && n % lk_tensor_get_size (weight) == 0)
         || fail (name, _ ("is of another shape than the fusion layer needs"), error);
}

static gboolean
check_values (LkTensor *tensor, gboolean is_variance, const char *name, GError **error)
{
  const float *data = lk_tensor_get_data (tensor);

  if (!lk_tensor_is_finite (tensor))
    return fail (name, _ ("has a number that is not finite"), error);
  for (gsize i = 0; is_variance && i < lk_tensor_get_size (tensor); i++)
    if (data[i] < 0)
      return fail (name, _ ("has a negative variance"), error);
  return TRUE;
}

static const char *const *
find_family (const LkLayoutKeys *keys)
{
  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    for (guint j = 0; j < N_PARTS; j++)
      if (g_hash_table_contains (keys->inner, families[i][j]))
        return families[i];
  return NULL;
}

gboolean
lk_layout_fusion_read (LkCheckpoint *checkpoint,
                       const LkLayoutKeys *keys,
                       GHashTable **fusion,
                       GError **error)
{
  const char *const *names = find_family (keys);
  g_autoptr (GHashTable) result = g_hash_table_new_full (
      g_str_hash, g_str_equal, g_free, (GDestroyNotify) lk_tensor_unref);
  LkTensor *tensors[N_PARTS];

  *fusion = NULL;
  if (names == NULL)
    return TRUE;
  for (guint i = 0; i < N_PARTS; i++)
    {
      const char *original = g_hash_table_lookup (keys->inner, names[i]);

      if (original == NULL)
        return fail (names[i], _ ("is missing"), error);
      tensors[i] = lk_checkpoint_get_tensor (checkpoint, original);
      if (tensors[i] == NULL)
        return fail (original, lk_checkpoint_get_unread (checkpoint, original)->reason,
                     error);
      if (!(i == 0 ? check_weight (tensors[0], original, error)
                   : check_norm (tensors[i], tensors[0], tensors[1], original, error))
          || !check_values (tensors[i], i == N_PARTS - 1, original, error))
        return FALSE;
      g_hash_table_insert (result, g_strdup (canonical[i]), lk_tensor_ref (tensors[i]));
    }
  *fusion = g_steal_pointer (&result);
  return TRUE;
}
