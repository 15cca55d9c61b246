/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-output.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <stdio.h>

#include "lk-error.h"
#include "lk-printable.h"
#include "lk-ranks.h"
#include "lk-scoring-json.h"

gboolean
lk_cli_wrong_use (GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, message);
  return FALSE;
}

gboolean
lk_cli_check_number (const char *name, int value, int min, int max, GError **error)
{
  if (value >= min && value <= max)
    return TRUE;
  return lk_cli_wrong_use (error, _ ("%s: give a number from %d to %d"), name, min, max);
}

gboolean
lk_cli_not_a_number (const char *name, const char *text, GError **error)
{
  return lk_cli_wrong_use (error, _ ("%s: “%s” is not a number"), name, text);
}

gboolean
lk_cli_explain_use (const GError *problem, GError **error)
{
  if (g_error_matches (problem, G_OPTION_ERROR, G_OPTION_ERROR_FAILED))
    return lk_cli_wrong_use (error, "%s", problem->message);
  return lk_cli_wrong_use (error, _ ("%s: see “%s --help”"), problem->message,
                           g_get_prgname ());
}

/* File names may hold line breaks and escape sequences; a message is one plain line. */
static char *
make_line (const char *text)
{
  g_autofree char *whole = g_strchomp (g_strdup (text));

  return lk_printable (whole);
}

void
lk_cli_print_error (const GError *error)
{
  g_autofree char *line = make_line (error->message);

  if (lk_ranks_is_first ())
    g_printerr ("likeness-cli: %s\n", line);
}

GPtrArray *
lk_cli_problems_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
}

void
lk_cli_problems_add (GPtrArray *problems, GError *problem)
{
  if (problem != NULL)
    g_ptr_array_add (problems, problem);
}

gboolean
lk_cli_problems_end (GPtrArray *problems, GError **error)
{
  if (problems->len == 0)
    return TRUE;
  fflush (stdout);
  for (guint i = 0; i + 1 < problems->len; i++)
    lk_cli_print_error (problems->pdata[i]);
  g_propagate_error (error, g_error_copy (problems->pdata[problems->len - 1]));
  return FALSE;
}

GError *
lk_cli_describe_end (guint n_done, guint n_wanted, GError *problem)
{
  GError *told;

  if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    told = g_error_new (problem->domain, problem->code,
                        ngettext ("Interrupted after %u of %u episode",
                                  "Interrupted after %u of %u episodes", n_wanted),
                        n_done, n_wanted);
  else
    told = g_error_new (problem->domain, problem->code,
                        ngettext ("Ended after %u of %u episode: %s",
                                  "Ended after %u of %u episodes: %s", n_wanted),
                        n_done, n_wanted, problem->message);
  g_error_free (problem);
  return told;
}

void
lk_cli_output_add_paths (JsonObject *object, const char *name, GPtrArray *paths)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < paths->len; i++)
    {
      g_autofree char *shown = g_filename_display_name (paths->pdata[i]);

      json_array_add_string_element (array, shown);
    }
  json_object_set_array_member (object, name, array);
}

void
lk_cli_warn (const char *format, ...)
{
  g_autofree char *message = NULL;
  g_autofree char *line = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  line = make_line (message);
  if (lk_ranks_is_first ())
    g_printerr (_ ("likeness-cli: warning: %s\n"), line);
}

void
lk_cli_print_json (JsonNode *node)
{
  g_autofree char *text = lk_json_to_text (node, FALSE);
  g_autofree char *visible = lk_printable_json (text);

  fputs (visible, stdout);
  fputc ('\n', stdout);
  json_node_unref (node);
}

gboolean
lk_cli_flush (GError **error)
{
  int problem;

  errno = 0;
  problem = fflush (stdout) == 0 ? 0 : errno;
  if (problem == 0 && !ferror (stdout))
    return TRUE;
  /* What failed before has left no reason behind. */
  if (problem == 0)
    g_set_error_literal (error, LK_ERROR, LK_ERROR_FILE,
                         _ ("The output could not be written"));
  else
    g_set_error (error, LK_ERROR, LK_ERROR_FILE,
                 _ ("The output could not be written: %s"), g_strerror (problem));
  return FALSE;
}

void
lk_cli_print_episodes (guint n_episodes, const LkSampler *sampler)
{
  g_print (
      ngettext ("Episodes  %u: %u-way %u-shot, %u query a class, seed %" PRIu64 "\n",
                "Episodes  %u: %u-way %u-shot, %u queries a class, seed %" PRIu64 "\n",
                sampler->n_queries),
      n_episodes, sampler->n_ways, sampler->n_shots, sampler->n_queries, sampler->seed);
}

void
lk_cli_print_pace (double seconds, guint n_episodes, guint64 n_pictures)
{
  g_print (
      ngettext ("\n%.1f seconds, %.2f episodes a second; %" PRIu64 " picture embedded\n",
                "\n%.1f seconds, %.2f episodes a second; %" PRIu64 " pictures embedded\n",
                n_pictures),
      seconds, seconds > 0 ? n_episodes / seconds : 0, n_pictures);
}
