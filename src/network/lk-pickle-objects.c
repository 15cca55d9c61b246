/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-pickle-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-error.h"
#include "lk-names.h"

typedef struct
{
  const char *name;
  LkPickleMeaning meaning;
} Known;

/* The functions for devices take a tensor, or the numbers as an array. */
static const Known known[] = {
  { "collections.OrderedDict", LK_PICKLE_MEANS_DICT },
  { "collections.defaultdict", LK_PICKLE_MEANS_DICT },
  { "torch._utils._rebuild_tensor", LK_PICKLE_MEANS_TENSOR },
  { "torch._utils._rebuild_tensor_v2", LK_PICKLE_MEANS_TENSOR },
  { "torch._utils._rebuild_tensor_v3", LK_PICKLE_MEANS_TYPED_TENSOR },
  { "torch._tensor._rebuild_from_type", LK_PICKLE_MEANS_SUBCLASS },
  { "torch._tensor._rebuild_from_type_v2", LK_PICKLE_MEANS_SUBCLASS },
  { "torch._utils._rebuild_parameter", LK_PICKLE_MEANS_PARAMETER },
  { "torch._utils._rebuild_parameter_with_state", LK_PICKLE_MEANS_PARAMETER },
  { "torch._utils._rebuild_xla_tensor", LK_PICKLE_MEANS_DEVICE_TENSOR },
  { "torch._utils._rebuild_mlc_tensor", LK_PICKLE_MEANS_DEVICE_TENSOR },
  { "torch._utils._rebuild_ort_tensor", LK_PICKLE_MEANS_DEVICE_TENSOR },
  { "torch._utils._rebuild_device_tensor_from_numpy", LK_PICKLE_MEANS_DEVICE_TENSOR },
  { "torch._utils._rebuild_device_tensor_from_cpu_tensor",
    LK_PICKLE_MEANS_DEVICE_TENSOR },
  { "numpy.core.multiarray._reconstruct", LK_PICKLE_MEANS_ARRAY },
  { "numpy._core.multiarray._reconstruct", LK_PICKLE_MEANS_ARRAY },
  { "numpy.core.numeric._frombuffer", LK_PICKLE_MEANS_BUFFER },
  { "numpy._core.numeric._frombuffer", LK_PICKLE_MEANS_BUFFER },
  { "_codecs.encode", LK_PICKLE_MEANS_ENCODING },
};

/* A dot in a name is another object than one in a module: nothing is looked up. */
static gboolean
is_known (const Known *object, const char *module, const char *name)
{
  const gsize length = strlen (module);

  return strncmp (object->name, module, length) == 0 && object->name[length] == '.'
         && g_str_equal (object->name + length + 1, name);
}

static LkPickleMeaning
find_meaning (const char *module, const char *name, LkDtype *dtype)
{
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (strchr (name, '.') == NULL && is_known (&known[i], module, name))
      return known[i].meaning;
  if ((g_str_equal (module, "torch") || g_str_equal (module, "torch.cuda")
       || g_str_equal (module, "torch.storage"))
      && g_str_has_suffix (name, "Storage"))
    {
      lk_dtype_from_torch (name, dtype);
      return LK_PICKLE_MEANS_STORAGE;
    }
  return LK_PICKLE_MEANS_OBJECT;
}

LkPickleValue *
lk_pickle_add_global (LkPickle *self,
                      const char *module,
                      const char *name,
                      GError **error)
{
  LkPickleValue *value;

  if (!lk_pickle_spend (self, strlen (module) + strlen (name), error))
    return NULL;
  value = lk_pickle_add (self, LK_PICKLE_GLOBAL, error);
  if (value != NULL)
    {
      value->dtype = LK_DTYPE_OTHER;
      value->meaning = find_meaning (module, name, &value->dtype);
      value->name = g_strconcat (module, ".", name, NULL);
    }
  return value;
}

LkPickleValue *
lk_pickle_add_object (LkPickle *self,
                      const char *type,
                      const LkPickleValue *arguments,
                      GError **error)
{
  LkPickleValue *value = lk_pickle_add (self, LK_PICKLE_OBJECT, error);

  if (value != NULL)
    {
      value->object->type = type;
      value->object->arguments = arguments;
    }
  return value;
}

LkPickleValue *
lk_pickle_add_tensor (LkPickle *self,
                      LkPickleKind kind,
                      LkPickleTensor *tensor,
                      GError **error)
{
  LkPickleValue *value = lk_pickle_add (self, kind, error);

  if (value != NULL)
    {
      *value->tensor = *tensor;
      tensor->problem = NULL;
    }
  g_free (tensor->problem);
  g_free (tensor);
  return value;
}

static LkPickleValue *
fail (GError **error, const char *message)
{
  g_set_error_literal (error, LK_ERROR, LK_ERROR_FORMAT, message);
  return NULL;
}

gboolean
lk_pickle_get_index (const LkPickleValue *sequence, guint index, gsize *result)
{
  const LkPickleValue *item = lk_pickle_get_item (sequence, index, LK_PICKLE_INT);

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
  const LkPickleValue *list = lk_pickle_get_item (arguments, 0, LK_PICKLE_LIST);

  if (dict == NULL)
    return NULL;
  if (list != NULL && !lk_pickle_add_pairs (self, list->items->len, error))
    return NULL;
  if (list != NULL && !add_pairs (dict, list))
    return fail (error, _ ("a dictionary is made of something else than pairs"));
  return dict;
}

static gboolean
multiply_axes (LkPickleTensor *tensor, const LkPickleValue *shape)
{
  tensor->size = 1;
  for (guint i = 0; i < tensor->n_dims; i++)
    if (!lk_pickle_get_index (shape, i, &tensor->shape[i])
        || !g_size_checked_mul (&tensor->size, tensor->size, tensor->shape[i]))
      return FALSE;
  return TRUE;
}

/* One after another, so that none overflows whose product does not. */
static void
make_strides (LkPickleTensor *tensor, gboolean fortran)
{
  gsize step = 1;

  for (guint i = 0; i < tensor->n_dims; i++)
    {
      const guint axis = fortran ? i : tensor->n_dims - 1 - i;

      tensor->strides[axis] = step;
      step *= tensor->shape[axis];
    }
}

gboolean
lk_pickle_read_axes (LkPickleTensor *tensor,
                     const LkPickleValue *shape,
                     const LkPickleValue *strides,
                     gboolean fortran)
{
  tensor->n_axes = tensor->n_dims = shape->items->len;
  if (tensor->n_axes > LK_TENSOR_MAX_DIMS)
    {
      tensor->n_dims = 0;
      g_free (tensor->problem);
      tensor->problem = g_strdup (_ ("has more than six axes"));
      return TRUE;
    }
  if (!multiply_axes (tensor, shape))
    return FALSE;
  for (guint i = 0; strides != NULL && i < tensor->n_dims; i++)
    if (!lk_pickle_get_index (strides, i, &tensor->strides[i]))
      return FALSE;
  if (strides == NULL && tensor->size > 0)
    make_strides (tensor, fortran);
  if (tensor->n_dims == 0)
    {
      tensor->shape[0] = 1;
      tensor->strides[0] = 1;
      tensor->n_dims = 1;
    }
  return TRUE;
}

/* How many numbers of the tensor's own kind its storage has room for. */
static gsize
count_room (const LkPickleTensor *tensor)
{
  return tensor->storage->length * lk_dtype_get_size (tensor->storage->dtype)
         / lk_dtype_get_size (tensor->dtype);
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
  return last < count_room (tensor);
}

void
lk_pickle_set_unread_kind (LkPickleTensor *tensor, const char *kind)
{
  g_autofree char *printable = lk_names_make_printable (kind);

  g_free (tensor->problem);
  tensor->problem = g_strdup_printf (
      _ ("has numbers of the kind “%s”, which is not read"), printable);
}

/* @kind: (nullable): the name of torch's for the numbers, where the storage is of bytes.
 */
static gboolean
fill_tensor (LkPickleTensor *tensor,
             const LkPickleValue *arguments,
             const char *kind,
             GError **error)
{
  const LkPickleValue *shape = lk_pickle_get_item (arguments, 2, LK_PICKLE_TUPLE);
  const LkPickleValue *strides = lk_pickle_get_item (arguments, 3, LK_PICKLE_TUPLE);

  if (shape == NULL || strides == NULL || shape->items->len != strides->items->len
      || !lk_pickle_get_index (arguments, 1, &tensor->offset))
    return fail (error, _ ("a tensor is made of the wrong things")) != NULL;
  if (!lk_pickle_read_axes (tensor, shape, strides, FALSE))
    return fail (error, _ ("a tensor has an impossible shape")) != NULL;
  if (!lk_dtype_is_read (tensor->dtype) && tensor->problem == NULL)
    lk_pickle_set_unread_kind (tensor, kind != NULL ? kind : tensor->storage->kind);
  return tensor->problem != NULL
         || (g_size_checked_add (&tensor->offset, tensor->offset, tensor->storage->offset)
             && lies_inside (tensor))
         || fail (error, _ ("a tensor reaches outside the memory that it is to lie in"))
                != NULL;
}

static gboolean
is_object (const LkPickleValue *arguments, guint index)
{
  return lk_pickle_get_item (arguments, index, LK_PICKLE_OBJECT) != NULL
         || lk_pickle_get_item (arguments, index, LK_PICKLE_GLOBAL) != NULL;
}

/* A tensor of which the seventh argument says what its storage of bytes holds. */
static LkPickleValue *
make_tensor (LkPickle *self,
             const LkPickleValue *callable,
             const LkPickleValue *arguments,
             GError **error)
{
  const LkPickleValue *storage = lk_pickle_get_item (arguments, 0, LK_PICKLE_STORAGE);
  const LkPickleValue *type = NULL;
  g_autofree LkPickleTensor *tensor = g_new0 (LkPickleTensor, 1);
  const char *kind = NULL;

  if (is_object (arguments, 0))
    return lk_pickle_add_object (self, callable->name, arguments, error);
  if (callable->meaning == LK_PICKLE_MEANS_TYPED_TENSOR)
    type = lk_pickle_get_item (arguments, 6, LK_PICKLE_GLOBAL);
  if (storage == NULL
      || (callable->meaning == LK_PICKLE_MEANS_TYPED_TENSOR && type == NULL))
    return fail (error, _ ("a tensor is made of the wrong things"));
  tensor->storage = &storage->storage;
  tensor->dtype = storage->storage.dtype;
  if (type != NULL)
    {
      kind = g_str_has_prefix (type->name, "torch.") ? strchr (type->name, '.') + 1
                                                     : type->name;
      tensor->dtype = lk_dtype_from_torch_name (kind);
    }
  if (fill_tensor (tensor, arguments, kind, error))
    return lk_pickle_add_tensor (self, LK_PICKLE_TENSOR, g_steal_pointer (&tensor),
                                 error);
  g_free (tensor->problem);
  return NULL;
}

/* A tensor with more to it, made by another function: (function, class, arguments, ...).
 * That is not again one of these, so that none is nested. */
static LkPickleValue *
make_subclass (LkPickle *self,
               const LkPickleValue *callable,
               const LkPickleValue *arguments,
               GError **error)
{
  const LkPickleValue *function = lk_pickle_get_item (arguments, 0, LK_PICKLE_GLOBAL);
  const LkPickleValue *inner = lk_pickle_get_item (arguments, 2, LK_PICKLE_TUPLE);

  if (function != NULL && inner != NULL
      && (function->meaning == LK_PICKLE_MEANS_TENSOR
          || function->meaning == LK_PICKLE_MEANS_TYPED_TENSOR))
    return make_tensor (self, function, inner, error);
  return lk_pickle_add_object (self, callable->name, arguments, error);
}

/* What comes from another device has its numbers in a tensor or an array. */
static LkPickleValue *
make_device_tensor (LkPickle *self,
                    const LkPickleValue *callable,
                    const LkPickleValue *arguments,
                    GError **error)
{
  const LkPickleValue *array = lk_pickle_get_item (arguments, 0, LK_PICKLE_ARRAY);
  LkPickleTensor *tensor;

  if (lk_pickle_get_item (arguments, 0, LK_PICKLE_TENSOR) != NULL)
    return arguments->items->pdata[0];
  if (array == NULL)
    return lk_pickle_add_object (self, callable->name, arguments, error);
  tensor = g_memdup2 (array->tensor, sizeof *tensor);
  tensor->problem = g_strdup (tensor->problem);
  return lk_pickle_add_tensor (self, LK_PICKLE_TENSOR, tensor, error);
}

static LkPickleValue *
call_global (LkPickle *self,
             const LkPickleValue *callable,
             const LkPickleValue *arguments,
             GError **error)
{
  switch (callable->meaning)
    {
    case LK_PICKLE_MEANS_DICT:
      return make_dict (self, arguments, error);
    case LK_PICKLE_MEANS_TENSOR:
    case LK_PICKLE_MEANS_TYPED_TENSOR:
      return make_tensor (self, callable, arguments, error);
    case LK_PICKLE_MEANS_SUBCLASS:
      return make_subclass (self, callable, arguments, error);
    case LK_PICKLE_MEANS_PARAMETER:
      if (lk_pickle_get_item (arguments, 0, LK_PICKLE_TENSOR) == NULL
          && !is_object (arguments, 0))
        return fail (error, _ ("a parameter is not made of a tensor"));
      return arguments->items->pdata[0];
    case LK_PICKLE_MEANS_DEVICE_TENSOR:
      return make_device_tensor (self, callable, arguments, error);
    case LK_PICKLE_MEANS_ARRAY:
    case LK_PICKLE_MEANS_BUFFER:
    case LK_PICKLE_MEANS_ENCODING:
      return lk_pickle_call_numpy (self, callable->meaning, callable->name, arguments,
                                   error);
    case LK_PICKLE_MEANS_OBJECT:
      return lk_pickle_add_object (self, callable->name, arguments, error);
    case LK_PICKLE_MEANS_STORAGE:
    default:
      return fail (error, _ ("it calls what cannot be called"));
    }
}

LkPickleValue *
lk_pickle_call (LkPickle *self,
                LkPickleValue *callable,
                const LkPickleValue *arguments,
                GError **error)
{
  if (arguments->kind != LK_PICKLE_TUPLE)
    return fail (error, _ ("it calls what cannot be called"));
  if (callable->kind == LK_PICKLE_OBJECT)
    return lk_pickle_add_object (self, callable->object->type, arguments, error);
  if (callable->kind != LK_PICKLE_GLOBAL)
    return fail (error, _ ("it calls what cannot be called"));
  return call_global (self, callable, arguments, error);
}

/* The sixth entry, of old files: None, or (key, offset, length) of a view. */
static gboolean
read_view (const LkPickleValue *id, gsize length, gsize *offset)
{
  const LkPickleValue *view = lk_pickle_get_item (id, 5, LK_PICKLE_TUPLE);
  gsize view_length;

  *offset = 0;
  if (id->items->len < 6 || lk_pickle_get_item (id, 5, LK_PICKLE_NONE) != NULL)
    return TRUE;
  return view != NULL && view->items->len == 3 && lk_pickle_get_index (view, 1, offset)
         && lk_pickle_get_index (view, 2, &view_length) && *offset <= length
         && view_length <= length - *offset;
}

static gboolean
is_same_memory (const LkPickleStorage *a, const LkPickleStorage *b)
{
  const gsize size_a = lk_dtype_get_size (a->dtype);
  const gsize size_b = lk_dtype_get_size (b->dtype);

  return size_a == 0 || size_b == 0 || a->length * size_a == b->length * size_b;
}

/* Old files name the classes of modules so, with their source. */
static gboolean
is_module (const LkPickleValue *id)
{
  const LkPickleValue *kind = lk_pickle_get_item (id, 0, LK_PICKLE_STRING);

  return kind != NULL && g_str_equal (kind->text, "module")
         && lk_pickle_get_item (id, 1, LK_PICKLE_GLOBAL) != NULL;
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
  if (is_module (id))
    return id->items->pdata[1];
  type = lk_pickle_get_item (id, 1, LK_PICKLE_GLOBAL);
  key = lk_pickle_get_item (id, 2, LK_PICKLE_STRING);
  if (type == NULL || type->meaning != LK_PICKLE_MEANS_STORAGE || key == NULL
      || !lk_pickle_get_index (id, 4, &length)
      || !g_size_checked_mul (&n_bytes, length, lk_dtype_get_size (type->dtype))
      || !read_view (id, length, &offset))
    return fail (error, _ ("it refers to something that is no storage"));

  value = lk_pickle_add (self, LK_PICKLE_STORAGE, error);
  if (value == NULL)
    return NULL;
  value->storage = (LkPickleStorage){ g_strdup (key->text), strrchr (type->name, '.') + 1,
                                      type->dtype, length, offset };
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
