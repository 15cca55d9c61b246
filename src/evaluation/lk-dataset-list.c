/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-dataset-list.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-dataset-manifest.h"
#include "lk-error.h"
#include "lk-folder-name.h"
#include "lk-picture-name.h"

#define DEFAULT_SPLIT "test"

LkDatasetLabel *
lk_dataset_label_new (const char *name, const char *folder)
{
  LkDatasetLabel *self = g_new0 (LkDatasetLabel, 1);

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
  g_free (self->left_out);
  g_free (self);
}

LkDatasetListing *
lk_dataset_listing_new (void)
{
  LkDatasetListing *self = g_new0 (LkDatasetListing, 1);

  self->classes = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_dataset_label_free);
  self->warnings = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
lk_dataset_listing_free (LkDatasetListing *self)
{
  g_clear_pointer (&self->classes, g_ptr_array_unref);
  g_clear_pointer (&self->warnings, g_ptr_array_unref);
  g_free (self);
}

void
lk_dataset_listing_warn (LkDatasetListing *self, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (self->warnings, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

gboolean
lk_dataset_listing_add (LkDatasetListing *self,
                        LkDatasetLabel *label,
                        const char *path,
                        GError **error)
{
  g_autofree char *shown = NULL;

  if (self->classes->len < LK_DATASET_MAX_CLASSES)
    {
      g_ptr_array_add (self->classes, label);
      return TRUE;
    }
  shown = g_filename_display_name (path);
  g_set_error (error, LK_ERROR, LK_ERROR_LIMIT, _ ("“%s” has more than %d classes"),
               shown, LK_DATASET_MAX_CLASSES);
  return FALSE;
}

static int
compare_bytes (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char **) a, *(const char **) b);
}

static int
compare_classes (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(LkDatasetLabel **) a)->name, (*(LkDatasetLabel **) b)->name);
}

void
lk_dataset_listing_sort_files (LkDatasetListing *self)
{
  for (guint i = 0; i < self->classes->len; i++)
    g_ptr_array_sort (((LkDatasetLabel *) self->classes->pdata[i])->files, compare_bytes);
}

void
lk_dataset_listing_sort_classes (LkDatasetListing *self)
{
  g_ptr_array_sort (self->classes, compare_classes);
}

static void
sort (LkFolderEntries *self, const char *path, const char *name)
{
  gboolean is_picture = lk_picture_name_is_picture (name);
  gboolean is_drawing = name[0] != '.' && lk_picture_name_is_drawing (name);
  g_autofree char *entry = g_build_filename (path, name, NULL);
  gboolean is_folder = g_file_test (entry, G_FILE_TEST_IS_DIR);
  GPtrArray *kind = NULL;

  if (is_folder)
    kind = lk_folder_name_is_junk (name) ? self->junk : self->folders;
  else if (is_drawing)
    kind = self->drawings;
  else if (is_picture)
    kind = self->pictures;
  if (kind != NULL)
    g_ptr_array_add (kind, g_strdup (name));
}

LkFolderEntries *
lk_folder_entries_new (const char *path, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (GDir) dir = g_dir_open (path, 0, &cause);
  LkFolderEntries *self;
  GPtrArray **kinds[4];
  const char *name;

  if (dir == NULL)
    {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_FILE, cause->message);
      return NULL;
    }
  self = g_new0 (LkFolderEntries, 1);
  kinds[0] = &self->folders;
  kinds[1] = &self->pictures;
  kinds[2] = &self->drawings;
  kinds[3] = &self->junk;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    *kinds[i] = g_ptr_array_new_with_free_func (g_free);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (name[0] != '.')
      sort (self, path, name);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    g_ptr_array_sort (*kinds[i], compare_bytes);
  return self;
}

void
lk_folder_entries_free (LkFolderEntries *self)
{
  g_ptr_array_unref (self->folders);
  g_ptr_array_unref (self->pictures);
  g_ptr_array_unref (self->drawings);
  g_ptr_array_unref (self->junk);
  g_free (self);
}

static char *
join (GPtrArray *found)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < found->len; i++)
    g_ptr_array_add (names, found->pdata[i]);
  g_ptr_array_add (names, NULL);
  return g_strjoinv (", ", (char **) names->pdata);
}

const char *
lk_dataset_choose_split (GPtrArray *found,
                         const char *wanted,
                         const char *path,
                         GError **error)
{
  const char *meant = wanted != NULL ? lk_folder_name_get_split (wanted) : DEFAULT_SPLIT;
  g_autofree char *shown = g_filename_display_name (path);
  g_autofree char *names = join (found);

  if (wanted == NULL && found->len == 1)
    return found->pdata[0];
  for (guint i = 0; wanted != NULL && i < found->len; i++)
    if (g_ascii_strcasecmp (found->pdata[i], wanted) == 0)
      return found->pdata[i];
  for (guint i = 0; meant != NULL && i < found->len; i++)
    if (g_str_equal (lk_folder_name_get_split (found->pdata[i]), meant))
      return found->pdata[i];
  if (wanted != NULL)
    g_set_error (error, LK_ERROR, LK_ERROR_OPTION,
                 _ ("“%s” has no split “%s”, it has: %s"), shown, wanted, names);
  else
    g_set_error (error, LK_ERROR, LK_ERROR_OPTION,
                 _ ("“%s” has several splits, choose one: %s"), shown, names);
  return NULL;
}

static gboolean
is_table (const char *name)
{
  const char *dot = strrchr (name, '.');

  return dot != NULL
         && (g_ascii_strcasecmp (dot, ".csv") == 0
             || g_ascii_strcasecmp (dot, ".tsv") == 0);
}

static gboolean
is_json (const char *name)
{
  const char *dot = strrchr (name, '.');

  return dot != NULL && g_ascii_strcasecmp (dot, ".json") == 0;
}

/* The name of the split that a file is a table of, or one part of its name as in
 * "few_shot_test.csv"; (transfer full) (nullable). */
static char *
get_split_of_table (const char *name)
{
  g_autofree char *stem = NULL;
  g_auto (GStrv) parts = NULL;
  const char *found = NULL;

  if (!is_table (name) && !is_json (name))
    return NULL;
  stem = g_strndup (name, (gsize) (strrchr (name, '.') - name));
  if (lk_folder_name_get_split (stem) != NULL)
    return g_steal_pointer (&stem);
  parts = g_strsplit_set (stem, "_-. ", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    if (lk_folder_name_get_split (parts[i]) != NULL)
      {
        if (found != NULL)
          return NULL;
        found = parts[i];
      }
  return g_strdup (found);
}

/* Whether the split is the whole name of the table. */
static gboolean
is_named_whole (const char *name, const char *split)
{
  return name[strlen (split)] == '.' && strchr (name + strlen (split) + 1, '.') == NULL;
}

static int
compare_splits (gconstpointer a, gconstpointer b)
{
  static const char *const order[] = { "train", "val", "test" };
  const char *names[] = { *(const char **) a, *(const char **) b };
  guint places[2] = { 0, 0 };

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *base = g_path_get_basename (names[i]);
      g_autofree char *split = get_split_of_table (base);

      while (!g_str_equal (lk_folder_name_get_split (split), order[places[i]]))
        places[i]++;
    }
  return places[0] != places[1] ? (int) places[0] - (int) places[1]
                                : strcmp (names[0], names[1]);
}

/* Where several tables are of one split, none is, unless some have its name alone. */
static gboolean
are_clear (GPtrArray *paths)
{
  g_autoptr (GHashTable) seen
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < paths->len; i++)
    {
      g_autofree char *name = g_path_get_basename (paths->pdata[i]);

      if (!g_hash_table_add (seen, get_split_of_table (name)))
        return FALSE;
    }
  return TRUE;
}

static void
add_tables (const char *folder, GPtrArray *paths)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) longer = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *split = get_split_of_table (name);
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (split != NULL && (!is_json (name) || lk_dataset_is_manifest (path)))
        g_ptr_array_add (is_named_whole (name, split) ? paths : longer,
                         g_steal_pointer (&path));
    }
  if (paths->len == 0 && are_clear (longer))
    g_ptr_array_extend_and_steal (paths, g_steal_pointer (&longer));
}

/* Where tables lie, the likeliest first. */
static const char *const table_folders[]
    = { "",      "split",     "splits", "csv",  "csvs",        "filelist",
        "lists", "filelists", "labels", "meta", "annotations", "metadata" };

GPtrArray *
lk_dataset_find_tables (const char *path, GPtrArray **tables)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  GPtrArray *splits = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (table_folders) && paths->len == 0; i++)
    {
      g_autofree char *folder = g_build_filename (path, table_folders[i], NULL);

      add_tables (folder, paths);
    }
  g_ptr_array_sort (paths, compare_splits);
  for (guint i = 0; i < paths->len; i++)
    {
      g_autofree char *name = g_path_get_basename (paths->pdata[i]);

      g_ptr_array_add (splits, get_split_of_table (name));
    }
  if (tables != NULL)
    *tables = g_steal_pointer (&paths);
  return splits;
}

/* Whether @name, of a file in @folder, is a table of the split that @split is a name of;
 * (nullable): of any. */
static gboolean
is_table_of (const char *folder, const char *name, const char *split)
{
  g_autofree char *own = get_split_of_table (name);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  if (own == NULL
      || (split != NULL
          && g_strcmp0 (lk_folder_name_get_split (own), lk_folder_name_get_split (split))
                 != 0))
    return FALSE;
  return is_json (name) ? lk_dataset_is_manifest (path) : lk_dataset_is_table (path);
}

GPtrArray *
lk_dataset_list_other_tables (const char *path, const char *table, const char *split)
{
  GPtrArray *others = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (table_folders); i++)
    {
      g_autofree char *folder = g_build_filename (path, table_folders[i], NULL);
      g_autofree char *whole = g_canonicalize_filename (folder, NULL);
      g_autoptr (GDir) dir = g_dir_open (whole, 0, NULL);
      const char *name;

      while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *other = g_build_filename (whole, name, NULL);
          g_autofree char *used
              = table != NULL ? g_canonicalize_filename (table, NULL) : NULL;

          if (g_strcmp0 (other, used) != 0 && is_table_of (whole, name, split))
            g_ptr_array_add (others, g_steal_pointer (&other));
        }
    }
  g_ptr_array_sort (others, compare_bytes);
  return others;
}

gboolean
lk_dataset_list_table (const char *path,
                       const char *root,
                       const char *split,
                       LkDatasetListing *listing,
                       GError **error)
{
  return is_json (path) ? lk_dataset_list_manifest (path, root, split, listing, error)
                        : lk_dataset_list_csv (path, root, split, listing, error);
}

char *
lk_dataset_find_only_table (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_autofree char *found = NULL;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      if (!is_table (name) || !lk_dataset_is_table (file))
        continue;
      if (found != NULL)
        return NULL;
      found = g_steal_pointer (&file);
    }
  return g_steal_pointer (&found);
}

char *
lk_dataset_find_packed (const char *path)
{
  static const char *const suffixes[]
      = { ".pkl", ".pickle", ".npz",      ".npy",     ".h5", ".hdf5",
          ".mat", ".zip",    ".tar",      ".tgz",     ".gz", ".bz2",
          ".xz",  ".lmdb",   ".tfrecord", ".parquet", ".7z", ".rar" };
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_autofree char *found = NULL;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
      if (g_str_has_suffix (name, suffixes[i])
          && (found == NULL || strcmp (name, found) < 0))
        {
          g_free (found);
          found = g_strdup (name);
        }
  return found != NULL ? g_filename_display_name (found) : NULL;
}
