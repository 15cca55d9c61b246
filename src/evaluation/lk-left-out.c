/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-left-out.h"

#include <string.h>

#define MAX_PROBLEM 10000

GBytes *
lk_left_out_to_bytes (const LkLeftOut *self)
{
  guint32 numbers[]
      = { GUINT32_TO_LE (self->class_index), GUINT32_TO_LE (self->picture) };
  GByteArray *bytes = g_byte_array_new ();

  g_byte_array_append (bytes, (const guint8 *) numbers, sizeof numbers);
  g_byte_array_append (bytes, (const guint8 *) self->problem,
                       (guint) MIN (strlen (self->problem), MAX_PROBLEM));
  return g_byte_array_free_to_bytes (bytes);
}

void
lk_dataset_leave_out_bytes (LkDataset *dataset, GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  g_autofree char *cut = NULL;
  g_autofree char *problem = NULL;
  guint32 numbers[2];

  if (size < sizeof numbers)
    return;
  memcpy (numbers, data, sizeof numbers);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    numbers[i] = GUINT32_FROM_LE (numbers[i]);
  if (numbers[0] >= lk_dataset_get_n_classes (dataset)
      || numbers[1] >= lk_dataset_get_n_pictures (dataset, numbers[0]))
    return;
  cut = g_strndup (data + sizeof numbers, size - sizeof numbers);
  problem = g_utf8_make_valid (cut, -1);
  lk_dataset_leave_out (dataset, numbers[0], numbers[1], problem);
}
