/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-cli-dataset.h"
#include "lk-cli-calibration.h"
#include "lk-cli-figures.h"
#include "lk-cli-files.h"
#include "lk-cli-options.h"
#include "lk-cli-output.h"
#include "lk-cli-progress.h"
#include "lk-cli-run.h"
#include "lk-cli.h"
#include "lk-episode-runner.h"

#define MAX_NUMBER 5000
#define MAX_EPISODES 1000000
#define MAX_SHOTS_GIVEN 16

typedef struct
{
  LkCliOptions options;
  char *split;
  int n_ways;
  char *shots;
  int n_queries;
  int n_episodes;
  gint64 seed;
  char *figures;
  char *figure_width;
  double column; /* what that says, once the use is checked */
  char *output;
  gboolean json;
  gboolean quiet;
  GArray *shot_list; /* of guint, rising */
} Request;

static void
request_clear (Request *self)
{
  lk_cli_options_clear (&self->options);
  g_clear_pointer (&self->split, g_free);
  g_clear_pointer (&self->shots, g_free);
  g_clear_pointer (&self->figures, g_free);
  g_clear_pointer (&self->figure_width, g_free);
  g_clear_pointer (&self->output, g_free);
  g_clear_pointer (&self->shot_list, g_array_unref);
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
    { "shot", 0, 0, G_OPTION_ARG_STRING, &self->shots,
      N_ ("Numbers of support pictures of a class (1,5)"), "K,…" },
    { "query", 0, 0, G_OPTION_ARG_INT, &self->n_queries, N_ ("Queries of a class (15)"),
      "Q" },
    { "episodes", 0, 0, G_OPTION_ARG_INT, &self->n_episodes,
      N_ ("How many are run for each number of shots (600)"), "E" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &self->seed,
      N_ ("The same seed, the same halves and episodes (0)"), "S" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->json, N_ ("Print one JSON object"), NULL },
    { "figures", 0, 0, G_OPTION_ARG_FILENAME, &self->figures,
      N_ ("Write the accuracy over all weights as SVG, PDF and PNG"), N_ ("FOLDER") },
    { "figure-width", 0, 0, G_OPTION_ARG_STRING, &self->figure_width,
      N_ ("How wide figures are: one or two columns of a paper, or points"),
      N_ ("WIDTH") },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &self->output,
      N_ ("Write the model with the learned weights as its defaults"),
      "OUT.safetensors" },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &self->quiet, N_ ("Show no progress"), NULL },
    { NULL },
  };

  return lk_cli_options_parse (
      &self->options, LK_CLI_MODEL | LK_CLI_CACHE | LK_CLI_METRIC, _ ("DATASET"),
      _ ("Learns how much each level should count, from episodes drawn from a folder of "
         "labelled pictures."),
      entries, arguments, error);
}

static int
compare_shots (gconstpointer a, gconstpointer b)
{
  guint left = *(const guint *) a, right = *(const guint *) b;

  return left < right ? -1 : left > right;
}

static gboolean
has_shot (GArray *shots, guint value)
{
  for (guint i = 0; i < shots->len; i++)
    if (g_array_index (shots, guint, i) == value)
      return TRUE;
  return FALSE;
}

/* "1,5" */
static gboolean
parse_shots (Request *self, GError **error)
{
  g_auto (GStrv) words = g_strsplit (self->shots != NULL ? self->shots : "1,5", ",", -1);

  self->shot_list = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; words[i] != NULL; i++)
    {
      guint64 value;
      guint shot;

      if (!g_ascii_string_to_unsigned (g_strstrip (words[i]), 10, 1, MAX_NUMBER, &value,
                                       NULL)
          || i >= MAX_SHOTS_GIVEN)
        return lk_cli_wrong_use (error,
                                 _ ("--shot: give up to %d numbers from 1 to %d with "
                                    "commas between them, such as 1,5"),
                                 MAX_SHOTS_GIVEN, MAX_NUMBER);
      shot = (guint) value;
      if (!has_shot (self->shot_list, shot))
        g_array_append_val (self->shot_list, shot);
    }
  if (self->shot_list->len == 0)
    return lk_cli_wrong_use (error, _ ("--shot: give at least one number"));
  g_array_sort (self->shot_list, compare_shots);
  return TRUE;
}

static gboolean
check_use (Request *self, GStrv arguments, GError **error)
{
  if (g_strv_length (arguments) != 1)
    return lk_cli_wrong_use (error, _ ("Give one dataset: a folder with one folder of "
                                       "pictures for each class, or with tables"));
  if (!lk_cli_cache_check (&self->options.cache, error)
      || !lk_cli_check_number ("--way", self->n_ways, 2, MAX_NUMBER, error)
      || !parse_shots (self, error)
      || !lk_cli_figures_read_width (self->figure_width, &self->column, error)
      || !lk_cli_check_number ("--query", self->n_queries, 1, MAX_NUMBER, error)
      || !lk_cli_check_number ("--episodes", self->n_episodes, 2, MAX_EPISODES, error))
    return FALSE;
  if (self->seed < 0)
    return lk_cli_wrong_use (error, _ ("--seed: give a number that is not negative"));
  if (self->options.given & LK_GIVEN_WEIGHTS)
    return lk_cli_wrong_use (error, _ ("--weights: weights are what calibrate learns"));
  if (self->output != NULL && !g_str_has_suffix (self->output, ".safetensors"))
    return lk_cli_wrong_use (error, _ ("--output: end its name in .safetensors"));
  return TRUE;
}

/* As evaluate would, but normalised within the episode: a fusion layer has weights of its
 * own. Whatever weights there are, they are not used. */
static gboolean
resolve (const Request *self, LkModel *model, LkMetricOptions *options, GError **error)
{
  const LkMetricOptions house = lk_metric_options_default ();
  LkCliOptions own = self->options;

  memcpy (own.metric.weights, house.weights, sizeof house.weights);
  own.given |= LK_GIVEN_WEIGHTS;
  if (!(own.given & LK_GIVEN_NORMALISE))
    own.metric.normalisation = house.normalisation;
  own.given |= LK_GIVEN_NORMALISE;
  return lk_cli_options_resolve (&own, model, g_array_index (self->shot_list, guint, 0),
                                 NULL, options, error);
}

typedef struct
{
  LkCliProgress *progress;
  guint n_shots;
} Shown;

static void
on_progress (guint n_done, guint total, double seconds_left, gpointer data)
{
  const Shown *shown = data;
  g_autofree char *text = g_strdup_printf (_ ("%u-shot"), shown->n_shots);

  lk_cli_progress_show (shown->progress, n_done, total, seconds_left, text);
}

static gboolean
run (const Request *self,
     LkCalibrator *calibrator,
     LkCliCalibration *result,
     GCancellable *cancellable,
     GError **error)
{
  g_autoptr (LkCliProgress) progress = lk_cli_progress_new (self->quiet);

  for (guint i = 0; i < self->shot_list->len; i++)
    {
      Shown shown = { progress, g_array_index (self->shot_list, guint, i) };
      LkEpisodeScores *scores[LK_CALIBRATION_N_HALVES] = { NULL };
      gboolean fine
          = lk_calibrator_run (calibrator, shown.n_shots, (guint) self->n_episodes,
                               on_progress, &shown, scores, cancellable, error);

      if (fine)
        lk_cli_calibration_add (result, shown.n_shots, scores);
      for (guint half = 0; half < LK_CALIBRATION_N_HALVES; half++)
        lk_episode_scores_free (scores[half]);
      if (!fine)
        return FALSE;
    }
  return TRUE;
}

/* What is done on the thread of the work. */
typedef struct
{
  const Request *request;
  const char *path;
} Work;

static gboolean
check_all (const Request *self,
           const LkCalibrator *calibrator,
           LkModel *model,
           const char *path,
           GError **error)
{
  for (guint i = 0; i < self->shot_list->len; i++)
    if (!lk_calibrator_check (calibrator, g_array_index (self->shot_list, guint, i),
                              (guint) self->n_episodes, error))
      return FALSE;
  return (self->output == NULL
          || (lk_cli_check_output (self->output, path, error)
              && lk_cli_check_output (self->output, lk_model_get_path (model), error)))
         && (self->figures == NULL || lk_cli_make_folder (self->figures, error));
}

/* All is written and printed that was learned, also where @problem (transfer full)
 * (nullable) ended it before the last number of shots. */
static gboolean
report (const Request *self, LkCliCalibration *result, GError *problem, GError **error)
{
  g_autoptr (GPtrArray) problems = lk_cli_problems_new ();
  GError *unwritten = NULL;

  if (self->output != NULL
      && !lk_cli_calibration_save_model (result, self->output, &unwritten))
    lk_cli_problems_add (problems, g_steal_pointer (&unwritten));
  if (self->figures != NULL
      && !lk_cli_calibration_save_figures (result, self->figures, self->column,
                                           &unwritten))
    lk_cli_problems_add (problems, g_steal_pointer (&unwritten));
  if (self->json)
    lk_cli_calibration_print_json (result);
  else
    lk_cli_calibration_print (result);
  lk_cli_problems_add (problems, problem);
  return lk_cli_problems_end (problems, error);
}

/* The largest number of shots has the fewest classes that are large enough. */
static void
warn_of_small (const Request *self, LkDataset *dataset)
{
  const LkSampler sampler
      = { (guint) self->n_ways,
          g_array_index (self->shot_list, guint, self->shot_list->len - 1),
          (guint) self->n_queries, (guint64) self->seed };

  lk_cli_dataset_warn_of_small (dataset, &sampler);
}

static gboolean
calibrate (gpointer data, GCancellable *cancellable, GError **error)
{
  const Work *work = data;
  const Request *self = work->request;
  g_autoptr (LkDataset) dataset = lk_cli_dataset_open (work->path, self->split, error);
  g_autoptr (LkModel) model = NULL;
  g_autoptr (LkMapSource) source = NULL;
  g_autoptr (LkCalibrator) calibrator = NULL;
  g_autoptr (LkCliCalibration) result = NULL;
  LkMetricOptions options;
  GError *problem = NULL;

  if (dataset == NULL)
    return FALSE;
  model = lk_cli_options_open_model (&self->options, error);
  if (model == NULL || !resolve (self, model, &options, error))
    return FALSE;
  source = lk_episode_runner_make_source_as (model,
                                             lk_cli_options_get_reading (&self->options));
  if (!lk_cli_cache_use (&self->options.cache, source, error))
    return FALSE;
  calibrator = lk_calibrator_new (dataset, source, &options,
                                  &(LkSampler){ .n_ways = (guint) self->n_ways,
                                                .n_queries = (guint) self->n_queries,
                                                .seed = (guint64) self->seed },
                                  error);
  if (calibrator == NULL || !check_all (self, calibrator, model, work->path, error))
    return FALSE;
  warn_of_small (self, dataset);
  lk_cli_dataset_warn_of_overlap (dataset, model);
  result = lk_cli_calibration_new (dataset, model, calibrator);
  run (self, calibrator, result, cancellable, &problem);
  lk_cli_cache_end (source);
  lk_cli_dataset_warn_of_left_out (dataset);
  if (lk_cli_calibration_get_n_learned (result) > 0)
    return report (self, result, problem, error);
  g_propagate_error (error, problem);
  return FALSE;
}

gboolean
lk_cmd_calibrate (GStrv *arguments, GError **error)
{
  g_auto (Request) request = { .n_ways = 5, .n_queries = 15, .n_episodes = 600 };
  Work work = { &request, NULL };

  if (!parse (&request, arguments, error) || !check_use (&request, *arguments, error))
    return FALSE;
  work.path = (*arguments)[0];
  return lk_cli_run (calibrate, &work, error);
}
