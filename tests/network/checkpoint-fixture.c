/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "checkpoint-fixture.h"

#include <string.h>

#include "lk-checkpoint-private.h"
#include "lk-error.h"
#include "lk-safetensors.h"
#include "lk-torch-file.h"

char *
fixture_path (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "network", "fixtures", "checkpoints", name,
                                NULL);
}

GBytes *
fixture_read (const char *name)
{
  g_autofree char *path = fixture_path (name);
  g_autoptr (GError) error = NULL;
  char *data;
  gsize size;

  g_file_get_contents (path, &data, &size, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (g_realloc (data, size), size);
}

static void
take (const guint8 **at, void *target, gsize n)
{
  memcpy (target, *at, n);
  *at += n;
}

GHashTable *
fixture_expected (const char *name)
{
  g_autoptr (GBytes) bytes = fixture_read (name);
  GHashTable *tensors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                               (GDestroyNotify) lk_tensor_unref);
  gsize size;
  const guint8 *at = g_bytes_get_data (bytes, &size);
  const guint8 *end = at + size;

  while (at < end)
    {
      guint32 length;
      guint32 n_dims;
      guint64 shape[LK_TENSOR_MAX_DIMS];
      char *key;
      LkTensor *tensor;

      take (&at, &length, sizeof length);
      key = g_strndup ((const char *) at, length);
      at += length;
      take (&at, &n_dims, sizeof n_dims);
      take (&at, shape, n_dims * sizeof *shape);
      tensor = lk_tensor_new (n_dims, (gsize *) shape);
      take (&at, lk_tensor_get_data (tensor),
            lk_tensor_get_size (tensor) * sizeof (float));
      g_hash_table_insert (tensors, key, tensor);
    }
  return tensors;
}

void
fixture_assert_same (LkCheckpoint *checkpoint, GHashTable *expected)
{
  g_autoptr (GPtrArray) names = lk_checkpoint_list_names (checkpoint);
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_hash_table_iter_init (&iter, expected);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      LkTensor *found = lk_checkpoint_get_tensor (checkpoint, key);

      if (found == NULL)
        g_error ("%s is missing", (char *) key);
      g_assert_true (lk_tensor_has_shape (found, lk_tensor_get_n_dims (value),
                                          lk_tensor_get_shape (value)));
      g_assert_cmpmem (
          lk_tensor_get_data (found), lk_tensor_get_size (found) * sizeof (float),
          lk_tensor_get_data (value), lk_tensor_get_size (value) * sizeof (float));
    }
  g_assert_cmpuint (names->len, ==, g_hash_table_size (expected));
  for (guint i = 1; i < names->len; i++)
    g_assert_cmpstr (names->pdata[i - 1], <, names->pdata[i]);
}

LkCheckpoint *
fixture_parse (const char *format, GBytes *bytes, GError **error)
{
  g_autoptr (LkContents) contents = lk_contents_new ();
  gboolean ok;

  if (g_str_equal (format, "safetensors"))
    ok = lk_safetensors_read (bytes, contents->tensors, contents->metadata, error);
  else if (g_str_equal (format, "torch-zip"))
    ok = lk_torch_zip_read (bytes, contents, error);
  else
    ok = lk_torch_legacy_read (bytes, contents, error);
  return ok ? lk_checkpoint_new_for_contents (g_steal_pointer (&contents)) : NULL;
}

void
fixture_assert_error (GError *error, int code, const char *text)
{
  g_assert_error (error, LK_ERROR, code);
  g_assert_null (strchr (error->message, '\n'));
  if (strstr (error->message, text) == NULL)
    g_error ("“%s” is not in “%s”", text, error->message);
}

typedef struct
{
  const char *part;
  int code;
} Code;

/* What make-checkpoint-fixtures.py writes into each tensor. */
static const Code codes[] = {
  { "conv.weight", 1 },
  { "conv.bias", 2 },
  { "norm.weight", 3 },
  { "norm.bias", 4 },
  { "norm.running_mean", 5 },
  { "norm.running_var", 6 },
  { "conv1.weight", 11 },
  { "conv2.weight", 12 },
  { "conv3.weight", 13 },
  { "norm1.weight", 21 },
  { "norm1.bias", 22 },
  { "norm1.running_mean", 23 },
  { "norm1.running_var", 24 },
  { "norm2.weight", 31 },
  { "norm2.bias", 32 },
  { "norm2.running_mean", 33 },
  { "norm2.running_var", 34 },
  { "norm3.weight", 41 },
  { "norm3.bias", 42 },
  { "norm3.running_mean", 43 },
  { "norm3.running_var", 44 },
  { "shortcut.conv.weight", 51 },
  { "shortcut.norm.weight", 61 },
  { "shortcut.norm.bias", 62 },
  { "shortcut.norm.running_mean", 63 },
  { "shortcut.norm.running_var", 64 },
};

static int
find_code (const char *part)
{
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_str_equal (codes[i].part, part))
      return codes[i].code;
  g_error ("no tensor is called %s", part);
}

void
fixture_check_layout (LkLayout *layout, gsize steps)
{
  GHashTableIter iter;
  gpointer name;
  gpointer tensor;

  g_hash_table_iter_init (&iter, layout->tensors);
  while (g_hash_table_iter_next (&iter, &name, &tensor))
    {
      const char *text = name;
      const int first = (text[5] - '0') * 100 + find_code (text + 7);

      g_assert_true (g_str_has_prefix (text, "stage"));
      for (gsize i = 0; i < lk_tensor_get_size (tensor); i++)
        g_assert_cmpfloat (lk_tensor_get_data (tensor)[i], ==,
                           first + (i % steps) / (float) steps);
    }
}
