/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-dataset-class-lists.h"
#include "lk-dataset-list.h"
#include "lk-dataset-refusal.h"
#include "lk-error.h"
#include "lk-folder-name.h"

/* How deep folders are looked into for those of classes, and how many in all. */
#define MAX_DEPTH 4
#define MAX_FOLDERS_TRIED 5000

/* A folder being read. */
typedef struct
{
  const char *path; /* as it was given */
  const char *wanted;
  LkDatasetListing *listing;
} Tree;

static gboolean read_folder (Tree *self, const char *path, guint depth, GError **error);

/* Whether @path has folders with pictures in them, at any depth. */
static gboolean
leads_to_classes (const char *path, guint depth, guint *n_tried)
{
  g_autoptr (LkFolderEntries) entries = NULL;

  if (depth > MAX_DEPTH || ++*n_tried > MAX_FOLDERS_TRIED)
    return FALSE;
  entries = lk_folder_entries_new (path, NULL);
  for (guint i = 0; entries != NULL && i < entries->folders->len; i++)
    {
      g_autofree char *inner = g_build_filename (path, entries->folders->pdata[i], NULL);
      g_autoptr (LkFolderEntries) within = lk_folder_entries_new (inner, NULL);

      if (within != NULL && within->pictures->len > 0)
        return TRUE;
      if (within != NULL && within->folders->len > 0
          && leads_to_classes (inner, depth + 1, n_tried))
        return TRUE;
    }
  return FALSE;
}

static gboolean
leads (const char *path, const char *name)
{
  g_autofree char *inner = g_build_filename (path, name, NULL);
  g_autoptr (GPtrArray) tables = lk_dataset_find_tables (inner, NULL);
  guint n_tried = 0;

  return tables->len > 0 || lk_dataset_is_fiftyone (inner)
         || leads_to_classes (inner, 1, &n_tried);
}

static void
warn_of_drawings (Tree *self, const char *folder, LkFolderEntries *entries)
{
  g_autofree char *shown = g_filename_display_name (folder);

  for (guint i = 0; i < entries->drawings->len; i++)
    {
      g_autofree char *name = g_filename_display_name (entries->drawings->pdata[i]);

      lk_dataset_listing_warn (
          self->listing,
          _ ("“%s/%s” is a drawing of lines, not a picture of pixels: it is left out"),
          shown, name);
    }
}

static void
warn_of_junk (Tree *self, const char *path, LkFolderEntries *entries)
{
  g_autofree char *shown = g_filename_display_name (path);

  for (guint i = 0; i < entries->junk->len; i++)
    {
      g_autofree char *name = g_filename_display_name (entries->junk->pdata[i]);

      lk_dataset_listing_warn (
          self->listing, _ ("“%s/%s” is what a system leaves behind: it is left out"),
          shown, name);
    }
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
    warn_of_drawings (self, folder, entries);
  return class;
}

static void
warn_of_empty (Tree *self, const char *folder)
{
  g_autofree char *shown = g_filename_display_name (folder);

  lk_dataset_listing_warn (self->listing, _ ("“%s” holds no pictures: it is left out"),
                           shown);
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

/* (transfer container): those of @folders that are named as splits, or the others. */
static GPtrArray *
pick (GPtrArray *folders, gboolean want_splits)
{
  GPtrArray *picked = g_ptr_array_new ();

  for (guint i = 0; i < folders->len; i++)
    if ((lk_folder_name_get_split (folders->pdata[i]) != NULL) == want_splits)
      g_ptr_array_add (picked, folders->pdata[i]);
  return picked;
}

static gboolean
holds_pictures (const char *path, const char *name)
{
  g_autofree char *folder = g_build_filename (path, name, NULL);
  g_autoptr (LkFolderEntries) entries = lk_folder_entries_new (folder, NULL);

  return entries != NULL && entries->pictures->len > 0;
}

/* The first split whose folder has classes: the one to give instead of a flat one. */
static char *
find_split_with_classes (const char *path, GPtrArray *splits)
{
  for (guint i = 0; i < splits->len; i++)
    if (leads (path, splits->pdata[i]))
      return g_build_filename (path, splits->pdata[i], NULL);
  return NULL;
}

static void
warn_of_split_names (Tree *self, const char *path, GPtrArray *splits)
{
  g_autofree char *shown = g_filename_display_name (path);

  for (guint i = 0; i < splits->len; i++)
    lk_dataset_listing_warn (self->listing,
                             _ ("“%s/%s” is named as a split, which is never a class: it "
                                "is left out; rename it "
                                "if it is one"),
                             shown, (char *) splits->pdata[i]);
}

static void
warn_of_siblings (Tree *self, const char *path, GPtrArray *others)
{
  g_autofree char *shown = g_filename_display_name (path);

  for (guint i = 0; i < others->len; i++)
    if (holds_pictures (path, others->pdata[i]))
      {
        g_autofree char *name = g_filename_display_name (others->pdata[i]);

        lk_dataset_listing_warn (self->listing,
                                 _ ("“%s/%s” is beside the splits: it is left out"),
                                 shown, name);
      }
}

static gboolean
read_split (Tree *self, const char *path, guint depth, GPtrArray *splits, GError **error)
{
  const char *chosen = lk_dataset_choose_split (splits, self->wanted, path, error);
  g_autofree char *folder = NULL;

  if (chosen == NULL)
    return FALSE;
  folder = g_build_filename (path, chosen, NULL);
  if (!leads (path, chosen))
    {
      g_autofree char *other = find_split_with_classes (path, splits);

      return holds_pictures (path, chosen) ? lk_dataset_refuse_flat (folder, other, error)
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
  g_autofree char *with_classes = find_split_with_classes (path, splits);
  guint n_classes = 0;

  for (guint i = 0; i < others->len; i++)
    n_classes += holds_pictures (path, others->pdata[i]);
  *is_done = with_classes != NULL || n_classes < 2;
  if (*is_done)
    {
      warn_of_siblings (self, path, others);
      return read_split (self, path, depth, splits, error);
    }
  warn_of_split_names (self, path, splits);
  return TRUE;
}

/* Classes that have splits within would become classes of two levels. */
static gboolean
check_inner_splits (const char *path,
                    const char *name,
                    GPtrArray *folders,
                    GError **error)
{
  g_autoptr (GPtrArray) splits = pick (folders, TRUE);
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
      guint n_tried = 0;

      if (leads_to_classes (empty->pdata[i], 1, &n_tried))
        return lk_dataset_refuse_deep (path, empty->pdata[i], error);
      warn_of_empty (self, empty->pdata[i]);
    }
  lk_dataset_listing_sort_classes (self->listing);
  return TRUE;
}

/* Where a folder "images" has the classes, what is beside it are masks or the like. */
static const char *
find_images (GPtrArray *folders)
{
  static const char *const names[] = { "images", "imgs", "jpegimages" };

  for (guint i = 0; i < folders->len; i++)
    for (guint j = 0; j < G_N_ELEMENTS (names); j++)
      if (g_ascii_strcasecmp (folders->pdata[i], names[j]) == 0)
        return folders->pdata[i];
  return NULL;
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
    if (leads (path, folders->pdata[i]))
      g_ptr_array_add (upper, folders->pdata[i]);
  if (upper->len == 0)
    return lk_dataset_refuse_empty (path, error);
  only = upper->len == 1 ? upper->pdata[0] : find_images (upper);
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

  if (chosen == NULL)
    return FALSE;
  self->listing->split = g_intern_string (chosen);
  for (guint i = 0; i < splits->len; i++)
    if (splits->pdata[i] == chosen)
      return lk_dataset_list_csv (tables->pdata[i], path, chosen, self->listing, error);
  return FALSE;
}

/* A table of all pictures, where no folders part them: "labels.csv" beside "images". */
static gboolean
read_only_table (Tree *self, const char *path, GPtrArray *folders)
{
  g_autofree char *table = NULL;
  guint n_classes = 0;

  for (guint i = 0; i < folders->len && n_classes < 2; i++)
    n_classes += holds_pictures (path, folders->pdata[i]);
  if (n_classes < 2 && self->wanted == NULL)
    table = lk_dataset_find_only_table (path);
  if (table == NULL || !lk_dataset_list_csv (table, path, "", self->listing, NULL))
    return FALSE;
  return TRUE;
}

static gboolean
read_classes (Tree *self,
              const char *path,
              guint depth,
              LkFolderEntries *entries,
              GPtrArray *folders,
              GError **error)
{
  g_autoptr (GPtrArray) empty = g_ptr_array_new_with_free_func (g_free);

  if (read_only_table (self, path, folders))
    return TRUE;
  if (!add_classes (self, path, "", folders, empty, error))
    return FALSE;
  if (self->listing->classes->len > 0)
    {
      for (guint i = 0; i < empty->len; i++)
        warn_of_empty (self, empty->pdata[i]);
      return TRUE;
    }
  if (folders->len == 0 && entries->pictures->len > 0)
    return lk_dataset_refuse_flat (path, NULL, error);
  return depth < MAX_DEPTH ? read_deeper (self, path, depth, folders, error)
                           : lk_dataset_refuse_empty (path, error);
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
  if (lk_dataset_is_fiftyone (path))
    return lk_dataset_list_fiftyone (path, self->listing, error);
  entries = lk_folder_entries_new (path, error);
  if (entries == NULL)
    return FALSE;
  warn_of_junk (self, path, entries);
  splits = pick (entries->folders, TRUE);
  others = pick (entries->folders, FALSE);
  if (splits->len == 0)
    return read_classes (self, path, depth, entries, entries->folders, error);
  if (is_in_split)
    warn_of_split_names (self, path, splits);
  else if (!read_splits (self, path, depth, splits, others, &is_done, error))
    return FALSE;
  return is_done || read_classes (self, path, depth, entries, others, error);
}

LkDatasetListing *
lk_dataset_list_tree (const char *path, const char *wanted, GError **error)
{
  g_autoptr (LkDatasetListing) listing = lk_dataset_listing_new ();
  Tree self = { path, wanted, listing };

  if (!read_folder (&self, path, 0, error)
      || (listing->split == NULL
          && !lk_dataset_apply_class_list (listing, path, wanted, error)))
    return NULL;
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
