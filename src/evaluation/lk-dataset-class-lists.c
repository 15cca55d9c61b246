/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-dataset-class-lists.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-dataset-picture-lists.h"
#include "lk-file.h"
#include "lk-folder-name.h"

#define MAX_BYTES (4 * 1024 * 1024)

static char *
get_split_of_list (const char *name)
{
  g_autofree char *stem = NULL;

  if (!g_str_has_suffix (name, ".txt"))
    return NULL;
  stem = g_strndup (name, strlen (name) - strlen (".txt"));
  return lk_folder_name_get_split (stem) != NULL ? g_steal_pointer (&stem) : NULL;
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The lists that lie in @folder, and the folders in it. */
static GPtrArray *
list_files (const char *folder, GPtrArray *folders)
{
  GPtrArray *lists = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *split = get_split_of_list (name);

      if (split != NULL && g_file_test (path, G_FILE_TEST_IS_REGULAR))
        g_ptr_array_add (lists, g_steal_pointer (&path));
      else if (folders != NULL && !lk_folder_name_is_junk (name)
               && g_file_test (path, G_FILE_TEST_IS_DIR))
        g_ptr_array_add (folders, g_steal_pointer (&path));
    }
  g_ptr_array_sort (lists, compare_paths);
  return lists;
}

/* Those in @folder, or in the only folder in it that has some. */
static GPtrArray *
find_lists (const char *folder)
{
  g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) lists = list_files (folder, folders);

  for (guint i = 0; i < folders->len; i++)
    {
      g_autoptr (GPtrArray) inner = list_files (folders->pdata[i], NULL);

      if (inner->len == 0)
        continue;
      if (lists->len > 0)
        return g_ptr_array_new_with_free_func (g_free);
      g_ptr_array_unref (lists);
      lists = g_steal_pointer (&inner);
    }
  return g_steal_pointer (&lists);
}

GPtrArray *
lk_dataset_find_class_lists (const char *path, GPtrArray **lists)
{
  static const char *const folders[]
      = { "splits", "split", "", "lists", "meta", "filelists", "labels" };
  GPtrArray *splits = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (folders) && found->len == 0; i++)
    {
      g_autofree char *folder = g_build_filename (path, folders[i], NULL);

      g_ptr_array_unref (found);
      found = *folders[i] != '\0' ? find_lists (folder) : list_files (folder, NULL);
    }
  for (guint i = 0; i < found->len; i++)
    {
      g_autofree char *name = g_path_get_basename (found->pdata[i]);

      g_ptr_array_add (splits, get_split_of_list (name));
    }
  if (lists != NULL)
    *lists = g_steal_pointer (&found);
  return splits;
}

/* The lines of a list, each once; NULL where it cannot be read. */
static GHashTable *
read_list (const char *path)
{
  g_autoptr (GBytes) bytes = lk_file_read (path, MAX_BYTES, NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  GHashTable *names;
  gsize size;

  if (bytes == NULL)
    return NULL;
  text = g_strndup (g_bytes_get_data (bytes, &size), g_bytes_get_size (bytes));
  if (!g_utf8_validate (text, -1, NULL))
    return NULL;
  names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (*g_strstrip (lines[i]) != '\0')
      g_hash_table_add (names, g_strdup (lines[i]));
  return names;
}

static gboolean
has_all (const LkDatasetListing *listing, GHashTable *names)
{
  guint n = 0;

  for (guint i = 0; i < listing->classes->len; i++)
    n += g_hash_table_contains (names,
                                ((LkDatasetLabel *) listing->classes->pdata[i])->name);
  return n > 0 && n == g_hash_table_size (names);
}

static void
keep (LkDatasetListing *listing, GHashTable *names)
{
  for (guint i = listing->classes->len; i > 0; i--)
    if (!g_hash_table_contains (
            names, ((LkDatasetLabel *) listing->classes->pdata[i - 1])->name))
      g_ptr_array_remove_index (listing->classes, i - 1);
}

/* Whether the list at @path is one of classes or of pictures of @listing. */
static gboolean
fits (const LkDatasetListing *listing, const char *path)
{
  g_autoptr (GHashTable) names = read_list (path);

  return names != NULL
         && (has_all (listing, names) || lk_dataset_lists_pictures (listing, names));
}

static gboolean
any_fits (const LkDatasetListing *listing, GPtrArray *lists)
{
  for (guint i = 0; i < lists->len; i++)
    if (fits (listing, lists->pdata[i]))
      return TRUE;
  return FALSE;
}

static void
warn_of_list (LkDatasetListing *listing, const char *path)
{
  g_autofree char *shown = g_filename_display_name (path);

  lk_dataset_listing_warn (
      listing,
      _ ("“%s” does not list classes of this folder: all classes are taken, whatever "
         "their split"),
      shown);
}

gboolean
lk_dataset_apply_class_list (LkDatasetListing *listing,
                             const char *path,
                             const char *wanted,
                             GError **error)
{
  g_autoptr (GPtrArray) lists = NULL;
  g_autoptr (GPtrArray) splits = lk_dataset_find_class_lists (path, &lists);
  g_autoptr (GHashTable) names = NULL;
  const char *chosen;
  guint index;

  if (splits->len == 0)
    return TRUE;
  if (wanted == NULL && !any_fits (listing, lists))
    {
      warn_of_list (listing, lists->pdata[0]);
      return TRUE;
    }
  chosen = lk_dataset_choose_split (splits, wanted, path, error);
  if (chosen == NULL)
    return FALSE;
  g_ptr_array_find (splits, chosen, &index);
  names = read_list (lists->pdata[index]);
  if (names != NULL && has_all (listing, names))
    keep (listing, names);
  else if (names != NULL && lk_dataset_lists_pictures (listing, names))
    lk_dataset_keep_pictures (listing, names, lists->pdata[index]);
  else
    {
      warn_of_list (listing, lists->pdata[index]);
      return TRUE;
    }
  listing->split = g_intern_string (chosen);
  return TRUE;
}
