/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-decimals.h"

#include "lk-cli-output.h"

static gboolean
is_number (const GOptionEntry *entry)
{
  return entry->arg == G_OPTION_ARG_INT || entry->arg == G_OPTION_ARG_INT64;
}

static gboolean
read_number (const GOptionEntry *entry, const char *text, GError **error)
{
  g_autofree char *name = g_strconcat ("--", entry->long_name, NULL);
  gint64 number = 0;

  if (!g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &number, NULL))
    return lk_cli_not_a_number (name, text, error);
  if (entry->arg == G_OPTION_ARG_INT64)
    *(gint64 *) entry->arg_data = number;
  else /* no range goes so far */
    *(int *) entry->arg_data = (int) CLAMP (number, G_MININT, G_MAXINT);
  return TRUE;
}

void
lk_cli_decimals_init (LkCliDecimals *self, const GOptionEntry *entries)
{
  self->entries = entries;
  while (entries[self->n].long_name != NULL)
    self->n++;
  self->replaced = g_new0 (GOptionEntry, self->n + 1);
  self->texts = g_new0 (char *, self->n + 1);
  for (guint i = 0; i < self->n; i++)
    {
      self->replaced[i] = entries[i];
      if (!is_number (&entries[i]))
        continue;
      self->replaced[i].arg = G_OPTION_ARG_STRING;
      self->replaced[i].arg_data = &self->texts[i];
    }
}

void
lk_cli_decimals_clear (LkCliDecimals *self)
{
  for (guint i = 0; i < self->n; i++)
    g_free (self->texts[i]);
  g_free (self->texts);
  g_free (self->replaced);
}

gboolean
lk_cli_decimals_read (const LkCliDecimals *self, GError **error)
{
  for (guint i = 0; i < self->n; i++)
    if (self->texts[i] != NULL && !read_number (&self->entries[i], self->texts[i], error))
      return FALSE;
  return TRUE;
}
