/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-folder.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "lk-cli-files.h"
#include "lk-error.h"
#include "lk-folder-name.h"
#include "lk-picture-name.h"

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

static char *
join (const char *within, const char *name)
{
  return *within == '\0' ? g_strdup (name) : g_build_filename (within, name, NULL);
}

/* @within: a path within @folder, or "" */
static gboolean
add_folder (const char *folder, const char *within, GPtrArray *names, GError **error)
{
  g_autofree char *path = join (folder, within);
  g_autoptr (GError) problem = NULL;
  g_autoptr (GDir) dir = g_dir_open (path, 0, &problem);
  const char *name;

  if (dir == NULL)
    {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_FILE, problem->message);
      return FALSE;
    }
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *inner = join (within, name);
      g_autofree char *whole = g_build_filename (folder, inner, NULL);

      if (g_file_test (whole, G_FILE_TEST_IS_DIR))
        {
          if (!g_file_test (whole, G_FILE_TEST_IS_SYMLINK)
              && !lk_folder_name_is_junk (name)
              && !add_folder (folder, inner, names, error))
            return FALSE;
        }
      else if (lk_picture_name_is_picture (name))
        g_ptr_array_add (names, g_steal_pointer (&inner));
    }
  return TRUE;
}

GPtrArray *
lk_cli_folder_list (const char *folder, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  if (!add_folder (folder, "", names, error))
    return NULL;
  g_ptr_array_sort (names, compare_names);
  return g_steal_pointer (&names);
}

/* A copy is there as a whole or not at all. */
static gboolean
copy (GFile *from, const char *to, GError **error)
{
  g_autofree char *part = g_strconcat (to, ".part", NULL);
  g_autoptr (GFile) target = g_file_new_for_path (part);

  if (!g_file_copy (from, target, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, error))
    return FALSE;
  if (g_rename (part, to) == 0)
    return TRUE;
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s", to);
  g_unlink (part);
  return FALSE;
}

gboolean
lk_cli_folder_put (LkCliFolderWay way,
                   const char *folder,
                   const char *name,
                   const char *target,
                   const char *group,
                   GError **error)
{
  g_autofree char *group_name = g_strdelimit (g_strdup (group), "/\\", '-');
  g_autofree char *place = NULL, *above = NULL;
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GFile) from = g_file_new_for_path (path);
  g_autoptr (GFile) to = NULL;
  g_autoptr (GError) problem = NULL;
  gboolean done;

  if (*group_name == '.')
    *group_name = '_';
  place = g_build_filename (target, group_name, name, NULL);
  above = g_path_get_dirname (place);
  if (g_file_test (place, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK))
    return TRUE;
  if (!lk_cli_make_folder (above, error))
    return FALSE;
  to = g_file_new_for_path (place);
  if (way == LK_CLI_FOLDER_LINK)
    {
      g_autofree char *whole = g_canonicalize_filename (path, NULL);

      done = g_file_make_symbolic_link (to, whole, NULL, &problem);
    }
  else
    done = copy (from, place, &problem);
  if (!done)
    g_set_error (error, LK_ERROR, LK_ERROR_FILE, _ ("%s could not be put into %s: %s"),
                 path, above, problem->message);
  return done;
}
