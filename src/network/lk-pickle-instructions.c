/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-pickle-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-error.h"

#define MAX_PROTOCOL 5

static gboolean
fail (GError **error, const char *message)
{
  g_set_error_literal (error, LK_ERROR, LK_ERROR_FORMAT, message);
  return FALSE;
}

static gboolean
run_protocol (LkPickle *self, int variant, GError **error)
{
  guint64 protocol;

  if (!lk_pickle_take_number (self, 1, &protocol, error))
    return FALSE;
  if (protocol > MAX_PROTOCOL)
    {
      g_set_error (error, LK_ERROR, LK_ERROR_UNSUPPORTED,
                   _ ("its pickle has the unknown protocol %u"), (guint) protocol);
      return FALSE;
    }
  return TRUE;
}

static gboolean
run_frame (LkPickle *self, int variant, GError **error)
{
  return lk_pickle_take (self, 8, error) != NULL;
}

static gboolean
run_stop (LkPickle *self, int variant, GError **error)
{
  if (!lk_pickle_need (self, 1, error))
    return FALSE;
  self->root = lk_pickle_pop (self);
  self->stopped = TRUE;
  return TRUE;
}

static gboolean
run_mark (LkPickle *self, int variant, GError **error)
{
  return lk_pickle_push_mark (self, error);
}

static gboolean
run_pop_mark (LkPickle *self, int variant, GError **error)
{
  guint start;

  if (!lk_pickle_pop_mark (self, &start, error))
    return FALSE;
  g_ptr_array_set_size (self->stack, start);
  return TRUE;
}

static gboolean
run_pop (LkPickle *self, int variant, GError **error)
{
  if (self->marks->len > 0 && self->stack->len == lk_pickle_get_base (self))
    return run_pop_mark (self, variant, error);
  if (!lk_pickle_need (self, 1, error))
    return FALSE;
  lk_pickle_pop (self);
  return TRUE;
}

static gboolean
run_duplicate (LkPickle *self, int variant, GError **error)
{
  return lk_pickle_need (self, 1, error)
         && lk_pickle_push (self, lk_pickle_peek (self), error);
}

/* None, and empty containers: the variant is the kind. */
static gboolean
run_empty (LkPickle *self, int variant, GError **error)
{
  return lk_pickle_push (self, lk_pickle_add (self, variant, error), error);
}

static void
move_items (LkPickle *self, guint start, LkPickleValue *container)
{
  for (guint i = start; i < self->stack->len; i++)
    g_ptr_array_add (container->items, self->stack->pdata[i]);
  g_ptr_array_set_size (self->stack, start);
}

/* The variant is the number of items, or -1: all above the mark. */
static gboolean
run_tuple (LkPickle *self, int variant, GError **error)
{
  LkPickleValue *tuple;
  guint start;

  if (variant < 0 ? !lk_pickle_pop_mark (self, &start, error)
                  : !lk_pickle_need (self, variant, error))
    return FALSE;
  if (variant >= 0)
    start = self->stack->len - variant;
  tuple = lk_pickle_add (self, LK_PICKLE_TUPLE, error);
  if (tuple == NULL)
    return FALSE;
  move_items (self, start, tuple);
  return lk_pickle_push (self, tuple, error);
}

/* What is put into an object that is like a list is dropped. */
static gboolean
add_to_object (LkPickle *self,
               guint start,
               LkPickleKind kind,
               LkPickleObject *object,
               GError **error)
{
  if (kind == LK_PICKLE_DICT && (self->stack->len - start) % 2 != 0)
    return fail (error, _ ("its pickle adds to what is no container"));
  if (kind == LK_PICKLE_DICT && object->pairs == NULL)
    object->pairs = g_ptr_array_new ();
  for (guint i = start; kind == LK_PICKLE_DICT && i < self->stack->len; i++)
    g_ptr_array_add (object->pairs, self->stack->pdata[i]);
  g_ptr_array_set_size (self->stack, start);
  return TRUE;
}

/* Adds the things from @start on to the container below them. */
static gboolean
add_items (LkPickle *self, guint start, LkPickleKind kind, GError **error)
{
  LkPickleValue *container;

  if (start < lk_pickle_get_base (self) + 1)
    return fail (error, _ ("its pickle takes what it never put down"));
  container = self->stack->pdata[start - 1];
  if (container->kind == LK_PICKLE_OBJECT)
    return add_to_object (self, start, kind, container->object, error);
  if (container->kind != kind
      || (kind == LK_PICKLE_DICT && (self->stack->len - start) % 2 != 0))
    return fail (error, _ ("its pickle adds to what is no container"));
  move_items (self, start, container);
  return TRUE;
}

static gboolean
run_add (LkPickle *self, int variant, GError **error)
{
  const guint n = variant == LK_PICKLE_DICT ? 2 : 1;

  return lk_pickle_need (self, n + 1, error)
         && add_items (self, self->stack->len - n, variant, error);
}

static gboolean
run_add_all (LkPickle *self, int variant, GError **error)
{
  guint start;

  return lk_pickle_pop_mark (self, &start, error)
         && add_items (self, start, variant, error);
}

/* A line of text; pickle's lines end with a newline. */
static char *
take_line (LkPickle *self, GError **error)
{
  const guint8 *start = self->data + self->at;
  const guint8 *end = memchr (start, '\n', self->length - self->at);

  if (end == NULL)
    {
      fail (error, _ ("its pickle is cut short"));
      return NULL;
    }
  self->at += end - start + 1;
  return g_strndup ((const char *) start, end - start);
}

static gboolean
run_global (LkPickle *self, int variant, GError **error)
{
  g_autofree char *module = take_line (self, error);
  g_autofree char *name = module != NULL ? take_line (self, error) : NULL;

  return name != NULL
         && lk_pickle_push (self, lk_pickle_add_global (self, module, name, error),
                            error);
}

static gboolean
run_stack_global (LkPickle *self, int variant, GError **error)
{
  LkPickleValue *module;
  LkPickleValue *name;

  if (!lk_pickle_need (self, 2, error))
    return FALSE;
  name = lk_pickle_pop (self);
  module = lk_pickle_pop (self);
  if (module->kind != LK_PICKLE_STRING || name->kind != LK_PICKLE_STRING)
    return fail (error, _ ("its pickle names an object by something else than text"));
  return lk_pickle_push (
      self, lk_pickle_add_global (self, module->text, name->text, error), error);
}

/* Calling a function and making an object are the same here. */
static gboolean
run_call (LkPickle *self, int variant, GError **error)
{
  LkPickleValue *callable;
  LkPickleValue *arguments;

  if (!lk_pickle_need (self, 2, error))
    return FALSE;
  arguments = lk_pickle_pop (self);
  callable = lk_pickle_pop (self);
  return lk_pickle_push (self, lk_pickle_call (self, callable, arguments, error), error);
}

/* With keywords, which are dropped. */
static gboolean
run_call_with_keywords (LkPickle *self, int variant, GError **error)
{
  if (!lk_pickle_need (self, 3, error))
    return FALSE;
  lk_pickle_pop (self);
  return run_call (self, variant, error);
}

/* The attributes of a dictionary (torch hangs _metadata on one of a state) and of a
 * tensor are dropped. */
static gboolean
run_build (LkPickle *self, int variant, GError **error)
{
  LkPickleValue *object;
  LkPickleValue *state;

  if (!lk_pickle_need (self, 2, error))
    return FALSE;
  state = lk_pickle_pop (self);
  object = lk_pickle_peek (self);
  if (object->kind == LK_PICKLE_ARRAY)
    return lk_pickle_fill_array (object, state, error);
  if (object->kind == LK_PICKLE_OBJECT)
    object->object->state = state;
  else if (object->kind != LK_PICKLE_DICT && object->kind != LK_PICKLE_TENSOR)
    return fail (error, _ ("its pickle gives attributes to what has none"));
  return TRUE;
}

static gboolean
run_persistent_id (LkPickle *self, int variant, GError **error)
{
  return lk_pickle_need (self, 1, error)
         && lk_pickle_push (
             self, lk_pickle_add_storage (self, lk_pickle_pop (self), error), error);
}

/* The variant is the number of bytes of the index, or 0: the next free one. */
static gboolean
run_put (LkPickle *self, int variant, GError **error)
{
  guint64 index = g_hash_table_size (self->memo);

  return (variant == 0 || lk_pickle_take_number (self, variant, &index, error))
         && lk_pickle_remember (self, index, error);
}

static gboolean
run_get (LkPickle *self, int variant, GError **error)
{
  guint64 index;
  LkPickleValue *value;

  if (!lk_pickle_take_number (self, variant, &index, error))
    return FALSE;
  value = g_hash_table_lookup (self->memo, GSIZE_TO_POINTER ((gsize) index));
  return value != NULL ? lk_pickle_push (self, value, error)
                       : fail (error, _ ("its pickle recalls what it never kept"));
}

/* Sets are lists here, frozen ones tuples. */
static const LkPickleInstruction instructions[256] = {
  [0x80] = { run_protocol, 0 },
  [0x95] = { run_frame, 0 },
  ['.'] = { run_stop, 0 },
  ['('] = { run_mark, 0 },
  ['0'] = { run_pop, 0 },
  ['1'] = { run_pop_mark, 0 },
  ['2'] = { run_duplicate, 0 },
  ['N'] = { run_empty, LK_PICKLE_NONE },
  [')'] = { run_empty, LK_PICKLE_TUPLE },
  [']'] = { run_empty, LK_PICKLE_LIST },
  ['}'] = { run_empty, LK_PICKLE_DICT },
  [0x88] = { lk_pickle_run_boolean, TRUE },
  [0x89] = { lk_pickle_run_boolean, FALSE },
  ['K'] = { lk_pickle_run_integer, 1 },
  ['M'] = { lk_pickle_run_integer, 2 },
  ['J'] = { lk_pickle_run_integer, 4 },
  [0x8a] = { lk_pickle_run_long, 1 },
  [0x8b] = { lk_pickle_run_long, 4 },
  ['G'] = { lk_pickle_run_float, 0 },
  [0x8c] = { lk_pickle_run_string, 1 },
  ['X'] = { lk_pickle_run_string, 4 },
  [0x8d] = { lk_pickle_run_string, 8 },
  ['U'] = { lk_pickle_run_string, 1 },
  ['T'] = { lk_pickle_run_string, 4 },
  ['C'] = { lk_pickle_run_bytes, 1 },
  ['B'] = { lk_pickle_run_bytes, 4 },
  [0x8e] = { lk_pickle_run_bytes, 8 },
  [0x96] = { lk_pickle_run_bytes, 8 },
  ['t'] = { run_tuple, -1 },
  [0x85] = { run_tuple, 1 },
  [0x86] = { run_tuple, 2 },
  [0x87] = { run_tuple, 3 },
  ['a'] = { run_add, LK_PICKLE_LIST },
  ['e'] = { run_add_all, LK_PICKLE_LIST },
  ['s'] = { run_add, LK_PICKLE_DICT },
  ['u'] = { run_add_all, LK_PICKLE_DICT },
  [0x8f] = { run_empty, LK_PICKLE_LIST },
  [0x90] = { run_add_all, LK_PICKLE_LIST },
  [0x91] = { run_tuple, -1 },
  ['c'] = { run_global, 0 },
  [0x93] = { run_stack_global, 0 },
  ['R'] = { run_call, 0 },
  [0x81] = { run_call, 0 },
  [0x92] = { run_call_with_keywords, 0 },
  ['b'] = { run_build, 0 },
  ['Q'] = { run_persistent_id, 0 },
  ['q'] = { run_put, 1 },
  ['r'] = { run_put, 4 },
  [0x94] = { run_put, 0 },
  ['h'] = { run_get, 1 },
  ['j'] = { run_get, 4 },
};

const LkPickleInstruction *
lk_pickle_get_instruction (guint8 code)
{
  return &instructions[code];
}
