/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lk-error.h"

/* Linked in the place of the real one: a disk would be all that is measured. */
int __wrap_fsync (int file);

int
__wrap_fsync (int file)
{
  return 0;
}

void
fuzz_check_error (gboolean failed, const GError *error)
{
  g_assert_true (failed == (error != NULL));
  if (error == NULL)
    return;
  g_assert_true (error->domain == LK_ERROR);
  g_assert_true (error->message[0] != '\0');
  g_assert_null (strchr (error->message, '\n'));
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

static char *folder;
static GHashTable *paths;

static void
remove_all (const char *path)
{
  GDir *dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *inner = g_build_filename (path, name, NULL);

      if (g_file_test (inner, G_FILE_TEST_IS_DIR)
          && !g_file_test (inner, G_FILE_TEST_IS_SYMLINK))
        remove_all (inner);
      else
        g_unlink (inner);
    }
  if (dir != NULL)
    g_dir_close (dir);
  g_rmdir (path);
}

static void
clean_up (void)
{
  remove_all (folder);
  g_clear_pointer (&paths, g_hash_table_unref);
  g_clear_pointer (&folder, g_free);
}

const char *
fuzz_folder (void)
{
  if (folder == NULL)
    {
      g_autofree char *made = g_dir_make_tmp ("likeness-fuzz-XXXXXX", NULL);

      g_assert_nonnull (made);
      folder = g_canonicalize_filename (made, NULL);
      paths = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
      atexit (clean_up);
    }
  return folder;
}

const char *
fuzz_path (const char *name)
{
  const char *above = fuzz_folder ();
  char *path = g_hash_table_lookup (paths, name);

  if (path == NULL)
    {
      g_autofree char *parent = NULL;

      path = g_build_filename (above, name, NULL);
      parent = g_path_get_dirname (path);
      g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
      g_hash_table_insert (paths, (gpointer) g_intern_string (name), path);
    }
  return path;
}

void
fuzz_put (const char *name, const uint8_t *data, size_t size)
{
  const char *path = fuzz_path (name);
  FILE *file = g_fopen (path, "wb");

  g_assert_nonnull (file);
  /* An empty input may have no bytes to point at, which fwrite does not take. */
  if (size > 0)
    g_assert_cmpuint (fwrite (data, 1, size, file), ==, size);
  g_assert_cmpint (fclose (file), ==, 0);
}

gboolean
fuzz_next_line (const uint8_t **data, size_t *size, GString *line)
{
  const uint8_t *end;
  size_t length;

  if (*size == 0)
    return FALSE;
  end = memchr (*data, '\n', *size);
  length = end != NULL ? (size_t) (end - *data) : *size;
  g_string_truncate (line, 0);
  g_string_append_len (line, (const char *) *data, (gssize) length);
  *data += MIN (length + 1, *size);
  *size -= MIN (length + 1, *size);
  return TRUE;
}
