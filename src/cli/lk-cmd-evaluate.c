/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "lk-cli-dataset.h"
#include "lk-cli-evaluation-outputs.h"
#include "lk-cli-files.h"
#include "lk-cli-finder.h"
#include "lk-cli-journal.h"
#include "lk-cli-network.h"
#include "lk-cli-options.h"
#include "lk-cli-output.h"
#include "lk-cli-progress.h"
#include "lk-cli-ranks.h"
#include "lk-cli-reading.h"
#include "lk-cli-run.h"
#include "lk-cli-source.h"
#include "lk-cli-stream.h"
#include "lk-cli-sweep.h"
#include "lk-cli.h"
#include "lk-ranks.h"
#include "lk-episode-runner.h"
#include "lk-journal.h"

#define MAX_NUMBER 5000
#define MAX_EPISODES 1000000

typedef struct
{
  LkCliOptions options;
  LkCliValues *values;
  char *split;
  int n_ways;
  int n_shots;
  int n_queries;
  int n_episodes;
  gint64 seed;
  LkCliEvaluationOutputs outputs;
  char *journal;
  char *part;
  guint part_index; /* from 0; of n_parts */
  guint n_parts;
  LkFindingsWanted wanted;
  gboolean quiet;
} Request;

static void
request_clear (Request *self)
{
  lk_cli_options_clear (&self->options);
  g_clear_pointer (&self->values, lk_cli_values_free);
  g_clear_pointer (&self->split, g_free);
  lk_cli_evaluation_outputs_clear (&self->outputs);
  g_clear_pointer (&self->journal, g_free);
  g_clear_pointer (&self->part, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Request, request_clear)

static gboolean
parse (Request *self, GStrv *arguments, GError **error)
{
  const GOptionEntry entries[] = {
    { "split", 0, 0, G_OPTION_ARG_STRING, &self->split,
      N_ ("Of a dataset with splits: train, val or test"), N_ ("SPLIT") },
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
    { "journal", 0, 0, G_OPTION_ARG_FILENAME, &self->journal,
      N_ ("Keep what is done in a file, and go on from there the next time"), "J" },
    { "part-of", 0, 0, G_OPTION_ARG_STRING, &self->part,
      N_ ("Run the I-th of N parts of the episodes, see “likeness-cli merge”"), "I/N" },
    { "deletion", 0, 0, G_OPTION_ARG_NONE, &self->wanted.deletion,
      N_ ("Tell how faithful the maps over cells are, by one query of each episode"),
      NULL },
    { "unknown", 0, 0, G_OPTION_ARG_INT, &self->wanted.n_unknown,
      N_ ("Tell how well queries of U classes outside each episode are told apart"),
      "U" },
    { "confidence", 0, 0, G_OPTION_ARG_NONE, &self->wanted.confidence,
      N_ ("Tell how sure decisions may be, and what margin makes them right"), NULL },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &self->quiet, N_ ("Show no progress"), NULL },
    { NULL },
  };

  self->options.values = self->values = lk_cli_values_new ();
  g_autofree GOptionEntry *all
      = lk_cli_evaluation_outputs_add_entries (&self->outputs, entries);

  return lk_cli_options_parse (
      &self->options, LK_CLI_MODEL | LK_CLI_MAPS | LK_CLI_CACHE | LK_CLI_METRIC,
      _ ("DATASET"),
      _ ("Measures the accuracy over episodes drawn from a folder of labelled pictures."),
      all, arguments, error);
}

/* "2/8" */
static gboolean
read_part (Request *self, GError **error)
{
  g_auto (GStrv) numbers = g_strsplit (self->part != NULL ? self->part : "1/1", "/", 3);
  guint64 part = 0, n_parts = 0;

  if (g_strv_length (numbers) != 2
      || !g_ascii_string_to_unsigned (numbers[1], 10, 1, MAX_EPISODES, &n_parts, NULL)
      || !g_ascii_string_to_unsigned (numbers[0], 10, 1, n_parts, &part, NULL))
    return lk_cli_wrong_use (
        error, _ ("--part-of: give a part and the number of parts, such as 1/8"));
  self->part_index = (guint) part - 1;
  self->n_parts = (guint) n_parts;
  return TRUE;
}

static LkSampler
get_sampler (const Request *self)
{
  return (LkSampler){ (guint) self->n_ways, (guint) self->n_shots,
                      (guint) self->n_queries, (guint64) self->seed };
}

static gboolean
check_use (Request *self, GStrv arguments, GError **error)
{
  const LkSampler sampler = get_sampler (self);

  if (g_strv_length (arguments) != 1)
    return lk_cli_wrong_use (error, _ ("Give one dataset: a folder with one folder of "
                                       "pictures for each class, or with tables"));
  if (!lk_cli_options_check_maps (&self->options, error)
      || !lk_cli_cache_check (&self->options.cache, error))
    return FALSE;
  if (!lk_cli_check_number ("--way", self->n_ways, 2, MAX_NUMBER, error)
      || !lk_cli_check_number ("--shot", self->n_shots, 1, MAX_NUMBER, error)
      || !lk_cli_check_number ("--query", self->n_queries, 1, MAX_NUMBER, error)
      || !lk_cli_check_number ("--episodes", self->n_episodes, 1, MAX_EPISODES, error)
      || !lk_cli_evaluation_outputs_check_use (&self->outputs, error)
      || !read_part (self, error))
    return FALSE;
  if (!lk_cli_findings_check (&self->wanted, &sampler,
                              self->journal != NULL || lk_ranks_has_company (), error))
    return FALSE;
  if (self->seed < 0)
    return lk_cli_wrong_use (error, _ ("--seed: give a number that is not negative"));
  if (!lk_cli_evaluation_outputs_check_apart (
          &self->outputs, (const char *const *) &self->journal, 1, 0, error))
    return FALSE;
  return lk_cli_evaluation_outputs_check_episode (&self->outputs, (guint) self->n_ways,
                                                  (guint) self->n_shots, error);
}

/* An evaluation on its way, on the thread that works. */
typedef struct
{
  const Request *request;
  const char *path;
  LkCliProgress *progress;
  LkCliStream *stream; /* (nullable) */
  LkJournal *journal;  /* (nullable) */
  LkCliRanks *ranks;   /* (nullable) */
  LkEvaluation *evaluation;
  LkEmbedder *embedder; /* (nullable): of the maps */
  guint64 first;        /* episodes from here on and before @end are wanted */
  guint64 end;
  guint n_left_out; /* pictures that the others were told of */
  LkCliFinder *finder;
} Job;

static void
job_clear (Job *self)
{
  g_clear_pointer (&self->stream, lk_cli_stream_free);
  g_clear_object (&self->evaluation);
  g_clear_pointer (&self->journal, lk_journal_free);
  g_clear_pointer (&self->ranks, lk_cli_ranks_free);
  g_clear_pointer (&self->finder, lk_cli_finder_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Job, job_clear)

static guint
get_n_wanted (const Job *job)
{
  return (guint) (job->end - job->first);
}

/* Of the episodes of all ranks. */
static void
on_progress (guint n_done, guint total, double seconds_left, gpointer data)
{
  const Job *job = data;
  g_autofree char *text = NULL;
  double accuracy, ci95;

  lk_cli_ranks_look (job->ranks);
  if (job->stream != NULL)
    lk_cli_stream_update (job->stream, job->evaluation);
  if (lk_evaluation_get_accuracy (job->evaluation, LK_PREDICTOR_FUSED, &accuracy, &ci95))
    text = g_strdup_printf (_ ("accuracy %.1f ± %.1f %%"), accuracy, ci95);
  else
    text = g_strdup_printf (_ ("accuracy %.1f %%, no interval"), accuracy);
  lk_cli_progress_show (job->progress, lk_evaluation_get_n_episodes (job->evaluation),
                        get_n_wanted (job), seconds_left, text);
}

/* Runs until all is done, or something ends it: what is done by then counts. */
static gboolean
run (Job *job, LkEpisodeRunner *runner, GCancellable *cancellable, GError **error)
{
  g_autoptr (LkCliProgress) progress
      = lk_cli_progress_new (job->request->quiet || !lk_cli_ranks_is_first (job->ranks));
  guint64 first = job->first, end = job->end;

  job->progress = progress;
  lk_cli_ranks_share (job->ranks, &first, &end);
  return lk_episode_runner_run (runner, job->evaluation, first, end, on_progress, job,
                                cancellable, error);
}

/* Pictures that were found to be unreadable since the last time. */
static void
tell_left_out (Job *job)
{
  LkDataset *dataset = lk_evaluation_get_dataset (job->evaluation);
  LkLeftOut left_out;

  for (; lk_dataset_get_left_out (dataset, job->n_left_out, &left_out); job->n_left_out++)
    {
      if (job->journal != NULL)
        lk_journal_append_left_out (job->journal, &left_out);
      lk_cli_ranks_send_left_out (job->ranks, &left_out);
    }
}

/* One end for all: the outputs, the result, and then what went wrong. @problem (transfer
 * full) (nullable): what ended the run. */
static gboolean
finish (Job *job,
        LkCliEvaluation *result,
        GError *problem,
        GCancellable *cancellable,
        GError **error)
{
  g_autoptr (GPtrArray) problems = lk_cli_problems_new ();
  GError *unkept = NULL;

  tell_left_out (job);
  if (job->journal != NULL && !lk_journal_finish (job->journal, &unkept))
    lk_cli_problems_add (problems, unkept);
  lk_cli_ranks_end (job->ranks, problem != NULL ? problem : unkept, problems,
                    cancellable);
  lk_cli_dataset_warn_of_left_out (lk_evaluation_get_dataset (job->evaluation));
  if (job->embedder != NULL)
    lk_cli_reading_warn (job->embedder);
  if (lk_cli_ranks_is_first (job->ranks))
    {
      result->findings = lk_cli_finder_gather (job->finder, problems);
      lk_cli_evaluation_outputs_write (&job->request->outputs, result, problems);
    }
  /* Also where it was the other ranks that were waited for. */
  if (problem == NULL
      && lk_evaluation_get_n_episodes (job->evaluation) < get_n_wanted (job))
    g_cancellable_set_error_if_cancelled (cancellable, &problem);
  if (problem != NULL)
    lk_cli_problems_add (
        problems, lk_cli_describe_end (lk_evaluation_get_n_episodes (job->evaluation),
                                       get_n_wanted (job), problem));
  return lk_cli_problems_end (problems, error);
}

static gboolean
open_stream (Job *job, GError **error)
{
  const char *path = job->request->outputs.csv;

  if (path == NULL || !lk_cli_ranks_is_first (job->ranks))
    return TRUE;
  job->stream = lk_cli_stream_new (path, error);
  return job->stream != NULL;
}

static void
on_taken (const LkOutcome *outcome, gpointer user_data)
{
  Job *job = user_data;

  tell_left_out (job);

  if (job->journal != NULL)
    lk_journal_append (job->journal, outcome);
  lk_cli_ranks_send (job->ranks, outcome);
}

/* What was kept before counts as done, and a rank that has no folder in common with rank
 * 0 sends what it kept. */
static gboolean
open_journal (Job *job, const LkJournalHead *head, GError **error)
{
  const Request *self = job->request;
  g_autofree char *path = lk_cli_ranks_name_journal (job->ranks, self->journal);
  g_autoptr (GPtrArray) others = lk_cli_journal_list_others (self->journal, path);

  for (guint i = 0; i < others->len; i++)
    if (!lk_cli_journal_replay (others->pdata[i], head, job->evaluation, job->first,
                                job->end, error))
      return FALSE;
  job->journal = lk_journal_open (path, head, (guint64) self->n_episodes, error);
  if (job->journal == NULL
      || !lk_journal_replay (job->journal, job->evaluation, job->first, job->end, error))
    return FALSE;
  if (lk_journal_was_damaged (job->journal))
    lk_cli_warn (_ ("%s was cut or damaged: what cannot be read is computed again"),
                 path);
  for (guint i = 0; i < lk_evaluation_get_n_episodes (job->evaluation); i++)
    lk_cli_ranks_send (job->ranks, lk_evaluation_get_episode (job->evaluation, i));
  return TRUE;
}

static gboolean
prepare (Job *job, LkMapSource *source, const LkMetricOptions *options, GError **error)
{
  const Request *self = job->request;
  g_autoptr (LkJournalHead) head = NULL;

  if (self->journal != NULL || job->ranks != NULL)
    {
      head = lk_cli_journal_head_new (&self->options, source, job->evaluation, options,
                                      &self->wanted);
      lk_cli_ranks_join (job->ranks, head, job->evaluation);
    }
  if ((self->journal != NULL && !open_journal (job, head, error))
      || !open_stream (job, error))
    return FALSE;
  lk_evaluation_set_taken (job->evaluation, on_taken, job);
  return TRUE;
}

static gboolean
run_and_finish (Job *job,
                LkDataset *dataset,
                const LkSampler *sampler,
                GCancellable *cancellable,
                GError **error)
{
  const Request *self = job->request;
  g_autoptr (LkMapSource) source
      = lk_cli_source_open_for_many (&self->options, NULL, error);
  LkModel *model;
  g_autoptr (LkEpisodeRunner) runner = NULL;
  LkMetricOptions options;
  LkCliEvaluation result = { .options = &options, .n_wanted = get_n_wanted (job) };
  GError *problem = NULL;

  if (source == NULL
      || !lk_cli_options_resolve (&self->options, lk_map_source_get_model (source),
                                  sampler->n_shots, NULL, &options, error))
    return FALSE;
  lk_cli_dataset_warn_of_small (dataset, sampler);
  model = lk_map_source_get_model (source);
  if (model != NULL)
    lk_cli_dataset_warn_of_overlap (dataset, model);
  job->evaluation = lk_evaluation_new (dataset, sampler);
  if (!prepare (job, source, &options, error))
    return FALSE;
  if (model != NULL)
    lk_cli_network_warn (model);
  job->embedder = LK_IS_EMBEDDER (source) ? LK_EMBEDDER (source) : NULL;
  runner = lk_episode_runner_new_for_source (dataset, source, sampler, &options);
  job->finder
      = lk_cli_finder_new (&self->wanted, job->evaluation, source, &options, error);
  if (job->finder == NULL)
    return FALSE;
  lk_cli_finder_follow (job->finder, runner, cancellable);
  run (job, runner, cancellable, &problem);
  lk_cli_cache_end (source);
  if (problem != NULL && job->ranks == NULL
      && lk_evaluation_get_n_episodes (job->evaluation) == 0
      && !g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return lk_cli_dataset_fail (dataset, problem, error);
  result.evaluation = job->evaluation;
  result.source = source;
  result.embedder = job->embedder;
  result.as_published = self->options.as_published;
  return finish (job, &result, problem, cancellable, error);
}

static gboolean
check_paths (const Job *job, GError **error)
{
  const Request *self = job->request;

  return (self->journal == NULL || lk_cli_check_apart (self->journal, job->path, error))
         && (!lk_cli_ranks_is_first (job->ranks)
             || lk_cli_evaluation_outputs_check (&self->outputs, job->path, error));
}

static gboolean
evaluate (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  const Request *self = job->request;
  const LkSampler sampler = get_sampler (self);
  g_autoptr (LkDataset) dataset = lk_cli_dataset_open (job->path, self->split, error);

  return dataset != NULL && lk_sampler_check (&sampler, dataset, error)
         && check_paths (job, error)
         && run_and_finish (job, dataset, &sampler, cancellable, error);
}

/* What ends the work of another rank than 0 is told by rank 0. */
static gboolean
evaluate_in_ranks (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  g_autoptr (GError) problem = NULL;

  if (!lk_cli_ranks_start (&job->ranks, error))
    return FALSE;
  if (lk_cli_ranks_is_first (job->ranks))
    return evaluate (job, cancellable, error);
  if (!evaluate (job, cancellable, &problem))
    lk_cli_ranks_end (job->ranks, problem, NULL, cancellable);
  return TRUE;
}

/* Options of which several values were given. */
static gboolean
run_sweep (const Job *job, GError **error)
{
  const Request *self = job->request;
  LkCliSweep sweep = { .options = &self->options,
                       .values = self->values,
                       .path = job->path,
                       .split = self->split,
                       .sampler = get_sampler (self),
                       .first = job->first,
                       .end = job->end,
                       .outputs = &self->outputs,
                       .quiet = self->quiet };

  if (self->journal != NULL || self->wanted.deletion)
    return lk_cli_wrong_use (
        error, _ ("--journal and --deletion are of one setting: give each option once"));
  if (self->wanted.n_unknown > 0 || self->wanted.confidence)
    return lk_cli_wrong_use (error, _ ("--unknown and --confidence are of one setting: "
                                       "give each option once"));
  if (lk_ranks_has_company ())
    return lk_cli_wrong_use (error, _ ("Several settings are for one process: start one "
                                       "mpirun a setting, with a cache in common"));
  return lk_cli_sweep_check (&sweep, error)
         && lk_cli_run (lk_cli_sweep_run, &sweep, error);
}

gboolean
lk_cmd_evaluate (GStrv *arguments, GError **error)
{
  g_auto (Request) request
      = { .n_ways = 5, .n_shots = 1, .n_queries = 15, .n_episodes = 600 };
  g_auto (Job) job = { .request = &request };

  request.outputs.max_mistakes = 20;
  if (!parse (&request, arguments, error) || !check_use (&request, *arguments, error))
    return FALSE;
  job.path = (*arguments)[0];
  job.first = (guint64) request.n_episodes * request.part_index / request.n_parts;
  job.end = (guint64) request.n_episodes * (request.part_index + 1) / request.n_parts;
  if (lk_cli_values_count (request.values) > 1)
    return run_sweep (&job, error);
  return lk_cli_run (evaluate_in_ranks, &job, error);
}
