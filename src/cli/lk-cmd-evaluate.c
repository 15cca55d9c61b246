/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "lk-cli-evaluation.h"
#include "lk-cli-files.h"
#include "lk-cli-options.h"
#include "lk-cli-output.h"
#include "lk-cli-progress.h"
#include "lk-cli.h"
#include "lk-episode.h"
#include "lk-error.h"

#define MAX_NUMBER 5000
#define MAX_EPISODES 1000000

typedef struct
{
  LkCliOptions options;
  char *split;
  int n_ways;
  int n_shots;
  int n_queries;
  int n_episodes;
  gint64 seed;
  char *csv;
  char *confusion;
  char *figures;
  char *mistakes;
  int max_mistakes;
  gboolean json;
  gboolean quiet;
} Request;

static void
request_clear (Request *self)
{
  lk_cli_options_clear (&self->options);
  g_clear_pointer (&self->split, g_free);
  g_clear_pointer (&self->csv, g_free);
  g_clear_pointer (&self->confusion, g_free);
  g_clear_pointer (&self->figures, g_free);
  g_clear_pointer (&self->mistakes, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Request, request_clear)

static gboolean
parse (Request *self, GStrv *arguments, GError **error)
{
  const GOptionEntry entries[] = {
    { "split", 0, 0, G_OPTION_ARG_STRING, &self->split,
      N_ ("Of a dataset with tables: train, val or test"), N_ ("SPLIT") },
    { "way", 0, 0, G_OPTION_ARG_INT, &self->n_ways, N_ ("Classes of an episode (5)"),
      "N" },
    { "shot", 0, 0, G_OPTION_ARG_INT, &self->n_shots,
      N_ ("Support pictures of a class (1)"), "K" },
    { "query", 0, 0, G_OPTION_ARG_INT, &self->n_queries, N_ ("Queries of a class (15)"),
      "Q" },
    { "episodes", 0, 0, G_OPTION_ARG_INT, &self->n_episodes,
      N_ ("How many are run (600)"), "E" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &self->seed,
      N_ ("The same seed, the same episodes (0)"), "S" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->json, N_ ("Print one JSON object"), NULL },
    { "csv", 0, 0, G_OPTION_ARG_FILENAME, &self->csv,
      N_ ("Write a table of the episodes"), "E.csv" },
    { "confusion", 0, 0, G_OPTION_ARG_FILENAME, &self->confusion,
      N_ ("Write the confusion matrix"), "C.csv" },
    { "figures", 0, 0, G_OPTION_ARG_FILENAME, &self->figures,
      N_ ("Write accuracy and confusion matrix as SVG, PDF and PNG"), N_ ("FOLDER") },
    { "save-mistakes", 0, 0, G_OPTION_ARG_FILENAME, &self->mistakes,
      N_ ("Write the worst mistakes as sessions"), N_ ("FOLDER") },
    { "max-mistakes", 0, 0, G_OPTION_ARG_INT, &self->max_mistakes,
      N_ ("How many at most (20)"), "N" },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &self->quiet, N_ ("Show no progress"), NULL },
    { NULL },
  };

  return lk_cli_options_parse (
      &self->options, LK_CLI_MODEL | LK_CLI_METRIC, _ ("DATASET"),
      _ ("Measures the accuracy over episodes drawn from a folder of labelled pictures."),
      entries, arguments, error);
}

static gboolean
check_number (const char *name, int value, int min, int max, GError **error)
{
  if (value >= min && value <= max)
    return TRUE;
  return lk_cli_wrong_use (error, _ ("%s: give a number from %d to %d"), name, min, max);
}

static gboolean
check_table (const char *name, const char *path, GError **error)
{
  g_autofree char *small = path != NULL ? g_ascii_strdown (path, -1) : NULL;

  if (small == NULL || g_str_has_suffix (small, ".csv"))
    return TRUE;
  return lk_cli_wrong_use (error, _ ("%s writes CSV: end its name in .csv"), name);
}

static gboolean
check_use (const Request *self, GStrv arguments, GError **error)
{
  if (g_strv_length (arguments) != 1)
    return lk_cli_wrong_use (error, _ ("Give one dataset: a folder with one folder of "
                                       "pictures for each class, or with tables"));
  if (!check_number ("--way", self->n_ways, 2, MAX_NUMBER, error)
      || !check_number ("--shot", self->n_shots, 1, MAX_NUMBER, error)
      || !check_number ("--query", self->n_queries, 1, MAX_NUMBER, error)
      || !check_number ("--episodes", self->n_episodes, 1, MAX_EPISODES, error)
      || !check_number ("--max-mistakes", self->max_mistakes, 0, MAX_EPISODES, error)
      || !check_table ("--csv", self->csv, error)
      || !check_table ("--confusion", self->confusion, error))
    return FALSE;
  if (self->seed < 0)
    return lk_cli_wrong_use (error, _ ("--seed: give a number that is not negative"));
  if (self->mistakes != NULL
      && (self->n_ways > LK_EPISODE_MAX_CLASSES || self->n_shots > LK_EPISODE_MAX_SHOTS))
    return lk_cli_wrong_use (error,
                             _ ("--save-mistakes: a session has at most %d classes of %d "
                                "shots"),
                             LK_EPISODE_MAX_CLASSES, LK_EPISODE_MAX_SHOTS);
  return TRUE;
}

/* What can be known before hours of work to be in vain. */
static gboolean
check_outputs (const Request *self, const char *dataset, GError **error)
{
  return (self->csv == NULL || lk_cli_check_output (self->csv, dataset, error))
         && (self->confusion == NULL
             || lk_cli_check_output (self->confusion, dataset, error))
         && (self->figures == NULL || lk_cli_make_folder (self->figures, error))
         && (self->mistakes == NULL || lk_cli_make_folder (self->mistakes, error));
}

typedef struct
{
  LkEvaluation *evaluation;
  LkCliProgress *progress;
  GCancellable *cancellable;
  guint interrupt;
} Watch;

/* The first interrupt asks for an end, another one makes it. */
static gboolean
on_interrupt (gpointer data)
{
  Watch *watch = data;

  g_cancellable_cancel (watch->cancellable);
  watch->interrupt = 0;
  return G_SOURCE_REMOVE;
}

static void
on_progress (guint n_episodes, guint total, double seconds_left, gpointer data)
{
  const Watch *watch = data;
  g_autofree char *text = NULL;
  double accuracy, ci95;

  /* An interrupt arrives as an event. */
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  lk_evaluation_get_accuracy (watch->evaluation, LK_PREDICTOR_FUSED, &accuracy, &ci95);
  text = g_strdup_printf (_ ("accuracy %.1f ± %.1f %%"), accuracy, ci95);
  lk_cli_progress_show (watch->progress, n_episodes, total, seconds_left, text);
}

/* Runs until all is done or an interrupt comes; what is done by then counts. */
static gboolean
run (const Request *self, LkEvaluation *evaluation, GError **error)
{
  g_autoptr (LkCliProgress) progress = lk_cli_progress_new (self->quiet);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) problem = NULL;
  Watch watch = { evaluation, progress, cancellable, 0 };
  gboolean done;

  watch.interrupt = g_unix_signal_add (SIGINT, on_interrupt, &watch);
  done = lk_evaluation_run (evaluation, (guint) self->n_episodes, on_progress, &watch,
                            cancellable, &problem);
  g_clear_handle_id (&watch.interrupt, g_source_remove);
  if (!done && !g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  return TRUE;
}

static void
warn (const LkCliEvaluation *result)
{
  double ridge = lk_evaluation_get_ridge_used (result->evaluation);
  guint64 n_embedded, n_repeated;

  lk_evaluation_get_n_embedded (result->evaluation, &n_embedded, &n_repeated);
  if (ridge > result->options->ridge)
    lk_cli_warn (_ ("KL needed a ridge of up to %g instead of %g"), ridge,
                 result->options->ridge);
  if (n_repeated > 0)
    lk_cli_warn (_ ("The feature maps do not fit in memory: %" PRIu64
                    " pictures were embedded again"),
                 n_repeated);
}

static gboolean
report (const Request *self, LkCliEvaluation *result, GError **error)
{
  guint n_episodes = lk_evaluation_get_n_episodes (result->evaluation);

  if ((self->csv != NULL
       && !lk_evaluation_save_csv (result->evaluation, self->csv, error))
      || (self->confusion != NULL
          && !lk_cli_evaluation_save_confusion (result, self->confusion, error))
      || (self->figures != NULL
          && !lk_cli_evaluation_save_figures (result, self->figures, error))
      || (self->mistakes != NULL
          && !lk_cli_evaluation_save_mistakes (result, self->mistakes,
                                               (guint) self->max_mistakes, error)))
    return FALSE;
  warn (result);
  if (self->json)
    lk_cli_evaluation_print_json (result);
  else
    lk_cli_evaluation_print (result);
  if (n_episodes == result->n_wanted)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
               _ ("Interrupted after %u of %u episodes"), n_episodes, result->n_wanted);
  return FALSE;
}

static gboolean
evaluate (const Request *self, const char *path, GError **error)
{
  const LkSampler sampler = { (guint) self->n_ways, (guint) self->n_shots,
                              (guint) self->n_queries, (guint64) self->seed };
  g_autoptr (LkDataset) dataset = lk_dataset_open (path, self->split, error);
  g_autoptr (LkModel) model = NULL;
  g_autoptr (LkEvaluation) evaluation = NULL;
  g_autoptr (GPtrArray) sessions = NULL;
  g_autoptr (GPtrArray) figures = NULL;
  LkMetricOptions options;
  LkCliEvaluation result;
  gboolean done;

  if (dataset == NULL || !lk_sampler_check (&sampler, dataset, error)
      || !check_outputs (self, path, error))
    return FALSE;
  model = lk_cli_options_open_model (&self->options, error);
  if (model == NULL
      || !lk_cli_options_resolve (&self->options, model, NULL, &options, error))
    return FALSE;
  evaluation = lk_evaluation_new (dataset, model, &sampler, &options);
  if (!run (self, evaluation, error))
    return FALSE;
  result = (LkCliEvaluation){ evaluation, model, &options, (guint) self->n_episodes,
                              NULL,       NULL };
  done = report (self, &result, error);
  sessions = result.sessions;
  figures = result.figures;
  return done;
}

gboolean
lk_cmd_evaluate (GStrv *arguments, GError **error)
{
  g_auto (Request) request = {
    .n_ways = 5, .n_shots = 1, .n_queries = 15, .n_episodes = 600, .max_mistakes = 20
  };

  return parse (&request, arguments, error) && check_use (&request, *arguments, error)
         && evaluate (&request, (*arguments)[0], error);
}
