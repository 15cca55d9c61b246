/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <archive.h>
#include <archive_entry.h>
#include <glib/gstdio.h>
#include <string.h>

#include "lk-checkpoint.h"
#include "lk-error.h"

/* Files that people take for weights. Each message says what it is and what to do. */

typedef struct
{
  const char *name;
  const char *data;
  gsize size;
  const char *text;
} Foreign;

#define FOREIGN(name, data, text)                                                        \
  {                                                                                      \
    name, data, sizeof (data) - 1, text                                                  \
  }

static const Foreign foreign[] = {
  FOREIGN ("pointer.pth",
           "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 1366542\n",
           "git lfs pull"),
  FOREIGN ("page.pth", "<!DOCTYPE html><html><head><title>Quota</title>", "web page"),
  FOREIGN ("page-with-mark.pth", "\xef\xbb\xbf\n\n <HTML>\n", "web page"),
  FOREIGN ("answer.pth", "<?xml version=\"1.0\"?><Error><Code>AccessDenied", "web page"),
  FOREIGN ("index.json",
           "{\"weight_map\": {\"a\": \"model-00001.safetensors\"}}",
           "JSON text"),
  FOREIGN ("packed.gz", "\x1f\x8b\x08\0\0\0\0\0\0\3", "unpack it"),
  FOREIGN ("packed.xz",
           "\xfd"
           "7zXZ\0\0\4",
           "unpack it"),
  FOREIGN ("packed.7z", "7z\xbc\xaf\x27\x1c\0\4", "unpack it"),
  FOREIGN ("packed.rar", "Rar!\x1a\7\1\0", "unpack it"),
  FOREIGN ("graph.onnx",
           "\x08\x07\x12\x07pytorch\x1a\x05"
           "1.13.",
           "ONNX"),
  FOREIGN ("graph.bin",
           "\x08\x07\x12\x07pytorch\x1a\x05"
           "1.13.",
           "ONNX"),
  FOREIGN ("keras.h5", "\x89HDF\r\n\x1a\n\0\0\0\0", "HDF5"),
  FOREIGN ("array.npy", "\x93NUMPY\1\0v\0{'descr'", "NumPy"),
  FOREIGN ("fox.png", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "picture"),
  FOREIGN ("text.pkl", "(dp0\nVa\nI1\ns.", "torch.save"),
  FOREIGN ("empty.pth", "", "empty"),
  FOREIGN ("noise.pth", "\1\2\3\4\5\6\7\x08\x09", "neither a safetensors nor"),
};

static void
assert_refused (const char *path, int code, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (lk_checkpoint_load (path, &error));
  g_assert_error (error, LK_ERROR, code);
  g_assert_null (strchr (error->message, '\n'));
  g_assert_true (g_str_has_prefix (error->message, path));
  if (strstr (error->message, text) == NULL)
    g_error ("“%s” is not in “%s”", text, error->message);
}

static void
test_foreign (gconstpointer data)
{
  const Foreign *self = data;
  g_autofree char *folder = g_dir_make_tmp ("likeness-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, self->name, NULL);

  g_assert_true (g_file_set_contents (path, self->data, self->size, NULL));
  assert_refused (path, LK_ERROR_FORMAT, self->text);
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_tar (void)
{
  g_autofree char *folder = g_dir_make_tmp ("likeness-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "best.pth.tar", NULL);
  char block[1024] = "model.pth";

  memcpy (block + 257, "ustar", 6);
  g_assert_true (g_file_set_contents (path, block, sizeof block, NULL));
  assert_refused (path, LK_ERROR_FORMAT, "tar archive: unpack");
  g_unlink (path);
  g_rmdir (folder);
}

/* An archive of files that each hold a number. */
static void
check_zip (const char *const *names, const char *text)
{
  g_autofree char *folder = g_dir_make_tmp ("likeness-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "best.pt", NULL);
  struct archive *archive = archive_write_new ();

  archive_write_set_format_zip (archive);
  archive_write_zip_set_compression_store (archive);
  g_assert_cmpint (archive_write_open_filename (archive, path), ==, ARCHIVE_OK);
  for (guint i = 0; names[i] != NULL; i++)
    {
      struct archive_entry *entry = archive_entry_new ();

      archive_entry_set_pathname (entry, names[i]);
      archive_entry_set_filetype (entry, AE_IFREG);
      archive_entry_set_perm (entry, 0644);
      archive_entry_set_size (entry, 1);
      g_assert_cmpint (archive_write_header (archive, entry), ==, ARCHIVE_OK);
      archive_write_data (archive, "1", 1);
      archive_entry_free (entry);
    }
  archive_write_close (archive);
  archive_write_free (archive);
  assert_refused (path, LK_ERROR_UNSUPPORTED, text);
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_zips (void)
{
  check_zip ((const char *[]){ "net/data.pkl", "net/code/__torch__.py",
                               "net/constants.pkl", NULL },
             "TorchScript");
  check_zip ((const char *[]){ "results/log.txt", "results/best.pth", NULL },
             "such as “results/best.pth”");
  check_zip ((const char *[]){ "best.pth", NULL }, "such as “best.pth”");
  check_zip ((const char *[]){ "arr_0.npy", NULL }, "NumPy");
}

static void
test_folder (void)
{
  g_autofree char *folder = g_dir_make_tmp ("likeness-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "model_best.pth", NULL);

  assert_refused (folder, LK_ERROR_FILE, "not a file but a folder");
  g_assert_true (g_file_set_contents (path, "1", 1, NULL));
  assert_refused (folder, LK_ERROR_FILE, "such as “model_best.pth”");
  g_unlink (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (foreign); i++)
    {
      g_autofree char *path = g_strconcat ("/foreign-files/", foreign[i].name, NULL);

      g_test_add_data_func (path, &foreign[i], test_foreign);
    }
  g_test_add_func ("/foreign-files/tar", test_tar);
  g_test_add_func ("/foreign-files/zips", test_zips);
  g_test_add_func ("/foreign-files/folder", test_folder);
  return g_test_run ();
}
