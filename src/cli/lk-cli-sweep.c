/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-sweep.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "lk-cli-dataset.h"
#include "lk-cli-network.h"
#include "lk-cli-output.h"
#include "lk-cli-progress.h"
#include "lk-cli-reading.h"
#include "lk-cli-source.h"
#include "lk-cli-sweep-report.h"
#include "lk-model-defaults.h"
#include "lk-sweep.h"

#define MAX_SETTINGS 1000

gboolean
lk_cli_sweep_check (const LkCliSweep *self, GError **error)
{
  guint64 n = lk_cli_values_count (self->values);

  if (self->outputs->confusion != NULL || self->outputs->mistakes != NULL)
    return lk_cli_wrong_use (error, _ ("--confusion and --save-mistakes are of one "
                                       "setting: give each option once"));
  if (n <= MAX_SETTINGS)
    return TRUE;
  return lk_cli_wrong_use (error,
                           _ ("%" PRIu64 " settings are more than %d: give fewer values"),
                           n, MAX_SETTINGS);
}

/* What is run while settings are gathered. */
typedef struct
{
  const LkCliSweep *request;
  LkDataset *dataset;
  LkSweep *sweep;
  LkFeatureCache *cache;
  GPtrArray *sources;
  char *model; /* of the last source */
  GHashTable *told;
  LkCliProgress *progress;
} Work;

static void
work_clear (Work *self)
{
  g_clear_pointer (&self->sweep, lk_sweep_free);
  g_clear_object (&self->cache);
  g_clear_pointer (&self->sources, g_ptr_array_unref);
  g_clear_pointer (&self->told, g_hash_table_unref);
  g_clear_object (&self->dataset);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

/* What is true of many settings is told once. @text: (transfer full) (nullable) */
static void
warn_once (Work *work, char *text)
{
  if (text != NULL && g_hash_table_add (work->told, text))
    lk_cli_warn ("%s", text);
}

/* The last source, or a new one where the model is another. */
static LkMapSource *
get_source (Work *work, const LkCliOptions *options, GError **error)
{
  LkMapSource *source;
  LkModel *model;

  if (work->sources->len > 0 && work->model == options->model)
    return work->sources->pdata[work->sources->len - 1];
  source = lk_cli_source_open_for_many (options, work->cache, error);
  if (source == NULL)
    return NULL;
  model = lk_map_source_get_model (source);
  if (model != NULL)
    {
      lk_cli_dataset_warn_of_overlap (work->dataset, model);
      lk_cli_network_warn (model);
    }
  work->model = options->model;
  g_ptr_array_add (work->sources, source);
  return source;
}

static gboolean
add_setting (Work *work, guint64 i, GError **error)
{
  const LkCliSweep *self = work->request;
  LkCliOptions options = *self->options;
  guint n_shots = self->sampler.n_shots;
  g_autoptr (LkModelDefaults) defaults = NULL;
  LkMetricOptions resolved;
  LkMapSource *source;

  lk_cli_values_choose (self->values, i, &options);
  source = get_source (work, &options, error);
  if (source == NULL
      || !lk_cli_options_settle (&options, lk_map_source_get_model (source), n_shots,
                                 NULL, &resolved, error))
    return FALSE;
  defaults = lk_model_defaults_new (lk_map_source_get_model (source));
  warn_once (work, lk_model_defaults_describe_misfit (defaults, &resolved));
  if (!(options.given & LK_GIVEN_WEIGHTS))
    warn_once (work, lk_model_defaults_describe_shots (defaults, n_shots));
  lk_sweep_add (work->sweep, source, &resolved);
  return TRUE;
}

static guint
get_n_wanted (const Work *work)
{
  return (guint) (work->request->end - work->request->first);
}

static void
on_progress (guint n_done, guint total, double seconds_left, gpointer data)
{
  const Work *work = data;
  guint n = lk_sweep_get_n (work->sweep);
  g_autofree char *text = g_strdup_printf (ngettext ("%u setting", "%u settings", n), n);

  lk_cli_progress_show (work->progress, n_done, total, seconds_left, text);
}

static void
warn_of_memory (LkSweep *sweep)
{
  guint64 n_embedded, n_repeated;

  lk_sweep_get_n_embedded (sweep, &n_embedded, &n_repeated);
  if (n_repeated > 0)
    lk_cli_warn (_ ("The feature maps do not fit in memory: %" PRIu64
                    " pictures were embedded again"),
                 n_repeated);
}

/* Whatever ended it, what is done counts. @problem: (transfer full) (nullable) */
static gboolean
finish (Work *work, GError *problem, GError **error)
{
  g_autoptr (GPtrArray) problems = lk_cli_problems_new ();

  for (guint i = 0; i < work->sources->len; i++)
    {
      lk_cli_cache_end (work->sources->pdata[i]);
      if (LK_IS_EMBEDDER (work->sources->pdata[i]))
        lk_cli_reading_warn (work->sources->pdata[i]);
    }
  lk_cli_dataset_warn_of_left_out (work->dataset);
  warn_of_memory (work->sweep);
  lk_cli_sweep_report (work->request->outputs, work->sweep, get_n_wanted (work),
                       problems);
  if (problem != NULL)
    lk_cli_problems_add (problems,
                         lk_cli_describe_end (lk_sweep_get_n_episodes (work->sweep),
                                              get_n_wanted (work), problem));
  return lk_cli_problems_end (problems, error);
}

static gboolean
prepare (Work *work, GError **error)
{
  const LkCliSweep *self = work->request;
  guint64 n = lk_cli_values_count (self->values);

  work->dataset = lk_cli_dataset_open (self->path, self->split, error);
  if (work->dataset == NULL || !lk_sampler_check (&self->sampler, work->dataset, error)
      || !lk_cli_evaluation_outputs_check (self->outputs, self->path, error))
    return FALSE;
  lk_cli_dataset_warn_of_small (work->dataset, &self->sampler);
  work->cache = lk_episode_runner_make_cache ();
  work->sources = g_ptr_array_new_with_free_func (g_object_unref);
  work->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  work->sweep = lk_sweep_new (work->dataset, &self->sampler);
  for (guint64 i = 0; i < n; i++)
    if (!add_setting (work, i, error))
      return FALSE;
  return TRUE;
}

gboolean
lk_cli_sweep_run (gpointer sweep, GCancellable *cancellable, GError **error)
{
  const LkCliSweep *self = sweep;
  g_auto (Work) work = { .request = self };
  const LkSweepObserver observer = { on_progress, &work };
  GError *problem = NULL;

  if (!prepare (&work, error))
    return FALSE;
  {
    g_autoptr (LkCliProgress) progress = lk_cli_progress_new (self->quiet);

    work.progress = progress;
    lk_sweep_run (work.sweep, self->first, self->end, &observer, cancellable, &problem);
  }
  if (problem != NULL && lk_sweep_get_n_episodes (work.sweep) == 0
      && !g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return lk_cli_dataset_fail (work.dataset, problem, error);
  return finish (&work, problem, error);
}
