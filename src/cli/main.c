/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <locale.h>
#include <stdlib.h>

#include "lk-blas.h"
#include "lk-cli-output.h"
#include "lk-cli-version.h"
#include "lk-cli.h"
#include "lk-file.h"
#include "lk-printable.h"
#include "lk-ranks.h"
#include "lk-room.h"

#define MAX_THREADS 256 /* of LIKENESS_THREADS */

enum
{
  EXIT_DONE = 0,
  EXIT_FAILED = 1,
  EXIT_WRONG_USE = 2,
};

typedef struct
{
  const char *name;
  const char *summary;
  LkCommandRun run;
} Command;

static const Command commands[] = {
  { "inspect", N_ ("Tell what a checkpoint holds"), lk_cmd_inspect },
  { "convert", N_ ("Write a checkpoint as safetensors"), lk_cmd_convert },
  { "embed", N_ ("Write the feature maps of pictures"), lk_cmd_embed },
  { "score", N_ ("Score feature maps at every level"), lk_cmd_score },
  { "explain", N_ ("Score an episode, and say why"), lk_cmd_explain },
  { "evaluate", N_ ("Measure the accuracy over many episodes"), lk_cmd_evaluate },
  { "merge", N_ ("Join the journals of parts of an evaluation"), lk_cmd_merge },
  { "calibrate", N_ ("Learn how much each level should count"), lk_cmd_calibrate },
  { "classify", N_ ("Sort a folder of pictures by a session's classes"),
    lk_cmd_classify },
  { "pack", N_ ("Write a session with its pictures inside"), lk_cmd_pack },
  { "bench", N_ ("Time every stage on this machine"), lk_cmd_bench },
  { "train", N_ ("Train a backbone on labelled pictures"), lk_cmd_train },
};

static char *
describe_commands (void)
{
  GString *text = g_string_new (_ ("Commands:"));

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_string_append_printf (text, "\n  %-10s %s", commands[i].name,
                            _ (commands[i].summary));
  g_string_append (text, "\n\n");
  g_string_append (text,
                   _ ("“likeness-cli COMMAND --help” tells the options of a command."));
  return g_string_free (text, FALSE);
}

static gboolean
parse_global (GStrv *arguments, gboolean *version, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (_ ("COMMAND …"));
  g_autofree char *description = describe_commands ();
  g_autoptr (GError) problem = NULL;
  const GOptionEntry entries[] = {
    { "version", 0, 0, G_OPTION_ARG_NONE, version, N_ ("Print the version"), NULL },
    { NULL },
  };

  g_option_context_set_summary (
      context,
      _ ("Explains how a few-shot classifier decides: by pixels, by parts and by "
         "distributions."));
  g_option_context_set_description (context, description);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_set_strict_posix (context, TRUE);
  return g_option_context_parse_strv (context, arguments, &problem)
         || lk_cli_explain_use (problem, error);
}

static gboolean
run_command (GStrv *arguments, GError **error)
{
  const char *name = *arguments[0];
  g_autofree char *program = g_strconcat ("likeness-cli ", name, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      if (!g_str_equal (commands[i].name, name))
        continue;
      if (lk_ranks_has_company () && commands[i].run != lk_cmd_evaluate)
        return lk_cli_wrong_use (
            error, _ ("Of all commands only evaluate runs in several processes"));
      g_set_prgname (program);
      return commands[i].run (arguments, error);
    }
  return lk_cli_wrong_use (
      error, _ ("There is no command “%s”: see “likeness-cli --help”"), name);
}

/* The pool passes over what it cannot read. */
static void
warn_of_threads (void)
{
  const char *text = g_getenv ("LIKENESS_THREADS");

  if (text != NULL && *text != '\0'
      && !g_ascii_string_to_unsigned (text, 10, 1, MAX_THREADS, NULL, NULL))
    lk_cli_warn (_ ("LIKENESS_THREADS: “%s” is no number from %d to %d"), text, 1,
                 MAX_THREADS);
}

static gboolean
run (char **argv, GError **error)
{
  g_auto (GStrv) arguments = g_strdupv (argv);
  g_auto (GStrv) rest = NULL;
  gboolean version = FALSE;

  if (!parse_global (&arguments, &version, error))
    return FALSE;
  if (version)
    {
      lk_cli_print_version ();
      return TRUE;
    }
  if (arguments[0] == NULL || arguments[1] == NULL)
    return lk_cli_wrong_use (error,
                             _ ("Say which command to run: see “likeness-cli --help”"));
  warn_of_threads ();
  rest = g_strdupv (arguments + 1);
  return run_command (&rest, error);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  lk_blas_start (argv);
  lk_file_start ();
  lk_printable_start ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LK_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname ("likeness-cli");

  if (lk_room_check_files (&error) && run (argv, &error) && lk_cli_flush (&error))
    return EXIT_DONE;
  lk_cli_print_error (error);
  lk_ranks_let_first_speak ();
  return error->domain == G_OPTION_ERROR ? EXIT_WRONG_USE : EXIT_FAILED;
}
