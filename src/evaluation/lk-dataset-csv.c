/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-dataset-list.h"
#include "lk-dataset-table.h"
#include "lk-error.h"
#include "lk-file.h"
#include "lk-folder-name.h"

#define MAX_BYTES (64 * 1024 * 1024)
#define MAX_FIELD 4096
#define MAX_COLUMNS 4096
#define MAX_SPLITS 20
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

#define NO_COLUMN G_MAXUINT

/* Which of the columns count. */
typedef struct
{
  char separator; /* ' ' for any number of spaces */
  guint file;
  guint label;
  guint split; /* or NO_COLUMN */
  guint n_columns;
} Columns;

/* A table being read: the text not yet read, and where what was read of it goes.
 * @wanted: (nullable): the split of which the rows count, where a column tells it */
typedef struct
{
  const char *name;
  const char *rest;
  gsize n_rest;
  guint line;
  Columns columns;
  const char *wanted;
  LkDatasetTable *table;
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
  static const char *const splits[]
      = { "split", "subset", "partition", "splitname", "datasplit", NULL };
  static const char separators[] = { ',', ';', '\t', '|', ' ' };

  if (!check_characters (self, line, length, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (separators); i++)
    {
      g_autoptr (GPtrArray) header
          = read_fields (self, line, length, separators[i], NULL);
      int file = header != NULL ? find_column (header, files) : -1;
      int label = header != NULL ? find_column (header, labels) : -1;
      int split;

      if (file < 0 || label < 0)
        continue;
      split = find_column (header, splits);
      self->columns = (Columns){ separators[i], (guint) file, (guint) label,
                                 split >= 0 ? (guint) split : NO_COLUMN, header->len };
      return TRUE;
    }
  return fail (
      self,
      _ ("the header must name a column of files (filename, image, file) and one "
         "of labels (label, class)"),
      error);
}

/* Whether a row is of the split that is wanted, as the column of splits has it. */
static gboolean
is_wanted (const Table *self, GPtrArray *fields)
{
  return self->columns.split < fields->len
         && g_ascii_strcasecmp (fields->pdata[self->columns.split], self->wanted) == 0;
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
  if (self->wanted != NULL && !is_wanted (self, fields))
    return TRUE;
  return lk_dataset_table_add (self->table, self->line, fields->pdata[columns->file],
                               fields->pdata[columns->label], error);
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

/* What may stand before the header: a remark, or Excel's word for the separator, and
 * blank lines behind them. */
static gboolean
is_before_header (Table *self, const char *line, gsize length)
{
  const gboolean is_remark = length > 0 && *line == '#';
  const gboolean is_separator = length >= 4 && g_ascii_strncasecmp (line, "sep=", 4) == 0;

  if (is_blank (line, length))
    return self->line > 1;
  return (is_remark || is_separator) && !read_header (self, line, length, NULL);
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
      if (has_header ? is_blank (line, length) : is_before_header (self, line, length))
        continue;
      if (has_header ? !add_row (self, line, length, error)
                     : !read_header (self, line, length, error))
        return FALSE;
      has_header = TRUE;
    }
  return has_header || self->line == 0 || read_header (self, "", 0, error);
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

static gboolean
open_text (Table *self, const char *path, GBytes **bytes, GError **error)
{
  g_autoptr (GBytes) read = lk_file_read (path, MAX_BYTES, error);
  g_autoptr (GBytes) text = read != NULL ? to_utf8 (read) : NULL;

  if (text == NULL)
    return FALSE;
  *bytes = to_lines (text);
  self->rest = g_bytes_get_data (*bytes, &self->n_rest);
  return TRUE;
}

gboolean
lk_dataset_list_csv_part (const char *path,
                          const char *root,
                          const char *split,
                          const char *wanted,
                          LkDatasetListing *listing,
                          GError **error)
{
  g_autoptr (LkDatasetTable) table
      = lk_dataset_table_new (path, root, split, _ ("“%s”, line %u: %s"), listing);
  g_autoptr (GBytes) bytes = NULL;
  Table self
      = { .name = lk_dataset_table_get_name (table), .wanted = wanted, .table = table };

  return open_text (&self, path, &bytes, error) && read_rows (&self, error)
         && lk_dataset_table_finish (table, error);
}

gboolean
lk_dataset_list_csv (const char *path,
                     const char *root,
                     const char *split,
                     LkDatasetListing *listing,
                     GError **error)
{
  return lk_dataset_list_csv_part (path, root, split, NULL, listing, error);
}

/* The header alone; @bytes: what is read */
static gboolean
read_only_header (Table *self, const char *path, GBytes **bytes)
{
  const char *line;
  gsize length;

  if (!open_text (self, path, bytes, NULL))
    return FALSE;
  skip_mark (self);
  while (next_line (self, &line, &length))
    if (!is_before_header (self, line, length))
      return read_header (self, line, length, NULL);
  return FALSE;
}

gboolean
lk_dataset_is_table (const char *path)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (GBytes) bytes = NULL;
  Table self = { .name = name };

  return read_only_header (&self, path, &bytes);
}

GPtrArray *
lk_dataset_list_column_splits (const char *path)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (GPtrArray) splits = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GBytes) bytes = NULL;
  Table self = { .name = name };
  const char *line;
  gsize length;

  if (!read_only_header (&self, path, &bytes) || self.columns.split == NO_COLUMN)
    return g_steal_pointer (&splits);
  while (next_line (&self, &line, &length))
    {
      g_autoptr (GPtrArray) fields = NULL;
      const char *split = NULL;

      if (is_blank (line, length))
        continue;
      fields = read_fields (&self, line, length, self.columns.separator, NULL);
      if (fields != NULL && self.columns.split < fields->len)
        split = fields->pdata[self.columns.split];
      if (split == NULL || lk_folder_name_get_split (split) == NULL
          || splits->len > MAX_SPLITS)
        {
          g_ptr_array_set_size (splits, 0);
          return g_steal_pointer (&splits);
        }
      if (!g_ptr_array_find_with_equal_func (splits, split, g_str_equal, NULL))
        g_ptr_array_add (splits, g_strdup (split));
    }
  return g_steal_pointer (&splits);
}
