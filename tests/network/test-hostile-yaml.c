/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "lk-libfewshot.h"
#include "lk-yaml.h"
#include "test-mutation.h"

#define N_RANDOM 12000

static const char text[]
    = "augment: true\n"
      "backbone:\n"
      "  name: Conv64F\n"
      "  kwargs: {is_flatten: false, leaky_relu: true, negative_slope: 0.2}\n"
      "  others: &a [1, two, 'three', {x: \"y\\n\"}]\n"
      "again: *a\n"
      "classifier:\n"
      "  name: DN4\n"
      "  kwargs:\n"
      "    n_k: 3\n"
      "    text: |\n"
      "      lines\n"
      "image_size: 84\n"
      "? [a, b]\n"
      ": !!python/object:os.system c\n"
      "--- more\n";

static const char *const words[]
    = { "backbone: ", "&a ",    "*a",       "!!binary ",    "{",
        "}",          "[",      "]",        "? ",           ": ",
        "\n",         "---\n",  "\t",       "  ",           "\"",
        "'",          "|\n",    ">-\n",     "\xe2\x80\xa8", "%YAML 9.9\n",
        "kwargs:",    "name: ", "<<: *a\n", "1e999",        NULL };

/* Whatever comes of it, it is said of the keys that were asked for, and nothing else. */
static void
take (const char *bytes, gsize length, gpointer data)
{
  static const char *const asked[] = { "backbone.", "image_size", NULL };
  g_autoptr (GHashTable) scalars = lk_yaml_list_scalars (bytes, length, asked);
  g_autoptr (GHashTable) told = lk_libfewshot_read (bytes, length, "conv64f");
  guint *n_read = data;
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  *n_read += told != NULL;
  if (scalars == NULL)
    {
      g_assert_null (told);
      return;
    }
  g_hash_table_iter_init (&iter, scalars);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      g_assert_true (g_str_has_prefix (key, asked[0])
                     || g_str_has_prefix (key, asked[1]));
      g_assert_true (g_utf8_validate (value, -1, NULL));
    }
}

static void
test_mutated (void)
{
  guint n_read = 0;
  guint n = test_mutate (text, sizeof text - 1, words, N_RANDOM, take, &n_read);

  g_assert_cmpuint (n, >, N_RANDOM);
  g_assert_cmpuint (n_read, >, 100);
  g_assert_cmpuint (n_read, <, n);
}

/* Deep, wide and long beyond all limits: refused, and soon. */
static void
test_extremes (void)
{
  static const char *const parts[]
      = { "[", "{a: ", "- ", "? ", "a: &b [*b", "!!str ", "'", "\"\\x", "#", "&a " };
  static const char *const asked[] = { "a", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autoptr (GString) many = g_string_new (NULL);
      g_autoptr (GHashTable) scalars = NULL;

      for (guint j = 0; j < 20000; j++)
        g_string_append (many, parts[i]);
      scalars = lk_yaml_list_scalars (many->str, many->len, asked);
      g_assert_true (scalars == NULL || g_hash_table_size (scalars) <= 1);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/network/hostile-yaml/mutated", test_mutated);
  g_test_add_func ("/network/hostile-yaml/extremes", test_extremes);
  return g_test_run ();
}
