/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "lk-data-file.h"
#include "lk-error.h"

#define VARIABLE "LIKENESS_DATADIR"

typedef struct
{
  char *folder;
  char *file;
  char *saved;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *weights = NULL;

  fixture->saved = g_strdup (g_getenv (VARIABLE));
  fixture->folder = g_dir_make_tmp ("likeness-XXXXXX", NULL);
  weights = g_build_filename (fixture->folder, "weights", NULL);
  fixture->file = g_build_filename (weights, "tiny.bin", NULL);
  g_assert_cmpint (g_mkdir (weights, 0700), ==, 0);
  g_assert_true (g_file_set_contents (fixture->file, "x", 1, NULL));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *weights = g_path_get_dirname (fixture->file);

  g_remove (fixture->file);
  g_rmdir (weights);
  g_rmdir (fixture->folder);
  if (fixture->saved != NULL)
    g_setenv (VARIABLE, fixture->saved, TRUE);
  else
    g_unsetenv (VARIABLE);
  g_free (fixture->saved);
  g_free (fixture->file);
  g_free (fixture->folder);
}

static void
test_environment (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *roundabout = g_build_filename (fixture->folder, "weights", "..", NULL);
  g_autofree char *path = NULL;

  g_setenv (VARIABLE, roundabout, TRUE);
  path = lk_data_file ("weights/tiny.bin", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (path, ==, fixture->file);
}

static void
test_missing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_setenv (VARIABLE, fixture->folder, TRUE);
  g_assert_null (lk_data_file ("weights/none.bin", &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_FILE);
  g_assert_nonnull (strstr (error->message, "weights/none.bin"));
}

/* An empty variable is as good as none: it does not mean the current folder. */
static void
test_empty_environment (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *here = g_get_current_dir ();

  g_assert_cmpint (g_chdir (fixture->folder), ==, 0);
  g_setenv (VARIABLE, "", TRUE);
  g_assert_null (lk_data_file ("weights/tiny.bin", &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_FILE);
  g_assert_cmpint (g_chdir (here), ==, 0);
}

/* The folder beside the program, as in a tree that was installed and moved: the program
 * runs from bin/, its data lie in share/likeness/. */
static void
test_beside_program (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *bin = g_path_get_dirname (program);
  g_autofree char *share = g_build_filename (bin, "..", "share", NULL);
  g_autofree char *folder = g_build_filename (share, "likeness", NULL);
  g_autofree char *file = g_build_filename (folder, "beside.bin", NULL);
  g_autofree char *wanted = g_canonicalize_filename (file, NULL);
  g_autofree char *path = NULL;

  g_unsetenv (VARIABLE);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, "x", 1, NULL));
  path = lk_data_file ("beside.bin", &error);
  g_remove (file);
  g_rmdir (folder);
  g_rmdir (share);
  g_assert_no_error (error);
  g_assert_cmpstr (path, ==, wanted);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/data-file/environment", Fixture, NULL, set_up, test_environment,
              tear_down);
  g_test_add ("/data-file/missing", Fixture, NULL, set_up, test_missing, tear_down);
  g_test_add ("/data-file/empty-environment", Fixture, NULL, set_up,
              test_empty_environment, tear_down);
  g_test_add ("/data-file/beside-program", Fixture, NULL, set_up, test_beside_program,
              tear_down);
  return g_test_run ();
}
