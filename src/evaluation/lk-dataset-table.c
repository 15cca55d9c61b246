/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-dataset-table.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-dataset-places.h"
#include "lk-error.h"

/* What was added: the classes, by their names, and the numbers of the pictures, by
 * theirs. Trees, as whoever wrote the file could have all its names share a hash.
 * @n_dropped: how many parts of the last absolute name were left out. */
struct _LkDatasetTable
{
  char *name;
  char *folder;
  char *root;
  char *split;
  const char *entry;
  LkDatasetListing *listing;
  GTree *class_of;
  GTree *line_of;
  guint n_dropped;
};

LkDatasetTable *
lk_dataset_table_new (const char *path,
                      const char *root,
                      const char *split,
                      const char *entry,
                      LkDatasetListing *listing)
{
  LkDatasetTable *self = g_new0 (LkDatasetTable, 1);
  g_autofree char *whole = g_canonicalize_filename (path, NULL);

  self->name = g_filename_display_name (path);
  self->folder = g_path_get_dirname (whole);
  self->root = g_strdup (root);
  self->split = g_strdup (split);
  self->entry = entry;
  self->listing = listing;
  self->class_of = g_tree_new ((GCompareFunc) strcmp);
  self->line_of = g_tree_new_full ((GCompareDataFunc) strcmp, NULL, g_free, NULL);
  return self;
}

void
lk_dataset_table_free (LkDatasetTable *self)
{
  g_free (self->name);
  g_free (self->folder);
  g_free (self->root);
  g_free (self->split);
  g_tree_unref (self->class_of);
  g_tree_unref (self->line_of);
  g_free (self);
}

const char *
lk_dataset_table_get_name (LkDatasetTable *self)
{
  return self->name;
}

gboolean
lk_dataset_table_fail (LkDatasetTable *self,
                       guint number,
                       const char *problem,
                       GError **error)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_set_error (error, LK_ERROR, LK_ERROR_FORMAT, self->entry, self->name, number,
               problem);
#pragma GCC diagnostic pop
  return FALSE;
}

static gboolean
refuse_twice (LkDatasetTable *self,
              guint number,
              const char *filename,
              guint before,
              GError **error)
{
  g_autofree char *problem
      = g_strdup_printf (_ ("“%s” is in line %u already"), filename, before);

  return lk_dataset_table_fail (self, number, problem, error);
}

/* Neither name nor label has a line end in it. */
static char *
make_key (const char *filename, const char *label)
{
  return g_strconcat (filename, "\n", label, NULL);
}

/* The same name in two classes may be two pictures, in a folder each. */
static gboolean
note_line (LkDatasetTable *self,
           guint number,
           const char *filename,
           const char *label,
           GError **error)
{
  g_autofree char *key = make_key (filename, label);
  guint before = GPOINTER_TO_UINT (g_tree_lookup (self->line_of, key));

  if (before > 0)
    return refuse_twice (self, number, filename, before, error);
  g_tree_insert (self->line_of, g_steal_pointer (&key), GUINT_TO_POINTER (number));
  return TRUE;
}

/* (transfer full) (nullable): @filename in the root, where it goes up from the table. */
static char *
follow_upwards (const LkDatasetTable *self, const char *filename)
{
  g_autofree char *whole = g_canonicalize_filename (filename, self->folder);
  const gsize length = strlen (self->root);

  return g_str_has_prefix (whole, self->root) && whole[length] == G_DIR_SEPARATOR
             ? g_strdup (whole + length + 1)
             : NULL;
}

/* Names of pictures, on this system or another. */
static gboolean
is_absolute (const char *filename)
{
  return g_path_is_absolute (filename)
         || (g_ascii_isalpha (filename[0]) && filename[1] == ':'
             && (filename[2] == '\\' || filename[2] == '/'));
}

/* (transfer full) (nullable): the longest end of @filename, which is absolute, that is a
 * file in the root. */
static char *
follow_absolute (LkDatasetTable *self, const char *filename)
{
  g_autofree char *name = g_strdelimit (g_strdup (filename), "\\", '/');
  g_auto (GStrv) parts = g_strsplit (name, "/", -1);
  const guint n = g_strv_length (parts);

  if (g_strv_contains ((const char *const *) parts, ".."))
    return NULL;
  for (guint i = 0; i < n; i++)
    {
      /* where the last one was, then in order */
      const guint n_dropped = i == 0 ? self->n_dropped : i;
      g_autofree char *within = n_dropped > 0 && n_dropped < n
                                    ? g_build_filenamev ((char **) parts + n_dropped)
                                    : NULL;
      g_autofree char *path
          = within != NULL ? g_build_filename (self->root, within, NULL) : NULL;

      if (path == NULL || !g_file_test (path, G_FILE_TEST_IS_REGULAR))
        continue;
      self->n_dropped = n_dropped;
      return g_steal_pointer (&within);
    }
  return NULL;
}

/* (transfer full) (nullable): @filename as a name in the root. */
static char *
bring_in (LkDatasetTable *self, guint number, const char *filename, GError **error)
{
  char *within = NULL;

  if (is_absolute (filename))
    within = follow_absolute (self, filename);
  else if (lk_dataset_leads_out (filename))
    within = follow_upwards (self, filename);
  if (within == NULL && !lk_dataset_leads_out (filename))
    within = g_strdup (filename);
  if (within == NULL && is_absolute (filename))
    lk_dataset_table_fail (
        self, number,
        _ ("the file name is an absolute path, and no end of it is a file in the folder "
           "of the dataset: put the pictures there"),
        error);
  else if (within == NULL)
    lk_dataset_table_fail (self, number,
                           _ ("the file name leads out of the folder “images”"), error);
  return within;
}

gboolean
lk_dataset_table_add (LkDatasetTable *self,
                      guint number,
                      const char *filename,
                      const char *label,
                      GError **error)
{
  LkDatasetLabel *class;
  g_autofree char *within = NULL;

  if (*filename == '\0' || *label == '\0')
    return lk_dataset_table_fail (self, number, _ ("the file name or the label is empty"),
                                  error);
  within = bring_in (self, number, filename, error);
  if (within == NULL || !note_line (self, number, within, label, error))
    return FALSE;
  class = g_tree_lookup (self->class_of, label);
  if (class == NULL)
    {
      g_autoptr (LkDatasetLabel) added = lk_dataset_label_new (label, self->root);

      class = added;
      if (!lk_dataset_listing_add (self->listing, added, self->name, error))
        return FALSE;
      added = NULL;
      g_tree_insert (self->class_of, class->name, class);
    }
  g_ptr_array_add (class->files, g_steal_pointer (&within));
  return TRUE;
}

/* (transfer full): the line of each picture, class after class. */
static GArray *
list_lines (const LkDatasetTable *self)
{
  GArray *lines = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < self->listing->classes->len; i++)
    {
      const LkDatasetLabel *class = self->listing->classes->pdata[i];

      for (guint j = 0; j < class->files->len; j++)
        {
          g_autofree char *key = make_key (class->files->pdata[j], class->name);
          const guint line = GPOINTER_TO_UINT (g_tree_lookup (self->line_of, key));

          g_array_append_val (lines, line);
        }
    }
  return lines;
}

/* No picture is of two classes; @lines: of list_lines() */
static gboolean
check_paths (LkDatasetTable *self, GArray *lines, GError **error)
{
  g_autoptr (GTree) seen = g_tree_new ((GCompareFunc) strcmp);
  guint n = 0;

  for (guint i = 0; i < self->listing->classes->len; i++)
    {
      const LkDatasetLabel *class = self->listing->classes->pdata[i];

      for (guint j = 0; j < class->files->len; j++, n++)
        {
          const guint line = g_array_index (lines, guint, n);
          char *path = class->files->pdata[j];
          const guint before = GPOINTER_TO_UINT (g_tree_lookup (seen, path));

          if (before > 0)
            {
              g_autofree char *name = g_path_get_basename (path);

              return refuse_twice (self, MAX (line, before), name, MIN (line, before),
                                   error);
            }
          g_tree_insert (seen, path, GUINT_TO_POINTER (line));
        }
    }
  return TRUE;
}

gboolean
lk_dataset_table_finish (LkDatasetTable *self, GError **error)
{
  GPtrArray *classes = self->listing->classes;
  g_autofree char *images = g_build_filename (self->root, "images", NULL);
  g_autoptr (GArray) lines = NULL;

  if (classes->len == 0)
    {
      g_set_error (error, LK_ERROR, LK_ERROR_EPISODE, _ ("“%s” lists no pictures"),
                   self->name);
      return FALSE;
    }
  lk_dataset_listing_sort_files (self->listing);
  lk_dataset_listing_sort_classes (self->listing);
  lines = list_lines (self);
  if (lk_dataset_find_places (self->listing, self->root, self->split) == 0
      && !g_file_test (images, G_FILE_TEST_IS_DIR))
    {
      g_autofree char *shown = g_filename_display_name (self->root);

      g_set_error (error, LK_ERROR, LK_ERROR_FILE,
                   _ ("“%s” has tables of pictures, but no folder “images”"), shown);
      return FALSE;
    }
  return check_paths (self, lines, error);
}
