/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-dataset-list.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-error.h"
#include "lk-picture-name.h"

LkDatasetLabel *
lk_dataset_label_new (const char *name, const char *folder)
{
  LkDatasetLabel *self = g_new (LkDatasetLabel, 1);

  self->name = g_strdup (name);
  self->folder = g_strdup (folder);
  self->files = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
lk_dataset_label_free (LkDatasetLabel *self)
{
  g_free (self->name);
  g_free (self->folder);
  g_ptr_array_unref (self->files);
  g_free (self);
}

static int
compare_bytes (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char **) a, *(const char **) b);
}

/* Names of the visible folders in @path, or of the pictures, sorted. */
static GPtrArray *
list_names (const char *path, gboolean want_folders, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (GDir) dir = g_dir_open (path, 0, &cause);
  GPtrArray *names;
  const char *name;

  if (dir == NULL)
    {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_FILE, cause->message);
      return NULL;
    }
  names = g_ptr_array_new_with_free_func (g_free);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *entry = NULL;

      if (want_folders ? name[0] == '.' : !lk_picture_name_is_picture (name))
        continue;
      entry = g_build_filename (path, name, NULL);
      if (g_file_test (entry, G_FILE_TEST_IS_DIR) == want_folders)
        g_ptr_array_add (names, g_strdup (name));
    }
  g_ptr_array_sort (names, compare_bytes);
  return names;
}

static LkDatasetLabel *
list_class (const char *path, const char *folder_name, GError **error)
{
  g_autofree char *folder = g_build_filename (path, folder_name, NULL);
  g_autofree char *name = g_filename_display_name (folder_name);
  g_autoptr (GPtrArray) files = list_names (folder, FALSE, error);
  LkDatasetLabel *class;

  if (files == NULL)
    return NULL;
  class = lk_dataset_label_new (name, folder);
  g_ptr_array_extend_and_steal (class->files, g_steal_pointer (&files));
  return class;
}

static gboolean
refuse_number (const char *path, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);

  g_set_error (error, LK_ERROR, LK_ERROR_LIMIT, _ ("“%s” has more than %d classes"),
               shown, LK_DATASET_MAX_CLASSES);
  return FALSE;
}

static gboolean
check_classes (GPtrArray *classes, const char *path, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);

  for (guint i = 0; i < classes->len; i++)
    if (((LkDatasetLabel *) classes->pdata[i])->files->len > 0)
      return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_EPISODE,
               _ ("“%s” holds no folders with pictures in them: give the folder that has "
                  "one folder of pictures for each class"),
               shown);
  return FALSE;
}

GPtrArray *
lk_dataset_list_folder (const char *path, GError **error)
{
  g_autoptr (GPtrArray) names = list_names (path, TRUE, error);
  g_autoptr (GPtrArray) classes
      = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_dataset_label_free);

  if (names == NULL
      || (names->len > LK_DATASET_MAX_CLASSES && !refuse_number (path, error)))
    return NULL;
  for (guint i = 0; i < names->len; i++)
    {
      LkDatasetLabel *class = list_class (path, names->pdata[i], error);

      if (class == NULL)
        return NULL;
      g_ptr_array_add (classes, class);
    }
  return check_classes (classes, path, error) ? g_steal_pointer (&classes) : NULL;
}
