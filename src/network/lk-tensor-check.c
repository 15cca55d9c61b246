/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-tensor-check.h"

#include <glib/gi18n-lib.h>

#include "lk-error.h"
#include "lk-names.h"
#include "lk-tensor.h"

typedef struct
{
  LkTensorNamer namer;
  gconstpointer data;
  GError **error;
} Check;

static gboolean
fail (const Check *self, const LkTensorSpec *spec, LkError code, const char *message)
{
  g_autofree char *name = self->namer != NULL ? self->namer (self->data, spec->name)
                                              : g_strdup (spec->name);
  g_autofree char *printable = lk_names_make_printable (name);

  g_set_error (self->error, LK_ERROR, (int) code, _ ("tensor “%s” %s"), printable,
               message);
  return FALSE;
}

static gboolean
fail_shape (const Check *self, const LkTensorSpec *spec, LkTensor *tensor)
{
  g_autofree char *found = lk_tensor_describe_shape (tensor);
  g_autoptr (GString) wanted = g_string_new (NULL);
  g_autofree char *message = NULL;

  for (guint i = 0; i < spec->n_dims; i++)
    g_string_append_printf (wanted, "%s%zu", i > 0 ? ", " : "", spec->shape[i]);
  message = g_strdup_printf (_ ("is of shape %s, not [%s]"), found, wanted->str);
  return fail (self, spec, LK_ERROR_FORMAT, message);
}

static gboolean
fail_width (const Check *self, const LkTensorSpec *spec)
{
  g_autofree char *message = g_strdup_printf (
      _ ("has %zu channels; at most %d are accepted"), spec->shape[0], LK_MAX_CHANNELS);

  return fail (self, spec, LK_ERROR_LIMIT, message);
}

static gboolean
has_negative (LkTensor *tensor)
{
  const float *data = lk_tensor_get_data (tensor);

  for (gsize i = 0; i < lk_tensor_get_size (tensor); i++)
    if (data[i] < 0)
      return TRUE;
  return FALSE;
}

static gboolean
check (const Check *self, const LkTensorSpec *spec, LkTensor *tensor)
{
  if (tensor == NULL)
    return fail (self, spec, LK_ERROR_FORMAT, _ ("is missing"));
  if (!lk_tensor_has_shape (tensor, spec->n_dims, spec->shape))
    return fail_shape (self, spec, tensor);
  if (spec->shape[0] > LK_MAX_CHANNELS)
    return fail_width (self, spec);
  if (!lk_tensor_is_finite (tensor))
    return fail (self, spec, LK_ERROR_NUMERIC, _ ("has a number that is not finite"));
  if (spec->role == LK_ROLE_NORM_VARIANCE && has_negative (tensor))
    return fail (self, spec, LK_ERROR_NUMERIC, _ ("has a negative variance"));
  return TRUE;
}

gboolean
lk_tensor_check (const LkArchitecture *architecture,
                 GHashTable *tensors,
                 LkTensorNamer namer,
                 gconstpointer data,
                 GError **error)
{
  g_autoptr (GPtrArray) specs = lk_architecture_list_tensors (architecture);
  const Check self = { namer, data, error };

  for (guint i = 0; i < specs->len; i++)
    {
      const LkTensorSpec *spec = specs->pdata[i];

      if (!check (&self, spec, g_hash_table_lookup (tensors, spec->name)))
        return FALSE;
    }
  return TRUE;
}
