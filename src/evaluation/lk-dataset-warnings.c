/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-dataset-warnings.h"

#include <glib/gi18n-lib.h>

void
lk_dataset_warn_of_drawings (LkDatasetListing *listing,
                             const char *folder,
                             LkFolderEntries *entries)
{
  g_autofree char *shown = g_filename_display_name (folder);

  for (guint i = 0; i < entries->drawings->len; i++)
    {
      g_autofree char *name = g_filename_display_name (entries->drawings->pdata[i]);

      lk_dataset_listing_warn (
          listing,
          _ ("“%s/%s” is a drawing of lines, not a picture of pixels: it is left out"),
          shown, name);
    }
}

void
lk_dataset_warn_of_junk (LkDatasetListing *listing,
                         const char *path,
                         LkFolderEntries *entries)
{
  g_autofree char *shown = g_filename_display_name (path);

  for (guint i = 0; i < entries->junk->len; i++)
    {
      g_autofree char *name = g_filename_display_name (entries->junk->pdata[i]);

      lk_dataset_listing_warn (
          listing, _ ("“%s/%s” is what a system leaves behind: it is left out"), shown,
          name);
    }
}

void
lk_dataset_warn_of_empty (LkDatasetListing *listing, const char *folder)
{
  g_autofree char *shown = g_filename_display_name (folder);

  lk_dataset_listing_warn (listing, _ ("“%s” holds no pictures: it is left out"), shown);
}

void
lk_dataset_warn_of_split_names (LkDatasetListing *listing,
                                const char *path,
                                GPtrArray *splits)
{
  g_autofree char *shown = g_filename_display_name (path);

  for (guint i = 0; i < splits->len; i++)
    lk_dataset_listing_warn (listing,
                             _ ("“%s/%s” is named as a split, which is never a class: it "
                                "is left out; rename it "
                                "if it is one"),
                             shown, (char *) splits->pdata[i]);
}

void
lk_dataset_warn_of_inner (LkDatasetListing *listing, GPtrArray *folders)
{
  g_autofree char *shown
      = folders->len > 0 ? g_filename_display_name (folders->pdata[0]) : NULL;

  if (shown == NULL)
    return;
  lk_dataset_listing_warn (
      listing,
      ngettext ("%u folder within a class holds pictures, which are left out: “%s”",
                "%u folders within classes hold pictures, which are left out: “%s” and "
                "so on",
                folders->len),
      folders->len, shown);
}

void
lk_dataset_warn_of_other_tables (LkDatasetListing *listing,
                                 const char *path,
                                 const char *table,
                                 const char *split)
{
  g_autoptr (GPtrArray) others = lk_dataset_list_other_tables (path, table, split);

  for (guint i = 0; i < others->len; i++)
    {
      g_autofree char *shown = g_filename_display_name (others->pdata[i]);
      g_autofree char *read = table != NULL ? g_filename_display_name (table) : NULL;

      if (read != NULL)
        lk_dataset_listing_warn (
            listing, _ ("“%s” is a table of the same split as “%s”: it is not read"),
            shown, read);
      else
        lk_dataset_listing_warn (listing,
                                 _ ("“%s” is not read, as several tables are of one "
                                    "split: name one of them test.csv"),
                                 shown);
    }
}
