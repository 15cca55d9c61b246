/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-figures.h"

#include <glib/gi18n-lib.h>

#include "lk-cli-files.h"
#include "lk-figure-width.h"
#include "lk-figure-set.h"
#include "lk-cli-output.h"

#define MAX_NAME_LENGTH 40

gboolean
lk_cli_figures_read_width (const char *text, double *width, GError **error)
{
  *width = 0;
  if (text == NULL || lk_figure_width_from_string (text, width))
    return TRUE;
  return lk_cli_wrong_use (
      error, _ ("--figure-width is one, two, or a number of points from %d to %d"),
      LK_FIGURE_MIN_WIDTH, LK_FIGURE_MAX_WIDTH);
}

/* "My dog.JPG" becomes "My-dog": letters and digits of any script, in few characters. */
static char *
make_name (LkPicture *picture)
{
  const char *title = lk_picture_get_title (picture);
  const char *dot = g_strrstr (title, ".");
  g_autoptr (GString) name = g_string_new (NULL);
  guint length = 0;

  for (const char *c = title; *c != '\0' && c != dot && length < MAX_NAME_LENGTH;
       c = g_utf8_next_char (c), length++)
    {
      gunichar letter = g_utf8_get_char (c);

      if (g_unichar_isalnum (letter) || letter == '_')
        g_string_append_unichar (name, letter);
      else if (name->len > 0 && name->str[name->len - 1] != '-')
        g_string_append_c (name, '-');
    }
  return name->len > 0 ? g_strdup (name->str) : g_strdup ("query");
}

static void
write_kind (LkEvidence *evidence,
            LkFigureKind kind,
            double column,
            const char *stem,
            GPtrArray *paths,
            GError **error)
{
  static const char *const endings[] = { "svg", "pdf", "png" };
  guint winner = lk_evidence_get_decision (evidence)->prediction;

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *path = g_strdup_printf (
          "%s-%s.%s", stem, lk_figure_kind_to_string (kind), endings[i]);

      if (lk_figure_write (evidence, kind, winner, column, path,
                           *error == NULL ? error : NULL))
        g_ptr_array_add (paths, g_steal_pointer (&path));
    }
}

gboolean
lk_cli_figures_write (LkScoring *scoring,
                      guint query,
                      const LkMetricOptions *options,
                      double column,
                      const char *folder,
                      GPtrArray *paths,
                      GCancellable *cancellable,
                      GError **error)
{
  GPtrArray *queries = lk_episode_state_get_queries (lk_scoring_get_episode (scoring));
  g_autoptr (LkEvidence) evidence = lk_evidence_new (scoring, query, options, error);
  g_autofree char *name = make_name (lk_query_get_picture (queries->pdata[query]));
  g_autofree char *file = g_strdup_printf ("%02u-%s", query + 1, name);
  g_autofree char *stem = g_build_filename (folder, file, NULL);
  g_autoptr (GError) failure = NULL;

  if (evidence == NULL || !lk_cli_make_folder (folder, error))
    return FALSE;
  for (guint kind = 0; kind < LK_N_FIGURES; kind++)
    {
      if (failure == NULL && g_cancellable_set_error_if_cancelled (cancellable, &failure))
        break;
      write_kind (evidence, kind, column, stem, paths, &failure);
    }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}
