/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-dataset-picture-lists.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* (transfer full): "class/file" of a picture. */
static char *
make_key (const LkDatasetLabel *class, const char *file)
{
  g_autofree char *name = g_path_get_basename (file);

  return g_strconcat (class->name, "/", name, NULL);
}

/* Without the ending of its name. */
static void
cut_ending (char *key)
{
  char *dot = strrchr (key, '.');

  if (dot != NULL && strchr (dot, '/') == NULL)
    *dot = '\0';
}

/* All pictures, with their endings and without; a tree, as whoever named them could have
 * all share a hash. */
static GTree *
list_pictures (const LkDatasetListing *listing)
{
  GTree *keys = g_tree_new_full ((GCompareDataFunc) strcmp, NULL, g_free, NULL);

  for (guint i = 0; i < listing->classes->len; i++)
    {
      const LkDatasetLabel *class = listing->classes->pdata[i];

      for (guint j = 0; j < class->files->len; j++)
        {
          char *key = make_key (class, class->files->pdata[j]);
          char *bare = g_strdup (key);

          cut_ending (bare);
          g_tree_insert (keys, key, key);
          g_tree_insert (keys, bare, bare);
        }
    }
  return keys;
}

/* The last two parts of a path, in place. */
static const char *
get_end (char *path)
{
  char *slash;

  g_strdelimit (path, "\\", '/');
  slash = strrchr (path, '/');
  if (slash == NULL)
    return NULL;
  while (slash > path && slash[-1] != '/')
    slash--;
  return slash;
}

/* The key of the picture that @line names; (transfer none) (nullable). */
static const char *
find_key (GTree *keys, const char *line)
{
  g_autofree char *rest = g_strdup (line);

  while (TRUE)
    {
      g_autofree char *path = g_strdup (rest);
      const char *end = get_end (g_strstrip (path));
      const char *key = end != NULL ? g_tree_lookup (keys, end) : NULL;
      gsize length = strlen (rest);

      if (key != NULL || end == NULL)
        return key;
      while (length > 0 && strchr (" \t,;", rest[length - 1]) == NULL)
        length--;
      if (length == 0)
        return NULL;
      rest[length - 1] = '\0';
    }
}

/* The keys of the pictures that @lines name. */
static GTree *
find_all (GTree *keys, GHashTable *lines, guint *n_found)
{
  GTree *found = g_tree_new ((GCompareFunc) strcmp);
  GHashTableIter iter;
  gpointer line;

  *n_found = 0;
  g_hash_table_iter_init (&iter, lines);
  while (g_hash_table_iter_next (&iter, &line, NULL))
    {
      const char *key = find_key (keys, line);

      if (key == NULL)
        continue;
      g_tree_insert (found, (gpointer) key, (gpointer) key);
      ++*n_found;
    }
  return found;
}

gboolean
lk_dataset_lists_pictures (const LkDatasetListing *listing, GHashTable *lines)
{
  g_autoptr (GTree) keys = list_pictures (listing);
  guint n_found;
  g_autoptr (GTree) found = find_all (keys, lines, &n_found);

  return n_found > 0 && n_found * 2 >= g_hash_table_size (lines);
}

static gboolean
is_kept (GTree *found, const LkDatasetLabel *class, const char *file)
{
  g_autofree char *key = make_key (class, file);
  gboolean kept = g_tree_lookup (found, key) != NULL;

  cut_ending (key);
  return kept || g_tree_lookup (found, key) != NULL;
}

void
lk_dataset_keep_pictures (LkDatasetListing *listing, GHashTable *lines, const char *path)
{
  g_autoptr (GTree) keys = list_pictures (listing);
  guint n_found;
  g_autoptr (GTree) found = find_all (keys, lines, &n_found);
  g_autofree char *shown = g_filename_display_name (path);
  const guint n_missing = g_hash_table_size (lines) - n_found;

  for (guint i = listing->classes->len; i > 0; i--)
    {
      LkDatasetLabel *class = listing->classes->pdata[i - 1];

      for (guint j = class->files->len; j > 0; j--)
        if (!is_kept (found, class, class->files->pdata[j - 1]))
          g_ptr_array_remove_index (class->files, j - 1);
      if (class->files->len == 0)
        g_ptr_array_remove_index (listing->classes, i - 1);
    }
  if (n_missing > 0)
    lk_dataset_listing_warn (
        listing,
        ngettext ("“%s” has %u line that names no picture of this folder",
                  "“%s” has %u lines that name no picture of this folder", n_missing),
        shown, n_missing);
}
