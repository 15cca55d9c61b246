/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-import.h"

#include <glib/gstdio.h>
#include <string.h>

#include "test-pictures.h"

typedef struct
{
  char *folder;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = test_folder_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  test_folder_remove (fixture->folder);
}

/* "pictures | folder: pictures; ... | number of problems" */
static char *
describe (LkImport *import)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < import->pictures->len; i++)
    g_string_append_printf (text, "%s ",
                            lk_picture_get_title (import->pictures->pdata[i]));
  g_string_append (text, "| ");
  for (guint i = 0; i < import->folders->len; i++)
    {
      const LkImportFolder *folder = import->folders->pdata[i];

      g_string_append_printf (text, "%s:", folder->name);
      for (guint j = 0; j < folder->pictures->len; j++)
        g_string_append_printf (text, " %s",
                                lk_picture_get_title (folder->pictures->pdata[j]));
      g_string_append (text, "; ");
    }
  g_string_append_printf (text, "| %u", import->problems->len);
  return g_string_free (text, FALSE);
}

static void
write_picture (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *above = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (above, 0755), ==, 0);
  g_free (test_png_write (folder, name, 1, 4, 4));
}

static void
write_text (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

/* @names in the fixture's folder, imported, are @expected; @says (nullable): every
 * problem. */
static void
assert_import (Fixture *fixture,
               const char *const *names,
               guint max_in_folder,
               const char *expected,
               const char *says)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkImport) import = NULL;
  g_autofree char *told = NULL;

  for (guint i = 0; names[i] != NULL; i++)
    g_ptr_array_add (paths, g_build_filename (fixture->folder, names[i], NULL));
  g_ptr_array_add (paths, NULL);
  import
      = lk_import_run ((const char *const *) paths->pdata, max_in_folder, NULL, &error);
  g_assert_no_error (error);
  told = describe (import);
  g_assert_cmpstr (told, ==, expected);
  for (guint i = 0; i < import->problems->len; i++)
    if (strstr (import->problems->pdata[i], says) == NULL)
      g_error ("“%s” does not say “%s”", (char *) import->problems->pdata[i], says);
}

#define NAMES(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void
test_files (Fixture *fixture, gconstpointer data)
{
  write_picture (fixture->folder, "b.png");
  write_picture (fixture->folder, "a.png");
  write_text (fixture->folder, "broken.png", "no picture");
  assert_import (fixture, NAMES ("b.png", "a.png", "b.png"), 10,
                 "b.png a.png b.png | | 0", NULL);
  assert_import (fixture, NAMES ("broken.png", "a.png"), 10, "a.png | | 1", "broken.png");
  assert_import (fixture, NAMES ("missing.png"), 10, "| | 1", "missing.png");
}

static void
test_nothing (Fixture *fixture, gconstpointer data)
{
  const char *const none[] = { NULL };

  assert_import (fixture, none, 10, "| | 0", NULL);
}

static void
test_folder (Fixture *fixture, gconstpointer data)
{
  write_picture (fixture->folder, "fox/f10.png");
  write_picture (fixture->folder, "fox/f2.png");
  write_picture (fixture->folder, "fox/.hidden.png");
  write_picture (fixture->folder, "fox/deep/no.png");
  write_text (fixture->folder, "fox/notes.txt", "no picture");
  assert_import (fixture, NAMES ("fox"), 10, "| fox: f2.png f10.png; | 0", NULL);
  assert_import (fixture, NAMES ("fox"), 1, "| fox: f2.png; | 1", "2");
  write_text (fixture->folder, "fox/f3.png", "no picture");
  assert_import (fixture, NAMES ("fox"), 10, "| fox: f2.png f10.png; | 1", "f3.png");
  assert_import (fixture, NAMES ("fox"), 2, "| fox: f2.png f10.png; | 2", "3");
}

static void
test_folder_of_folders (Fixture *fixture, gconstpointer data)
{
  g_autofree char *empty = g_build_filename (fixture->folder, "all", "empty", NULL);
  g_autofree char *hidden = g_build_filename (fixture->folder, "all", ".git", NULL);

  write_picture (fixture->folder, "all/c10/1.png");
  write_picture (fixture->folder, "all/c2/1.png");
  write_picture (fixture->folder, "all/c2/2.png");
  write_picture (fixture->folder, "all/c2/deep/no.png");
  g_assert_cmpint (g_mkdir (hidden, 0755), ==, 0);
  assert_import (fixture, NAMES ("all"), 10, "| c2: 1.png 2.png; c10: 1.png; | 0", NULL);
  g_assert_cmpint (g_mkdir (empty, 0755), ==, 0);
  assert_import (fixture, NAMES ("all"), 10, "| c2: 1.png 2.png; c10: 1.png; | 1",
                 "empty");
  assert_import (fixture, NAMES ("all/empty"), 10, "| | 1", "empty");
}

static void
test_many_folders (Fixture *fixture, gconstpointer data)
{
  g_autofree char *all = g_build_filename (fixture->folder, "all", NULL);
  const char *const paths[] = { all, NULL };
  g_autoptr (LkImport) import = NULL;

  for (guint i = 0; i < 102; i++)
    {
      g_autofree char *name = g_strdup_printf ("all/%u/p.png", i);

      write_picture (fixture->folder, name);
    }
  import = lk_import_run (paths, 10, NULL, NULL);
  g_assert_cmpuint (import->folders->len, ==, 100);
  g_assert_cmpuint (import->problems->len, ==, 1);
  g_assert_nonnull (strstr (import->problems->pdata[0], "102"));
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autofree char *fox = g_build_filename (fixture->folder, "fox", NULL);
  const char *const paths[] = { fox, NULL };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  write_picture (fixture->folder, "fox/1.png");
  g_cancellable_cancel (cancellable);
  g_assert_null (lk_import_run (paths, 10, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/import/files", test_files);
  ADD ("/import/nothing", test_nothing);
  ADD ("/import/folder", test_folder);
  ADD ("/import/folder-of-folders", test_folder_of_folders);
  ADD ("/import/many-folders", test_many_folders);
  ADD ("/import/cancel", test_cancel);
  return g_test_run ();
}
