/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-layout-check.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-error.h"
#include "lk-names.h"

#define N_COLOURS 3

typedef struct
{
  const LkLayout *layout;
  const LkLayoutKeys *keys;
  gboolean has_last_shortcut;
  guint stage;
  GError **error;
} Check;

static gboolean
fail (Check *self, const char *canonical, const char *message)
{
  g_autofree char *name = lk_layout_keys_guess_name (self->keys, canonical);
  g_autofree char *printable = lk_names_make_printable (name);

  g_set_error (self->error, LK_ERROR, LK_ERROR_FORMAT, _ ("tensor “%s” %s"), printable,
               message);
  return FALSE;
}

static gboolean
fail_shape (Check *self,
            const char *canonical,
            const LkTensor *tensor,
            guint n_dims,
            const gsize *shape)
{
  g_autofree char *found = lk_tensor_describe_shape (tensor);
  g_autoptr (GString) wanted = g_string_new (NULL);
  g_autofree char *message = NULL;

  for (guint i = 0; i < n_dims; i++)
    g_string_append_printf (wanted, "%s%" G_GSIZE_FORMAT, i > 0 ? ", " : "", shape[i]);
  message = g_strdup_printf (_ ("is of shape %s, not [%s]"), found, wanted->str);
  return fail (self, canonical, message);
}

static gboolean
check_tensor (Check *self, const char *part, guint n_dims, const gsize *shape)
{
  g_autofree char *name = g_strdup_printf ("stage%u.%s", self->stage, part);
  LkTensor *tensor = g_hash_table_lookup (self->layout->tensors, name);

  if (tensor == NULL)
    return fail (self, name, _ ("is missing"));
  if (!lk_tensor_has_shape (tensor, n_dims, shape))
    return fail_shape (self, name, tensor, n_dims, shape);
  if (!lk_tensor_is_finite (tensor))
    return fail (self, name, _ ("has a number that is not finite"));
  return TRUE;
}

static gboolean
has (Check *self, const char *part)
{
  g_autofree char *name = g_strdup_printf ("stage%u.%s", self->stage, part);

  return g_hash_table_contains (self->layout->tensors, name);
}

static gboolean
check_variance (Check *self, const char *part)
{
  g_autofree char *name = g_strdup_printf ("stage%u.%s", self->stage, part);
  LkTensor *tensor = g_hash_table_lookup (self->layout->tensors, name);
  const float *data = lk_tensor_get_data (tensor);

  for (gsize i = 0; i < lk_tensor_get_size (tensor); i++)
    if (data[i] < 0)
      return fail (self, name, _ ("has a negative variance"));
  return TRUE;
}

static gboolean
check_norm (Check *self, const char *norm, gsize channels)
{
  static const char *const leaves[] = { "weight", "bias", "running_mean", "running_var" };

  for (guint i = 0; i < G_N_ELEMENTS (leaves); i++)
    {
      g_autofree char *part = g_strconcat (norm, ".", leaves[i], NULL);

      if (!check_tensor (self, part, 1, &channels))
        return FALSE;
      if (i == G_N_ELEMENTS (leaves) - 1 && !check_variance (self, part))
        return FALSE;
    }
  return TRUE;
}

static gboolean
has_norm (Check *self, const char *norm)
{
  static const char *const leaves[] = { "weight", "bias", "running_mean", "running_var" };

  for (guint i = 0; i < G_N_ELEMENTS (leaves); i++)
    {
      g_autofree char *part = g_strconcat (norm, ".", leaves[i], NULL);

      if (has (self, part))
        return TRUE;
    }
  return FALSE;
}

/* The number of channels that the convolution @part gives, or 0 where it is missing. */
static gsize
get_width (Check *self, const char *part)
{
  g_autofree char *name = g_strdup_printf ("stage%u.%s", self->stage, part);
  LkTensor *tensor = g_hash_table_lookup (self->layout->tensors, name);

  if (tensor != NULL)
    return lk_tensor_get_dim (tensor, 0);
  fail (self, name, _ ("is missing"));
  return 0;
}

static gboolean
check_plain_stage (Check *self, gsize *channels)
{
  const gsize width = get_width (self, "conv.weight");
  const gsize shape[] = { width, *channels, 3, 3 };

  *channels = width;
  return width > 0 && check_tensor (self, "conv.weight", 4, shape)
         && (!has (self, "conv.bias") || check_tensor (self, "conv.bias", 1, &width))
         && ((self->layout->unpadded[self->stage - 1] && !has_norm (self, "norm"))
             || check_norm (self, "norm", width));
}

static gboolean
check_shortcut (Check *self, const gsize shape[4])
{
  if (self->stage == 4 && !self->has_last_shortcut)
    return TRUE;
  return check_tensor (self, "shortcut.conv.weight", 4, shape)
         && check_norm (self, "shortcut.norm", shape[0]);
}

static gboolean
check_residual_stage (Check *self, gsize *channels)
{
  const gsize width = get_width (self, "conv1.weight");
  const gsize first[] = { width, *channels, 3, 3 };
  const gsize later[] = { width, width, 3, 3 };
  const gsize shortcut[] = { width, *channels, 1, 1 };

  *channels = width;
  return width > 0 && check_tensor (self, "conv1.weight", 4, first)
         && check_norm (self, "norm1", width)
         && check_tensor (self, "conv2.weight", 4, later)
         && check_norm (self, "norm2", width)
         && check_tensor (self, "conv3.weight", 4, later)
         && check_norm (self, "norm3", width) && check_shortcut (self, shortcut);
}

gboolean
lk_layout_check (const LkLayout *self,
                 const LkLayoutKeys *keys,
                 gboolean has_last_shortcut,
                 GError **error)
{
  gsize channels = N_COLOURS;

  for (guint stage = 1; stage <= 4; stage++)
    {
      Check check = { self, keys, has_last_shortcut, stage, error };
      const gboolean ok = self->backbone == LK_BACKBONE_CONV64F
                              ? check_plain_stage (&check, &channels)
                              : check_residual_stage (&check, &channels);

      if (!ok)
        return FALSE;
    }
  return TRUE;
}
