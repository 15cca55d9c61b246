/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-error.h"
#include "lk-names.h"
#include "lk-torch-file.h"

#define MAX_DEPTH 32
#define MAX_NAME 1000
#define MAX_VISITS (1 << 20)
#define BASE_BUDGET (64 << 20)
#define BUDGET_FACTOR 8

/* @budget is in bytes of float32; @seen: objects that are no modules, each of which is
 * walked once; @path: modules around the one that is walked. */
typedef struct
{
  GHashTable *storages;
  LkContents *contents;
  GHashTable *seen;
  GPtrArray *path;
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
fail_limit (GError **error)
{
  g_set_error_literal (error, LK_ERROR, LK_ERROR_LIMIT,
                       _ ("its dictionaries are too deep or too many"));
  return FALSE;
}

/* The pickle, and all texts in it, go before the tensors do. */
static GBytes *
copy_numbers (const LkPickleValue *text)
{
  guint8 *copy = g_try_malloc (MAX (text->length, 1));

  if (copy == NULL)
    return NULL;
  memcpy (copy, text->text, text->length);
  return g_bytes_new_take (copy, text->length);
}

/* Memory for the numbers of a tensor, or NULL: they are not there. */
static GBytes *
get_numbers (Collector *self, const LkPickleTensor *tensor)
{
  GBytes *bytes;

  if (tensor->numbers != NULL)
    return copy_numbers (tensor->numbers);
  if (tensor->storage == NULL)
    return NULL;
  bytes = g_hash_table_lookup (self->storages, tensor->storage->key);
  return bytes != NULL ? g_bytes_ref (bytes) : NULL;
}

static gboolean
make_tensor (Collector *self,
             const LkPickleTensor *tensor,
             const char *name,
             GError **error)
{
  g_autoptr (GBytes) bytes = get_numbers (self, tensor);
  const guint8 *data;
  LkTensor *result;

  if (bytes == NULL)
    return fail_name (error, LK_ERROR_FORMAT, name,
                      _ ("lies in a storage that the file does not hold"));
  data = g_bytes_get_data (bytes, NULL);
  data += tensor->offset * lk_dtype_get_size (tensor->dtype);
  result = lk_dtype_make_tensor (tensor->dtype, bytes, data, tensor->n_dims,
                                 tensor->shape, tensor->strides);
  if (result == NULL)
    return fail_name (error, LK_ERROR_LIMIT, name,
                      _ ("and those before it take more memory than there is"));
  g_hash_table_insert (self->contents->tensors, g_strdup (name), result);
  return TRUE;
}

/* Where its numbers stand in memory is not known yet: mostly as well aligned as in their
 * storage. */
static gboolean
takes_memory (const LkPickleTensor *tensor)
{
  return tensor->numbers != NULL
         || !lk_dtype_is_used_in_place (tensor->dtype, 0, tensor->n_dims, tensor->shape,
                                        tensor->strides);
}

static gboolean
collect_tensor (Collector *self,
                const LkPickleTensor *tensor,
                const char *name,
                GError **error)
{
  gsize cost;
  gsize *budget = &self->contents->budget;

  if (g_hash_table_contains (self->contents->tensors, name))
    return fail_name (error, LK_ERROR_FORMAT, name, _ ("is there twice"));
  if (tensor->problem != NULL)
    {
      lk_contents_add_unread (self->contents, name, tensor->problem, tensor->n_axes);
      return TRUE;
    }
  if (tensor->size == 0)
    return TRUE;
  if (!lk_names_check_number (g_hash_table_size (self->contents->tensors) + 1, error))
    return FALSE;
  if (!g_size_checked_mul (&cost, tensor->size, sizeof (float)) || cost > self->budget)
    return fail_name (error, LK_ERROR_LIMIT, name,
                      _ ("and those before it take far more memory than the file"));
  self->budget -= cost;
  if (takes_memory (tensor))
    {
      if (cost > *budget)
        return fail_name (error, LK_ERROR_LIMIT, name,
                          _ ("and those before it take more memory than is given to one "
                             "file"));
      *budget -= cost;
    }
  return make_tensor (self, tensor, name, error);
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
  return *name != '\0' ? g_strconcat (name, ".", text, NULL) : g_strdup (text);
}

/* An array of one axis beside weights is a curve, or a list of classes. */
static gboolean
has_weights_of_arrays (const GPtrArray *pairs)
{
  for (guint i = 0; i + 1 < pairs->len; i += 2)
    {
      const LkPickleValue *value = pairs->pdata[i + 1];

      if (value->kind == LK_PICKLE_ARRAY && value->tensor->n_axes > 1)
        return TRUE;
    }
  return FALSE;
}

static gboolean
collect_pairs (Collector *self,
               const GPtrArray *pairs,
               const char *name,
               guint depth,
               GError **error)
{
  const gboolean arrays = has_weights_of_arrays (pairs);

  self->n_visits += pairs->len / 2;
  for (guint i = 0; i + 1 < pairs->len; i += 2)
    {
      const LkPickleValue *value = pairs->pdata[i + 1];
      g_autofree char *full = NULL;

      if (value->kind == LK_PICKLE_ARRAY && !arrays)
        continue;
      full = join_key (name, pairs->pdata[i]);
      if (full != NULL && !collect (self, value, full, depth + 1, error))
        return FALSE;
    }
  return TRUE;
}

/* Of a list only what holds names of its own: what stands in it bare has none. */
static gboolean
collect_list (Collector *self,
              const GPtrArray *items,
              const char *name,
              guint depth,
              GError **error)
{
  self->n_visits += items->len;
  for (guint i = 0; i < items->len; i++)
    {
      const LkPickleValue *value = items->pdata[i];
      g_autofree char *full = NULL;

      if (value->kind == LK_PICKLE_TENSOR || value->kind == LK_PICKLE_ARRAY)
        continue;
      full = *name != '\0' ? g_strdup_printf ("%s.%u", name, i)
                           : g_strdup_printf ("%u", i);
      if (!collect (self, value, full, depth + 1, error))
        return FALSE;
    }
  return TRUE;
}

/* What state_dict() would list, in its order. */
static gboolean
collect_module (Collector *self,
                const LkPickleValue *module,
                const char *name,
                guint depth,
                GError **error)
{
  static const char *const parts[] = { "_parameters", "_buffers", "_modules" };
  const LkPickleValue *attributes = lk_pickle_get_attributes (module);
  gboolean ok = TRUE;

  if (g_ptr_array_find (self->path, module, NULL))
    return TRUE;
  if (!lk_names_check_number (self->contents->modules->len + 1, error))
    return FALSE;
  g_ptr_array_add (self->contents->modules, lk_torch_module_new (name, module));
  g_ptr_array_add (self->path, (gpointer) module);
  for (guint i = 0; ok && i < G_N_ELEMENTS (parts); i++)
    {
      const LkPickleValue *part = lk_pickle_look_up (attributes, parts[i]);

      if (part != NULL && part->kind == LK_PICKLE_DICT)
        ok = collect_pairs (self, part->items, name, depth, error);
    }
  g_ptr_array_remove_index (self->path, self->path->len - 1);
  return ok;
}

/* Other objects: what is in them as in a dictionary, or else their attributes. */
static gboolean
collect_object (Collector *self,
                const LkPickleValue *value,
                const char *name,
                guint depth,
                GError **error)
{
  const LkPickleObject *object = value->object;
  const LkPickleValue *attributes = lk_pickle_get_attributes (value);
  g_autofree char *printable = NULL;
  g_autofree char *reason = NULL;

  self->n_visits += attributes != NULL ? attributes->items->len / 2 : 0;
  if (self->n_visits > MAX_VISITS)
    return fail_limit (error);
  if (lk_torch_module_is (value))
    return collect_module (self, value, name, depth, error);
  if (!g_hash_table_add (self->seen, (gpointer) value))
    return TRUE;
  if (object->pairs == NULL && attributes == NULL)
    {
      printable = lk_names_make_printable (object->type);
      reason
          = g_strdup_printf (_ ("is a Python object “%s”, which is not read"), printable);
      lk_contents_add_unread (self->contents, name, reason, 0);
    }
  if (object->pairs != NULL)
    return collect_pairs (self, object->pairs, name, depth, error);
  return attributes == NULL
         || collect_pairs (self, attributes->items, name, depth, error);
}

static gboolean
collect (Collector *self,
         const LkPickleValue *value,
         const char *name,
         guint depth,
         GError **error)
{
  if (++self->n_visits > MAX_VISITS || depth > MAX_DEPTH || strlen (name) > MAX_NAME)
    return fail_limit (error);
  switch (value->kind)
    {
    case LK_PICKLE_TENSOR:
    case LK_PICKLE_ARRAY:
      return collect_tensor (self, value->tensor, name, error);
    case LK_PICKLE_DICT:
      return collect_pairs (self, value->items, name, depth, error);
    case LK_PICKLE_TUPLE:
    case LK_PICKLE_LIST:
      return collect_list (self, value->items, name, depth, error);
    case LK_PICKLE_OBJECT:
      return collect_object (self, value, name, depth, error);
    default:
      return TRUE;
    }
}

static gboolean
is_container (const LkPickleValue *root)
{
  return root->kind == LK_PICKLE_DICT || root->kind == LK_PICKLE_OBJECT
         || root->kind == LK_PICKLE_TUPLE || root->kind == LK_PICKLE_LIST;
}

gboolean
lk_torch_state_collect (const LkPickleValue *root,
                        GHashTable *storages,
                        gsize file_size,
                        LkContents *contents,
                        GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autoptr (GPtrArray) path = g_ptr_array_new ();
  Collector self = { storages, contents, seen, path, file_size, 0 };

  if (!g_size_checked_mul (&self.budget, self.budget, BUDGET_FACTOR)
      || !g_size_checked_add (&self.budget, self.budget, BASE_BUDGET))
    self.budget = G_MAXSIZE;
  if (!is_container (root))
    {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_UNSUPPORTED,
                           _ ("it holds something else than a dictionary of tensors: "
                              "save model.state_dict()"));
      return FALSE;
    }
  return collect (&self, root, "", 0, error);
}
