/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "lk-cells-json.h"
#include "lk-cli-check.h"
#include "lk-cli-episode.h"
#include "lk-cli-figures.h"
#include "lk-cli-files.h"
#include "lk-cli-ledger.h"
#include "lk-cli-network.h"
#include "lk-cli-options.h"
#include "lk-cli-output.h"
#include "lk-cli-reading.h"
#include "lk-cli-run.h"
#include "lk-cli-source.h"
#include "lk-cli-what-if.h"
#include "lk-cli.h"
#include "lk-decoder.h"
#include "lk-embedder.h"
#include "lk-episode-absent.h"
#include "lk-error.h"
#include "lk-file-ending.h"
#include "lk-maps-file.h"
#include "lk-printable.h"
#include "lk-report.h"
#include "lk-scoring-json.h"
#include "lk-session-file.h"
#include "lk-table.h"

typedef struct
{
  LkCliOptions options;
  GStrv arguments;
  GStrv supports;
  char *figures;
  char *figure_width;
  double column; /* what that says, once the use is checked */
  char *report;
  char *csv;
  gboolean json;
  gboolean cells;
  gboolean what_if;
  gboolean check;
} Request;

static void
request_clear (Request *self)
{
  lk_cli_options_clear (&self->options);
  g_clear_pointer (&self->supports, g_strfreev);
  g_clear_pointer (&self->figures, g_free);
  g_clear_pointer (&self->figure_width, g_free);
  g_clear_pointer (&self->report, g_free);
  g_clear_pointer (&self->csv, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Request, request_clear)

static gboolean
check_use (Request *request, GStrv arguments, GError **error)
{
  guint n_arguments = g_strv_length (arguments);

  if (request->report != NULL && !lk_file_has_ending (request->report, ".pdf"))
    return lk_cli_wrong_use (error, _ ("--report writes PDF: end its name in .pdf"));
  if (request->csv != NULL && !lk_file_has_ending (request->csv, ".csv"))
    return lk_cli_wrong_use (error, _ ("--csv writes CSV: end its name in .csv"));
  if (!lk_cli_options_check_maps (&request->options, error)
      || !lk_cli_figures_read_width (request->figure_width, &request->column, error))
    return FALSE;
  if (request->cells && !request->json)
    return lk_cli_wrong_use (error, _ ("--cells adds to what --json prints: give both"));
  if (request->supports == NULL && n_arguments != 1)
    return lk_cli_wrong_use (error, _ ("Give a session, or the classes with --support "
                                       "NAME=A.jpg,B.jpg and then the queries"));
  if (request->supports == NULL)
    return TRUE;
  if (n_arguments == 0)
    return lk_cli_wrong_use (error, _ ("Give at least one query after the classes"));
  for (guint i = 0; i < n_arguments; i++)
    if (lk_file_has_ending (arguments[i], ".likeness"))
      return lk_cli_wrong_use (
          error, _ ("A session has its own classes: leave --support out, or name the "
                    "queries' pictures"));
  return TRUE;
}

/* What is missing is told, and the rest is scored. */
static void
warn_of_absent (LkSessionFile *session)
{
  g_autoptr (GPtrArray) absent = lk_episode_list_absent (session->episode);

  for (guint i = 0; i < absent->len; i++)
    {
      g_autofree char *text = lk_picture_describe_absence (absent->pdata[i]);

      lk_cli_warn (_ ("%s: it is left out"), text);
    }
}

/* The same for what has no map in the file that maps are taken from, as in the window. */
static LkEpisodeState *
leave_out_lacking (LkEpisodeState *episode, LkMapSource *source)
{
  LkEpisodeState *kept = lk_episode_state_with_maps (episode, source);
  g_autoptr (GPtrArray) lacking = NULL;
  g_autofree char *name = g_filename_display_basename (lk_map_source_get_name (source));

  if (kept == episode)
    return kept;
  lacking = lk_episode_list_lacking (episode, source);
  for (guint i = 0; i < lacking->len; i++)
    lk_cli_warn (_ ("“%s” has no map in %s: it is left out"),
                 lk_picture_get_title (lacking->pdata[i]), name);
  return kept;
}

static LkSessionFile *
load_session (const char *path, GError **error)
{
  g_autoptr (GError) problem = NULL;
  LkSessionFile *session = lk_session_file_load (path, &problem);

  if (session == NULL && !lk_file_has_ending (path, ".likeness"))
    g_set_error (error, problem->domain, problem->code,
                 _ ("%s (to score a picture, give its classes with --support)"),
                 problem->message);
  else if (session == NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  else
    warn_of_absent (session);
  return session;
}

static void
warn_of_ridge (LkScoring *scoring, const LkMetricOptions *options)
{
  GPtrArray *queries = lk_episode_state_get_queries (lk_scoring_get_episode (scoring));

  for (guint i = 0; i < lk_scoring_get_n_queries (scoring); i++)
    {
      double used
          = lk_explanation_get_ridge_used (lk_scoring_get_explanation (scoring, i));

      if (used > options->ridge)
        lk_cli_warn (_ ("%s: KL needed a ridge of %g instead of %g"),
                     lk_picture_get_title (lk_query_get_picture (queries->pdata[i])),
                     used, options->ridge);
    }
}

/* Adds the paths to the query's object, so that --json stays one object. */
static void
list_figures (JsonNode *node, guint query, GPtrArray *paths)
{
  JsonArray *queries
      = json_object_get_array_member (json_node_get_object (node), "queries");

  lk_cli_output_add_paths (json_array_get_object_element (queries, query), "figures",
                           paths);
}

static void
print_path (const char *path)
{
  g_autofree char *shown = lk_printable_path (path);

  g_print ("  %s\n", shown);
}

/* A scoring as it is told, and what fails meanwhile. */
typedef struct
{
  const Request *request;
  LkScoring *scoring;
  const LkMetricOptions *options;
  const char *title;
  GCancellable *cancellable;
  JsonNode *node;   /* (nullable): to be printed; without it text is printed at once */
  GPtrArray *drawn; /* of GPtrArray: by query the paths of its figures */
  guint n_drawn;
  GError *undrawn; /* (nullable): why the first figure is missing */
  GPtrArray *problems;
} Report;

static void
draw_query (Report *self, guint query)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  gboolean complete = !g_cancellable_is_cancelled (self->cancellable)
                      && lk_cli_figures_write (
                          self->scoring, query, self->options, self->request->column,
                          self->request->figures, paths, self->cancellable,
                          self->undrawn == NULL ? &self->undrawn : NULL);

  self->n_drawn += complete;
  if (self->node != NULL)
    list_figures (self->node, query, paths);
  g_ptr_array_add (self->drawn, paths);
}

static gboolean
report_query (Report *self, guint query, GError **error)
{
  GPtrArray *paths = query < self->drawn->len ? self->drawn->pdata[query] : NULL;

  if (self->node == NULL
      && !lk_cli_ledger_print_query (self->scoring, query, self->options, error))
    return FALSE;
  if (self->node == NULL && self->request->what_if
      && !lk_cli_what_if_print (self->scoring, query, self->options, self->cancellable,
                                error))
    return FALSE;
  for (guint i = 0; self->node == NULL && paths != NULL && i < paths->len; i++)
    print_path (paths->pdata[i]);
  return TRUE;
}

/* An interrupt leaves figures out, but not what was found. */
static void
end_figures (Report *self)
{
  guint n_queries = lk_scoring_get_n_queries (self->scoring);

  if (self->request->figures == NULL || self->n_drawn == n_queries)
    return;
  if (g_cancellable_is_cancelled (self->cancellable))
    {
      g_clear_error (&self->undrawn);
      g_set_error (&self->undrawn, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                   ngettext ("Interrupted after the figures of %u of %u query",
                             "Interrupted after the figures of %u of %u queries",
                             n_queries),
                   self->n_drawn, n_queries);
    }
  lk_cli_problems_add (self->problems, g_steal_pointer (&self->undrawn));
}

/* The files about all queries together. */
static void
write_files (Report *self)
{
  const Request *request = self->request;
  g_autoptr (LkTable) table = NULL;
  GError *problem = NULL;

  if (request->report != NULL
      && !lk_report_write (self->scoring, self->options, self->title, NULL, 0,
                           request->report, &problem))
    lk_cli_problems_add (self->problems, g_steal_pointer (&problem));
  if (request->csv == NULL)
    return;
  table = lk_table_new_for_scoring (self->scoring, self->options);
  if (!lk_table_write_csv (table, request->csv, &problem))
    lk_cli_problems_add (self->problems, g_steal_pointer (&problem));
}

static void
print_files (const Request *request)
{
  if (request->report != NULL || request->csv != NULL)
    g_print ("\n");
  if (request->report != NULL)
    print_path (request->report);
  if (request->csv != NULL)
    print_path (request->csv);
}

/* Options that the model cannot follow are told before anything is printed. */
static gboolean
can_decide (LkScoring *scoring, const LkMetricOptions *options, GError **error)
{
  g_autoptr (LkDecision) decision = NULL;

  if (lk_scoring_get_n_queries (scoring) == 0)
    return TRUE;
  decision = lk_scoring_decide (scoring, 0, options, error);
  return decision != NULL;
}

/* Files come before what is printed: who reads that may stop at any line. */
static gboolean
tell (Report *self, GError **error)
{
  guint n_queries = lk_scoring_get_n_queries (self->scoring);

  for (guint i = 0; self->request->figures != NULL && i < n_queries; i++)
    draw_query (self, i);
  end_figures (self);
  write_files (self);
  if (self->node == NULL)
    lk_cli_ledger_print_heading (self->scoring, self->options);
  for (guint i = 0; i < n_queries; i++)
    if (!report_query (self, i, error))
      return FALSE;
  if (self->request->check
      && !lk_cli_check_tell (self->scoring, self->options, self->node, self->cancellable,
                             error))
    return FALSE;
  if (self->node != NULL)
    lk_cli_print_json (g_steal_pointer (&self->node));
  else
    {
      if (n_queries == 0)
        g_print (_ ("\nThe session holds no query.\n"));
      print_files (self->request);
    }
  return lk_cli_problems_end (self->problems, error);
}

static JsonNode *
make_json (const Request *request,
           LkScoring *scoring,
           const LkMetricOptions *options,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (JsonNode) node = lk_scoring_to_json (scoring, options, error);

  if (node == NULL
      || (request->cells
          && !lk_cells_json_add (scoring, options, node, cancellable, error))
      || (request->what_if
          && !lk_cli_what_if_add (scoring, options, node, cancellable, error)))
    return NULL;
  if (request->check)
    lk_scoring_json_add_prototypes (scoring, node);
  return g_steal_pointer (&node);
}

static gboolean
print_scoring (const Request *request,
               LkScoring *scoring,
               const LkMetricOptions *options,
               const char *title,
               GCancellable *cancellable,
               GError **error)
{
  g_autoptr (GPtrArray) problems = lk_cli_problems_new ();
  g_autoptr (GPtrArray) drawn
      = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  Report report = { .request = request,
                    .scoring = scoring,
                    .options = options,
                    .title = title,
                    .cancellable = cancellable,
                    .drawn = drawn,
                    .problems = problems };
  gboolean done;

  if (!can_decide (scoring, options, error))
    return FALSE;
  if (lk_scoring_get_model (scoring) != NULL)
    lk_cli_network_warn (lk_scoring_get_model (scoring));
  warn_of_ridge (scoring, options);
  if (request->json)
    {
      report.node = make_json (request, scoring, options, cancellable, error);
      if (report.node == NULL)
        return FALSE;
      lk_cli_reading_add_episode (report.node, lk_scoring_get_episode (scoring),
                                  request->options.as_published);
    }
  done = tell (&report, error);
  g_clear_pointer (&report.node, json_node_unref);
  return done;
}

/* With the cells that the session paints out. */
static LkScoring *
score (LkEpisodeState *episode,
       LkMapSource *source,
       const LkMetricOptions *options,
       LkSessionFile *session,
       GCancellable *cancellable,
       GError **error)
{
  g_autoptr (LkScoring) scoring
      = lk_scoring_new (episode, source, options, NULL, NULL, cancellable, error);

  if (scoring == NULL && g_cancellable_is_cancelled (cancellable))
    {
      g_clear_error (error);
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                           _ ("Interrupted before the queries were scored"));
    }
  if (session == NULL && LK_IS_EMBEDDER (source))
    lk_cli_reading_warn (LK_EMBEDDER (source));
  if (scoring == NULL || session == NULL)
    return g_steal_pointer (&scoring);
  return lk_session_file_apply_masks (session, scoring, error);
}

/* Shots of a class, on the average. */
static guint
count_shots (LkEpisodeState *episode)
{
  guint n_classes = lk_episode_state_get_n_classes (episode), n = 0;

  for (guint i = 0; i < n_classes; i++)
    n += lk_episode_state_get_shots (episode, i)->len;
  return (n + n_classes / 2) / n_classes;
}

/* What can be known before the work to be in vain. */
static gboolean
check_outputs (const Request *self, const char *input, GError **error)
{
  return (self->report == NULL || lk_cli_check_output (self->report, input, error))
         && (self->csv == NULL || lk_cli_check_output (self->csv, input, error))
         && (self->figures == NULL || lk_cli_make_folder (self->figures, error));
}

static gboolean
explain (gpointer data, GCancellable *cancellable, GError **error)
{
  const Request *request = data;
  GStrv arguments = request->arguments;
  g_autoptr (LkSessionFile) session = NULL;
  g_autoptr (LkEpisodeState) episode = NULL;
  g_autoptr (LkMapSource) source = NULL;
  g_autoptr (LkScoring) scoring = NULL;
  LkMetricOptions options;

  /* It gets ready while the session is read. */
  if (request->options.maps == NULL && !lk_decoder_start (error))
    return FALSE;
  if (request->supports == NULL)
    {
      session = load_session (arguments[0], error);
      if (session == NULL)
        return FALSE;
      episode = lk_session_file_get_scored_state (session);
    }
  else
    episode = lk_cli_episode_read ((const char *const *) request->supports,
                                   (const char *const *) arguments, error);
  if (episode == NULL || !lk_episode_state_is_complete (episode, error))
    return FALSE;
  source = lk_cli_source_open (&request->options, session, error);
  if (source == NULL
      || !lk_cli_options_resolve (
          &request->options, lk_map_source_get_model (source), count_shots (episode),
          session != NULL ? &session->options : NULL, &options, error)
      || !check_outputs (request, arguments[0], error))
    return FALSE;
  if (session != NULL)
    {
      g_autoptr (LkEpisodeState) whole = g_steal_pointer (&episode);

      episode = leave_out_lacking (whole, source);
    }
  scoring = score (episode, source, &options, session, cancellable, error);
  if (scoring == NULL)
    return FALSE;
  return print_scoring (request, scoring, &options,
                        session != NULL ? session->title : NULL, cancellable, error);
}

gboolean
lk_cmd_explain (GStrv *arguments, GError **error)
{
  g_auto (Request) request = { .json = FALSE };
  const GOptionEntry entries[] = {
    { "support", 's', 0, G_OPTION_ARG_FILENAME_ARRAY, &request.supports,
      N_ ("A class: its name and pictures, or a folder of them; once a class"),
      N_ ("NAME=A.jpg,B.jpg") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &request.json, N_ ("Print one JSON object"),
      NULL },
    { "cells", 0, 0, G_OPTION_ARG_NONE, &request.cells,
      N_ ("With --json: what each cell gives each class at each level"), NULL },
    { "what-if", 0, 0, G_OPTION_ARG_NONE, &request.what_if,
      N_ ("Tell what would change the decision: cells, shots, weights"), NULL },
    { "check", 0, 0, G_OPTION_ARG_NONE, &request.check,
      N_ ("Tell how good the shots are: each as a query against the rest"), NULL },
    { "figures", 0, 0, G_OPTION_ARG_FILENAME, &request.figures,
      N_ ("Write the figures of every query as SVG, PDF and PNG"), N_ ("FOLDER") },
    { "figure-width", 0, 0, G_OPTION_ARG_STRING, &request.figure_width,
      N_ ("How wide figures are: one or two columns of a paper, or points"),
      N_ ("WIDTH") },
    { "report", 0, 0, G_OPTION_ARG_FILENAME, &request.report,
      N_ ("Write a report of a few pages"), "R.pdf" },
    { "csv", 0, 0, G_OPTION_ARG_FILENAME, &request.csv,
      N_ ("Write a table of all queries"), "T.csv" },
    { NULL },
  };

  if (!lk_cli_options_parse (
          &request.options, LK_CLI_MODEL | LK_CLI_MAPS | LK_CLI_METRIC,
          _ ("SESSION.likeness | --support NAME=A.jpg,B.jpg … QUERY…"),
          _ ("Scores queries against the classes of an episode and says which level of "
             "the metric decided."),
          entries, arguments, error))
    return FALSE;
  request.arguments = *arguments;
  return check_use (&request, *arguments, error) && lk_cli_run (explain, &request, error);
}
