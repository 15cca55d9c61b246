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
 *  - torch's storages, and those functions of torch._utils and torch._tensor that make
 *    tensors, parameters, and tensors of other devices (TPUs) again, which become
 * storages and tensors;
 *  - NumPy's arrays of numbers, which become arrays;
 *  - collections' OrderedDict and defaultdict, which become dictionaries.
 * Any other object, and whatever it is called with, becomes a record of kind
 * %LK_PICKLE_OBJECT: its name and what was put into it, for nobody to act upon. Where a
 * tensor should be made of such a one there is a record in its place. Values may refer to
 * one another in circles and as often as they like: whoever walks them bounds the walk.
 */
typedef struct _LkPickle LkPickle;

/**
 * LkPickleKind:
 * @LK_PICKLE_BYTES: bytes, strings that are not UTF-8 or hold a zero, and integers of
 *   more than eight bytes
 * @LK_PICKLE_ARRAY: of NumPy's
 * @LK_PICKLE_OBJECT: any other object
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
  LK_PICKLE_ARRAY,
  LK_PICKLE_OBJECT,
} LkPickleKind;

/**
 * LkPickleStorage:
 * @key: what the file calls the memory
 * @kind: what torch calls the class; of the pickle
 * @length: of that memory, in numbers
 * @offset: of this view of it, in numbers
 */
typedef struct
{
  char *key;
  const char *kind;
  LkDtype dtype;
  gsize length;
  gsize offset;
} LkPickleStorage;

typedef struct _LkPickleValue LkPickleValue;

/**
 * LkPickleTensor:
 * @storage: (nullable): where its numbers are
 * @numbers: (nullable): or here, of kind BYTES or STRING
 * @problem: (nullable): why it cannot be read, to be said after its name; then shape and
 *   strides may not be known
 * @offset: of its first number in the memory of @storage, in numbers of @dtype
 * @n_axes: how many axes it has in Python; may be 0 or more than an #LkTensor can have
 * @size: product of @shape; may be 0. Otherwise all numbers are known to lie inside.
 */
typedef struct
{
  const LkPickleStorage *storage;
  const LkPickleValue *numbers;
  char *problem;
  LkDtype dtype;
  gsize offset;
  guint n_axes;
  guint n_dims;
  gsize shape[LK_TENSOR_MAX_DIMS];
  gsize strides[LK_TENSOR_MAX_DIMS];
  gsize size;
} LkPickleTensor;

/**
 * LkPickleObject:
 * @type: "module.name" of its class or of the function that made it
 * @arguments: what that was called with, a TUPLE
 * @pairs: (nullable): keys and values in turn, of what is like a dictionary
 * @state: (nullable): its attributes, mostly a DICT
 */
typedef struct
{
  const char *type;
  const LkPickleValue *arguments;
  GPtrArray *pairs;
  const LkPickleValue *state;
} LkPickleObject;

/* What an object of Python's means here. */
typedef enum
{
  LK_PICKLE_MEANS_DICT,
  LK_PICKLE_MEANS_STORAGE,
  LK_PICKLE_MEANS_TENSOR,
  LK_PICKLE_MEANS_TYPED_TENSOR,
  LK_PICKLE_MEANS_SUBCLASS,
  LK_PICKLE_MEANS_PARAMETER,
  LK_PICKLE_MEANS_DEVICE_TENSOR,
  LK_PICKLE_MEANS_ARRAY,
  LK_PICKLE_MEANS_BUFFER,
  LK_PICKLE_MEANS_ENCODING,
  LK_PICKLE_MEANS_OBJECT,
} LkPickleMeaning;

/**
 * LkPickleValue:
 * @integer: of INT and BOOL
 * @is_borrowed: of BYTES, whether @text lies in the bytes that were parsed
 * @text: of STRING (UTF-8) and BYTES, @length bytes and, where it is not borrowed, a zero
 * @items: of TUPLE and LIST; of DICT keys and values in turn
 * @name: of GLOBAL: "module.name"
 * @tensor: of TENSOR and ARRAY
 */
struct _LkPickleValue
{
  LkPickleKind kind;
  gboolean is_borrowed;
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
      char *name;
    };
    LkPickleStorage storage;
    LkPickleTensor *tensor;
    LkPickleObject *object;
  };
};

/**
 * lk_pickle_parse:
 * @n_read: (out): the bytes up to the end of the pickle
 *
 * Returns: or %NULL with %LK_ERROR_FORMAT, %LK_ERROR_UNSUPPORTED (another instruction) or
 *   %LK_ERROR_LIMIT; messages do not name the file
 */
LkPickle *
lk_pickle_parse (const guint8 *data, gsize length, gsize *n_read, GError **error);
void lk_pickle_free (LkPickle *self);

const LkPickleValue *lk_pickle_get_root (LkPickle *self);

/** (transfer none): keys to the #LkPickleStorage that first used each. */
GHashTable *lk_pickle_get_storages (LkPickle *self);

/** The value of the key @name, a text, in the DICT @dict, or %NULL. */
const LkPickleValue *lk_pickle_look_up (const LkPickleValue *dict, const char *name);

/** The attributes of @object, a DICT, or %NULL where it has none. */
const LkPickleValue *lk_pickle_get_attributes (const LkPickleValue *object);

/** Item @index of the TUPLE or LIST @sequence if it is of @kind, or %NULL. */
const LkPickleValue *
lk_pickle_get_item (const LkPickleValue *sequence, guint index, LkPickleKind kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkPickle, lk_pickle_free)

G_END_DECLS
