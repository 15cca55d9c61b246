/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-folder.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "lk-cli-files.h"
#include "lk-error.h"

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
