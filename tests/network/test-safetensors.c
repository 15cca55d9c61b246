/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "checkpoint-fixture.h"
#include "lk-error.h"
#include "lk-safetensors.h"

typedef struct
{
  const char *name;
  const char *header;
  gsize n_bytes;
  int code;
  const char *text;
} Bad;

static const Bad bad[] = {
  { "not-json", "{\"a\": nonsense}", 0, LK_ERROR_FORMAT, "JSON" },
  { "unclosed", "{\"a\": {", 0, LK_ERROR_FORMAT, "JSON" },
  { "comment", "{/* \" */}", 0, LK_ERROR_FORMAT, "JSON" },
  { "single-quotes", "{'a': {}}", 0, LK_ERROR_FORMAT, "JSON" },
  { "two-objects", "{\"a\":{\"b\":1}} {\"c\":{\"d\":1}}", 0, LK_ERROR_FORMAT, "JSON" },
  { "list-behind", "{\"a\":{\"b\":1}}[[1]]", 0, LK_ERROR_FORMAT, "JSON" },
  { "text-behind", "{\"a\":{\"b\":1}}\"c\"", 0, LK_ERROR_FORMAT, "JSON" },
  { "array", "[{]", 0, LK_ERROR_FORMAT, "JSON" },
  { "latin-1", "{\"\xe4\": {}}", 0, LK_ERROR_FORMAT, "UTF-8" },
  { "nested", "{\"a\": [[[[[]]]]]}", 0, LK_ERROR_FORMAT, "nested" },
  { "tensor-is-number", "{\"a\": 1}", 0, LK_ERROR_FORMAT, "“a”" },
  { "tensor-is-null", "{\"a\": null}", 0, LK_ERROR_FORMAT, "“a”" },
  { "no-dtype", "{\"a\":{\"shape\":[1],\"data_offsets\":[0,4]}}", 4, LK_ERROR_FORMAT,
    "kind of number" },
  { "dtype-is-array", "{\"a\":{\"dtype\":[],\"shape\":[1],\"data_offsets\":[0,4]}}", 4,
    LK_ERROR_FORMAT, "kind of number" },
  { "bytes-of-dtype",
    "{\"a\":{\"dtype\":\"F8_E4M3\",\"shape\":[2],\"data_offsets\":[0,1]}}", 1,
    LK_ERROR_FORMAT, "bytes" },
  { "unknown-dtype",
    "{\"a\":{\"dtype\":\"F8_E4M3\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1,
    LK_ERROR_UNSUPPORTED, "F8_E4M3" },
  { "no-shape", "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}", 4, LK_ERROR_FORMAT,
    "shape" },
  { "negative-shape", "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}",
    4, LK_ERROR_FORMAT, "shape" },
  { "broken-shape", "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}}",
    4, LK_ERROR_FORMAT, "shape" },
  { "shape-of-text",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[\"1\"],\"data_offsets\":[0,4]}}", 4,
    LK_ERROR_FORMAT, "shape" },
  { "overflow",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}"
    "}",
    0, LK_ERROR_FORMAT, "shape" },
  { "overflow-of-bytes",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904],\"data_offsets\":[0,0]}}",
    0, LK_ERROR_FORMAT, "bytes" },
  { "seven-axes",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[1,1,1,1,1,1,1],\"data_offsets\":[0,4]}}", 4,
    LK_ERROR_UNSUPPORTED, "six axes" },
  { "one-offset", "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4]}}", 4,
    LK_ERROR_FORMAT, "where" },
  { "outside", "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 4,
    LK_ERROR_FORMAT, "outside" },
  { "backwards", "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}", 4,
    LK_ERROR_FORMAT, "outside" },
  { "negative-offset",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-4,0]}}", 4,
    LK_ERROR_FORMAT, "where" },
  { "huge-offset",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,18446744073709551615]}}",
    4, LK_ERROR_FORMAT, "“a”" },
  { "wrong-size", "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,8]}}", 8,
    LK_ERROR_FORMAT, "bytes" },
  { "overlap",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
    "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}",
    12, LK_ERROR_FORMAT, "overlaps" },
  { "hole",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
    "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]}}",
    12, LK_ERROR_FORMAT, "belong to nothing" },
  { "rest", "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 8,
    LK_ERROR_FORMAT, "belong to nothing" },
  { "duplicate",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
    "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
    4, LK_ERROR_FORMAT, "twice" },
  { "duplicate-key",
    "{\"a\":{\"dtype\":\"F64\",\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
    4, LK_ERROR_FORMAT, "twice" },
  { "metadata-is-text", "{\"__metadata__\": \"a\"}", 0, LK_ERROR_FORMAT, "metadata" },
  { "metadata-of-numbers", "{\"__metadata__\": {\"a\": 1}}", 0, LK_ERROR_FORMAT,
    "metadata" },
};

static GBytes *
make_file (const char *header, gsize stated, gsize n_bytes)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();
  g_autofree guint8 *zeros = g_malloc0 (n_bytes + 1);
  const guint64 length = GUINT64_TO_LE ((guint64) stated);

  g_byte_array_append (file, (const guint8 *) &length, sizeof length);
  g_byte_array_append (file, (const guint8 *) header, strlen (header));
  g_byte_array_append (file, zeros, n_bytes);
  return g_byte_array_free_to_bytes (g_steal_pointer (&file));
}

static void
test_bad (gconstpointer data)
{
  const Bad *self = data;
  g_autoptr (GBytes) bytes
      = make_file (self->header, strlen (self->header), self->n_bytes);
  g_autoptr (GError) error = NULL;

  g_assert_null (fixture_parse ("safetensors", bytes, &error));
  fixture_assert_error (error, self->code, self->text);
}

static void
test_header_length (void)
{
  g_autoptr (GBytes) long_header = make_file ("{}", 3, 0);
  g_autoptr (GBytes) huge_header = make_file ("{}", 100000001, 0);
  g_autoptr (GBytes) wrapped = make_file ("{}", G_MAXSIZE - 7, 0);
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  g_autoptr (GError) error = NULL;

  g_assert_null (fixture_parse ("safetensors", long_header, &error));
  fixture_assert_error (error, LK_ERROR_FORMAT, "cut short");
  g_clear_error (&error);
  g_assert_null (fixture_parse ("safetensors", huge_header, &error));
  fixture_assert_error (error, LK_ERROR_LIMIT, "100 MB");
  g_clear_error (&error);
  g_assert_null (fixture_parse ("safetensors", wrapped, &error));
  fixture_assert_error (error, LK_ERROR_LIMIT, "100 MB");
  g_clear_error (&error);
  g_assert_null (fixture_parse ("safetensors", nothing, &error));
  fixture_assert_error (error, LK_ERROR_FORMAT, "cut short");
}

/* A million brackets would cost a recursive parser its stack, a million commas a tree. */
static void
test_heavy_header (void)
{
  g_autofree char *brackets = g_strnfill (2000000, '[');
  g_autoptr (GString) commas = g_string_new ("{\"a\":[1");
  g_autoptr (GBytes) deep = NULL;
  g_autoptr (GBytes) wide = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 101000; i++)
    g_string_append (commas, ",1");
  g_string_append (commas, "]}");
  deep = make_file (brackets, strlen (brackets), 0);
  wide = make_file (commas->str, commas->len, 0);
  g_assert_null (fixture_parse ("safetensors", deep, &error));
  fixture_assert_error (error, LK_ERROR_FORMAT, "nested");
  g_clear_error (&error);
  g_assert_null (fixture_parse ("safetensors", wide, &error));
  fixture_assert_error (error, LK_ERROR_LIMIT, "5000 tensors");
}

/* Names of one hash: a table of them takes time by the square of their number. */
static void
test_colliding_names (void)
{
  g_autoptr (GString) header = g_string_new ("{");
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 5001; i++)
    {
      g_string_append (header, i > 0 ? ",\"" : "\"");
      for (guint bit = 0; bit < 13; bit++)
        g_string_append (header, i >> bit & 1 ? "aB" : "b!");
      g_string_append_printf (
          header, "\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[%u,%u]}", i,
          i + 1);
    }
  g_string_append_c (header, '}');
  bytes = make_file (header->str, header->len, 5001);
  g_assert_null (fixture_parse ("safetensors", bytes, &error));
  fixture_assert_error (error, LK_ERROR_LIMIT, "5000 tensors");
}

static void
test_long_name (void)
{
  g_autofree char *name = g_strnfill (5000, 'n');
  g_autofree char *header = g_strdup_printf (
      "{\"%s\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", name);
  g_autoptr (GBytes) bytes = make_file (header, strlen (header), 4);
  g_autoptr (GError) error = NULL;

  g_assert_null (fixture_parse ("safetensors", bytes, &error));
  fixture_assert_error (error, LK_ERROR_LIMIT, "nnn…");
}

static void
test_kinds (void)
{
  g_autofree char *path = fixture_path ("kinds.safetensors");
  g_autoptr (GHashTable) expected = fixture_expected ("expected-kinds.bin");
  g_autoptr (GError) error = NULL;
  g_autoptr (LkCheckpoint) checkpoint = lk_checkpoint_load (path, &error);

  g_assert_no_error (error);
  fixture_assert_same (checkpoint, expected);
  g_assert_cmpstr (lk_checkpoint_get_format (checkpoint), ==, "safetensors");
  g_assert_cmpstr (lk_checkpoint_get_metadata (checkpoint, "note"), ==, "Grüße");
  g_assert_null (lk_checkpoint_get_metadata (checkpoint, "missing"));
  g_assert_cmpuint (g_hash_table_size (lk_checkpoint_get_all_metadata (checkpoint)), ==,
                    2);
  g_assert_null (lk_checkpoint_get_tensor (checkpoint, "empty"));
}

/* With bytes 1, 2, ... behind the header. */
static GBytes *
make_numbered_file (const char *header, gsize n_bytes)
{
  g_autoptr (GBytes) zeros = make_file (header, strlen (header), n_bytes);
  gsize size = g_bytes_get_size (zeros);
  guint8 *data = g_memdup2 (g_bytes_get_data (zeros, NULL), size);

  for (gsize i = 0; i < n_bytes; i++)
    data[size - n_bytes + i] = (guint8) (i + 1);
  return g_bytes_new_take (data, size);
}

static void
check_unread (LkContents *contents, const char *name, const char *reason, guint n_axes)
{
  const LkUnread *unread = g_hash_table_lookup (contents->unread, name);

  g_assert_nonnull (unread);
  g_assert_cmpstr (unread->reason, ==, reason);
  g_assert_cmpuint (unread->n_axes, ==, n_axes);
}

/* Unsigned numbers are read; what is not is in nobody's way. */
static void
test_unread (void)
{
  const char *header
      = "{\"a\":{\"dtype\":\"F8_E4M3\",\"shape\":[2,1],\"data_offsets\":[0,2]},"
        "\"b\":{\"dtype\":\"F4\",\"shape\":[3],\"data_offsets\":[2,4]},"
        "\"c\":{\"dtype\":\"U16\",\"shape\":[1],\"data_offsets\":[4,6]},"
        "\"d\":{\"dtype\":\"C64\",\"shape\":[1],\"data_offsets\":[6,14]},"
        "\"e\":{\"dtype\":\"U8\",\"shape\":[1,1,1,1,1,1,1],\"data_offsets\":[14,15]}}";
  g_autoptr (GBytes) bytes = make_numbered_file (header, 15);
  g_autoptr (LkContents) contents = lk_contents_new ();
  g_autoptr (GError) error = NULL;
  LkTensor *tensor;

  lk_safetensors_read_contents (bytes, contents, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (contents->tensors), ==, 1);
  tensor = g_hash_table_lookup (contents->tensors, "c");
  g_assert_cmpfloat (lk_tensor_get_data (tensor)[0], ==, 5 + 256 * 6);
  check_unread (contents, "a", "has numbers of the kind “F8_E4M3”, which is not read", 2);
  check_unread (contents, "b", "has numbers of the kind “F4”, which is not read", 1);
  check_unread (contents, "d", "has numbers of the kind “C64”, which is not read", 1);
  check_unread (contents, "e", "has more than six axes", 7);
}

static LkCheckpoint *
make_checkpoint (void)
{
  g_autoptr (GHashTable) tensors = g_hash_table_new_full (
      g_str_hash, g_str_equal, NULL, (GDestroyNotify) lk_tensor_unref);
  g_autoptr (GHashTable) metadata = g_hash_table_new (g_str_hash, g_str_equal);
  const gsize shape[] = { 2, 3 };
  const char *names[] = { "b.weight", "a \"quoted\"\n", "Grüße" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      LkTensor *tensor = lk_tensor_new (2, shape);

      for (guint j = 0; j < 6; j++)
        lk_tensor_get_data (tensor)[j] = i + j / 7.0f;
      g_hash_table_insert (tensors, (char *) names[i], tensor);
    }
  g_hash_table_insert (metadata, (char *) "profile", (char *) "p1");
  g_hash_table_insert (metadata, (char *) "backbone", (char *) "conv\t64f");
  return lk_checkpoint_new (tensors, metadata);
}

static char *
make_path (char **folder)
{
  g_autoptr (GError) error = NULL;

  *folder = g_dir_make_tmp ("likeness-XXXXXX", &error);
  g_assert_no_error (error);
  return g_build_filename (*folder, "out.safetensors", NULL);
}

static void
test_save (void)
{
  g_autoptr (LkCheckpoint) checkpoint = make_checkpoint ();
  g_autoptr (LkCheckpoint) again = make_checkpoint ();
  g_autofree char *folder = NULL;
  g_autofree char *path = make_path (&folder);
  g_autofree char *data = NULL;
  g_autofree char *sha256 = NULL;
  g_autoptr (LkCheckpoint) read = NULL;
  g_autoptr (GError) error = NULL;
  guint64 header;
  gsize size;

  g_assert_true (lk_checkpoint_save (checkpoint, path, &error));
  g_assert_no_error (error);
  read = lk_checkpoint_load (path, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GPtrArray) names = lk_checkpoint_list_names (checkpoint);
      LkTensor *a = lk_checkpoint_get_tensor (checkpoint, names->pdata[i]);
      LkTensor *b = lk_checkpoint_get_tensor (read, names->pdata[i]);

      g_assert_cmpmem (lk_tensor_get_data (a), 24, lk_tensor_get_data (b), 24);
    }
  g_assert_cmpstr (lk_checkpoint_get_metadata (read, "backbone"), ==, "conv\t64f");

  g_file_get_contents (path, &data, &size, &error);
  g_assert_no_error (error);
  memcpy (&header, data, sizeof header);
  g_assert_cmpuint (header % 8, ==, 0);
  g_assert_cmpuint (size, ==, 8 + header + 3 * 24);
  sha256 = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (guint8 *) data, size);
  g_assert_cmpstr (lk_checkpoint_get_sha256 (read), ==, sha256);
  g_assert_cmpstr (lk_checkpoint_get_sha256 (again), ==, sha256);
  g_remove (path);
  g_rmdir (folder);
}

/* The old file keeps serving those who have it open, the new one is whole. */
static void
test_replace (void)
{
  g_autoptr (LkCheckpoint) checkpoint = make_checkpoint ();
  g_autofree char *folder = NULL;
  g_autofree char *path = make_path (&folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkCheckpoint) before = NULL;
  float *data;

  g_assert_true (lk_checkpoint_save (checkpoint, path, &error));
  before = lk_checkpoint_load (path, &error);
  g_assert_no_error (error);
  g_assert_true (lk_checkpoint_save (before, path, &error));
  g_assert_no_error (error);
  data = lk_tensor_get_data (lk_checkpoint_get_tensor (before, "b.weight"));
  g_assert_cmpfloat (data[3], ==, 3 / 7.0f);
  g_remove (path);
  g_rmdir (folder);
}

static GHashTable *
make_metadata (const char *key, const char *value)
{
  GHashTable *metadata = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  g_hash_table_insert (metadata, g_strdup (key), g_strdup (value));
  return metadata;
}

/* Half-precision numbers behind an odd header: all of them stay, the old metadata go. */
static void
test_replace_metadata (void)
{
  const char *header
      = "{\"__metadata__\":{\"old\":\"1\"}, \"z\":{\"dtype\":\"F16\",\"shape\":[3],"
        "\"data_offsets\":[0,6]},\"a\":{\"dtype\":\"F32\",\"shape\":[1],"
        "\"data_offsets\":[6,10]}}";
  g_autoptr (GBytes) file = make_numbered_file (header, 10);
  g_autoptr (GHashTable) metadata = make_metadata ("new", "“2”\n");
  g_autoptr (GHashTable) tensors = g_hash_table_new_full (
      g_str_hash, g_str_equal, g_free, (GDestroyNotify) lk_tensor_unref);
  g_autoptr (GHashTable) found = make_metadata ("before", "");
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) replaced = lk_safetensors_replace_metadata (file, metadata, &error);
  const guint8 *before = g_bytes_get_data (file, NULL);
  const guint8 *after = g_bytes_get_data (replaced, NULL);
  gsize n_before = g_bytes_get_size (file), n_after = g_bytes_get_size (replaced);

  g_assert_no_error (error);
  g_assert_cmpmem (after + n_after - 10, 10, before + n_before - 10, 10);
  g_assert_cmpuint ((n_after - 10) % 8, ==, 0);
  lk_safetensors_read (replaced, tensors, found, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (tensors), ==, 2);
  g_assert_cmpstr (g_hash_table_lookup (found, "new"), ==, "“2”\n");
  g_assert_null (g_hash_table_lookup (found, "old"));
}

static void
test_save_refused (void)
{
  g_autoptr (LkCheckpoint) checkpoint = make_checkpoint ();
  g_autoptr (GHashTable) tensors = g_hash_table_new_full (
      g_str_hash, g_str_equal, NULL, (GDestroyNotify) lk_tensor_unref);
  g_autoptr (LkCheckpoint) reserved = NULL;
  g_autoptr (GError) error = NULL;
  const gsize shape[] = { 1 };

  g_assert_false (lk_checkpoint_save (checkpoint, "/nonexistent/a.safetensors", &error));
  fixture_assert_error (error, LK_ERROR_FILE, "/nonexistent/a.safetensors");
  g_clear_error (&error);
  g_hash_table_insert (tensors, (char *) "__metadata__", lk_tensor_new (1, shape));
  reserved = lk_checkpoint_new (tensors, NULL);
  g_assert_false (lk_checkpoint_save (reserved, "/nonexistent/a.safetensors", &error));
  fixture_assert_error (error, LK_ERROR_UNSUPPORTED, "__metadata__");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/safetensors/kinds", test_kinds);
  g_test_add_func ("/safetensors/unread", test_unread);
  g_test_add_func ("/safetensors/save", test_save);
  g_test_add_func ("/safetensors/replace", test_replace);
  g_test_add_func ("/safetensors/save-refused", test_save_refused);
  g_test_add_func ("/safetensors/header-length", test_header_length);
  g_test_add_func ("/safetensors/heavy-header", test_heavy_header);
  g_test_add_func ("/safetensors/colliding-names", test_colliding_names);
  g_test_add_func ("/safetensors/long-name", test_long_name);
  g_test_add_func ("/safetensors/replace-metadata", test_replace_metadata);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *path = g_strconcat ("/safetensors/bad/", bad[i].name, NULL);

      g_test_add_data_func (path, &bad[i], test_bad);
    }
  return g_test_run ();
}
