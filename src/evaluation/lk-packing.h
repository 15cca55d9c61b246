/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Numbers in a row, the same bytes on every machine: little-endian, numbers with a point
 * by their bits.
 */

void lk_packing_put_16 (GByteArray *bytes, guint16 value);
void lk_packing_put_32 (GByteArray *bytes, guint32 value);
void lk_packing_put_64 (GByteArray *bytes, guint64 value);
void lk_packing_put_double (GByteArray *bytes, double value);

/**
 * LkUnpacking:
 * @next, @left: what is still to be read
 * @fine: no more once more was asked for than was left; what is read from then on is 0
 */
typedef struct
{
  const guint8 *next;
  gsize left;
  gboolean fine;
} LkUnpacking;

/** Of @bytes, which it does not hold. */
LkUnpacking lk_unpacking_begin (GBytes *bytes);
guint16 lk_unpacking_get_16 (LkUnpacking *self);
guint32 lk_unpacking_get_32 (LkUnpacking *self);
guint64 lk_unpacking_get_64 (LkUnpacking *self);
double lk_unpacking_get_double (LkUnpacking *self);
/** (transfer full) (nullable): the next @size bytes. */
GBytes *lk_unpacking_get_bytes (LkUnpacking *self, gsize size);
/** Whether what was read is @fine, and all there was; else %LK_ERROR_FORMAT. */
gboolean lk_unpacking_end (const LkUnpacking *self, gboolean fine, GError **error);

G_END_DECLS
