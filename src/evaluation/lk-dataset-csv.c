/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-dataset-list.h"
#include "lk-error.h"
#include "lk-file.h"

#define MAX_BYTES (64 * 1024 * 1024)
#define MAX_FIELD 4096
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* A table being read: the text not yet read, and what was read of it: the
 * classes, by their names, and the lines of the pictures, by theirs. Trees, as whoever
 * wrote the table could have all its names share a hash. */
typedef struct
{
  const char *name;
  const char *images;
  const char *rest;
  gsize n_rest;
  guint line;
  GPtrArray *classes;
  GTree *class_of;
  GTree *line_of;
} Table;

typedef struct
{
  GString *filename;
  GString *label;
} Row;

static gboolean
fail (const Table *self, const char *problem, GError **error)
{
  g_set_error (error, LK_ERROR, LK_ERROR_FORMAT, _ ("“%s”, line %u: %s"), self->name,
               self->line, problem);
  return FALSE;
}

/* Takes the next line, without its end, out of the text. */
static gboolean
next_line (Table *self, const char **line, gsize *length)
{
  const char *end;

  if (self->n_rest == 0)
    return FALSE;
  end = memchr (self->rest, '\n', self->n_rest);
  *line = self->rest;
  *length = end != NULL ? (gsize) (end - self->rest) : self->n_rest;
  self->n_rest -= MIN (*length + 1, self->n_rest);
  self->rest = end != NULL ? end + 1 : self->rest + *length;
  if (*length > 0 && (*line)[*length - 1] == '\r')
    (*length)--;
  self->line++;
  return TRUE;
}

static gboolean
check_characters (const Table *self, const char *line, gsize length, GError **error)
{
  for (gsize i = 0; i < length; i++)
    if (g_ascii_iscntrl (line[i]))
      return fail (self, _ ("a control character: is this a text file?"), error);
  if (!g_utf8_validate_len (line, length, NULL))
    return fail (self, _ ("this is not UTF-8 text"), error);
  return TRUE;
}

/* Reads a field at *@at and leaves *@at behind it, at a comma or at @end. */
static gboolean
read_field (const Table *self,
            const char **at,
            const char *end,
            GString *field,
            GError **error)
{
  const char *p = *at;
  gboolean quoted = p < end && *p == '"';

  g_string_truncate (field, 0);
  for (p += quoted;
       p < end && (quoted ? *p != '"' || (p + 1 < end && p[1] == '"') : *p != ','); p++)
    {
      if (!quoted && *p == '"')
        return fail (self, _ ("a quotation mark within a field"), error);
      p += quoted && *p == '"';
      if (field->len == MAX_FIELD)
        return fail (self, _ ("a field is too long"), error);
      g_string_append_c (field, *p);
    }
  if (quoted && p == end)
    return fail (self, _ ("a quotation mark is never closed"), error);
  p += quoted;
  if (p < end && *p != ',')
    return fail (self, _ ("text follows a closing quotation mark"), error);
  *at = p;
  return TRUE;
}

static gboolean
read_row (const Table *self, const char *line, gsize length, Row *row, GError **error)
{
  const char *end = line + length;

  if (!check_characters (self, line, length, error)
      || !read_field (self, &line, end, row->filename, error))
    return FALSE;
  if (line == end)
    return fail (self, _ ("there must be a file name, a comma and a label"), error);
  line++;
  if (!read_field (self, &line, end, row->label, error))
    return FALSE;
  if (line != end)
    return fail (self, _ ("there are more than two fields"), error);
  return TRUE;
}

static gboolean
leads_out (const char *filename)
{
  g_auto (GStrv) parts = g_strsplit (filename, G_DIR_SEPARATOR_S, -1);

  return g_path_is_absolute (filename) || g_strv_contains ((const char **) parts, "..");
}

static gboolean
add_row (Table *self, const Row *row, GError **error)
{
  LkDatasetLabel *class;
  guint before;

  if (row->filename->len == 0 || row->label->len == 0)
    return fail (self, _ ("the file name or the label is empty"), error);
  if (leads_out (row->filename->str))
    return fail (self, _ ("the file name leads out of the folder “images”"), error);
  before = GPOINTER_TO_UINT (g_tree_lookup (self->line_of, row->filename->str));
  if (before > 0)
    {
      g_autofree char *problem = g_strdup_printf (_ ("“%s” is in line %u already"),
                                                  row->filename->str, before);

      return fail (self, problem, error);
    }
  class = g_tree_lookup (self->class_of, row->label->str);
  if (class == NULL)
    {
      if (self->classes->len == LK_DATASET_MAX_CLASSES)
        {
          g_set_error (error, LK_ERROR, LK_ERROR_LIMIT,
                       _ ("“%s” has more than %d classes"), self->name,
                       LK_DATASET_MAX_CLASSES);
          return FALSE;
        }
      class = lk_dataset_label_new (row->label->str, self->images);
      g_ptr_array_add (self->classes, class);
      g_tree_insert (self->class_of, class->name, class);
    }
  g_ptr_array_add (class->files, g_strdup (row->filename->str));
  g_tree_insert (self->line_of, class->files->pdata[class->files->len - 1],
                 GUINT_TO_POINTER (self->line));
  return TRUE;
}

static gboolean
read_rows (Table *self, Row *row, GError **error)
{
  gboolean has_header = FALSE;
  const char *line;
  gsize length;

  if (self->n_rest >= 3 && memcmp (self->rest, BYTE_ORDER_MARK, 3) == 0)
    {
      self->rest += 3;
      self->n_rest -= 3;
    }
  while (next_line (self, &line, &length))
    {
      if (length == 0 && has_header)
        continue;
      if (!read_row (self, line, length, row, error))
        return FALSE;
      if (has_header && !add_row (self, row, error))
        return FALSE;
      if (!has_header
          && (!g_str_equal (row->filename->str, "filename")
              || !g_str_equal (row->label->str, "label")))
        return fail (self, _ ("the header must be “filename,label”"), error);
      has_header = TRUE;
    }
  return TRUE;
}

static int
compare_files (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char **) a, *(const char **) b);
}

static int
compare_classes (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(LkDatasetLabel **) a)->name, (*(LkDatasetLabel **) b)->name);
}

static void
sort_files (gpointer class, gpointer data)
{
  g_ptr_array_sort (((LkDatasetLabel *) class)->files, compare_files);
}

GPtrArray *
lk_dataset_list_csv (const char *path, const char *images, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (GBytes) bytes = lk_file_read (path, MAX_BYTES, error);
  g_autoptr (GString) filename = g_string_new (NULL);
  g_autoptr (GString) label = g_string_new (NULL);
  g_autoptr (GPtrArray) classes
      = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_dataset_label_free);
  g_autoptr (GTree) class_of = g_tree_new ((GCompareFunc) strcmp);
  g_autoptr (GTree) line_of = g_tree_new ((GCompareFunc) strcmp);
  Table self = { .name = name,
                 .images = images,
                 .classes = classes,
                 .class_of = class_of,
                 .line_of = line_of };
  Row row = { filename, label };

  if (bytes == NULL)
    return NULL;
  self.rest = g_bytes_get_data (bytes, &self.n_rest);
  if (!read_rows (&self, &row, error))
    return NULL;
  if (classes->len == 0)
    {
      g_set_error (error, LK_ERROR, LK_ERROR_EPISODE, _ ("“%s” lists no pictures"), name);
      return NULL;
    }
  g_ptr_array_foreach (classes, sort_files, NULL);
  g_ptr_array_sort (classes, compare_classes);
  return g_steal_pointer (&classes);
}
