/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-progress.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "lk-ranks.h"

#define INTERVAL (G_USEC_PER_SEC / 10)
/* mpirun hands on what is written, so that there never is a terminal: lines, and few. */
#define LINES_INTERVAL (10 * G_USEC_PER_SEC)
/* ECMA-48: erase from the cursor to the end of the line. */
#define ERASE_LINE "\r\033[K"

struct _LkCliProgress
{
  gboolean silent;
  gboolean in_lines;
  gboolean shown;
  gint64 last;
};

/* Past g_printerr(), which makes controls visible. */
static void
erase_line (void)
{
  fputs (ERASE_LINE, stderr);
  fflush (stderr);
}

LkCliProgress *
lk_cli_progress_new (gboolean quiet)
{
  LkCliProgress *self = g_new0 (LkCliProgress, 1);

  self->in_lines = lk_ranks_has_company ()
                   || g_strcmp0 (g_getenv ("LIKENESS_PROGRESS"), "lines") == 0;
  self->silent = quiet || !(self->in_lines || isatty (STDERR_FILENO));
  /* A terminal that knows no controls. */
  if (g_strcmp0 (g_getenv ("TERM"), "dumb") == 0)
    self->in_lines = TRUE;
  return self;
}

void
lk_cli_progress_free (LkCliProgress *self)
{
  if (self->shown && !self->in_lines)
    erase_line ();
  g_free (self);
}

char *
lk_cli_progress_format_time (double seconds)
{
  guint64 whole = (guint64) CLAMP (ceil (seconds), 0, 1e15);
  guint minutes = whole / 60 % 60;

  if (whole >= 3600)
    return g_strdup_printf ("%" G_GUINT64_FORMAT ":%02u:%02u", whole / 3600, minutes,
                            (guint) (whole % 60));
  return g_strdup_printf ("%u:%02u", minutes, (guint) (whole % 60));
}

void
lk_cli_progress_show (LkCliProgress *self,
                      guint done,
                      guint total,
                      double seconds_left,
                      const char *text)
{
  gint64 now = g_get_monotonic_time ();
  g_autofree char *left = NULL;
  g_autofree char *line = NULL;

  if (self->silent
      || (done < total && self->shown
          && now - self->last < (self->in_lines ? LINES_INTERVAL : INTERVAL)))
    return;
  self->shown = TRUE;
  self->last = now;
  if (seconds_left >= 0)
    left = lk_cli_progress_format_time (seconds_left);
  line = left != NULL
             ? g_strdup_printf (_ ("%u of %u, %s left, %s"), done, total, left, text)
             : g_strdup_printf (_ ("%u of %u, %s"), done, total, text);
  if (self->in_lines)
    g_printerr ("%s\n", line);
  else
    {
      erase_line ();
      g_printerr ("%s", line);
    }
}
