/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-tiff-tags.h"

#include "lk-picture-bytes.h"

#define ENTRY 12

enum
{
  TYPE_BYTE = 1,
  TYPE_SHORT = 3,
  TYPE_LONG = 4,
};

static guint
read_16 (const LkTiffTags *self, gsize at)
{
  return self->big_endian ? lk_read_be16 (self->data + at)
                          : lk_read_le16 (self->data + at);
}

static guint32
read_32 (const LkTiffTags *self, gsize at)
{
  return self->big_endian ? lk_read_be32 (self->data + at)
                          : lk_read_le32 (self->data + at);
}

gboolean
lk_tiff_tags_init (LkTiffTags *self, const guint8 *data, gsize size)
{
  *self = (LkTiffTags){ .data = data, .size = size };
  if (size < 8)
    return FALSE;
  self->big_endian = data[0] == 'M';
  if ((memcmp (data, "II", 2) != 0 && memcmp (data, "MM", 2) != 0)
      || read_16 (self, 2) != 42)
    return FALSE;
  self->directory = read_32 (self, 4);
  if (self->directory > size - 2)
    return FALSE;
  self->n_entries = read_16 (self, self->directory);
  self->directory += 2;
  self->n_entries = MIN (self->n_entries, (size - self->directory) / ENTRY);
  return TRUE;
}

/* Where the numbers of @tag stand, and their type; 0 where there are none. */
static gsize
find (const LkTiffTags *self, guint tag, guint *type)
{
  for (guint i = 0; i < self->n_entries; i++)
    {
      gsize at = self->directory + (gsize) i * ENTRY;
      guint32 count;
      gsize length;

      if (read_16 (self, at) != tag)
        continue;
      *type = read_16 (self, at + 2);
      count = read_32 (self, at + 4);
      length = (gsize) count * (*type == TYPE_BYTE ? 1 : *type == TYPE_SHORT ? 2 : 4);
      if (count == 0)
        return 0;
      if (length <= 4)
        return at + 8;
      at = read_32 (self, at + 8);
      return length <= self->size && at <= self->size - length ? at : 0;
    }
  return 0;
}

guint
lk_tiff_tags_count (const LkTiffTags *self, guint tag)
{
  for (guint i = 0; i < self->n_entries; i++)
    {
      gsize at = self->directory + (gsize) i * ENTRY;

      if (read_16 (self, at) == tag)
        return read_32 (self, at + 4);
    }
  return 0;
}

guint
lk_tiff_tags_get (const LkTiffTags *self, guint tag, guint otherwise)
{
  guint type = 0;
  gsize at = find (self, tag, &type);

  if (at == 0)
    return otherwise;
  switch (type)
    {
    case TYPE_BYTE:
      return self->data[at];
    case TYPE_SHORT:
      return read_16 (self, at);
    case TYPE_LONG:
      return read_32 (self, at);
    default:
      return otherwise;
    }
}

gsize
lk_tiff_tags_find_short (const LkTiffTags *self, guint tag)
{
  guint type = 0;
  gsize at = find (self, tag, &type);

  return type == TYPE_SHORT ? at : 0;
}

gsize
lk_tiff_tags_find_number (const LkTiffTags *self, guint tag, guint *n_bytes)
{
  guint type = 0;
  gsize at = find (self, tag, &type);

  *n_bytes = type == TYPE_SHORT ? 2 : 4;
  return type == TYPE_SHORT || type == TYPE_LONG ? at : 0;
}
