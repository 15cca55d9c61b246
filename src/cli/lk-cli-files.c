/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-files.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdlib.h>

#include "lk-cli-output.h"
#include "lk-error.h"
#include "lk-file-writer.h"

gboolean
lk_cli_check_apart (const char *output, const char *input, GError **error)
{
  GStatBuf out, in;

  if (g_stat (output, &out) == 0 && g_stat (input, &in) == 0 && in.st_dev == out.st_dev
      && in.st_ino == out.st_ino)
    {
      g_autofree char *shown = g_filename_display_name (output);

      g_set_error (error, LK_ERROR, LK_ERROR_FILE,
                   _ ("%s is the file that is read: give another name to write"), shown);
      return FALSE;
    }
  return TRUE;
}

gboolean
lk_cli_check_output (const char *output, const char *input, GError **error)
{
  g_autoptr (LkFileWriter) trial = NULL;

  if (!lk_cli_check_apart (output, input, error))
    return FALSE;
  trial = lk_file_writer_new (output, error);
  return trial != NULL;
}

/* The name with nothing left to follow, of what is there of it. */
static char *
resolve (const char *path)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *real = realpath (absolute, NULL);
  g_autofree char *folder = NULL;
  g_autofree char *base = NULL;
  g_autofree char *real_folder = NULL;

  if (real != NULL)
    return g_strdup (real);
  folder = g_path_get_dirname (absolute);
  if (g_str_equal (folder, absolute))
    return g_steal_pointer (&absolute);
  base = g_path_get_basename (absolute);
  real_folder = resolve (folder);
  return g_build_filename (real_folder, base, NULL);
}

static gboolean
is_same (const char *a, const char *b)
{
  g_autofree char *left = resolve (a);
  g_autofree char *right = resolve (b);
  GStatBuf first, second;

  return g_str_equal (left, right)
         || (g_stat (left, &first) == 0 && g_stat (right, &second) == 0
             && first.st_dev == second.st_dev && first.st_ino == second.st_ino);
}

gboolean
lk_cli_check_each_apart (const char *const *paths,
                         guint n_paths,
                         guint n_inputs,
                         GError **error)
{
  for (guint i = n_inputs; i < n_paths; i++)
    for (guint j = 0; j < i; j++)
      {
        g_autofree char *shown = NULL;

        if (paths[i] == NULL || paths[j] == NULL || !is_same (paths[i], paths[j]))
          continue;
        shown = g_filename_display_name (paths[i]);
        if (j < n_inputs)
          return lk_cli_wrong_use (
              error, _ ("%s is the file that is read: give another name to write"),
              shown);
        return lk_cli_wrong_use (
            error, _ ("%s would be written twice: give each output a name of its own"),
            shown);
      }
  return TRUE;
}

gboolean
lk_cli_make_folder (const char *path, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);

  if (g_mkdir_with_parents (path, 0777) == 0)
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_FILE, _ ("The folder %s cannot be made: %s"),
               shown, g_strerror (errno));
  return FALSE;
}
