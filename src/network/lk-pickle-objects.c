/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-pickle-private.h"

#include <glib/gi18n-lib.h>

#include "lk-error.h"
#include "lk-names.h"

typedef struct
{
  const char *module;
  const char *name;
  LkPickleMeaning meaning;
} Known;

static const Known known[] = {
  { "collections", "OrderedDict", LK_PICKLE_MEANS_DICT },
  { "collections", "defaultdict", LK_PICKLE_MEANS_DICT },
  { "torch._utils", "_rebuild_tensor", LK_PICKLE_MEANS_TENSOR },
  { "torch._utils", "_rebuild_tensor_v2", LK_PICKLE_MEANS_TENSOR },
  { "torch._utils", "_rebuild_parameter", LK_PICKLE_MEANS_PARAMETER },
  { "_codecs", "encode", LK_PICKLE_MEANS_NOTHING },
  { "argparse", "Namespace", LK_PICKLE_MEANS_NOTHING },
  { "collections", "Counter", LK_PICKLE_MEANS_NOTHING },
  { "numpy", "dtype", LK_PICKLE_MEANS_NOTHING },
  { "numpy", "ndarray", LK_PICKLE_MEANS_NOTHING },
  { "torch", "Size", LK_PICKLE_MEANS_NOTHING },
  { "torch", "device", LK_PICKLE_MEANS_NOTHING },
};

static const char *const numpy_modules[]
    = { "numpy.core.multiarray", "numpy._core.multiarray", NULL };
static const char *const numpy_names[] = { "scalar", "_reconstruct", NULL };
static const char *const builtin_modules[] = { "builtins", "__builtin__", NULL };
static const char *const builtin_names[]
    = { "dict", "list", "set", "frozenset", "tuple", NULL };
static const char *const torch_dtypes[]
    = { "float64", "float32", "float16", "bfloat16", "int64", "int32",
        "int16",   "int8",    "uint8",   "bool",     NULL };

static gboolean
is_of (const char *module,
       const char *name,
       const char *const *modules,
       const char *const *names)
{
  return g_strv_contains (modules, module) && g_strv_contains (names, name);
}

static gboolean
find_meaning (const char *module,
              const char *name,
              LkPickleMeaning *meaning,
              LkDtype *dtype)
{
  static const char *const torch_modules[] = { "torch", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (known[i].module, module) && g_str_equal (known[i].name, name))
      {
        *meaning = known[i].meaning;
        return TRUE;
      }
  *meaning = LK_PICKLE_MEANS_STORAGE;
  if ((g_str_equal (module, "torch") || g_str_equal (module, "torch.cuda"))
      && lk_dtype_from_torch (name, dtype))
    return TRUE;
  *meaning = LK_PICKLE_MEANS_NOTHING;
  return is_of (module, name, numpy_modules, numpy_names)
         || is_of (module, name, builtin_modules, builtin_names)
         || is_of (module, name, torch_modules, torch_dtypes);
}

LkPickleValue *
lk_pickle_add_global (LkPickle *self,
                      const char *module,
                      const char *name,
                      GError **error)
{
  LkPickleMeaning meaning;
  LkDtype dtype = LK_DTYPE_F32;
  LkPickleValue *value;

  if (!find_meaning (module, name, &meaning, &dtype))
    {
      g_autofree char *full = g_strconcat (module, ".", name, NULL);
      g_autofree char *printable = lk_names_make_printable (full);

      g_set_error (error, LK_ERROR, LK_ERROR_UNSUPPORTED,
                   _ ("it asks for the Python object “%s”, and only tensors are read"),
                   printable);
      return NULL;
    }
  value = lk_pickle_add (self, LK_PICKLE_GLOBAL, error);
  if (value != NULL)
    {
      value->meaning = meaning;
      value->dtype = dtype;
    }
  return value;
}

static LkPickleValue *
fail (GError **error, const char *message)
{
  g_set_error_literal (error, LK_ERROR, LK_ERROR_FORMAT, message);
  return NULL;
}

static const LkPickleValue *
get_item (const LkPickleValue *sequence, guint index, LkPickleKind kind)
{
  const LkPickleValue *item;

  if (index >= sequence->items->len)
    return NULL;
  item = sequence->items->pdata[index];
  return item->kind == kind ? item : NULL;
}

static gboolean
get_index (const LkPickleValue *sequence, guint index, gsize *result)
{
  const LkPickleValue *item = get_item (sequence, index, LK_PICKLE_INT);

  if (item == NULL || item->integer < 0)
    return FALSE;
  *result = item->integer;
  return TRUE;
}

/* Python 2 pickled an OrderedDict as a call with a list of pairs. */
static gboolean
add_pairs (LkPickleValue *dict, const LkPickleValue *list)
{
  for (guint i = 0; i < list->items->len; i++)
    {
      const LkPickleValue *pair = list->items->pdata[i];

      if ((pair->kind != LK_PICKLE_TUPLE && pair->kind != LK_PICKLE_LIST)
          || pair->items->len != 2)
        return FALSE;
      g_ptr_array_add (dict->items, pair->items->pdata[0]);
      g_ptr_array_add (dict->items, pair->items->pdata[1]);
    }
  return TRUE;
}

static LkPickleValue *
make_dict (LkPickle *self, const LkPickleValue *arguments, GError **error)
{
  LkPickleValue *dict = lk_pickle_add (self, LK_PICKLE_DICT, error);
  const LkPickleValue *list = get_item (arguments, 0, LK_PICKLE_LIST);

  if (dict == NULL)
    return NULL;
  if (list != NULL && !lk_pickle_add_pairs (self, list->items->len, error))
    return NULL;
  if (list != NULL && !add_pairs (dict, list))
    return fail (error, _ ("a dictionary is made of something else than pairs"));
  return dict;
}

static gboolean
read_axes (const LkPickleValue *shape,
           const LkPickleValue *strides,
           LkPickleTensor *tensor)
{
  tensor->n_dims = shape->items->len;
  tensor->size = 1;
  for (guint i = 0; i < tensor->n_dims; i++)
    if (!get_index (shape, i, &tensor->shape[i])
        || !get_index (strides, i, &tensor->strides[i])
        || !g_size_checked_mul (&tensor->size, tensor->size, tensor->shape[i]))
      return FALSE;
  if (tensor->n_dims == 0)
    {
      tensor->shape[0] = 1;
      tensor->strides[0] = 1;
      tensor->n_dims = 1;
    }
  return TRUE;
}

static gboolean
lies_inside (const LkPickleTensor *tensor)
{
  gsize last = tensor->offset;

  for (guint i = 0; i < tensor->n_dims; i++)
    {
      gsize reach;

      if (tensor->shape[i] == 0)
        return TRUE;
      if (!g_size_checked_mul (&reach, tensor->shape[i] - 1, tensor->strides[i])
          || !g_size_checked_add (&last, last, reach))
        return FALSE;
    }
  return last < tensor->storage->length;
}

static LkPickleValue *
make_tensor (LkPickle *self, const LkPickleValue *arguments, GError **error)
{
  const LkPickleValue *storage = get_item (arguments, 0, LK_PICKLE_STORAGE);
  const LkPickleValue *shape = get_item (arguments, 2, LK_PICKLE_TUPLE);
  const LkPickleValue *strides = get_item (arguments, 3, LK_PICKLE_TUPLE);
  g_autofree LkPickleTensor *tensor = g_new0 (LkPickleTensor, 1);
  LkPickleValue *value;

  if (storage == NULL || shape == NULL || strides == NULL
      || !get_index (arguments, 1, &tensor->offset)
      || shape->items->len != strides->items->len)
    return fail (error, _ ("a tensor is made of the wrong things"));
  if (shape->items->len > LK_TENSOR_MAX_DIMS)
    {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_UNSUPPORTED,
                           _ ("a tensor has more than six axes"));
      return NULL;
    }
  tensor->storage = &storage->storage;
  if (!read_axes (shape, strides, tensor))
    return fail (error, _ ("a tensor has an impossible shape"));
  if (!g_size_checked_add (&tensor->offset, tensor->offset, storage->storage.offset)
      || !lies_inside (tensor))
    return fail (error, _ ("a tensor reaches outside the memory that it is to lie in"));
  value = lk_pickle_add (self, LK_PICKLE_TENSOR, error);
  if (value != NULL)
    value->tensor = g_steal_pointer (&tensor);
  return value;
}

LkPickleValue *
lk_pickle_call (LkPickle *self,
                LkPickleValue *callable,
                const LkPickleValue *arguments,
                GError **error)
{
  if (callable->kind != LK_PICKLE_GLOBAL || arguments->kind != LK_PICKLE_TUPLE)
    return fail (error, _ ("it calls what cannot be called"));
  switch (callable->meaning)
    {
    case LK_PICKLE_MEANS_DICT:
      return make_dict (self, arguments, error);
    case LK_PICKLE_MEANS_TENSOR:
      return make_tensor (self, arguments, error);
    case LK_PICKLE_MEANS_PARAMETER:
      if (get_item (arguments, 0, LK_PICKLE_TENSOR) == NULL)
        return fail (error, _ ("a parameter is not made of a tensor"));
      return arguments->items->pdata[0];
    case LK_PICKLE_MEANS_NOTHING:
      return lk_pickle_add (self, LK_PICKLE_OPAQUE, error);
    case LK_PICKLE_MEANS_STORAGE:
    default:
      return fail (error, _ ("it calls what cannot be called"));
    }
}

/* The sixth entry, of old files: None, or (key, offset, length) of a view. */
static gboolean
read_view (const LkPickleValue *id, gsize length, gsize *offset)
{
  const LkPickleValue *view = get_item (id, 5, LK_PICKLE_TUPLE);
  gsize view_length;

  *offset = 0;
  if (id->items->len < 6 || get_item (id, 5, LK_PICKLE_NONE) != NULL)
    return TRUE;
  return view != NULL && view->items->len == 3 && get_index (view, 1, offset)
         && get_index (view, 2, &view_length) && *offset <= length
         && view_length <= length - *offset;
}

static gboolean
is_same_memory (const LkPickleStorage *a, const LkPickleStorage *b)
{
  return a->length * lk_dtype_get_size (a->dtype)
         == b->length * lk_dtype_get_size (b->dtype);
}

LkPickleValue *
lk_pickle_add_storage (LkPickle *self, const LkPickleValue *id, GError **error)
{
  const LkPickleValue *type;
  const LkPickleValue *key;
  const LkPickleStorage *before;
  LkPickleValue *value;
  gsize length;
  gsize n_bytes;
  gsize offset;

  if (id->kind != LK_PICKLE_TUPLE)
    return fail (error, _ ("it refers to something that is no storage"));
  type = get_item (id, 1, LK_PICKLE_GLOBAL);
  key = get_item (id, 2, LK_PICKLE_STRING);
  if (type == NULL || type->meaning != LK_PICKLE_MEANS_STORAGE || key == NULL
      || !get_index (id, 4, &length)
      || !g_size_checked_mul (&n_bytes, length, lk_dtype_get_size (type->dtype))
      || !read_view (id, length, &offset))
    return fail (error, _ ("it refers to something that is no storage"));

  value = lk_pickle_add (self, LK_PICKLE_STORAGE, error);
  if (value == NULL)
    return NULL;
  value->storage = (LkPickleStorage){ g_strdup (key->text), type->dtype, length, offset };
  before = g_hash_table_lookup (lk_pickle_get_storages (self), key->text);
  if (before != NULL && !is_same_memory (before, &value->storage))
    return fail (error, _ ("it gives one storage two sizes"));
  if (before == NULL
      && !lk_names_check_number (g_hash_table_size (lk_pickle_get_storages (self)) + 1,
                                 error))
    return NULL;
  if (before == NULL)
    g_hash_table_insert (lk_pickle_get_storages (self), value->storage.key,
                         &value->storage);
  return value;
}
