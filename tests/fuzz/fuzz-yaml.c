/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"
#include "lk-libfewshot.h"
#include "lk-yaml.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const char *const asked[] = { "backbone.", "image_size", NULL };
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GHashTable) scalars = lk_yaml_list_scalars (text, size, asked);
  g_autoptr (GHashTable) told = lk_libfewshot_read (text, size, "conv64f");
  GHashTableIter iter;
  gpointer key, value;

  g_assert_true (scalars != NULL || told == NULL);
  if (scalars == NULL)
    return 0;
  g_hash_table_iter_init (&iter, scalars);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      g_assert_true (g_str_has_prefix (key, asked[0])
                     || g_str_has_prefix (key, asked[1]));
      g_assert_true (g_utf8_validate (value, -1, NULL));
    }
  return 0;
}
