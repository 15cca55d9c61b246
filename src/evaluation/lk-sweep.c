/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-sweep.h"

#include <math.h>

#include "lk-pace.h"
#include "lk-student.h"

/* Episodes of a source before the next one has its turn. */
#define TURN 64

struct _LkSweep
{
  LkDataset *dataset;
  LkSampler sampler;
  GArray *settings;
  GPtrArray *sources;
};

static void
setting_clear (LkSweepSetting *self)
{
  g_object_unref (self->source);
  g_object_unref (self->evaluation);
}

LkSweep *
lk_sweep_new (LkDataset *dataset, const LkSampler *sampler)
{
  LkSweep *self;

  g_return_val_if_fail (LK_IS_DATASET (dataset) && sampler != NULL, NULL);

  self = g_new0 (LkSweep, 1);
  self->dataset = g_object_ref (dataset);
  self->sampler = *sampler;
  self->settings = g_array_new (FALSE, FALSE, sizeof (LkSweepSetting));
  g_array_set_clear_func (self->settings, (GDestroyNotify) setting_clear);
  self->sources = g_ptr_array_new ();
  return self;
}

void
lk_sweep_free (LkSweep *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->sources);
  g_array_unref (self->settings);
  g_object_unref (self->dataset);
  g_free (self);
}

void
lk_sweep_add (LkSweep *self, LkMapSource *source, const LkMetricOptions *options)
{
  LkSweepSetting setting;

  g_return_if_fail (self != NULL && LK_IS_MAP_SOURCE (source) && options != NULL);

  setting.source = g_object_ref (source);
  setting.options = *options;
  setting.evaluation = lk_evaluation_new (self->dataset, &self->sampler);
  g_array_append_val (self->settings, setting);
  if (!g_ptr_array_find (self->sources, source, NULL))
    g_ptr_array_add (self->sources, source);
}

LkDataset *
lk_sweep_get_dataset (LkSweep *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->dataset;
}

const LkSampler *
lk_sweep_get_sampler (LkSweep *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return &self->sampler;
}

guint
lk_sweep_get_n (LkSweep *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->settings->len;
}

const LkSweepSetting *
lk_sweep_get_setting (LkSweep *self, guint i)
{
  g_return_val_if_fail (self != NULL && i < self->settings->len, NULL);
  return &g_array_index (self->settings, LkSweepSetting, i);
}

static LkEvaluation *
get_evaluation (LkSweep *self, guint i)
{
  return lk_sweep_get_setting (self, i)->evaluation;
}

/* A run: @n_done episodes of @n_all, those of each source counted, were there when the
 * turn began. */
typedef struct
{
  LkSweep *sweep;
  const LkSweepObserver *observer;
  GPtrArray *runners;
  GPtrArray *evaluations; /* the first of each runner */
  guint n_all;
  guint n_done;
  guint n_told;
  gint64 told;
  LkPace pace;
} Run;

/* One that runs all settings of @source. */
static void
add_runner (Run *run, LkMapSource *source)
{
  LkSweep *self = run->sweep;
  LkEpisodeRunner *runner = NULL;

  for (guint i = 0; i < self->settings->len; i++)
    {
      const LkSweepSetting *setting = lk_sweep_get_setting (self, i);

      if (setting->source != source)
        continue;
      if (runner != NULL)
        {
          lk_episode_runner_add (runner, &setting->options, setting->evaluation);
          continue;
        }
      runner = lk_episode_runner_new_for_source (self->dataset, source, &self->sampler,
                                                 &setting->options);
      g_ptr_array_add (run->runners, runner);
      g_ptr_array_add (run->evaluations, setting->evaluation);
    }
}

/* Of one turn: what all turns come to. */
static void
on_progress (guint n_done, guint total, double seconds_left, gpointer data)
{
  Run *run = data;
  guint n = run->n_done + n_done;
  gint64 now = g_get_monotonic_time ();

  if (n > run->n_told)
    lk_pace_add (&run->pace, n - run->n_told,
                 (double) (now - run->told) / G_USEC_PER_SEC);
  run->n_told = n;
  run->told = now;
  if (run->observer != NULL)
    run->observer->progress (n / run->runners->len, run->n_all / run->runners->len,
                             lk_pace_get_seconds_left (&run->pace, run->n_all - n),
                             run->observer->user_data);
}

static gboolean
run_turn (Run *run, guint64 first, guint64 end, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < run->runners->len; i++)
    {
      run->told = g_get_monotonic_time ();
      if (!lk_episode_runner_run (run->runners->pdata[i], run->evaluations->pdata[i],
                                  first, end, on_progress, run, cancellable, error))
        return FALSE;
      run->n_done += (guint) (end - first);
    }
  return TRUE;
}

gboolean
lk_sweep_run (LkSweep *self,
              guint64 first,
              guint64 end,
              const LkSweepObserver *observer,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (GPtrArray) runners = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) evaluations = g_ptr_array_new ();
  Run run = { self, observer, runners, evaluations, 0, 0, 0, 0, { 0 } };
  guint64 turn;

  g_return_val_if_fail (self != NULL && self->settings->len > 0, FALSE);
  g_return_val_if_fail (first <= end && end - first <= G_MAXUINT / self->sources->len,
                        FALSE);

  for (guint i = 0; i < self->sources->len; i++)
    add_runner (&run, self->sources->pdata[i]);
  run.n_all = (guint) (end - first) * runners->len;
  turn = runners->len > 1 ? TURN : MAX (end - first, 1);
  for (; first < end; first += turn)
    if (!run_turn (&run, first, MIN (end, first + turn), cancellable, error))
      return FALSE;
  return TRUE;
}

guint
lk_sweep_get_n_episodes (LkSweep *self)
{
  guint n = 0;

  g_return_val_if_fail (self != NULL && self->settings->len > 0, 0);

  for (guint i = 0; i < lk_evaluation_get_n_episodes (get_evaluation (self, 0)); i++)
    {
      guint64 index = lk_evaluation_get_episode (get_evaluation (self, 0), i)->index;
      guint n_there = 0;

      for (guint j = 0; j < self->settings->len; j++)
        n_there += lk_evaluation_has (get_evaluation (self, j), index);
      n += n_there == self->settings->len;
    }
  return n;
}

double
lk_sweep_get_seconds (LkSweep *self)
{
  double seconds = 0;

  g_return_val_if_fail (self != NULL, 0);

  for (guint i = 0; i < self->settings->len; i++)
    seconds += lk_evaluation_get_seconds (get_evaluation (self, i));
  return seconds;
}

void
lk_sweep_get_n_embedded (LkSweep *self, guint64 *n_embedded, guint64 *n_repeated)
{
  g_return_if_fail (self != NULL);

  *n_embedded = *n_repeated = 0;
  for (guint i = 0; i < self->settings->len; i++)
    {
      guint64 n, n_again;

      lk_evaluation_get_n_embedded (get_evaluation (self, i), &n, &n_again);
      *n_embedded += n;
      *n_repeated += n_again;
    }
}

/* (transfer full): array of int, for each episode that both have: how many queries more
 * came out right. */
static GArray *
list_differences (LkEvaluation *evaluation, LkEvaluation *reference, guint predictor)
{
  GArray *differences = g_array_new (FALSE, FALSE, sizeof (int));
  guint n = lk_evaluation_get_n_episodes (reference), j = 0;

  for (guint i = 0; i < lk_evaluation_get_n_episodes (evaluation); i++)
    {
      const LkOutcome *outcome = lk_evaluation_get_episode (evaluation, i);
      const LkOutcome *other = NULL;
      int difference;

      for (; j < n; j++)
        {
          other = lk_evaluation_get_episode (reference, j);
          if (other->index >= outcome->index)
            break;
        }
      if (j == n)
        break;
      if (other->index != outcome->index)
        continue;
      difference = (int) outcome->n_right[predictor] - (int) other->n_right[predictor];
      g_array_append_val (differences, difference);
    }
  return differences;
}

gboolean
lk_sweep_get_difference (LkSweep *self,
                         guint i,
                         guint predictor,
                         double *difference,
                         double *ci95)
{
  g_autoptr (GArray) differences = NULL;
  double n_queries, squares = 0, mean;
  gint64 sum = 0;
  guint n;

  g_return_val_if_fail (self != NULL && i < self->settings->len, FALSE);
  g_return_val_if_fail (predictor < LK_N_PREDICTORS, FALSE);

  differences
      = list_differences (get_evaluation (self, i), get_evaluation (self, 0), predictor);
  n = differences->len;
  for (guint j = 0; j < n; j++)
    sum += g_array_index (differences, int, j);
  n_queries = self->sampler.n_ways * self->sampler.n_queries;
  mean = n > 0 ? (double) sum / n / n_queries : 0;
  for (guint j = 0; j < n; j++)
    {
      double distance = g_array_index (differences, int, j) / n_queries - mean;

      squares += distance * distance;
    }
  *difference = 100 * mean;
  *ci95
      = n < 2 ? 0 : 100 * lk_student_quantile_975 (n - 1) * sqrt (squares / (n - 1) / n);
  return n >= 2;
}
