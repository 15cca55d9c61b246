/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-dataset-refusal.h"

#include <glib/gi18n-lib.h>

#include "lk-dataset-list.h"
#include "lk-error.h"

gboolean
lk_dataset_refuse_flat (const char *folder, const char *other, GError **error)
{
  g_autofree char *shown = g_filename_display_name (folder);
  g_autofree char *advice = other != NULL ? g_filename_display_name (other)
                                          : g_strdup_printf (_ ("%s/CLASS"), shown);

  if (other != NULL)
    g_set_error (
        error, LK_ERROR, LK_ERROR_EPISODE,
        _ ("“%s” holds pictures, but no folders of classes: give “%s”, which has "
           "them"),
        shown, advice);
  else
    g_set_error (
        error, LK_ERROR, LK_ERROR_EPISODE,
        _ ("“%s” holds pictures, but no folders of classes: give the folder that "
           "has one folder of pictures for each class, such as “%s”"),
        shown, advice);
  return FALSE;
}

gboolean
lk_dataset_refuse_empty (const char *path, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_autofree char *packed = lk_dataset_find_packed (path);

  if (packed != NULL)
    g_set_error (error, LK_ERROR, LK_ERROR_EPISODE,
                 _ ("“%s” holds no folders with pictures in them, but “%s”: unpack that, "
                    "or save its pictures as files, in a folder for each class"),
                 shown, packed);
  else
    g_set_error (error, LK_ERROR, LK_ERROR_EPISODE,
                 _ ("“%s” holds no folders with pictures in them: give the folder that "
                    "has one folder of pictures for each class"),
                 shown);
  return FALSE;
}

gboolean
lk_dataset_refuse_deep (const char *path, const char *inner, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_autofree char *shown_inner = g_filename_display_name (inner);

  g_set_error (error, LK_ERROR, LK_ERROR_EPISODE,
               _ ("“%s” nests its pictures too deep: give one of the folders in it, such "
                  "as “%s”"),
               shown, shown_inner);
  return FALSE;
}

gboolean
lk_dataset_refuse_repeated (const char *path,
                            const char *one,
                            const char *other,
                            GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);

  g_set_error (error, LK_ERROR, LK_ERROR_EPISODE,
               _ ("“%s” has the same classes in several folders, such as “%s” and “%s”: "
                  "give one of these folders"),
               shown, one, other);
  return FALSE;
}

gboolean
lk_dataset_refuse_file (const char *path, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);

  g_set_error (error, LK_ERROR, LK_ERROR_FILE,
               _ ("“%s” is a file, not a folder: give the folder that has the pictures, "
                  "and the table beside them if there is one"),
               shown);
  return FALSE;
}
