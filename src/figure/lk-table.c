/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-table-private.h"

#include <math.h>
#include <string.h>

#include "lk-file.h"
#include "lk-scoring-json.h"
#include "lk-number-text.h"

LkTable *
lk_table_new (char *title)
{
  LkTable *self = g_new0 (LkTable, 1);

  self->title = title;
  self->titles = g_new0 (char *, 1);
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  return self;
}

void
lk_table_free (LkTable *self)
{
  g_free (self->title);
  g_strfreev (self->titles);
  g_free (self->numeric);
  g_ptr_array_unref (self->rows);
  g_free (self);
}

void
lk_table_add_column (LkTable *self, gboolean numeric, char *title)
{
  guint n = self->n_columns++;

  self->titles = g_renew (char *, self->titles, n + 2);
  self->titles[n] = title;
  self->titles[n + 1] = NULL;
  self->numeric = g_renew (gboolean, self->numeric, n + 1);
  self->numeric[n] = numeric;
}

char **
lk_table_add_row (LkTable *self)
{
  char **row = g_new0 (char *, self->n_columns + 1);

  for (guint i = 0; i < self->n_columns; i++)
    row[i] = g_strdup ("");
  g_ptr_array_add (self->rows, row);
  return row;
}

static void
take_text (char **row, guint column, char *text)
{
  g_free (row[column]);
  row[column] = text;
}

void
lk_table_set_text (char **row, guint column, const char *text)
{
  take_text (row, column, g_utf8_make_valid (text, -1));
}

void
lk_table_set_number (char **row, guint column, double value)
{
  g_autoptr (JsonNode) node = json_node_init_double (json_node_alloc (), value);

  take_text (row, column,
             isfinite (value) ? lk_json_to_text (node, FALSE) : g_strdup (""));
}

void
lk_table_set_count (char **row, guint column, guint value)
{
  take_text (row, column, g_strdup_printf ("%u", value));
}

char *
lk_table_format_cell (const LkTable *self, guint row, guint column)
{
  const char *cell;

  g_return_val_if_fail (row < self->rows->len && column < self->n_columns, NULL);

  cell = ((char **) self->rows->pdata[row])[column];
  if (self->numeric[column] && strpbrk (cell, ".e") != NULL)
    return lk_number_short (g_ascii_strtod (cell, NULL));
  return g_strdup (cell);
}

static gboolean
is_formula (const char *text)
{
  return *text != '\0' && strchr ("=+-@\t\r\n", *text) != NULL;
}

static void
append_text (GString *csv, const char *text)
{
  gboolean formula = is_formula (text);

  if (!formula && strpbrk (text, ",\"\r\n") == NULL)
    {
      g_string_append (csv, text);
      return;
    }
  g_string_append (csv, formula ? "\"'" : "\"");
  for (const char *c = text; *c != '\0'; c++)
    {
      if (*c == '"')
        g_string_append_c (csv, '"');
      g_string_append_c (csv, *c);
    }
  g_string_append_c (csv, '"');
}

static void
append_record (GString *csv, guint n_cells, char **cells, const gboolean *numeric)
{
  for (guint i = 0; i < n_cells; i++)
    {
      if (i > 0)
        g_string_append_c (csv, ',');
      if (numeric != NULL && numeric[i])
        g_string_append (csv, cells[i]);
      else
        append_text (csv, cells[i]);
    }
  g_string_append (csv, "\r\n");
}

char *
lk_table_to_csv (const LkTable *self)
{
  GString *csv = g_string_new (NULL);

  g_return_val_if_fail (self != NULL, NULL);

  append_record (csv, self->n_columns, self->titles, NULL);
  for (guint i = 0; i < self->rows->len; i++)
    append_record (csv, self->n_columns, self->rows->pdata[i], self->numeric);
  return g_string_free (csv, FALSE);
}

static void
append_cell (GString *tsv, const char *text, gboolean numeric)
{
  if (!numeric && is_formula (text))
    g_string_append_c (tsv, '\'');
  for (const char *c = text; *c != '\0'; c++)
    g_string_append_c (tsv, *c == '\t' || *c == '\n' || *c == '\r' ? ' ' : *c);
}

static void
append_line (GString *tsv, guint n_cells, char **cells, const gboolean *numeric)
{
  for (guint i = 0; i < n_cells; i++)
    {
      if (i > 0)
        g_string_append_c (tsv, '\t');
      append_cell (tsv, cells[i], numeric != NULL && numeric[i]);
    }
  g_string_append_c (tsv, '\n');
}

char *
lk_table_to_tsv (const LkTable *self)
{
  GString *tsv = g_string_new (NULL);

  g_return_val_if_fail (self != NULL, NULL);

  append_line (tsv, self->n_columns, self->titles, NULL);
  for (guint i = 0; i < self->rows->len; i++)
    append_line (tsv, self->n_columns, self->rows->pdata[i], self->numeric);
  return g_string_free (tsv, FALSE);
}

gboolean
lk_table_write_csv (const LkTable *self, const char *path, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  g_autofree char *csv = lk_table_to_csv (self);

  return lk_file_write (path, csv, strlen (csv), error);
}
