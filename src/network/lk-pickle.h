/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-dtype.h"

G_BEGIN_DECLS

/**
 * LkPickle:
 *
 * What a pickle of torch's describes, read by an interpreter that has no way to execute
 * anything: it builds the values below and nothing else. It knows those of pickle's
 * instructions that torch.save() needs, and of all Python objects only
 *  - torch's storages, and torch._utils' _rebuild_tensor, _rebuild_tensor_v2 and
 *    _rebuild_parameter, which become storages and tensors;
 *  - collections' OrderedDict and defaultdict, which become dictionaries;
 *  - some that checkpoints carry beside their weights (argparse.Namespace, NumPy's
 *    scalars and arrays, collections.Counter, torch.device, torch's kinds of number,
 *    Python's own containers): they become values of kind %LK_PICKLE_OPAQUE, whose
 *    contents are dropped.
 * Any other object is refused by its name. Values may refer to one another in circles
 * and as often as they like: whoever walks them bounds the walk.
 */
typedef struct _LkPickle LkPickle;

/**
 * LkPickleKind:
 * @LK_PICKLE_BYTES: bytes, strings that are not UTF-8 or hold a zero, and integers of
 *   more than eight bytes
 * @LK_PICKLE_OPAQUE: something that is not needed
 */
typedef enum
{
  LK_PICKLE_NONE,
  LK_PICKLE_BOOL,
  LK_PICKLE_INT,
  LK_PICKLE_FLOAT,
  LK_PICKLE_STRING,
  LK_PICKLE_BYTES,
  LK_PICKLE_TUPLE,
  LK_PICKLE_LIST,
  LK_PICKLE_DICT,
  LK_PICKLE_GLOBAL,
  LK_PICKLE_STORAGE,
  LK_PICKLE_TENSOR,
  LK_PICKLE_OPAQUE,
} LkPickleKind;

/**
 * LkPickleStorage:
 * @key: what the file calls the memory
 * @length: of that memory, in numbers
 * @offset: of this view of it, in numbers
 */
typedef struct
{
  char *key;
  LkDtype dtype;
  gsize length;
  gsize offset;
} LkPickleStorage;

/**
 * LkPickleTensor:
 * @offset: of its first number in the memory of @storage, in numbers
 * @size: product of @shape; may be 0. Otherwise all numbers are known to lie inside.
 */
typedef struct
{
  const LkPickleStorage *storage;
  gsize offset;
  guint n_dims;
  gsize shape[LK_TENSOR_MAX_DIMS];
  gsize strides[LK_TENSOR_MAX_DIMS];
  gsize size;
} LkPickleTensor;

/* What an object of Python's means here. */
typedef enum
{
  LK_PICKLE_MEANS_DICT,
  LK_PICKLE_MEANS_STORAGE,
  LK_PICKLE_MEANS_TENSOR,
  LK_PICKLE_MEANS_PARAMETER,
  LK_PICKLE_MEANS_NOTHING,
} LkPickleMeaning;

typedef struct _LkPickleValue LkPickleValue;

/**
 * LkPickleValue:
 * @integer: of INT and BOOL
 * @text: of STRING (UTF-8) and BYTES, @length bytes and a zero
 * @items: of TUPLE and LIST; of DICT keys and values in turn
 */
struct _LkPickleValue
{
  LkPickleKind kind;
  union
  {
    gint64 integer;
    double real;
    struct
    {
      char *text;
      gsize length;
    };
    GPtrArray *items;
    struct
    {
      LkPickleMeaning meaning;
      LkDtype dtype;
    };
    LkPickleStorage storage;
    LkPickleTensor *tensor;
  };
};

/**
 * lk_pickle_parse:
 * @n_read: (out): the bytes up to the end of the pickle
 *
 * Returns: or %NULL with %LK_ERROR_FORMAT, %LK_ERROR_UNSUPPORTED (another object: names
 *   it as "module.name"; another instruction; a tensor of more than 6 axes) or
 *   %LK_ERROR_LIMIT; messages do not name the file
 */
LkPickle *
lk_pickle_parse (const guint8 *data, gsize length, gsize *n_read, GError **error);
void lk_pickle_free (LkPickle *self);

const LkPickleValue *lk_pickle_get_root (LkPickle *self);

/** (transfer none): keys to the #LkPickleStorage that first used each. */
GHashTable *lk_pickle_get_storages (LkPickle *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkPickle, lk_pickle_free)

G_END_DECLS
