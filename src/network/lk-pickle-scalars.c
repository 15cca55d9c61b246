/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "lk-pickle-private.h"

/* Longer bytes stay where they are. */
#define MAX_COPIED 4096

gboolean
lk_pickle_take_number (LkPickle *self, guint n, guint64 *number, GError **error)
{
  const guint8 *bytes = lk_pickle_take (self, n, error);

  if (bytes == NULL)
    return FALSE;
  *number = 0;
  for (guint i = n; i-- > 0;)
    *number = *number << 8 | bytes[i];
  return TRUE;
}

static gboolean
push_integer (LkPickle *self, LkPickleKind kind, gint64 integer, GError **error)
{
  LkPickleValue *value = lk_pickle_add (self, kind, error);

  if (value != NULL)
    value->integer = integer;
  return lk_pickle_push (self, value, error);
}

gboolean
lk_pickle_run_boolean (LkPickle *self, int variant, GError **error)
{
  return push_integer (self, LK_PICKLE_BOOL, variant, error);
}

/* The variant is the number of bytes; only four have a sign. */
gboolean
lk_pickle_run_integer (LkPickle *self, int variant, GError **error)
{
  guint64 number;

  return lk_pickle_take_number (self, variant, &number, error)
         && push_integer (self, LK_PICKLE_INT,
                          variant == 4 ? (gint32) (guint32) number : (gint64) number,
                          error);
}

static gboolean
push_text (LkPickle *self,
           LkPickleKind kind,
           const guint8 *bytes,
           gsize n,
           GError **error)
{
  LkPickleValue *value = lk_pickle_add (self, kind, error);

  if (value == NULL)
    return FALSE;
  value->length = n;
  if (kind == LK_PICKLE_BYTES && n > MAX_COPIED)
    {
      value->is_borrowed = TRUE;
      value->text = (char *) bytes;
      return lk_pickle_push (self, value, error);
    }
  value->text = g_try_malloc (n + 1);
  if (value->text == NULL)
    {
      value->kind = LK_PICKLE_NONE;
      return lk_pickle_fail_limit (error);
    }
  memcpy (value->text, bytes, n);
  value->text[n] = '\0';
  return lk_pickle_push (self, value, error);
}

/* Integers of any size in two's complement, after a count of @variant bytes. */
gboolean
lk_pickle_run_long (LkPickle *self, int variant, GError **error)
{
  guint64 n;
  guint64 number;
  const guint8 *bytes;

  if (!lk_pickle_take_number (self, variant, &n, error))
    return FALSE;
  if (n == 0)
    return push_integer (self, LK_PICKLE_INT, 0, error);
  if (n > 8)
    {
      bytes = lk_pickle_take (self, n, error);
      return bytes != NULL && push_text (self, LK_PICKLE_BYTES, bytes, n, error);
    }
  if (!lk_pickle_take_number (self, n, &number, error))
    return FALSE;
  if (n < 8 && (number >> (8 * n - 1) & 1) != 0)
    number |= G_MAXUINT64 << 8 * n;
  return push_integer (self, LK_PICKLE_INT, (gint64) number, error);
}

gboolean
lk_pickle_run_float (LkPickle *self, int variant, GError **error)
{
  const guint8 *bytes = lk_pickle_take (self, 8, error);
  LkPickleValue *value;
  guint64 bits;

  if (bytes == NULL)
    return FALSE;
  memcpy (&bits, bytes, sizeof bits);
  bits = GUINT64_FROM_BE (bits);
  value = lk_pickle_add (self, LK_PICKLE_FLOAT, error);
  if (value != NULL)
    memcpy (&value->real, &bits, sizeof value->real);
  return lk_pickle_push (self, value, error);
}

/* After a count of @variant bytes. */
static gboolean
take_text (LkPickle *self, int variant, const guint8 **bytes, gsize *n, GError **error)
{
  guint64 count;

  if (!lk_pickle_take_number (self, variant, &count, error))
    return FALSE;
  *n = count;
  *bytes = lk_pickle_take (self, count, error);
  return *bytes != NULL;
}

gboolean
lk_pickle_run_bytes (LkPickle *self, int variant, GError **error)
{
  gsize n;
  const guint8 *bytes;

  return take_text (self, variant, &bytes, &n, error)
         && push_text (self, LK_PICKLE_BYTES, bytes, n, error);
}

/* Python's strings may hold zeros (protocol 2 writes bytes so) and halves of surrogates,
 * those of Python 2 anything: what is no text stays bytes, and so is no key. */
gboolean
lk_pickle_run_string (LkPickle *self, int variant, GError **error)
{
  gsize n;
  const guint8 *bytes;

  if (!take_text (self, variant, &bytes, &n, error))
    return FALSE;
  return push_text (self,
                    g_utf8_validate_len ((const char *) bytes, n, NULL) ? LK_PICKLE_STRING
                                                                        : LK_PICKLE_BYTES,
                    bytes, n, error);
}
