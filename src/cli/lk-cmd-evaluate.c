/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "lk-cli-evaluation.h"
#include "lk-cli-files.h"
#include "lk-cli-options.h"
#include "lk-cli-output.h"
#include "lk-cli-progress.h"
#include "lk-cli-run.h"
#include "lk-cli-stream.h"
#include "lk-cli.h"
#include "lk-episode-runner.h"
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
  if (!lk_cli_check_number ("--way", self->n_ways, 2, MAX_NUMBER, error)
      || !lk_cli_check_number ("--shot", self->n_shots, 1, MAX_NUMBER, error)
      || !lk_cli_check_number ("--query", self->n_queries, 1, MAX_NUMBER, error)
      || !lk_cli_check_number ("--episodes", self->n_episodes, 1, MAX_EPISODES, error)
      || !lk_cli_check_number ("--max-mistakes", self->max_mistakes, 0, MAX_EPISODES,
                               error)
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

/* An evaluation on its way, on the thread that works. */
typedef struct
{
  const Request *request;
  const char *path;
  LkCliProgress *progress;
  LkCliStream *stream; /* (nullable) */
  LkEvaluation *evaluation;
} Job;

static void
on_progress (guint n_episodes, guint total, double seconds_left, gpointer data)
{
  const Job *job = data;
  g_autofree char *text = NULL;
  double accuracy, ci95;

  if (job->stream != NULL)
    lk_cli_stream_update (job->stream, job->evaluation);
  if (lk_evaluation_get_accuracy (job->evaluation, LK_PREDICTOR_FUSED, &accuracy, &ci95))
    text = g_strdup_printf (_ ("accuracy %.1f ± %.1f %%"), accuracy, ci95);
  else
    text = g_strdup_printf (_ ("accuracy %.1f %%, no interval"), accuracy);
  lk_cli_progress_show (job->progress, n_episodes, total, seconds_left, text);
}

/* Runs until all is done, or something ends it: what is done by then counts. */
static gboolean
run (Job *job, LkEpisodeRunner *runner, GCancellable *cancellable, GError **error)
{
  g_autoptr (LkCliProgress) progress = lk_cli_progress_new (job->request->quiet);

  job->progress = progress;
  return lk_episode_runner_run (runner, job->evaluation, 0,
                                (guint64) job->request->n_episodes, on_progress, job,
                                cancellable, error);
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

/* Every output is tried, whatever became of the others. */
static void
write_outputs (const Job *job, LkCliEvaluation *result, GPtrArray *problems)
{
  const Request *request = job->request;
  gboolean any = lk_evaluation_get_n_episodes (job->evaluation) > 0;
  GError *problem = NULL;

  if (job->stream != NULL
      && !lk_cli_stream_finish (job->stream, job->evaluation, &problem))
    lk_cli_problems_add (problems, g_steal_pointer (&problem));
  if (request->confusion != NULL
      && !lk_cli_evaluation_save_confusion (result, request->confusion, &problem))
    lk_cli_problems_add (problems, g_steal_pointer (&problem));
  if (request->figures != NULL && any
      && !lk_cli_evaluation_save_figures (result, request->figures, &problem))
    lk_cli_problems_add (problems, g_steal_pointer (&problem));
  if (request->mistakes != NULL
      && !lk_cli_evaluation_save_mistakes (result, request->mistakes,
                                           (guint) request->max_mistakes, &problem))
    lk_cli_problems_add (problems, g_steal_pointer (&problem));
}

/* Why it ended before its end. */
static GError *
describe_end (const Job *job, GError *problem)
{
  guint n_episodes = lk_evaluation_get_n_episodes (job->evaluation);
  GError *told;

  if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    told = g_error_new (problem->domain, problem->code,
                        _ ("Interrupted after %u of %u episodes"), n_episodes,
                        (guint) job->request->n_episodes);
  else
    told = g_error_new (problem->domain, problem->code,
                        _ ("Ended after %u of %u episodes: %s"), n_episodes,
                        (guint) job->request->n_episodes, problem->message);
  g_error_free (problem);
  return told;
}

static void
print_result (const Request *self, const LkCliEvaluation *result)
{
  warn (result);
  if (self->json)
    lk_cli_evaluation_print_json (result);
  else
    lk_cli_evaluation_print (result);
}

/* One end for all: the outputs, the result, and then what went wrong. @problem (transfer
 * full) (nullable): what ended the run. */
static gboolean
finish (Job *job,
        LkModel *model,
        const LkMetricOptions *options,
        GError *problem,
        GError **error)
{
  g_autoptr (GPtrArray) problems = lk_cli_problems_new ();
  g_autoptr (GPtrArray) sessions = NULL;
  g_autoptr (GPtrArray) figures = NULL;
  LkCliEvaluation result
      = { job->evaluation, model, options, (guint) job->request->n_episodes, NULL, NULL };

  write_outputs (job, &result, problems);
  print_result (job->request, &result);
  sessions = result.sessions;
  figures = result.figures;
  if (problem != NULL)
    lk_cli_problems_add (problems, describe_end (job, problem));
  return lk_cli_problems_end (problems, error);
}

static gboolean
run_and_finish (Job *job,
                LkDataset *dataset,
                const LkSampler *sampler,
                GCancellable *cancellable,
                GError **error)
{
  const Request *self = job->request;
  g_autoptr (LkModel) model = lk_cli_options_open_model (&self->options, error);
  g_autoptr (LkEpisodeRunner) runner = NULL;
  g_autoptr (LkEvaluation) evaluation = NULL;
  g_autoptr (LkCliStream) stream = NULL;
  LkMetricOptions options;
  GError *problem = NULL;

  if (model == NULL
      || !lk_cli_options_resolve (&self->options, model, sampler->n_shots, NULL, &options,
                                  error))
    return FALSE;
  if (self->csv != NULL)
    {
      stream = lk_cli_stream_new (self->csv, error);
      if (stream == NULL)
        return FALSE;
    }
  runner = lk_episode_runner_new (dataset, model, sampler, &options);
  evaluation = lk_evaluation_new (dataset, sampler);
  job->stream = stream;
  job->evaluation = evaluation;
  run (job, runner, cancellable, &problem);
  if (problem != NULL && lk_evaluation_get_n_episodes (evaluation) == 0
      && !g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  return finish (job, model, &options, problem, error);
}

static gboolean
evaluate (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  const Request *self = job->request;
  const LkSampler sampler = { (guint) self->n_ways, (guint) self->n_shots,
                              (guint) self->n_queries, (guint64) self->seed };
  g_autoptr (LkDataset) dataset = lk_dataset_open (job->path, self->split, error);

  return dataset != NULL && lk_sampler_check (&sampler, dataset, error)
         && check_outputs (self, job->path, error)
         && run_and_finish (job, dataset, &sampler, cancellable, error);
}

gboolean
lk_cmd_evaluate (GStrv *arguments, GError **error)
{
  g_auto (Request) request = {
    .n_ways = 5, .n_shots = 1, .n_queries = 15, .n_episodes = 600, .max_mistakes = 20
  };
  Job job = { .request = &request };

  if (!parse (&request, arguments, error) || !check_use (&request, *arguments, error))
    return FALSE;
  job.path = (*arguments)[0];
  return lk_cli_run (evaluate, &job, error);
}
