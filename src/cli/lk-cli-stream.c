/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-stream.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>

#include "lk-error.h"

struct _LkCliStream
{
  char *path;
  char *part;
  FILE *file; /* (nullable): where it could be written so far */
  guint n_written;
};

LkCliStream *
lk_cli_stream_new (const char *path, GError **error)
{
  g_autofree char *part = g_strconcat (path, ".part", NULL);
  g_autofree char *shown = g_filename_display_name (part);
  g_autoptr (GString) text = g_string_new (NULL);
  FILE *file = g_fopen (part, "we");
  LkCliStream *self;

  if (file == NULL)
    {
      g_set_error (error, LK_ERROR, LK_ERROR_FILE, _ ("“%s” cannot be written: %s"),
                   shown, g_strerror (errno));
      return NULL;
    }
  self = g_new0 (LkCliStream, 1);
  self->path = g_strdup (path);
  self->part = g_steal_pointer (&part);
  self->file = file;
  lk_outcome_append_csv_header (text);
  fputs (text->str, self->file);
  return self;
}

void
lk_cli_stream_free (LkCliStream *self)
{
  if (self->file != NULL)
    fclose (self->file);
  g_unlink (self->part);
  g_free (self->path);
  g_free (self->part);
  g_free (self);
}

void
lk_cli_stream_update (LkCliStream *self, LkEvaluation *evaluation)
{
  guint n_episodes = lk_evaluation_get_n_episodes (evaluation);
  g_autoptr (GString) text = g_string_new (NULL);

  while (self->n_written < n_episodes)
    lk_outcome_append_csv (lk_evaluation_get_episode (evaluation, self->n_written++),
                           text);
  if (self->file == NULL
      || (fputs (text->str, self->file) >= 0 && fflush (self->file) == 0))
    return;
  fclose (self->file);
  self->file = NULL;
}
