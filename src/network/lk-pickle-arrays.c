/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-error.h"
#include "lk-pickle-private.h"

/* NumPy's arrays: made empty, then given (version, shape, kind, column-major, numbers);
 * or made of a buffer at once. In old protocols the numbers are a text, to be encoded
 * again. */

static gboolean
fail (GError **error, const char *message)
{
  g_set_error_literal (error, LK_ERROR, LK_ERROR_FORMAT, message);
  return FALSE;
}

/* A byte for each character; -1: some character is none of the first 256. */
static gssize
encode_latin1 (char *text, gsize length)
{
  gsize n = 0;

  for (gsize i = 0; i < length; i++)
    {
      const guint8 byte = (guint8) text[i];

      if (byte < 0x80)
        text[n++] = text[i];
      else if ((byte == 0xc2 || byte == 0xc3) && i + 1 < length
               && ((guint8) text[i + 1] & 0xc0) == 0x80)
        text[n++] = (char) ((byte & 3) << 6 | ((guint8) text[++i] & 0x3f));
      else
        return -1;
    }
  return (gssize) n;
}

static gboolean
is_text (const LkPickleValue *value)
{
  return value->kind == LK_PICKLE_STRING || value->kind == LK_PICKLE_BYTES;
}

static gboolean
names_latin1 (const LkPickleValue *name)
{
  return name->kind == LK_PICKLE_STRING
         && (g_str_equal (name->text, "latin1") || g_str_equal (name->text, "latin-1")
             || g_str_equal (name->text, "iso-8859-1"));
}

static LkPickleValue *
encode (LkPickle *self, const LkPickleValue *arguments, GError **error)
{
  const LkPickleValue *text = arguments->items->pdata[0];
  LkPickleValue *value;
  gssize n;

  if (!lk_pickle_spend (self, text->length, error))
    return NULL;
  value = lk_pickle_add (self, LK_PICKLE_NONE, error);
  if (value == NULL)
    return NULL;
  value->text = g_try_malloc (text->length + 1);
  if (value->text == NULL)
    {
      lk_pickle_fail_limit (error);
      return NULL;
    }
  value->kind = LK_PICKLE_BYTES;
  memcpy (value->text, text->text, text->length);
  n = encode_latin1 (value->text, text->length);
  if (n < 0)
    {
      fail (error, _ ("its pickle has a text that is none of latin1"));
      return NULL;
    }
  value->text[n] = '\0';
  value->length = (gsize) n;
  return value;
}

/* An array without numbers. */
static LkPickleValue *
make_array (LkPickle *self, GError **error)
{
  LkPickleTensor *tensor = g_new0 (LkPickleTensor, 1);

  tensor->problem = g_strdup (_ ("is an array of NumPy’s without numbers"));
  return lk_pickle_add_tensor (self, LK_PICKLE_ARRAY, tensor, error);
}

/* The name of a kind such as "f4", and the order of its bytes: of its own name ("<f4"),
 * or of its state. */
static const char *
read_kind (const LkPickleValue *kind, char *order)
{
  const LkPickleValue *name = NULL;
  const LkPickleValue *mark = NULL;
  const char *text;

  *order = '<';
  if (kind->kind == LK_PICKLE_OBJECT && g_str_equal (kind->object->type, "numpy.dtype")
      && kind->object->arguments != NULL)
    name = lk_pickle_get_item (kind->object->arguments, 0, LK_PICKLE_STRING);
  if (name == NULL)
    return "";
  text = name->text;
  if (strchr ("<>|=", *text) != NULL && *text != '\0')
    *order = *text++;
  if (kind->object->state != NULL)
    mark = lk_pickle_get_item (kind->object->state, 1, LK_PICKLE_STRING);
  if (mark != NULL && mark->length == 1)
    *order = *mark->text;
  return text;
}

static gboolean
has_all_numbers (const LkPickleTensor *tensor, const LkPickleValue *numbers)
{
  gsize n_bytes;

  return g_size_checked_mul (&n_bytes, tensor->size, lk_dtype_get_size (tensor->dtype))
         && n_bytes == numbers->length;
}

static gboolean
fill (LkPickleTensor *tensor,
      const LkPickleValue *shape,
      const LkPickleValue *kind,
      gboolean fortran,
      const LkPickleValue *numbers,
      GError **error)
{
  char order;
  const char *name = read_kind (kind, &order);

  g_clear_pointer (&tensor->problem, g_free);
  tensor->dtype = lk_dtype_from_numpy (name);
  tensor->numbers = numbers;
  if (!lk_pickle_read_axes (tensor, shape, NULL, fortran))
    return fail (error, _ ("an array has an impossible shape"));
  if (tensor->problem != NULL)
    return TRUE;
  if (order == '>' || !lk_dtype_is_read (tensor->dtype))
    lk_pickle_set_unread_kind (tensor, order == '>' ? "big-endian" : name);
  else if (!is_text (numbers) || !has_all_numbers (tensor, numbers))
    return fail (error, _ ("an array has more or fewer numbers than its shape needs"));
  return TRUE;
}

gboolean
lk_pickle_fill_array (LkPickleValue *array, const LkPickleValue *state, GError **error)
{
  const LkPickleValue *shape;

  if (state->kind != LK_PICKLE_TUPLE || state->items->len != 5)
    return fail (error, _ ("an array is made of the wrong things"));
  shape = lk_pickle_get_item (state, 1, LK_PICKLE_TUPLE);
  if (shape == NULL)
    return fail (error, _ ("an array is made of the wrong things"));
  return fill (array->tensor, shape, state->items->pdata[2],
               lk_pickle_get_item (state, 3, LK_PICKLE_BOOL) != NULL
                   && lk_pickle_get_item (state, 3, LK_PICKLE_BOOL)->integer != 0,
               state->items->pdata[4], error);
}

/* (numbers, kind, shape, order) */
static LkPickleValue *
make_from_buffer (LkPickle *self, const LkPickleValue *arguments, GError **error)
{
  const LkPickleValue *shape = lk_pickle_get_item (arguments, 2, LK_PICKLE_TUPLE);
  const LkPickleValue *order = lk_pickle_get_item (arguments, 3, LK_PICKLE_STRING);
  LkPickleValue *array;

  if (shape == NULL || order == NULL)
    {
      fail (error, _ ("an array is made of the wrong things"));
      return NULL;
    }
  array = make_array (self, error);
  if (array == NULL
      || !fill (array->tensor, shape, arguments->items->pdata[1], *order->text == 'F',
                arguments->items->pdata[0], error))
    return NULL;
  return array;
}

LkPickleValue *
lk_pickle_call_numpy (LkPickle *self,
                      LkPickleMeaning meaning,
                      const char *type,
                      const LkPickleValue *arguments,
                      GError **error)
{
  const GPtrArray *items = arguments->items;

  switch (meaning)
    {
    case LK_PICKLE_MEANS_ARRAY:
      return make_array (self, error);
    case LK_PICKLE_MEANS_BUFFER:
      return make_from_buffer (self, arguments, error);
    case LK_PICKLE_MEANS_ENCODING:
      if (items->len == 2 && is_text (items->pdata[0]) && names_latin1 (items->pdata[1]))
        return encode (self, arguments, error);
      G_GNUC_FALLTHROUGH;
    default:
      return lk_pickle_add_object (self, type, arguments, error);
    }
}
