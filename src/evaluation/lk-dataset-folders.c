/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-dataset-folders.h"

#include "lk-dataset-list.h"
#include "lk-folder-name.h"

/* How deep folders are looked into for those of classes, and how many in all. */
#define MAX_DEPTH 4
#define MAX_FOLDERS_TRIED 5000

static gboolean
leads_within (const char *path, guint depth, guint *n_tried)
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
          && leads_within (inner, depth + 1, n_tried))
        return TRUE;
    }
  return FALSE;
}

gboolean
lk_dataset_leads_to_classes (const char *path)
{
  guint n_tried = 0;

  return leads_within (path, 1, &n_tried);
}

gboolean
lk_dataset_leads (const char *path, const char *name)
{
  g_autofree char *inner = g_build_filename (path, name, NULL);
  g_autoptr (GPtrArray) tables = lk_dataset_find_tables (inner, NULL);

  return tables->len > 0 || lk_dataset_is_fiftyone (inner)
         || lk_dataset_leads_to_classes (inner);
}

gboolean
lk_dataset_holds_pictures (const char *path, const char *name)
{
  g_autofree char *folder = g_build_filename (path, name, NULL);
  g_autoptr (LkFolderEntries) entries = lk_folder_entries_new (folder, NULL);

  return entries != NULL && entries->pictures->len > 0;
}

GPtrArray *
lk_dataset_pick_splits (GPtrArray *folders, gboolean want_splits)
{
  GPtrArray *picked = g_ptr_array_new ();

  for (guint i = 0; i < folders->len; i++)
    if ((lk_folder_name_get_split (folders->pdata[i]) != NULL) == want_splits)
      g_ptr_array_add (picked, folders->pdata[i]);
  return picked;
}

char *
lk_dataset_find_split_with_classes (const char *path, GPtrArray *splits)
{
  for (guint i = 0; i < splits->len; i++)
    if (lk_dataset_leads (path, splits->pdata[i]))
      return g_build_filename (path, splits->pdata[i], NULL);
  return NULL;
}

const char *
lk_dataset_find_images (GPtrArray *folders)
{
  static const char *const names[] = { "images", "imgs", "jpegimages" };

  for (guint i = 0; i < folders->len; i++)
    for (guint j = 0; j < G_N_ELEMENTS (names); j++)
      if (g_ascii_strcasecmp (folders->pdata[i], names[j]) == 0)
        return folders->pdata[i];
  return NULL;
}
