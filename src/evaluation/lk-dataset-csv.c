/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-dataset-list.h"
#include "lk-dataset-places.h"
#include "lk-error.h"
#include "lk-file.h"

#define MAX_BYTES (64 * 1024 * 1024)
#define MAX_FIELD 4096
#define MAX_COLUMNS 4096
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* Which of the columns count. */
typedef struct
{
  char separator; /* ' ' for any number of spaces */
  guint file;
  guint label;
  guint n_columns;
} Columns;

/* A table being read: the text not yet read, and what was read of it: the
 * classes, by their names, and the lines of the pictures, by theirs. Trees, as whoever
 * wrote the table could have all its names share a hash. */
typedef struct
{
  const char *name;
  const char *root;
  const char *split;
  const char *rest;
  gsize n_rest;
  guint line;
  Columns columns;
  LkDatasetListing *listing;
  GTree *class_of;
  GTree *line_of;
} Table;

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
    if (g_ascii_iscntrl (line[i]) && line[i] != '\t')
      return fail (self, _ ("a control character: is this a text file?"), error);
  if (!g_utf8_validate_len (line, length, NULL))
    return fail (self, _ ("this is not UTF-8 text"), error);
  return TRUE;
}

static void
skip_spaces (const char **at, const char *end, char separator)
{
  while (*at < end && (**at == ' ' || (**at == '\t' && separator != '\t')))
    (*at)++;
}

/* Reads a field at *@at, without spaces around it, and leaves *@at behind it, at a
 * separator or at @end. */
static gboolean
read_field (const Table *self,
            const char **at,
            const char *end,
            char separator,
            GString *field,
            GError **error)
{
  const char *p;
  gboolean quoted;

  g_string_truncate (field, 0);
  skip_spaces (at, end, separator);
  p = *at;
  quoted = p < end && *p == '"';
  for (p += quoted;
       p < end && (quoted ? *p != '"' || (p + 1 < end && p[1] == '"') : *p != separator);
       p++)
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
  if (!quoted)
    g_strchomp (field->str);
  field->len = strlen (field->str);
  p += quoted;
  skip_spaces (&p, end, separator);
  if (separator == ' ' && p < end && p > *at)
    p--;
  if (p < end && *p != separator)
    return fail (self, _ ("text follows a closing quotation mark"), error);
  *at = p;
  return TRUE;
}

/* The fields of a line (transfer full), with @separator between them. */
static GPtrArray *
read_fields (const Table *self,
             const char *line,
             gsize length,
             char separator,
             GError **error)
{
  g_autoptr (GPtrArray) fields = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) field = g_string_new (NULL);
  const char *end = line + length;

  while (TRUE)
    {
      if (fields->len == MAX_COLUMNS)
        {
          fail (self, _ ("there are too many fields"), error);
          return NULL;
        }
      if (!read_field (self, &line, end, separator, field, error))
        return NULL;
      g_ptr_array_add (fields, g_strdup (field->str));
      if (line == end)
        return g_steal_pointer (&fields);
      line++;
    }
}

/* "File Name" and "file_name" are one name. */
static char *
simplify (const char *name)
{
  GString *simple = g_string_new (NULL);

  for (; *name != '\0'; name++)
    if (g_ascii_isalnum (*name))
      g_string_append_c (simple, g_ascii_tolower (*name));
  return g_string_free (simple, FALSE);
}

/* The column that has the first of @names that any has; -1 for none. */
static int
find_column (GPtrArray *header, const char *const *names)
{
  for (guint i = 0; names[i] != NULL; i++)
    for (guint j = 0; j < header->len; j++)
      {
        g_autofree char *name = simplify (header->pdata[j]);

        if (g_str_equal (name, names[i]))
          return (int) j;
      }
  return -1;
}

/* The separator is the one that parts a column of files from one of labels. */
static gboolean
read_header (Table *self, const char *line, gsize length, GError **error)
{
  static const char *const files[]
      = { "filename",  "file",      "filepath", "image",  "imagename",
          "imagepath", "imagefile", "path",     "img",    "imgpath",
          "imgname",   "picture",   "files",    "images", "filenames",
          "filepaths", "imageid",   "imgid",    "id",     NULL };
  static const char *const labels[]
      = { "label",  "class",    "labels",  "classname",    "labelname",  "classlabel",
          "target", "category", "classes", "categoryname", "textlabel",  "species",
          "breed",  "y",        "classid", "labelid",      "categoryid", NULL };
  static const char separators[] = { ',', ';', '\t', '|', ' ' };

  if (!check_characters (self, line, length, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (separators); i++)
    {
      g_autoptr (GPtrArray) header
          = read_fields (self, line, length, separators[i], NULL);
      int file = header != NULL ? find_column (header, files) : -1;
      int label = header != NULL ? find_column (header, labels) : -1;

      if (file < 0 || label < 0)
        continue;
      self->columns
          = (Columns){ separators[i], (guint) file, (guint) label, header->len };
      return TRUE;
    }
  return fail (
      self,
      _ ("the header must name a column of files (filename, image, file) and one "
         "of labels (label, class)"),
      error);
}

static gboolean
refuse_twice (Table *self, const char *filename, guint before, GError **error)
{
  g_autofree char *problem
      = g_strdup_printf (_ ("“%s” is in line %u already"), filename, before);

  return fail (self, problem, error);
}

/* Neither name nor label has a line end in it. */
static char *
make_key (const char *filename, const char *label)
{
  return g_strconcat (filename, "\n", label, NULL);
}

/* The same name in two classes may be two pictures, in a folder each. */
static gboolean
note_line (Table *self, const char *filename, const char *label, GError **error)
{
  g_autofree char *key = make_key (filename, label);
  guint before = GPOINTER_TO_UINT (g_tree_lookup (self->line_of, key));

  if (before > 0)
    return refuse_twice (self, filename, before, error);
  g_tree_insert (self->line_of, g_steal_pointer (&key), GUINT_TO_POINTER (self->line));
  return TRUE;
}

static gboolean
add_picture (Table *self, const char *filename, const char *label, GError **error)
{
  LkDatasetLabel *class;

  if (*filename == '\0' || *label == '\0')
    return fail (self, _ ("the file name or the label is empty"), error);
  if (lk_dataset_leads_out (filename))
    return fail (self, _ ("the file name leads out of the folder “images”"), error);
  if (!note_line (self, filename, label, error))
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
  g_ptr_array_add (class->files, g_strdup (filename));
  return TRUE;
}

/* More fields than the header has columns are taken for a list in the last of them, as
 * long as nothing in it counts. */
static gboolean
add_row (Table *self, const char *line, gsize length, GError **error)
{
  const Columns *columns = &self->columns;
  guint last = MAX (columns->file, columns->label);
  g_autoptr (GPtrArray) fields = NULL;

  if (!check_characters (self, line, length, error))
    return FALSE;
  fields = read_fields (self, line, length, columns->separator, error);
  if (fields == NULL)
    return FALSE;
  if (fields->len <= last)
    return fail (self, _ ("there must be a file name and a label"), error);
  if (fields->len > columns->n_columns && last + 1 == columns->n_columns)
    return fail (self, _ ("there are more fields than columns"), error);
  return add_picture (self, fields->pdata[columns->file], fields->pdata[columns->label],
                      error);
}

static gboolean
is_blank (const char *line, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isspace (line[i]))
      return FALSE;
  return TRUE;
}

static void
skip_mark (Table *self)
{
  if (self->n_rest < 3 || memcmp (self->rest, BYTE_ORDER_MARK, 3) != 0)
    return;
  self->rest += 3;
  self->n_rest -= 3;
}

static gboolean
read_rows (Table *self, GError **error)
{
  gboolean has_header = FALSE;
  const char *line;
  gsize length;

  skip_mark (self);
  while (next_line (self, &line, &length))
    {
      if (has_header && is_blank (line, length))
        continue;
      if (has_header ? !add_row (self, line, length, error)
                     : !read_header (self, line, length, error))
        return FALSE;
      has_header = TRUE;
    }
  return TRUE;
}

/* Spreadsheets write UTF-16 where "Unicode" is chosen. */
static GBytes *
to_utf8 (GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  gsize length;
  char *text = NULL;

  if (size >= 2
      && (memcmp (data, "\xff\xfe", 2) == 0 || memcmp (data, "\xfe\xff", 2) == 0))
    text = g_convert (data, (gssize) size, "UTF-8", "UTF-16", NULL, &length, NULL);
  return text != NULL ? g_bytes_new_take (text, length) : g_bytes_ref (bytes);
}

/* Old Macs ended lines with a return alone. */
static GBytes *
to_lines (GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  char *copy;

  if (size == 0 || memchr (data, '\n', size) != NULL || memchr (data, '\r', size) == NULL)
    return g_bytes_ref (bytes);
  copy = g_memdup2 (data, size);
  for (gsize i = 0; i < size; i++)
    copy[i] = copy[i] == '\r' ? '\n' : copy[i];
  return g_bytes_new_take (copy, size);
}

/* (transfer full): the line of each picture, class after class. */
static GArray *
list_lines (const Table *self)
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
check_paths (Table *self, GArray *lines, GError **error)
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

          self->line = MAX (line, before);
          if (before > 0)
            {
              g_autofree char *name = g_path_get_basename (path);

              return refuse_twice (self, name, MIN (line, before), error);
            }
          g_tree_insert (seen, path, GUINT_TO_POINTER (line));
        }
    }
  return TRUE;
}

static gboolean
finish (Table *self, GError **error)
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

gboolean
lk_dataset_list_csv (const char *path,
                     const char *root,
                     const char *split,
                     LkDatasetListing *listing,
                     GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (GBytes) read = lk_file_read (path, MAX_BYTES, error);
  g_autoptr (GBytes) text = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GTree) class_of = g_tree_new ((GCompareFunc) strcmp);
  g_autoptr (GTree) line_of
      = g_tree_new_full ((GCompareDataFunc) strcmp, NULL, g_free, NULL);
  Table self = { .name = name,
                 .root = root,
                 .split = split,
                 .listing = listing,
                 .class_of = class_of,
                 .line_of = line_of };

  if (read == NULL)
    return FALSE;
  text = to_utf8 (read);
  bytes = to_lines (text);
  self.rest = g_bytes_get_data (bytes, &self.n_rest);
  return read_rows (&self, error) && finish (&self, error);
}

gboolean
lk_dataset_is_table (const char *path)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (GBytes) read = lk_file_read (path, MAX_BYTES, NULL);
  g_autoptr (GBytes) text = read != NULL ? to_utf8 (read) : NULL;
  g_autoptr (GBytes) bytes = text != NULL ? to_lines (text) : NULL;
  Table self = { .name = name };
  const char *line;
  gsize length;

  if (bytes == NULL)
    return FALSE;
  self.rest = g_bytes_get_data (bytes, &self.n_rest);
  skip_mark (&self);
  return next_line (&self, &line, &length) && read_header (&self, line, length, NULL);
}
