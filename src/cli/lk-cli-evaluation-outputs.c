/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-evaluation-outputs.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "lk-cli-figures.h"
#include "lk-cli-files.h"
#include "lk-cli-output.h"
#include "lk-episode.h"
#include "lk-file-ending.h"

#define MAX_MISTAKES 1000000

void
lk_cli_evaluation_outputs_clear (LkCliEvaluationOutputs *self)
{
  g_clear_pointer (&self->csv, g_free);
  g_clear_pointer (&self->confusion, g_free);
  g_clear_pointer (&self->figures, g_free);
  g_clear_pointer (&self->figure_width, g_free);
  g_clear_pointer (&self->mistakes, g_free);
}

GOptionEntry *
lk_cli_evaluation_outputs_add_entries (LkCliEvaluationOutputs *self,
                                       const GOptionEntry *others)
{
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->json, N_ ("Print one JSON object"), NULL },
    { "csv", 0, 0, G_OPTION_ARG_FILENAME, &self->csv,
      N_ ("Write a table of the episodes"), "E.csv" },
    { "confusion", 0, 0, G_OPTION_ARG_FILENAME, &self->confusion,
      N_ ("Write the confusion matrix"), "C.csv" },
    { "figures", 0, 0, G_OPTION_ARG_FILENAME, &self->figures,
      N_ ("Write accuracy and confusion matrix as SVG, PDF and PNG"), N_ ("FOLDER") },
    { "figure-width", 0, 0, G_OPTION_ARG_STRING, &self->figure_width,
      N_ ("How wide figures are: one or two columns of a paper, or points"),
      N_ ("WIDTH") },
    { "save-mistakes", 0, 0, G_OPTION_ARG_FILENAME, &self->mistakes,
      N_ ("Write the worst mistakes as sessions"), N_ ("FOLDER") },
    { "max-mistakes", 0, 0, G_OPTION_ARG_INT, &self->max_mistakes,
      N_ ("How many at most (20)"), "N" },
  };
  GArray *all = g_array_new (TRUE, TRUE, sizeof (GOptionEntry));

  while (others->long_name != NULL)
    g_array_append_val (all, *others++);
  g_array_append_vals (all, entries, G_N_ELEMENTS (entries));
  return (GOptionEntry *) (gpointer) g_array_free (all, FALSE);
}

static gboolean
check_table (const char *name, const char *path, GError **error)
{
  if (path == NULL || lk_file_has_ending (path, ".csv"))
    return TRUE;
  return lk_cli_wrong_use (error, _ ("%s writes CSV: end its name in .csv"), name);
}

gboolean
lk_cli_evaluation_outputs_check_use (const LkCliEvaluationOutputs *self, GError **error)
{
  double width;

  return lk_cli_check_number ("--max-mistakes", self->max_mistakes, 0, MAX_MISTAKES,
                              error)
         && lk_cli_figures_read_width (self->figure_width, &width, error)
         && check_table ("--csv", self->csv, error)
         && check_table ("--confusion", self->confusion, error);
}

static void
add_output (GPtrArray *paths, const char *path, const char *ending)
{
  if (path != NULL)
    g_ptr_array_add (paths, g_strconcat (path, ending, NULL));
}

gboolean
lk_cli_evaluation_outputs_check_apart (const LkCliEvaluationOutputs *self,
                                       const char *const *others,
                                       guint n_others,
                                       guint n_read,
                                       GError **error)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  guint n_inputs = 0;

  for (guint i = 0; i < n_others; i++)
    {
      add_output (paths, others[i], "");
      if (i + 1 == n_read)
        n_inputs = paths->len;
    }
  add_output (paths, self->csv, "");
  add_output (paths, self->csv, ".part");
  add_output (paths, self->confusion, "");
  add_output (paths, self->figures, "");
  if (self->figures == NULL || g_strcmp0 (self->figures, self->mistakes) != 0)
    add_output (paths, self->mistakes, "");
  return lk_cli_check_each_apart ((const char *const *) paths->pdata, paths->len,
                                  n_inputs, error);
}

double
lk_cli_evaluation_outputs_get_width (const LkCliEvaluationOutputs *self)
{
  double width;

  lk_cli_figures_read_width (self->figure_width, &width, NULL);
  return width;
}

gboolean
lk_cli_evaluation_outputs_check_episode (const LkCliEvaluationOutputs *self,
                                         guint n_ways,
                                         guint n_shots,
                                         GError **error)
{
  if (self->mistakes == NULL
      || (n_ways <= LK_EPISODE_MAX_CLASSES && n_shots <= LK_EPISODE_MAX_SHOTS))
    return TRUE;
  return lk_cli_wrong_use (error,
                           _ ("--save-mistakes: a session has at most %d classes of %d "
                              "shots"),
                           LK_EPISODE_MAX_CLASSES, LK_EPISODE_MAX_SHOTS);
}

gboolean
lk_cli_evaluation_outputs_check (const LkCliEvaluationOutputs *self,
                                 const char *dataset,
                                 GError **error)
{
  return (self->csv == NULL || lk_cli_check_output (self->csv, dataset, error))
         && (self->confusion == NULL
             || lk_cli_check_output (self->confusion, dataset, error))
         && (self->figures == NULL || lk_cli_make_folder (self->figures, error))
         && (self->mistakes == NULL || lk_cli_make_folder (self->mistakes, error));
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

static void
write_files (const LkCliEvaluationOutputs *self,
             LkCliEvaluation *result,
             GPtrArray *problems)
{
  gboolean any = lk_evaluation_get_n_episodes (result->evaluation) > 0;
  double width = lk_cli_evaluation_outputs_get_width (self);
  GError *problem = NULL;

  if (self->csv != NULL
      && !lk_evaluation_save_csv (result->evaluation, self->csv, &problem))
    lk_cli_problems_add (problems, g_steal_pointer (&problem));
  if (self->confusion != NULL
      && !lk_cli_evaluation_save_confusion (result, self->confusion, &problem))
    lk_cli_problems_add (problems, g_steal_pointer (&problem));
  if (self->figures != NULL && any
      && !lk_cli_evaluation_save_figures (result, self->figures, width, &problem))
    lk_cli_problems_add (problems, g_steal_pointer (&problem));
  if (self->mistakes != NULL
      && !lk_cli_evaluation_save_mistakes (result, self->mistakes,
                                           (guint) self->max_mistakes, &problem))
    lk_cli_problems_add (problems, g_steal_pointer (&problem));
}

void
lk_cli_evaluation_outputs_write (const LkCliEvaluationOutputs *self,
                                 LkCliEvaluation *result,
                                 GPtrArray *problems)
{
  write_files (self, result, problems);
  warn (result);
  if (self->json)
    lk_cli_evaluation_print_json (result);
  else
    lk_cli_evaluation_print (result);
  g_clear_pointer (&result->sessions, g_ptr_array_unref);
  g_clear_pointer (&result->figures, g_ptr_array_unref);
}
