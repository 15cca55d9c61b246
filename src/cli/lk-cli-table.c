/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-table.h"

#include <string.h>

#include "lk-printable.h"

struct _LkCliTable
{
  char *alignment;
  GPtrArray *rows;
};

LkCliTable *
lk_cli_table_new (const char *alignment)
{
  LkCliTable *self = g_new0 (LkCliTable, 1);

  self->alignment = g_strdup (alignment);
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  return self;
}

void
lk_cli_table_take (LkCliTable *self, GStrv cells)
{
  g_return_if_fail (g_strv_length (cells) == strlen (self->alignment));

  for (gsize i = 0; cells[i] != NULL; i++)
    {
      char *cell = cells[i];

      cells[i] = lk_printable (cell);
      g_free (cell);
    }
  g_ptr_array_add (self->rows, cells);
}

void
lk_cli_table_add (LkCliTable *self, const char *cell, ...)
{
  gsize n_columns = strlen (self->alignment);
  GStrv cells = g_new0 (char *, n_columns + 1);
  va_list arguments;

  cells[0] = lk_printable (cell);
  va_start (arguments, cell);
  for (gsize i = 1; i < n_columns; i++)
    cells[i] = lk_printable (va_arg (arguments, const char *));
  va_end (arguments);
  g_ptr_array_add (self->rows, cells);
}

/* Places on a terminal: two for wide letters, none for combining marks. */
static gsize
measure (const char *text)
{
  gsize width = 0;

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar letter = g_utf8_get_char (c);

      if (!g_unichar_iszerowidth (letter))
        width += g_unichar_iswide (letter) ? 2 : 1;
    }
  return width;
}

static void
append_cell (GString *line, const char *cell, char alignment, gsize width)
{
  gsize padding = width - measure (cell);

  if (alignment == 'r')
    g_string_append_printf (line, "%*s", (int) padding, "");
  g_string_append (line, cell);
  if (alignment != 'r')
    g_string_append_printf (line, "%*s", (int) padding, "");
}

void
lk_cli_table_print (LkCliTable *self, guint indent)
{
  gsize n_columns = strlen (self->alignment);
  g_autofree gsize *widths = g_new0 (gsize, n_columns);

  for (guint i = 0; i < self->rows->len; i++)
    for (gsize j = 0; j < n_columns; j++)
      widths[j] = MAX (widths[j], measure (((GStrv) self->rows->pdata[i])[j]));
  for (guint i = 0; i < self->rows->len; i++)
    {
      GStrv cells = self->rows->pdata[i];
      g_autoptr (GString) line = g_string_new (NULL);

      g_string_append_printf (line, "%*s", (int) indent, "");
      for (gsize j = 0; j < n_columns; j++)
        {
          if (j > 0)
            g_string_append (line, "  ");
          append_cell (line, cells[j], self->alignment[j], widths[j]);
        }
      g_print ("%s\n", g_strchomp (line->str));
    }
}

void
lk_cli_table_free (LkCliTable *self)
{
  g_ptr_array_unref (self->rows);
  g_free (self->alignment);
  g_free (self);
}
