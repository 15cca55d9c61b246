/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-dataset-class-lists.h"
#include "lk-dataset-folders.h"
#include "lk-dataset-list.h"
#include "lk-dataset-refusal.h"
#include "lk-dataset-repeated.h"
#include "lk-dataset-warnings.h"
#include "lk-error.h"
#include "lk-folder-name.h"

/* How deep folders are looked into for those of classes. */
#define MAX_DEPTH 4

/* A folder being read. */
typedef struct
{
  const char *path; /* as it was given */
  const char *wanted;
  LkDatasetListing *listing;
  GPtrArray *inner; /* folders with pictures within classes */
} Tree;

static gboolean read_folder (Tree *self, const char *path, guint depth, GError **error);

/* The folders in @folder, that of a class, whose pictures are not the class's. */
static void
note_inner (Tree *self, const char *folder, GPtrArray *folders)
{
  for (guint i = 0; i < folders->len; i++)
    if (lk_dataset_holds_pictures (folder, folders->pdata[i]))
      g_ptr_array_add (self->inner, g_build_filename (folder, folders->pdata[i], NULL));
}

/* The pictures of @folder, or of a folder "images" that is all it holds, as Tiny ImageNet
 * has it. */
static LkDatasetLabel *
list_class (Tree *self, const char *folder, const char *name, GError **error)
{
  g_autoptr (LkFolderEntries) entries = lk_folder_entries_new (folder, error);
  LkDatasetLabel *class;

  if (entries == NULL)
    return NULL;
  if (entries->pictures->len == 0 && entries->folders->len == 1
      && g_ascii_strcasecmp (entries->folders->pdata[0], "images") == 0)
    {
      g_autofree char *inner
          = g_build_filename (folder, entries->folders->pdata[0], NULL);

      return list_class (self, inner, name, error);
    }
  class = lk_dataset_label_new (name, folder);
  g_ptr_array_extend_and_steal (class->files, g_ptr_array_ref (entries->pictures));
  entries->pictures = g_ptr_array_new_with_free_func (g_free);
  if (class->files->len > 0)
    {
      lk_dataset_warn_of_drawings (self->listing, folder, entries);
      note_inner (self, folder, entries->folders);
    }
  return class;
}

/* Adds the folders of @path that hold pictures as classes, named behind @prefix; gives
 * the others in @empty (transfer full). */
static gboolean
add_classes (Tree *self,
             const char *path,
             const char *prefix,
             GPtrArray *folders,
             GPtrArray *empty,
             GError **error)
{
  for (guint i = 0; i < folders->len; i++)
    {
      g_autofree char *folder = g_build_filename (path, folders->pdata[i], NULL);
      g_autofree char *shown = g_filename_display_name (folders->pdata[i]);
      g_autofree char *name = g_strconcat (prefix, shown, NULL);
      g_autoptr (LkDatasetLabel) class = list_class (self, folder, name, error);

      if (class == NULL)
        return FALSE;
      if (class->files->len == 0)
        g_ptr_array_add (empty, g_steal_pointer (&folder));
      else if (lk_dataset_listing_add (self->listing, class, self->path, error))
        class = NULL;
      else
        return FALSE;
    }
  return TRUE;
}

static void
warn_of_siblings (Tree *self, const char *path, GPtrArray *others)
{
  g_autofree char *shown = g_filename_display_name (path);

  for (guint i = 0; i < others->len; i++)
    if (lk_dataset_holds_pictures (path, others->pdata[i])
        || lk_dataset_leads (path, others->pdata[i]))
      {
        g_autofree char *name = g_filename_display_name (others->pdata[i]);

        lk_dataset_listing_warn (self->listing,
                                 _ ("“%s/%s” is beside the splits: it is left out"),
                                 shown, name);
      }
}

/* What a table tells, all of it or nothing. */
static gboolean
read_whole_table (Tree *self, const char *table, const char *root, GError **error)
{
  if (lk_dataset_list_csv (table, root, "", self->listing, error))
    return TRUE;
  g_ptr_array_set_size (self->listing->classes, 0);
  return FALSE;
}

/* A table beside the pictures of a split, which no folders part, as Hugging Face's
 * imagefolder has it. */
static gboolean
read_table_of_split (Tree *self, const char *folder, const char *chosen)
{
  g_autofree char *table = NULL;

  if (lk_dataset_leads_to_classes (folder))
    return FALSE;
  table = lk_dataset_find_only_table (folder);
  if (table == NULL || !read_whole_table (self, table, folder, NULL))
    return FALSE;
  self->listing->split = g_intern_string (chosen);
  return TRUE;
}

static gboolean
read_split (Tree *self, const char *path, guint depth, GPtrArray *splits, GError **error)
{
  const char *chosen = lk_dataset_choose_split (splits, self->wanted, path, error);
  g_autofree char *folder = NULL;

  if (chosen == NULL)
    return FALSE;
  folder = g_build_filename (path, chosen, NULL);
  if (read_table_of_split (self, folder, chosen))
    return TRUE;
  if (!lk_dataset_leads (path, chosen))
    {
      g_autofree char *other = lk_dataset_find_split_with_classes (path, splits);

      return lk_dataset_holds_pictures (path, chosen)
                 ? lk_dataset_refuse_flat (folder, other, error)
                 : lk_dataset_refuse_empty (folder, error);
    }
  self->listing->split = g_intern_string (chosen);
  return read_folder (self, folder, depth + 1, error);
}

/* Folders named as splits among others: beside two classes at least, what holds pictures
 * and no classes is no split either, but a class with a bad name. */
static gboolean
read_splits (Tree *self,
             const char *path,
             guint depth,
             GPtrArray *splits,
             GPtrArray *others,
             gboolean *is_done,
             GError **error)
{
  g_autofree char *with_classes = lk_dataset_find_split_with_classes (path, splits);
  guint n_classes = 0;

  for (guint i = 0; i < others->len; i++)
    n_classes += lk_dataset_holds_pictures (path, others->pdata[i]);
  *is_done = with_classes != NULL || n_classes < 2;
  if (*is_done)
    {
      warn_of_siblings (self, path, others);
      return read_split (self, path, depth, splits, error);
    }
  lk_dataset_warn_of_split_names (self->listing, path, splits);
  return TRUE;
}

/* Classes that have splits within would become classes of two levels. */
static gboolean
check_inner_splits (const char *path,
                    const char *name,
                    GPtrArray *folders,
                    GError **error)
{
  g_autoptr (GPtrArray) splits = lk_dataset_pick_splits (folders, TRUE);
  g_autofree char *folder = g_build_filename (path, name, NULL);
  g_autofree char *shown = g_filename_display_name (folder);

  if (splits->len == 0)
    return TRUE;
  g_set_error (
      error, LK_ERROR, LK_ERROR_EPISODE,
      _ ("“%s” holds the split “%s”: give one of the folders that have splits, or "
         "put the classes into the splits"),
      shown, (char *) splits->pdata[0]);
  return FALSE;
}

static gboolean
read_two_levels (Tree *self, const char *path, GPtrArray *upper, GError **error)
{
  g_autoptr (GPtrArray) empty = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < upper->len; i++)
    {
      g_autofree char *folder = g_build_filename (path, upper->pdata[i], NULL);
      g_autofree char *shown = g_filename_display_name (upper->pdata[i]);
      g_autofree char *prefix = g_strconcat (shown, "/", NULL);
      g_autoptr (LkFolderEntries) entries = lk_folder_entries_new (folder, error);

      if (entries == NULL
          || !check_inner_splits (path, upper->pdata[i], entries->folders, error)
          || !add_classes (self, folder, prefix, entries->folders, empty, error))
        return FALSE;
    }
  if (self->listing->classes->len == 0)
    {
      g_autofree char *first = g_build_filename (path, upper->pdata[0], NULL);

      return lk_dataset_refuse_deep (path, first, error);
    }
  for (guint i = 0; i < empty->len; i++)
    {
      if (lk_dataset_leads_to_classes (empty->pdata[i]))
        return lk_dataset_refuse_deep (path, empty->pdata[i], error);
      lk_dataset_warn_of_empty (self->listing, empty->pdata[i]);
    }
  if (!lk_dataset_check_repeated (self->listing, path, error))
    return FALSE;
  lk_dataset_listing_sort_classes (self->listing);
  return TRUE;
}

/* None of the folders holds pictures: one that has folders that do stands for all, and
 * several are a tree of two levels. */
static gboolean
read_deeper (Tree *self,
             const char *path,
             guint depth,
             GPtrArray *folders,
             GError **error)
{
  g_autoptr (GPtrArray) upper = g_ptr_array_new ();
  const char *only;
  g_autofree char *inner = NULL;

  for (guint i = 0; i < folders->len; i++)
    if (lk_dataset_leads (path, folders->pdata[i]))
      g_ptr_array_add (upper, folders->pdata[i]);
  if (upper->len == 0)
    return lk_dataset_refuse_empty (path, error);
  only = upper->len == 1 ? upper->pdata[0] : lk_dataset_find_images (upper);
  if (only == NULL)
    return read_two_levels (self, path, upper, error);
  for (guint i = 0; i < upper->len; i++)
    if (upper->pdata[i] != only)
      {
        g_autofree char *shown = g_filename_display_name (path);

        lk_dataset_listing_warn (self->listing,
                                 _ ("“%s/%s” is beside the folder “%s”: it is left out"),
                                 shown, (char *) upper->pdata[i], only);
      }
  inner = g_build_filename (path, only, NULL);
  return read_folder (self, inner, depth + 1, error);
}

static gboolean
read_tables (Tree *self,
             const char *path,
             GPtrArray *splits,
             GPtrArray *tables,
             GError **error)
{
  const char *chosen = lk_dataset_choose_split (splits, self->wanted, path, error);
  guint index;

  if (chosen == NULL)
    return FALSE;
  self->listing->split = g_intern_string (chosen);
  g_ptr_array_find (splits, chosen, &index);
  lk_dataset_warn_of_other_tables (self->listing, path, tables->pdata[index], chosen);
  return lk_dataset_list_table (tables->pdata[index], path, chosen, self->listing, error);
}

/* The rows of the split that is wanted, where a column of the only table tells it. */
static gboolean
read_column_split (Tree *self,
                   const char *path,
                   const char *table,
                   GPtrArray *splits,
                   GError **error)
{
  const char *chosen = lk_dataset_choose_split (splits, self->wanted, path, error);

  if (chosen == NULL
      || !lk_dataset_list_csv_part (table, path, chosen, chosen, self->listing, error))
    return FALSE;
  self->listing->split = g_intern_string (chosen);
  return TRUE;
}

/* A table of all pictures, where no folders part them or it tells the splits:
 * "labels.csv" beside "images". @must: whether @error is why there is no dataset; else it
 * is only where there are no folders of classes either. */
static gboolean
read_only_table (Tree *self,
                 const char *path,
                 GPtrArray *folders,
                 gboolean *must,
                 GError **error)
{
  g_autofree char *table = lk_dataset_find_only_table (path);
  g_autoptr (GPtrArray) splits = NULL;
  guint n_classes = 0;

  *must = FALSE;
  if (table == NULL)
    return FALSE;
  splits = lk_dataset_list_column_splits (table);
  *must = splits->len > 0;
  if (splits->len > 0)
    return read_column_split (self, path, table, splits, error);
  for (guint i = 0; i < folders->len && n_classes < 2; i++)
    n_classes += lk_dataset_holds_pictures (path, folders->pdata[i]);
  return n_classes < 2 && self->wanted == NULL
         && read_whole_table (self, table, path, error);
}

/* Beside classes, folders that hold pictures deeper down are none. */
static void
warn_of_levels (Tree *self, GPtrArray *empty)
{
  for (guint i = 0; i < empty->len; i++)
    if (lk_dataset_leads_to_classes (empty->pdata[i]))
      g_ptr_array_add (self->inner, g_strdup (empty->pdata[i]));
    else
      lk_dataset_warn_of_empty (self->listing, empty->pdata[i]);
}

/* A folder of all pictures is no class. */
static gboolean
is_only_images (const Tree *self, const char *path, GPtrArray *folders)
{
  const char *images = lk_dataset_find_images (folders);
  g_autofree char *folder = images != NULL ? g_build_filename (path, images, NULL) : NULL;
  const LkDatasetLabel *class = self->listing->classes->pdata[0];

  return self->listing->classes->len == 1 && folder != NULL
         && g_str_equal (class->folder, folder);
}

static gboolean
read_folders (Tree *self,
              const char *path,
              guint depth,
              LkFolderEntries *entries,
              GPtrArray *folders,
              GError **error)
{
  g_autoptr (GPtrArray) empty = g_ptr_array_new_with_free_func (g_free);

  if (!add_classes (self, path, "", folders, empty, error))
    return FALSE;
  if (self->listing->classes->len > 0)
    {
      const LkDatasetLabel *first = self->listing->classes->pdata[0];

      if (is_only_images (self, path, folders))
        return lk_dataset_refuse_flat (first->folder, NULL, error);
      warn_of_levels (self, empty);
      return TRUE;
    }
  if (folders->len == 0 && entries->pictures->len > 0)
    return lk_dataset_refuse_flat (path, NULL, error);
  return depth < MAX_DEPTH ? read_deeper (self, path, depth, folders, error)
                           : lk_dataset_refuse_empty (path, error);
}

static gboolean
read_classes (Tree *self,
              const char *path,
              guint depth,
              LkFolderEntries *entries,
              GPtrArray *folders,
              GError **error)
{
  g_autoptr (GError) problem = NULL;
  gboolean must;

  if (read_only_table (self, path, folders, &must, &problem))
    return TRUE;
  if (!must && read_folders (self, path, depth, entries, folders, error))
    return TRUE;
  if (problem != NULL)
    {
      g_clear_error (error);
      g_propagate_error (error, g_steal_pointer (&problem));
    }
  return FALSE;
}

static gboolean
read_folder (Tree *self, const char *path, guint depth, GError **error)
{
  g_autoptr (LkFolderEntries) entries = NULL;
  g_autoptr (GPtrArray) tables = NULL;
  g_autoptr (GPtrArray) with_tables = lk_dataset_find_tables (path, &tables);
  g_autoptr (GPtrArray) splits = NULL;
  g_autoptr (GPtrArray) others = NULL;
  gboolean is_in_split = self->listing->split != NULL;
  gboolean is_done = FALSE;

  if (with_tables->len > 0 && !is_in_split)
    return read_tables (self, path, with_tables, tables, error);
  if (with_tables->len == 0 && !is_in_split)
    lk_dataset_warn_of_other_tables (self->listing, path, NULL, NULL);
  if (lk_dataset_is_fiftyone (path))
    return lk_dataset_list_fiftyone (path, self->listing, error);
  entries = lk_folder_entries_new (path, error);
  if (entries == NULL)
    return FALSE;
  lk_dataset_warn_of_junk (self->listing, path, entries);
  splits = lk_dataset_pick_splits (entries->folders, TRUE);
  others = lk_dataset_pick_splits (entries->folders, FALSE);
  if (splits->len == 0)
    return read_classes (self, path, depth, entries, entries->folders, error);
  if (is_in_split)
    lk_dataset_warn_of_split_names (self->listing, path, splits);
  else if (!read_splits (self, path, depth, splits, others, &is_done, error))
    return FALSE;
  return is_done || read_classes (self, path, depth, entries, others, error);
}

LkDatasetListing *
lk_dataset_list_tree (const char *path, const char *wanted, GError **error)
{
  g_autoptr (LkDatasetListing) listing = lk_dataset_listing_new ();
  g_autoptr (GPtrArray) inner = g_ptr_array_new_with_free_func (g_free);
  Tree self = { path, wanted, listing, inner };

  if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      lk_dataset_refuse_file (path, error);
      return NULL;
    }
  if (!read_folder (&self, path, 0, error)
      || (listing->split == NULL
          && !lk_dataset_apply_class_list (listing, path, wanted, error)))
    return NULL;
  lk_dataset_warn_of_inner (listing, inner);
  if (wanted != NULL && listing->split == NULL)
    {
      g_autofree char *shown = g_filename_display_name (path);

      g_set_error (error, LK_ERROR, LK_ERROR_OPTION,
                   _ ("“%s” has no split “%s”: it has no tables such as test.csv, and no "
                      "folders such as test"),
                   shown, wanted);
      return NULL;
    }
  return g_steal_pointer (&listing);
}
