/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-tensor-table.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-error.h"

GHashTable *
lk_tensor_table_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                (GDestroyNotify) lk_tensor_unref);
}

static LkTensor *
look_up (GHashTable *table, const char *prefix, const LkParameter *parameter)
{
  g_autofree char *name = g_strconcat (prefix, parameter->name, NULL);

  return g_hash_table_lookup (table, name);
}

void
lk_tensor_table_add (GHashTable *table,
                     const char *prefix,
                     const LkParameter *parameter,
                     const float *data)
{
  LkTensor *copy = lk_tensor_new (lk_tensor_get_n_dims (parameter->value),
                                  lk_tensor_get_shape (parameter->value));

  memcpy (lk_tensor_get_data (copy), data, lk_tensor_get_size (copy) * sizeof *data);
  g_hash_table_insert (table, g_strconcat (prefix, parameter->name, NULL), copy);
}

gboolean
lk_tensor_table_check (GHashTable *table,
                       const char *prefix,
                       GPtrArray *parameters,
                       GError **error)
{
  for (guint i = 0; i < parameters->len; i++)
    {
      const LkParameter *parameter = g_ptr_array_index (parameters, i);
      LkTensor *tensor = look_up (table, prefix, parameter);
      g_autofree char *wanted = NULL;
      g_autofree char *found = NULL;

      if (tensor != NULL
          && lk_tensor_has_shape (tensor, lk_tensor_get_n_dims (parameter->value),
                                  lk_tensor_get_shape (parameter->value)))
        continue;
      if (tensor == NULL)
        {
          g_set_error (error, LK_ERROR, LK_ERROR_FORMAT, _ ("The tensor %s%s is missing"),
                       prefix, parameter->name);
          return FALSE;
        }
      wanted = lk_tensor_describe_shape (parameter->value);
      found = lk_tensor_describe_shape (tensor);
      g_set_error (error, LK_ERROR, LK_ERROR_FORMAT,
                   _ ("The tensor %s%s has shape %s instead of %s"), prefix,
                   parameter->name, found, wanted);
      return FALSE;
    }
  return TRUE;
}

void
lk_tensor_table_get (GHashTable *table,
                     const char *prefix,
                     const LkParameter *parameter,
                     float *data)
{
  LkTensor *tensor = look_up (table, prefix, parameter);

  memcpy (data, lk_tensor_get_data (tensor), lk_tensor_get_size (tensor) * sizeof *data);
}
