/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>

#include "checkpoint-fixture.h"
#include "lk-error.h"

typedef struct
{
  const char *file;
  const char *format;
} Good;

static const Good good[] = {
  { "mixed-legacy.pth", "torch-legacy" },
  { "mixed-legacy-protocol4.pth", "torch-legacy" },
  { "mixed-zip.pth", "torch-zip" },
  { "mixed-zip-protocol4.pth", "torch-zip" },
  { "mixed-zip-folder.pth", "torch-zip" },
};

typedef struct
{
  const char *file;
  int code;
  const char *text;
} Bad;

static const Bad bad[] = {
  { "evil-eval.pth", LK_ERROR_UNSUPPORTED, "“__builtin__.eval”" },
  { "evil-eval-protocol4.pth", LK_ERROR_UNSUPPORTED, "“builtins.eval”" },
  { "legacy-big-endian.pth", LK_ERROR_UNSUPPORTED, "big-endian" },
  { "zip-big-endian.pth", LK_ERROR_UNSUPPORTED, "big-endian" },
  { "bare-tensor.pth", LK_ERROR_UNSUPPORTED, "dictionary" },
  { "seven-axes.pth", LK_ERROR_UNSUPPORTED, "six axes" },
  { "plain-pickle.pkl", LK_ERROR_UNSUPPORTED, "torch did not write" },
  { "expected-kinds.bin", LK_ERROR_FORMAT, "neither" },
  { "missing.pth", LK_ERROR_FILE, "no such file" },
  { ".", LK_ERROR_FILE, "not a file" },
};

static void
test_good (gconstpointer data)
{
  const Good *self = data;
  g_autofree char *path = fixture_path (self->file);
  g_autoptr (GBytes) bytes = fixture_read (self->file);
  g_autofree char *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  g_autoptr (GHashTable) expected = fixture_expected ("expected-mixed.bin");
  g_autoptr (GError) error = NULL;
  g_autoptr (LkCheckpoint) checkpoint = lk_checkpoint_load (path, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (lk_checkpoint_get_format (checkpoint), ==, self->format);
  g_assert_cmpstr (lk_checkpoint_get_sha256 (checkpoint), ==, sha256);
  g_assert_cmpuint (g_hash_table_size (lk_checkpoint_get_all_metadata (checkpoint)), ==,
                    0);
  fixture_assert_same (checkpoint, expected);
}

static void
test_bad (gconstpointer data)
{
  const Bad *self = data;
  g_autofree char *path = fixture_path (self->file);
  g_autoptr (GError) error = NULL;

  g_assert_null (lk_checkpoint_load (path, &error));
  fixture_assert_error (error, self->code, self->text);
  fixture_assert_error (error, self->code, path);
}

/* What a file asks for is noted and never done; what is beside it is read. */
static void
test_evil (void)
{
  static const char *const files[] = { "evil-system.pth", "evil-system-zip.pth" };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = fixture_path (files[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (LkCheckpoint) checkpoint = lk_checkpoint_load (path, &error);
      g_autoptr (GPtrArray) names = NULL;

      g_assert_no_error (error);
      names = lk_checkpoint_list_names (checkpoint);
      g_assert_cmpuint (names->len, ==, 1);
      g_assert_cmpstr (names->pdata[0], ==, "a");
      g_assert_cmpstr (lk_checkpoint_get_unread (checkpoint, "b")->reason, ==,
                       "is a Python object “posix.system”, which is not read");
      g_assert_false (g_file_test ("likeness-was-here", G_FILE_TEST_EXISTS));
    }
}

/* A network that was saved whole, with its class in the old format. */
static void
test_whole_module (void)
{
  g_autofree char *path = fixture_path ("whole-module.pth");
  g_autoptr (GError) error = NULL;
  g_autoptr (LkCheckpoint) checkpoint = lk_checkpoint_load (path, &error);
  const gsize shape[] = { 2, 2 };
  const LkTorchModule *module;

  g_assert_no_error (error);
  g_assert_true (
      lk_tensor_has_shape (lk_checkpoint_get_tensor (checkpoint, "weight"), 2, shape));
  g_assert_true (
      lk_tensor_has_shape (lk_checkpoint_get_tensor (checkpoint, "bias"), 1, shape));
  g_assert_cmpuint (lk_checkpoint_get_modules (checkpoint)->len, ==, 1);
  module = lk_checkpoint_get_modules (checkpoint)->pdata[0];
  g_assert_cmpstr (module->name, ==, "");
  g_assert_cmpstr (module->type, ==, "torch.nn.modules.linear.Linear");
}

typedef struct
{
  const char *name;
  const guint8 *data;
  gsize size;
} ZipFile;

/* An archive of @n files; deflated, or stored. */
static GBytes *
make_zip (const ZipFile *files, guint n, gboolean deflate)
{
  const gsize room = 2 << 20;
  guint8 *memory = g_malloc (room);
  gsize used = 0;
  struct archive *archive = archive_write_new ();

  archive_write_set_format_zip (archive);
  if (deflate)
    archive_write_zip_set_compression_deflate (archive);
  else
    archive_write_zip_set_compression_store (archive);
  g_assert_cmpint (archive_write_open_memory (archive, memory, room, &used), ==,
                   ARCHIVE_OK);
  for (guint i = 0; i < n; i++)
    {
      struct archive_entry *entry = archive_entry_new ();

      archive_entry_set_pathname (entry, files[i].name);
      archive_entry_set_filetype (entry, AE_IFREG);
      archive_entry_set_perm (entry, 0644);
      archive_entry_set_size (entry, files[i].size);
      g_assert_cmpint (archive_write_header (archive, entry), ==, ARCHIVE_OK);
      archive_write_data (archive, files[i].data, files[i].size);
      archive_entry_free (entry);
    }
  archive_write_close (archive);
  archive_write_free (archive);
  return g_bytes_new_take (g_realloc (memory, used), used);
}

/* {"a": a tensor [@rows] of stride @stride in storage "0" of @length floats} */
static GByteArray *
make_pickle (guint32 length, guint32 rows, guint32 stride)
{
  static const char before[] = "\x80\x02}X\1\0\0\0"
                               "a"
                               "ctorch._utils\n_rebuild_tensor_v2\n"
                               "((X\7\0\0\0storage"
                               "ctorch\nFloatStorage\n"
                               "X\1\0\0\0"
                               "0"
                               "X\3\0\0\0cpu"
                               "J";
  static const char between[] = "tQK\0J";
  static const char strides[] = "\x85J";
  static const char after[] = "\x85\x89NtRs.";
  const guint32 numbers[]
      = { GUINT32_TO_LE (length), GUINT32_TO_LE (rows), GUINT32_TO_LE (stride) };
  GByteArray *pickle = g_byte_array_new ();

  g_byte_array_append (pickle, (const guint8 *) before, sizeof before - 1);
  g_byte_array_append (pickle, (const guint8 *) &numbers[0], 4);
  g_byte_array_append (pickle, (const guint8 *) between, sizeof between - 1);
  g_byte_array_append (pickle, (const guint8 *) &numbers[1], 4);
  g_byte_array_append (pickle, (const guint8 *) strides, sizeof strides - 1);
  g_byte_array_append (pickle, (const guint8 *) &numbers[2], 4);
  g_byte_array_append (pickle, (const guint8 *) after, sizeof after - 1);
  return pickle;
}

static LkCheckpoint *
read_zip (guint32 length, guint32 rows, guint32 stride, gsize n_bytes, GError **error)
{
  g_autoptr (GByteArray) pickle = make_pickle (length, rows, stride);
  g_autofree guint8 *zeros = g_malloc0 (n_bytes + 1);
  const ZipFile files[] = {
    { "top/data.pkl", pickle->data, pickle->len },
    { "top/data/0", zeros, n_bytes },
  };
  g_autoptr (GBytes) bytes = make_zip (files, G_N_ELEMENTS (files), FALSE);

  return fixture_parse ("torch-zip", bytes, error);
}

/* Names of one hash for one tensor: a table of them takes time by the square of their
 * number. */
static void
test_colliding_names (void)
{
  static const char tensor[]
      = "ctorch._utils\n_rebuild_tensor_v2\n((\x8c\7storagectorch\nFloatStorage\n"
        "\x8c\1"
        "0NK\1tQK\0K\1\x85K\1\x85tRq\1}(";
  const float number = 1;
  g_autoptr (GString) pickle = g_string_new_len (tensor, sizeof tensor - 1);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 5001; i++)
    {
      g_string_append (pickle, "\x8c\x1a");
      for (guint bit = 0; bit < 13; bit++)
        g_string_append (pickle, i >> bit & 1 ? "aB" : "b!");
      g_string_append (pickle, "h\1");
    }
  g_string_append (pickle, "u.");
  bytes = make_zip (
      (const ZipFile[]){ { "top/data.pkl", (const guint8 *) pickle->str, pickle->len },
                         { "top/data/0", (const guint8 *) &number, sizeof number } },
      2, FALSE);
  g_assert_null (fixture_parse ("torch-zip", bytes, &error));
  fixture_assert_error (error, LK_ERROR_LIMIT, "5000 tensors");
}

static void
test_many_files (void)
{
  g_autoptr (GArray) files = g_array_new (FALSE, FALSE, sizeof (ZipFile));
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 5002; i++)
    {
      ZipFile file = { g_strdup_printf ("top/data/%u", i), (const guint8 *) "", 0 };

      g_ptr_array_add (names, (char *) file.name);
      g_array_append_val (files, file);
    }
  bytes = make_zip ((const ZipFile *) (gpointer) files->data, files->len, FALSE);
  g_assert_null (fixture_parse ("torch-zip", bytes, &error));
  fixture_assert_error (error, LK_ERROR_LIMIT, "5000 tensors");
}

static void
test_bounds (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkCheckpoint) fits = read_zip (10, 4, 3, 40, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (lk_tensor_get_size (lk_checkpoint_get_tensor (fits, "a")), ==, 4);
  g_assert_null (read_zip (10, 5, 3, 40, &error));
  fixture_assert_error (error, LK_ERROR_FORMAT, "outside");
  g_clear_error (&error);
  g_assert_null (read_zip (10, 11, 1, 40, &error));
  fixture_assert_error (error, LK_ERROR_FORMAT, "outside");
  g_clear_error (&error);
  g_assert_null (read_zip (10, 4, 0xfffffffe, 40, &error));
  fixture_assert_error (error, LK_ERROR_FORMAT, "shape");
  g_clear_error (&error);
  g_assert_null (read_zip (10, 4, 3, 39, &error));
  fixture_assert_error (error, LK_ERROR_FORMAT, "another size");
}

/* One number spread over gigabytes by a stride of 0. */
static void
test_spread (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkCheckpoint) some = read_zip (1, 1000, 0, 4, &error);

  g_assert_no_error (error);
  g_assert_nonnull (some);
  g_assert_null (read_zip (1, 0x7fffffff, 0, 4, &error));
  fixture_assert_error (error, LK_ERROR_LIMIT, "memory");
}

static void
test_missing_storage (void)
{
  g_autoptr (GByteArray) pickle = make_pickle (1, 1, 1);
  const ZipFile files[] = { { "top/data.pkl", pickle->data, pickle->len } };
  g_autoptr (GBytes) bytes = make_zip (files, 1, FALSE);
  g_autoptr (GError) error = NULL;

  g_assert_null (fixture_parse ("torch-zip", bytes, &error));
  fixture_assert_error (error, LK_ERROR_FORMAT, "“a”");
}

static void
test_deflated (void)
{
  g_autoptr (GByteArray) pickle = make_pickle (2, 2, 1);
  const float numbers[] = { 1.5f, -2 };
  const ZipFile files[] = {
    { "top/data.pkl", pickle->data, pickle->len },
    { "top/data/0", (const guint8 *) numbers, sizeof numbers },
  };
  g_autoptr (GBytes) bytes = make_zip (files, G_N_ELEMENTS (files), TRUE);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkCheckpoint) checkpoint = fixture_parse ("torch-zip", bytes, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (lk_tensor_get_data (lk_checkpoint_get_tensor (checkpoint, "a")), 8,
                   numbers, 8);
}

static void
test_bomb (void)
{
  const gsize size = 80 << 20;
  g_autofree guint8 *zeros = g_malloc0 (size);
  const ZipFile files[] = { { "top/data/0", zeros, size } };
  g_autoptr (GBytes) bytes = make_zip (files, 1, TRUE);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (g_bytes_get_size (bytes), <, 1 << 20);
  g_assert_null (fixture_parse ("torch-zip", bytes, &error));
  fixture_assert_error (error, LK_ERROR_LIMIT, "unpacks");
}

static void
test_twice (void)
{
  g_autoptr (GByteArray) pickle = make_pickle (1, 1, 1);
  const ZipFile files[] = {
    { "top/data.pkl", pickle->data, pickle->len },
    { "other/data.pkl", pickle->data, pickle->len },
  };
  g_autoptr (GBytes) bytes = make_zip (files, 2, FALSE);
  g_autoptr (GError) error = NULL;

  g_assert_null (fixture_parse ("torch-zip", bytes, &error));
  fixture_assert_error (error, LK_ERROR_FORMAT, "twice");
}

static void
test_other_zip (void)
{
  const ZipFile files[] = { { "a/b.txt", (const guint8 *) "b", 1 } };
  g_autoptr (GBytes) bytes = make_zip (files, 1, FALSE);
  g_autoptr (GError) error = NULL;

  g_assert_null (fixture_parse ("torch-zip", bytes, &error));
  fixture_assert_error (error, LK_ERROR_UNSUPPORTED, "data.pkl");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *path = g_strconcat ("/torch-file/good/", good[i].file, NULL);

      g_test_add_data_func (path, &good[i], test_good);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *path = g_strconcat ("/torch-file/bad/", bad[i].file, NULL);

      g_test_add_data_func (path, &bad[i], test_bad);
    }
  g_test_add_func ("/torch-file/evil", test_evil);
  g_test_add_func ("/torch-file/whole-module", test_whole_module);
  g_test_add_func ("/torch-file/colliding-names", test_colliding_names);
  g_test_add_func ("/torch-file/many-files", test_many_files);
  g_test_add_func ("/torch-file/bounds", test_bounds);
  g_test_add_func ("/torch-file/spread", test_spread);
  g_test_add_func ("/torch-file/missing-storage", test_missing_storage);
  g_test_add_func ("/torch-file/deflated", test_deflated);
  g_test_add_func ("/torch-file/bomb", test_bomb);
  g_test_add_func ("/torch-file/twice", test_twice);
  g_test_add_func ("/torch-file/other-zip", test_other_zip);
  return g_test_run ();
}
