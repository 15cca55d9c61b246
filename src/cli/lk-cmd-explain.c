/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "lk-cli-episode.h"
#include "lk-cli-figures.h"
#include "lk-cli-files.h"
#include "lk-cli-ledger.h"
#include "lk-cli-options.h"
#include "lk-cli-output.h"
#include "lk-cli.h"
#include "lk-error.h"
#include "lk-report.h"
#include "lk-scoring-json.h"
#include "lk-session-file.h"
#include "lk-table.h"

typedef struct
{
  LkCliOptions options;
  GStrv supports;
  char *figures;
  char *report;
  char *csv;
  gboolean json;
} Request;

static void
request_clear (Request *self)
{
  lk_cli_options_clear (&self->options);
  g_clear_pointer (&self->supports, g_strfreev);
  g_clear_pointer (&self->figures, g_free);
  g_clear_pointer (&self->report, g_free);
  g_clear_pointer (&self->csv, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Request, request_clear)

static gboolean
has_ending (const char *path, const char *ending)
{
  g_autofree char *small = g_ascii_strdown (path, -1);

  return g_str_has_suffix (small, ending);
}

static gboolean
check_use (const Request *request, GStrv arguments, GError **error)
{
  guint n_arguments = g_strv_length (arguments);

  if (request->report != NULL && !has_ending (request->report, ".pdf"))
    return lk_cli_wrong_use (error, _ ("--report writes PDF: end its name in .pdf"));
  if (request->csv != NULL && !has_ending (request->csv, ".csv"))
    return lk_cli_wrong_use (error, _ ("--csv writes CSV: end its name in .csv"));
  if (request->supports == NULL && n_arguments != 1)
    return lk_cli_wrong_use (error, _ ("Give a session, or the classes with --support "
                                       "NAME=A.jpg,B.jpg and then the queries"));
  if (request->supports == NULL)
    return TRUE;
  if (n_arguments == 0)
    return lk_cli_wrong_use (error, _ ("Give at least one query after the classes"));
  for (guint i = 0; i < n_arguments; i++)
    if (has_ending (arguments[i], ".likeness"))
      return lk_cli_wrong_use (
          error, _ ("A session has its own classes: leave --support out, or name the "
                    "queries' pictures"));
  return TRUE;
}

static LkSessionFile *
load_session (const char *path, GError **error)
{
  g_autoptr (GError) problem = NULL;
  LkSessionFile *session = lk_session_file_load (path, &problem);

  if (session == NULL && !has_ending (path, ".likeness"))
    g_set_error (error, problem->domain, problem->code,
                 _ ("%s (to score a picture, give its classes with --support)"),
                 problem->message);
  else if (session == NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  return session;
}

/* The model of the command line, else of the session, with the profile that goes with it:
 * a session's profile is about the session's own model. */
static LkModel *
open_model (const Request *request, const LkSessionFile *session, GError **error)
{
  const char *profile = request->options.profile;
  LkModel *model;

  if (session == NULL || request->options.model != NULL)
    model = lk_cli_options_open_model (&request->options, error);
  else
    model = lk_model_open (session->model, profile != NULL ? profile : session->profile,
                           error);
  if (model != NULL && session != NULL && session->model_sha256 != NULL
      && g_strcmp0 (session->model_sha256, lk_model_get_sha256 (model)) != 0)
    lk_cli_warn (_ ("%s is not the model the session was saved with: its scores differ"),
                 lk_model_get_name (model));
  return model;
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
  JsonArray *figures = json_array_new ();

  for (guint i = 0; i < paths->len; i++)
    {
      g_autofree char *shown = g_filename_display_name (paths->pdata[i]);

      json_array_add_string_element (figures, shown);
    }
  json_object_set_array_member (json_array_get_object_element (queries, query), "figures",
                                figures);
}

static void
print_path (const char *path)
{
  g_autofree char *shown = g_filename_display_name (path);

  g_print ("  %s\n", shown);
}

/* @node (nullable): the object to be printed; without it text is printed at once. */
static gboolean
report_query (const Request *request,
              LkScoring *scoring,
              guint query,
              const LkMetricOptions *options,
              JsonNode *node,
              GError **error)
{
  g_autoptr (GPtrArray) paths = NULL;

  if (node == NULL && !lk_cli_ledger_print_query (scoring, query, options, error))
    return FALSE;
  if (request->figures == NULL)
    return TRUE;
  paths = lk_cli_figures_write (scoring, query, options, request->figures, error);
  if (paths == NULL)
    return FALSE;
  if (node != NULL)
    list_figures (node, query, paths);
  for (guint i = 0; node == NULL && i < paths->len; i++)
    print_path (paths->pdata[i]);
  return TRUE;
}

/* The files about all queries together. */
static gboolean
write_files (const Request *request,
             LkScoring *scoring,
             const LkMetricOptions *options,
             const char *title,
             GError **error)
{
  g_autoptr (LkTable) table = NULL;

  if (request->report != NULL
      && !lk_report_write (scoring, options, title, NULL, 0, request->report, error))
    return FALSE;
  if (request->csv == NULL)
    return TRUE;
  table = lk_table_new_for_scoring (scoring, options);
  return lk_table_write_csv (table, request->csv, error);
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

static gboolean
print_scoring (const Request *request,
               LkScoring *scoring,
               const LkMetricOptions *options,
               const char *title,
               GError **error)
{
  g_autoptr (JsonNode) node = NULL;

  if (!can_decide (scoring, options, error))
    return FALSE;
  warn_of_ridge (scoring, options);
  if (request->json)
    {
      node = lk_scoring_to_json (scoring, options, error);
      if (node == NULL)
        return FALSE;
    }
  else
    lk_cli_ledger_print_heading (scoring, options);
  for (guint i = 0; i < lk_scoring_get_n_queries (scoring); i++)
    if (!report_query (request, scoring, i, options, node, error))
      return FALSE;
  if (!write_files (request, scoring, options, title, error))
    return FALSE;
  if (node != NULL)
    {
      lk_cli_print_json (g_steal_pointer (&node));
      return TRUE;
    }
  if (lk_scoring_get_n_queries (scoring) == 0)
    g_print (_ ("\nThe session holds no query.\n"));
  print_files (request);
  return TRUE;
}

/* With the cells that the session paints out. */
static LkScoring *
score (LkEpisodeState *episode,
       LkModel *model,
       const LkMetricOptions *options,
       LkSessionFile *session,
       GError **error)
{
  g_autoptr (LkFeatureCache) cache = lk_feature_cache_new ();
  g_autoptr (LkScoring) scoring
      = lk_scoring_new (episode, model, cache, options, NULL, NULL, NULL, error);

  if (scoring == NULL || session == NULL)
    return g_steal_pointer (&scoring);
  return lk_session_file_apply_masks (session, scoring, error);
}

static gboolean
explain (const Request *request, GStrv arguments, GError **error)
{
  g_autoptr (LkSessionFile) session = NULL;
  g_autoptr (LkEpisodeState) episode = NULL;
  g_autoptr (LkModel) model = NULL;
  g_autoptr (LkScoring) scoring = NULL;
  LkMetricOptions options;

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
  model = open_model (request, session, error);
  if (model == NULL
      || !lk_cli_options_resolve (&request->options, model,
                                  session != NULL ? &session->options : NULL, &options,
                                  error))
    return FALSE;
  scoring = score (episode, model, &options, session, error);
  if (scoring == NULL)
    return FALSE;
  return print_scoring (request, scoring, &options,
                        session != NULL ? session->title : NULL, error);
}

gboolean
lk_cmd_explain (GStrv *arguments, GError **error)
{
  g_auto (Request) request = { { NULL } };
  const GOptionEntry entries[] = {
    { "support", 's', 0, G_OPTION_ARG_FILENAME_ARRAY, &request.supports,
      N_ ("A class: its name and pictures, or a folder of them; once a class"),
      N_ ("NAME=A.jpg,B.jpg") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &request.json, N_ ("Print one JSON object"),
      NULL },
    { "figures", 0, 0, G_OPTION_ARG_FILENAME, &request.figures,
      N_ ("Write the figures of every query as SVG, PDF and PNG"), N_ ("FOLDER") },
    { "report", 0, 0, G_OPTION_ARG_FILENAME, &request.report,
      N_ ("Write a report of a few pages"), "R.pdf" },
    { "csv", 0, 0, G_OPTION_ARG_FILENAME, &request.csv,
      N_ ("Write a table of all queries"), "T.csv" },
    { NULL },
  };

  if (!lk_cli_options_parse (
          &request.options, LK_CLI_MODEL | LK_CLI_METRIC,
          _ ("SESSION.likeness | --support NAME=A.jpg,B.jpg … QUERY…"),
          _ ("Scores queries against the classes of an episode and says which level of "
             "the metric decided."),
          entries, arguments, error))
    return FALSE;
  return check_use (&request, *arguments, error) && explain (&request, *arguments, error);
}
