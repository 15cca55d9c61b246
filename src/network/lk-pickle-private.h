/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-pickle.h"

G_BEGIN_DECLS

/*
 * The parts of the interpreter: lk-pickle.c keeps the values and the stack,
 * lk-pickle-instructions.c has the instructions, lk-pickle-scalars.c those of numbers and
 * texts, lk-pickle-objects.c knows what Python's objects mean. What fails says so in
 * @error, with %LK_ERROR_FORMAT unless noted.
 */

/** @marks holds the heights of the stack at which a mark was set; @n_pairs counts those
 * that dictionaries were made of, @n_copied the bytes of lk_pickle_spend(). */
struct _LkPickle
{
  const guint8 *data;
  gsize length;
  gsize at;
  gboolean stopped;
  GPtrArray *values;
  GPtrArray *stack;
  GArray *marks;
  GHashTable *memo;
  GHashTable *storages;
  gsize n_pairs;
  gsize n_copied;
  LkPickleValue *root;
};

/** @variant tells apart the instructions that share a function. */
typedef struct
{
  gboolean (*run) (LkPickle *self, int variant, GError **error);
  int variant;
} LkPickleInstruction;

/** Its @run is %NULL where @code is not known. */
const LkPickleInstruction *lk_pickle_get_instruction (guint8 code);

/** The instructions of numbers and texts; the variant is the number of their bytes, or of
 * the count of bytes before them, or the truth itself. */
gboolean lk_pickle_run_boolean (LkPickle *self, int variant, GError **error);
gboolean lk_pickle_run_integer (LkPickle *self, int variant, GError **error);
gboolean lk_pickle_run_long (LkPickle *self, int variant, GError **error);
gboolean lk_pickle_run_float (LkPickle *self, int variant, GError **error);
gboolean lk_pickle_run_bytes (LkPickle *self, int variant, GError **error);
gboolean lk_pickle_run_string (LkPickle *self, int variant, GError **error);

/** Fails with %LK_ERROR_LIMIT: always %FALSE. */
gboolean lk_pickle_fail_limit (GError **error);

/** Whether @n more pairs may be copied into dictionaries: a list of them may be used as
 * often as the pickle likes. */
gboolean lk_pickle_add_pairs (LkPickle *self, gsize n, GError **error);

/** Whether @n more bytes may be made of texts that the pickle may use as often as it
 * likes.
 */
gboolean lk_pickle_spend (LkPickle *self, gsize n, GError **error);

/** A new value that @self owns, or %NULL with %LK_ERROR_LIMIT. */
LkPickleValue *lk_pickle_add (LkPickle *self, LkPickleKind kind, GError **error);

/** The next @n bytes, or %NULL. */
const guint8 *lk_pickle_take (LkPickle *self, gsize n, GError **error);

/** An unsigned number of the next @n bytes, the lowest first. */
gboolean lk_pickle_take_number (LkPickle *self, guint n, guint64 *number, GError **error);

/** Puts @value on the stack; %FALSE where it is %NULL (@error is set then already) or
 * with %LK_ERROR_LIMIT. */
gboolean lk_pickle_push (LkPickle *self, LkPickleValue *value, GError **error);

/** The height of the stack at the last mark: what lies below is out of reach. */
guint lk_pickle_get_base (LkPickle *self);

/** Sets a mark, and takes the last one away; its height goes to @start. */
gboolean lk_pickle_push_mark (LkPickle *self, GError **error);
gboolean lk_pickle_pop_mark (LkPickle *self, guint *start, GError **error);

/** Whether @n things lie above the last mark; lk_pickle_pop() and lk_pickle_peek() take
 * that for granted. */
gboolean lk_pickle_need (LkPickle *self, guint n, GError **error);
LkPickleValue *lk_pickle_pop (LkPickle *self);
LkPickleValue *lk_pickle_peek (LkPickle *self);

/** Remembers the top of the stack under @index. */
gboolean lk_pickle_remember (LkPickle *self, gsize index, GError **error);

/** The value of the object @module.@name, whatever it is. */
LkPickleValue *lk_pickle_add_global (LkPickle *self,
                                     const char *module,
                                     const char *name,
                                     GError **error);

/** What calling @callable with the tuple @arguments means. */
LkPickleValue *lk_pickle_call (LkPickle *self,
                               LkPickleValue *callable,
                               const LkPickleValue *arguments,
                               GError **error);

/** A record of what @type, which stays alive, made of @arguments. */
LkPickleValue *lk_pickle_add_object (LkPickle *self,
                                     const char *type,
                                     const LkPickleValue *arguments,
                                     GError **error);

/** A tensor or an array with @tensor, which is taken. */
LkPickleValue *lk_pickle_add_tensor (LkPickle *self,
                                     LkPickleKind kind,
                                     LkPickleTensor *tensor,
                                     GError **error);

/** Item @index of @sequence as a count. */
gboolean lk_pickle_get_index (const LkPickleValue *sequence, guint index, gsize *result);

/** Fills in the axes from the tuples of numbers @shape and @strides (nullable: row-major,
 * or column-major if @fortran); with more axes than an #LkTensor has, or strides that are
 * negative, there is a problem with it. %FALSE where they are no axes. */
gboolean lk_pickle_read_axes (LkPickleTensor *tensor,
                              const LkPickleValue *shape,
                              const LkPickleValue *strides,
                              gboolean fortran);

/** Notes that the numbers of @tensor, which are of @kind, are not read. */
void lk_pickle_set_unread_kind (LkPickleTensor *tensor, const char *kind);

/** What @meaning makes of @arguments: NumPy's part. */
LkPickleValue *lk_pickle_call_numpy (LkPickle *self,
                                     LkPickleMeaning meaning,
                                     const char *type,
                                     const LkPickleValue *arguments,
                                     GError **error);

/** Gives @array the numbers of the tuple @state, as NumPy pickles it. */
gboolean
lk_pickle_fill_array (LkPickleValue *array, const LkPickleValue *state, GError **error);

/** The storage, or the class of a module, that the persistent id @id, a tuple, stands
 * for.
 */
LkPickleValue *
lk_pickle_add_storage (LkPickle *self, const LkPickleValue *id, GError **error);

G_END_DECLS
