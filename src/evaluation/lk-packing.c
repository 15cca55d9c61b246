/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-packing.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-error.h"

static void
put (GByteArray *bytes, gconstpointer value, guint size)
{
  g_byte_array_append (bytes, value, size);
}

void
lk_packing_put_16 (GByteArray *bytes, guint16 value)
{
  guint16 number = GUINT16_TO_LE (value);

  put (bytes, &number, sizeof number);
}

void
lk_packing_put_32 (GByteArray *bytes, guint32 value)
{
  guint32 number = GUINT32_TO_LE (value);

  put (bytes, &number, sizeof number);
}

void
lk_packing_put_64 (GByteArray *bytes, guint64 value)
{
  guint64 number = GUINT64_TO_LE (value);

  put (bytes, &number, sizeof number);
}

void
lk_packing_put_double (GByteArray *bytes, double value)
{
  guint64 bits;

  memcpy (&bits, &value, sizeof bits);
  lk_packing_put_64 (bytes, bits);
}

LkUnpacking
lk_unpacking_begin (GBytes *bytes)
{
  LkUnpacking self = { .fine = TRUE };

  self.next = g_bytes_get_data (bytes, &self.left);
  return self;
}

static gboolean
can_take (LkUnpacking *self, gsize size)
{
  self->fine = self->fine && self->left >= size;
  return self->fine;
}

static void
get (LkUnpacking *self, gpointer value, gsize size)
{
  if (!can_take (self, size))
    {
      memset (value, 0, size);
      return;
    }
  memcpy (value, self->next, size);
  self->next += size;
  self->left -= size;
}

guint16
lk_unpacking_get_16 (LkUnpacking *self)
{
  guint16 value;

  get (self, &value, sizeof value);
  return GUINT16_FROM_LE (value);
}

guint32
lk_unpacking_get_32 (LkUnpacking *self)
{
  guint32 value;

  get (self, &value, sizeof value);
  return GUINT32_FROM_LE (value);
}

guint64
lk_unpacking_get_64 (LkUnpacking *self)
{
  guint64 value;

  get (self, &value, sizeof value);
  return GUINT64_FROM_LE (value);
}

double
lk_unpacking_get_double (LkUnpacking *self)
{
  guint64 bits = lk_unpacking_get_64 (self);
  double value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

GBytes *
lk_unpacking_get_bytes (LkUnpacking *self, gsize size)
{
  GBytes *bytes;

  if (!can_take (self, size))
    return NULL;
  bytes = g_bytes_new (self->next, size);
  self->next += size;
  self->left -= size;
  return bytes;
}

gboolean
lk_unpacking_end (const LkUnpacking *self, gboolean fine, GError **error)
{
  if (fine && self->fine && self->left == 0)
    return TRUE;
  g_set_error_literal (error, LK_ERROR, LK_ERROR_FORMAT,
                       _ ("The bytes are no outcome of an episode, or were damaged"));
  return FALSE;
}
