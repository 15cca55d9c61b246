/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-pickle-private.h"

#include <glib/gi18n-lib.h>

#include "lk-error.h"

#define MAX_VALUES (1 << 20)
#define MAX_STACK (1 << 20)
#define MAX_STEPS (1 << 23)
#define COPIES 4
#define BASE_COPIES (1 << 20)

static gboolean
fail (GError **error, const char *message)
{
  g_set_error_literal (error, LK_ERROR, LK_ERROR_FORMAT, message);
  return FALSE;
}

gboolean
lk_pickle_fail_limit (GError **error)
{
  g_set_error_literal (error, LK_ERROR, LK_ERROR_LIMIT,
                       _ ("its pickle describes more than a million things"));
  return FALSE;
}

gboolean
lk_pickle_add_pairs (LkPickle *self, gsize n, GError **error)
{
  self->n_pairs += n;
  return self->n_pairs <= MAX_VALUES || lk_pickle_fail_limit (error);
}

/* Names and texts are short beside the file, and hardly any is used twice. */
gboolean
lk_pickle_spend (LkPickle *self, gsize n, GError **error)
{
  self->n_copied += n;
  return self->n_copied <= COPIES * self->length + BASE_COPIES
         || lk_pickle_fail_limit (error);
}

static void
free_value (LkPickleValue *value)
{
  switch (value->kind)
    {
    case LK_PICKLE_STRING:
    case LK_PICKLE_BYTES:
      if (!value->is_borrowed)
        g_free (value->text);
      break;
    case LK_PICKLE_TUPLE:
    case LK_PICKLE_LIST:
    case LK_PICKLE_DICT:
      g_ptr_array_unref (value->items);
      break;
    case LK_PICKLE_STORAGE:
      g_free (value->storage.key);
      break;
    case LK_PICKLE_TENSOR:
    case LK_PICKLE_ARRAY:
      g_free (value->tensor->problem);
      g_free (value->tensor);
      break;
    case LK_PICKLE_GLOBAL:
      g_free (value->name);
      break;
    case LK_PICKLE_OBJECT:
      g_clear_pointer (&value->object->pairs, g_ptr_array_unref);
      g_free (value->object);
      break;
    default:
      break;
    }
  g_free (value);
}

LkPickleValue *
lk_pickle_add (LkPickle *self, LkPickleKind kind, GError **error)
{
  LkPickleValue *value;

  if (self->values->len >= MAX_VALUES)
    {
      lk_pickle_fail_limit (error);
      return NULL;
    }
  value = g_new0 (LkPickleValue, 1);
  value->kind = kind;
  if (kind == LK_PICKLE_OBJECT)
    value->object = g_new0 (LkPickleObject, 1);
  if (kind == LK_PICKLE_TENSOR || kind == LK_PICKLE_ARRAY)
    value->tensor = g_new0 (LkPickleTensor, 1);
  if (kind == LK_PICKLE_TUPLE || kind == LK_PICKLE_LIST || kind == LK_PICKLE_DICT)
    value->items = g_ptr_array_new ();
  g_ptr_array_add (self->values, value);
  return value;
}

const guint8 *
lk_pickle_take (LkPickle *self, gsize n, GError **error)
{
  const guint8 *bytes = self->data + self->at;

  if (n > self->length - self->at)
    {
      fail (error, _ ("its pickle is cut short"));
      return NULL;
    }
  self->at += n;
  return bytes;
}

gboolean
lk_pickle_push (LkPickle *self, LkPickleValue *value, GError **error)
{
  if (value == NULL)
    return FALSE;
  if (self->stack->len >= MAX_STACK)
    return lk_pickle_fail_limit (error);
  g_ptr_array_add (self->stack, value);
  return TRUE;
}

guint
lk_pickle_get_base (LkPickle *self)
{
  return self->marks->len > 0 ? g_array_index (self->marks, guint, self->marks->len - 1)
                              : 0;
}

gboolean
lk_pickle_need (LkPickle *self, guint n, GError **error)
{
  return self->stack->len - lk_pickle_get_base (self) >= n
         || fail (error, _ ("its pickle takes what it never put down"));
}

LkPickleValue *
lk_pickle_pop (LkPickle *self)
{
  return g_ptr_array_steal_index (self->stack, self->stack->len - 1);
}

LkPickleValue *
lk_pickle_peek (LkPickle *self)
{
  return self->stack->pdata[self->stack->len - 1];
}

gboolean
lk_pickle_push_mark (LkPickle *self, GError **error)
{
  const guint height = self->stack->len;

  if (self->marks->len >= MAX_STACK)
    return lk_pickle_fail_limit (error);
  g_array_append_val (self->marks, height);
  return TRUE;
}

gboolean
lk_pickle_pop_mark (LkPickle *self, guint *start, GError **error)
{
  if (self->marks->len == 0)
    return fail (error, _ ("its pickle takes what it never put down"));
  *start = lk_pickle_get_base (self);
  g_array_set_size (self->marks, self->marks->len - 1);
  return TRUE;
}

gboolean
lk_pickle_remember (LkPickle *self, gsize index, GError **error)
{
  if (!lk_pickle_need (self, 1, error))
    return FALSE;
  if (g_hash_table_size (self->memo) >= MAX_VALUES)
    return lk_pickle_fail_limit (error);
  g_hash_table_insert (self->memo, GSIZE_TO_POINTER (index), lk_pickle_peek (self));
  return TRUE;
}

static gboolean
run (LkPickle *self, GError **error)
{
  for (guint step = 0; !self->stopped; step++)
    {
      const guint8 *code = lk_pickle_take (self, 1, error);
      const LkPickleInstruction *instruction;

      if (code == NULL)
        return FALSE;
      if (step >= MAX_STEPS)
        return lk_pickle_fail_limit (error);
      instruction = lk_pickle_get_instruction (*code);
      if (instruction->run == NULL)
        {
          g_set_error (error, LK_ERROR, LK_ERROR_UNSUPPORTED,
                       _ ("its pickle uses instruction 0x%02x, which no tensor needs"),
                       *code);
          return FALSE;
        }
      if (!instruction->run (self, instruction->variant, error))
        return FALSE;
    }
  return TRUE;
}

LkPickle *
lk_pickle_parse (const guint8 *data, gsize length, gsize *n_read, GError **error)
{
  g_autoptr (LkPickle) self = g_new0 (LkPickle, 1);

  /* Of no bytes there may be no address. */
  self->data = length > 0 ? data : (const guint8 *) "";
  self->length = length;
  self->values = g_ptr_array_new_with_free_func ((GDestroyNotify) free_value);
  self->stack = g_ptr_array_new ();
  self->marks = g_array_new (FALSE, FALSE, sizeof (guint));
  self->memo = g_hash_table_new (NULL, NULL);
  self->storages = g_hash_table_new (g_str_hash, g_str_equal);
  if (!run (self, error))
    return NULL;
  *n_read = self->at;
  return g_steal_pointer (&self);
}

void
lk_pickle_free (LkPickle *self)
{
  g_hash_table_unref (self->storages);
  g_hash_table_unref (self->memo);
  g_array_unref (self->marks);
  g_ptr_array_unref (self->stack);
  g_ptr_array_unref (self->values);
  g_free (self);
}

const LkPickleValue *
lk_pickle_get_root (LkPickle *self)
{
  return self->root;
}

GHashTable *
lk_pickle_get_storages (LkPickle *self)
{
  return self->storages;
}

const LkPickleValue *
lk_pickle_look_up (const LkPickleValue *dict, const char *name)
{
  if (dict == NULL || dict->kind != LK_PICKLE_DICT)
    return NULL;
  for (guint i = 0; i + 1 < dict->items->len; i += 2)
    {
      const LkPickleValue *key = dict->items->pdata[i];

      if (key->kind == LK_PICKLE_STRING && g_str_equal (key->text, name))
        return dict->items->pdata[i + 1];
    }
  return NULL;
}

/* With slots the state is a pair: the dictionary, and theirs. */
const LkPickleValue *
lk_pickle_get_attributes (const LkPickleValue *object)
{
  const LkPickleValue *state
      = object->kind == LK_PICKLE_OBJECT ? object->object->state : NULL;

  if (state != NULL && state->kind == LK_PICKLE_TUPLE)
    state = lk_pickle_get_item (state, 0, LK_PICKLE_DICT);
  return state != NULL && state->kind == LK_PICKLE_DICT ? state : NULL;
}

const LkPickleValue *
lk_pickle_get_item (const LkPickleValue *sequence, guint index, LkPickleKind kind)
{
  const LkPickleValue *item;

  if ((sequence->kind != LK_PICKLE_TUPLE && sequence->kind != LK_PICKLE_LIST)
      || index >= sequence->items->len)
    return NULL;
  item = sequence->items->pdata[index];
  return item->kind == kind ? item : NULL;
}
