/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-torch-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-error.h"
#include "lk-names.h"

#define MAX_DEPTH 16
#define MAX_NAME 1000
#define MAX_VISITS (1 << 20)
#define BASE_BUDGET (64 << 20)
#define BUDGET_FACTOR 8

/* @budget is in bytes of float32. */
typedef struct
{
  GHashTable *storages;
  GHashTable *tensors;
  gsize budget;
  guint n_visits;
} Collector;

static gboolean
fail_name (GError **error, LkError code, const char *name, const char *message)
{
  g_autofree char *printable = lk_names_make_printable (name);

  g_set_error (error, LK_ERROR, code, _ ("“%s” %s"), printable, message);
  return FALSE;
}

static gboolean
collect_tensor (Collector *self,
                const LkPickleTensor *tensor,
                const char *name,
                GError **error)
{
  GBytes *bytes = g_hash_table_lookup (self->storages, tensor->storage->key);
  gsize cost;
  const guint8 *data;

  if (bytes == NULL)
    return fail_name (error, LK_ERROR_FORMAT, name,
                      _ ("lies in a storage that the file does not hold"));
  if (g_hash_table_contains (self->tensors, name))
    return fail_name (error, LK_ERROR_FORMAT, name, _ ("is there twice"));
  if (tensor->size == 0)
    return TRUE;
  if (!lk_names_check_number (g_hash_table_size (self->tensors) + 1, error))
    return FALSE;
  if (!g_size_checked_mul (&cost, tensor->size, sizeof (float)) || cost > self->budget)
    return fail_name (error, LK_ERROR_LIMIT, name,
                      _ ("and those before it take far more memory than the file"));
  self->budget -= cost;
  data = g_bytes_get_data (bytes, NULL);
  data += tensor->offset * lk_dtype_get_size (tensor->storage->dtype);
  g_hash_table_insert (self->tensors, g_strdup (name),
                       lk_dtype_make_tensor (tensor->storage->dtype, bytes, data,
                                             tensor->n_dims, tensor->shape,
                                             tensor->strides));
  return TRUE;
}

static gboolean collect (Collector *self,
                         const LkPickleValue *value,
                         const char *name,
                         guint depth,
                         GError **error);

static char *
join_key (const char *name, const LkPickleValue *key)
{
  g_autofree char *number = NULL;
  const char *text = NULL;

  if (key->kind == LK_PICKLE_INT)
    text = number = g_strdup_printf ("%" G_GINT64_FORMAT, key->integer);
  else if (key->kind == LK_PICKLE_STRING)
    text = key->text;
  if (text == NULL)
    return NULL;
  return name != NULL ? g_strconcat (name, ".", text, NULL) : g_strdup (text);
}

static gboolean
collect_dict (Collector *self,
              const LkPickleValue *dict,
              const char *name,
              guint depth,
              GError **error)
{
  for (guint i = 0; i + 1 < dict->items->len; i += 2)
    {
      const LkPickleValue *value = dict->items->pdata[i + 1];
      g_autofree char *full = NULL;

      if (value->kind != LK_PICKLE_DICT && value->kind != LK_PICKLE_TENSOR)
        continue;
      full = join_key (name, dict->items->pdata[i]);
      if (full != NULL && !collect (self, value, full, depth + 1, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
collect (Collector *self,
         const LkPickleValue *value,
         const char *name,
         guint depth,
         GError **error)
{
  self->n_visits += value->kind == LK_PICKLE_DICT ? 1 + value->items->len / 2 : 1;
  if (self->n_visits > MAX_VISITS || depth > MAX_DEPTH
      || (name != NULL && strlen (name) > MAX_NAME))
    {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_LIMIT,
                           _ ("its dictionaries are too deep or too many"));
      return FALSE;
    }
  if (value->kind == LK_PICKLE_TENSOR)
    return collect_tensor (self, value->tensor, name, error);
  return collect_dict (self, value, name, depth, error);
}

gboolean
lk_torch_state_collect (const LkPickleValue *root,
                        GHashTable *storages,
                        gsize file_size,
                        GHashTable *tensors,
                        GError **error)
{
  Collector self = { storages, tensors, file_size, 0 };

  if (!g_size_checked_mul (&self.budget, self.budget, BUDGET_FACTOR)
      || !g_size_checked_add (&self.budget, self.budget, BASE_BUDGET))
    self.budget = G_MAXSIZE;
  if (root->kind != LK_PICKLE_DICT)
    {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_UNSUPPORTED,
                           _ ("it holds something else than a dictionary of tensors"));
      return FALSE;
    }
  return collect (&self, root, NULL, 0, error);
}
