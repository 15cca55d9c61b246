/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-import.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-folder-name.h"
#include "lk-picture-name.h"

#define MAX_FOLDERS 100

static void
folder_free (LkImportFolder *folder)
{
  g_free (folder->name);
  g_ptr_array_unref (folder->pictures);
  g_free (folder);
}

static LkImport *
import_new (void)
{
  LkImport *self = g_new0 (LkImport, 1);

  self->pictures = g_ptr_array_new_with_free_func (g_object_unref);
  self->folders = g_ptr_array_new_with_free_func ((GDestroyNotify) folder_free);
  self->problems = g_ptr_array_new_with_free_func (g_free);
  return self;
}

/* Folders of which not all pictures were taken, to be told of together. */
typedef struct
{
  guint n_folders;
  guint most;
  char *name; /* of the first */
} Surplus;

static void
load (LkImport *self, const char *path, GPtrArray *pictures)
{
  g_autoptr (GError) error = NULL;
  LkPicture *picture = lk_picture_load (path, &error);

  if (picture != NULL)
    g_ptr_array_add (pictures, picture);
  else
    g_ptr_array_add (self->problems, g_strdup (error->message));
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  g_autofree char *key_a = g_utf8_collate_key_for_filename (*(const char **) a, -1);
  g_autofree char *key_b = g_utf8_collate_key_for_filename (*(const char **) b, -1);

  return strcmp (key_a, key_b);
}

/* The visible entries of a folder that are folders, or pictures by their names; NULL, and
 * a problem, where it cannot be read. */
static GPtrArray *
list_folder (LkImport *self, const char *path, gboolean want_folders)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (path, 0, &error);
  GPtrArray *entries;
  const char *name;

  if (dir == NULL)
    {
      g_ptr_array_add (self->problems, g_strdup (error->message));
      return NULL;
    }
  entries = g_ptr_array_new_with_free_func (g_free);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *entry = g_build_filename (path, name, NULL);
      gboolean is_folder = g_file_test (entry, G_FILE_TEST_IS_DIR);

      if (name[0] != '.'
          && (want_folders ? is_folder : !is_folder && lk_picture_name_is_picture (name)))
        g_ptr_array_add (entries, g_steal_pointer (&entry));
    }
  g_ptr_array_sort (entries, compare_names);
  return entries;
}

static void
add_folder (LkImport *self,
            const char *path,
            GPtrArray *files,
            guint max_in_folder,
            Surplus *surplus,
            GCancellable *cancellable)
{
  g_autofree char *display = g_filename_display_basename (path);
  LkImportFolder *folder;

  if (files->len == 0)
    {
      g_ptr_array_add (self->problems,
                       g_strdup_printf (_ ("“%s” holds no pictures"), display));
      return;
    }
  folder = g_new0 (LkImportFolder, 1);
  folder->name = g_strdup (display);
  folder->pictures = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (self->folders, folder);
  for (guint i = 0; i < files->len && folder->pictures->len < max_in_folder; i++)
    if (!g_cancellable_is_cancelled (cancellable))
      load (self, files->pdata[i], folder->pictures);
  if (files->len <= max_in_folder)
    return;
  if (surplus->n_folders++ == 0)
    surplus->name = g_strdup (display);
  surplus->most = MAX (surplus->most, files->len);
}

static void
tell_surplus (LkImport *self, Surplus *surplus, guint max_in_folder)
{
  if (surplus->n_folders == 1)
    g_ptr_array_add (self->problems,
                     g_strdup_printf (_ ("“%s”: the first %u of %u pictures were taken"),
                                      surplus->name, max_in_folder, surplus->most));
  else if (surplus->n_folders > 1)
    g_ptr_array_add (
        self->problems,
        g_strdup_printf (_ ("The first %u pictures of each folder were taken: %u folders "
                            "have more, up to %u"),
                         max_in_folder, surplus->n_folders, surplus->most));
  g_free (surplus->name);
}

/* A folder named as a split is no class; whoever gives one is told which to give. */
static gboolean
pass_over (LkImport *self, const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *shown = g_filename_display_name (path);

  if (lk_folder_name_is_junk (name))
    return TRUE;
  if (lk_folder_name_get_split (name) == NULL)
    return FALSE;
  g_ptr_array_add (
      self->problems,
      g_strdup_printf (_ ("“%s” is named as a split, which is never a class: give that "
                          "folder itself for the classes in it"),
                       shown));
  return TRUE;
}

static void
add_inner_folders (LkImport *self,
                   const char *path,
                   GPtrArray *folders,
                   guint max_in_folder,
                   Surplus *surplus,
                   GCancellable *cancellable)
{
  g_autofree char *display = g_filename_display_basename (path);

  for (guint i = 0; i < MIN (folders->len, MAX_FOLDERS); i++)
    {
      g_autoptr (GPtrArray) files = NULL;

      if (pass_over (self, folders->pdata[i]))
        continue;
      files = list_folder (self, folders->pdata[i], FALSE);
      if (files != NULL)
        add_folder (self, folders->pdata[i], files, max_in_folder, surplus, cancellable);
    }
  if (folders->len > MAX_FOLDERS)
    g_ptr_array_add (self->problems,
                     g_strdup_printf (_ ("“%s”: the first %d of %u folders were taken"),
                                      display, MAX_FOLDERS, folders->len));
}

static void
add_path (LkImport *self,
          const char *path,
          guint max_in_folder,
          Surplus *surplus,
          GCancellable *cancellable)
{
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GPtrArray) folders = NULL;

  if (!g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      load (self, path, self->pictures);
      return;
    }
  files = list_folder (self, path, FALSE);
  folders = files != NULL ? list_folder (self, path, TRUE) : NULL;
  if (folders == NULL)
    return;
  if (files->len > 0 || folders->len == 0)
    add_folder (self, path, files, max_in_folder, surplus, cancellable);
  else
    add_inner_folders (self, path, folders, max_in_folder, surplus, cancellable);
}

LkImport *
lk_import_run (const char *const *paths,
               guint max_in_folder,
               GCancellable *cancellable,
               GError **error)
{
  g_autoptr (LkImport) self = import_new ();
  Surplus surplus = { 0 };

  for (guint i = 0; paths[i] != NULL && !g_cancellable_is_cancelled (cancellable); i++)
    add_path (self, paths[i], max_in_folder, &surplus, cancellable);
  tell_surplus (self, &surplus, max_in_folder);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
lk_import_free (LkImport *self)
{
  g_ptr_array_unref (self->pictures);
  g_ptr_array_unref (self->folders);
  g_ptr_array_unref (self->problems);
  g_free (self);
}
