/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/* Private to this room: numbers within encoded pictures. The caller has checked that the
 * bytes are there. */

static inline const guint8 *
lk_bytes_get (GBytes *bytes, gsize *size)
{
  const guint8 *data = g_bytes_get_data (bytes, size);

  return data != NULL ? data : (const guint8 *) "";
}

static inline gboolean
lk_bytes_start (const guint8 *data, gsize size, const char *magic, gsize length)
{
  return size >= length && memcmp (data, magic, length) == 0;
}

static inline guint32
lk_read_be32 (const guint8 *data)
{
  return (guint32) data[0] << 24 | (guint32) data[1] << 16 | (guint32) data[2] << 8
         | data[3];
}

static inline guint32
lk_read_le32 (const guint8 *data)
{
  return (guint32) data[3] << 24 | (guint32) data[2] << 16 | (guint32) data[1] << 8
         | data[0];
}

static inline guint
lk_read_le16 (const guint8 *data)
{
  return (guint) data[1] << 8 | data[0];
}

static inline guint
lk_read_be16 (const guint8 *data)
{
  return (guint) data[0] << 8 | data[1];
}

static inline void
lk_write_be32 (guint8 *to, guint32 value)
{
  for (guint i = 0; i < 4; i++)
    to[i] = (guint8) (value >> (24 - 8 * i));
}

static inline void
lk_write_le16 (guint8 *to, guint value)
{
  to[0] = (guint8) value;
  to[1] = (guint8) (value >> 8);
}

static inline void
lk_write_le32 (guint8 *to, guint32 value)
{
  lk_write_le16 (to, value & 0xffff);
  lk_write_le16 (to + 2, value >> 16);
}

G_END_DECLS
