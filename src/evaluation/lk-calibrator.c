/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-calibrator.h"

#include <glib/gi18n-lib.h>

#include "lk-decision.h"
#include "lk-error.h"
#include "lk-random.h"
#include "lk-episode-runner.h"
#include "lk-prototype.h"
#include "lk-scoring.h"

/* The stream of the split; episodes have those from 0 on. */
#define SPLIT_STREAM G_MAXUINT64

/* Of kept scores: 2 GiB. */
#define MAX_VALUES (G_GUINT64_CONSTANT (1) << 28)

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  guint left = *(const guint *) a, right = *(const guint *) b;

  return left < right ? -1 : left > right;
}

/* The classes of @dataset in random order, those of each half sorted. */
static void
split (LkCalibrator *self, LkDataset *dataset)
{
  guint n = lk_dataset_get_n_classes (dataset), n_first = (n + 1) / 2;
  g_autofree guint *classes = g_new (guint, n);
  LkRandom random;

  lk_random_init (&random, self->seed, SPLIT_STREAM);
  lk_random_choose (&random, n, n, classes);
  qsort (classes, n_first, sizeof *classes, compare_numbers);
  qsort (classes + n_first, n - n_first, sizeof *classes, compare_numbers);
  self->halves[0] = lk_dataset_new_part (dataset, classes, n_first);
  self->halves[1] = lk_dataset_new_part (dataset, classes + n_first, n - n_first);
}

LkCalibrator *
lk_calibrator_new (LkDataset *dataset,
                   LkMapSource *source,
                   const LkMetricOptions *options,
                   const LkSampler *sampler,
                   GError **error)
{
  LkCalibrator *self;
  guint n_ways, n_classes;

  g_return_val_if_fail (LK_IS_DATASET (dataset) && LK_IS_MAP_SOURCE (source), NULL);
  g_return_val_if_fail (options != NULL && sampler != NULL, NULL);

  n_ways = sampler->n_ways;
  n_classes = lk_dataset_get_n_classes (dataset);
  if (n_classes / LK_CALIBRATION_N_HALVES < n_ways)
    {
      g_autofree char *shown = g_filename_display_name (lk_dataset_get_path (dataset));

      g_set_error (error, LK_ERROR, LK_ERROR_EPISODE,
                   _ ("“%s” has %u classes: to learn %u-way weights on one half of them "
                      "and measure them on the other takes %u"),
                   shown, n_classes, n_ways, LK_CALIBRATION_N_HALVES * n_ways);
      return NULL;
    }
  self = g_new0 (LkCalibrator, 1);
  self->source = g_object_ref (source);
  self->options = *options;
  self->n_ways = n_ways;
  self->n_queries = sampler->n_queries;
  self->seed = sampler->seed;
  split (self, dataset);
  return self;
}

void
lk_calibrator_free (LkCalibrator *self)
{
  if (self == NULL)
    return;
  for (guint half = 0; half < LK_CALIBRATION_N_HALVES; half++)
    g_clear_object (&self->halves[half]);
  g_object_unref (self->source);
  g_free (self);
}

gboolean
lk_calibrator_check (const LkCalibrator *self,
                     guint n_shots,
                     guint n_episodes,
                     GError **error)
{
  const LkSampler sampler = { self->n_ways, n_shots, self->n_queries, self->seed };
  double n_values = (double) n_episodes * self->n_ways * self->n_queries * self->n_ways
                    * (LK_N_LEVELS + 1);

  for (guint half = 0; half < LK_CALIBRATION_N_HALVES; half++)
    if (!lk_sampler_check (&sampler, self->halves[half], error))
      return FALSE;
  if (n_values <= (double) MAX_VALUES)
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_LIMIT,
               _ ("The scores of %u episodes do not fit in memory: give fewer"),
               n_episodes);
  return FALSE;
}

/* What is collected of one half. */
typedef struct
{
  const LkCalibrator *calibrator;
  const LkTrainedFusion *fusion;
  LkEpisodeScores *scores;
  double *levels;
  double *prototype;
  guint n_shots;
} Collection;

/* docs/METHOD.md 10.4. */
static void
fill_prototype (const Collection *self, GPtrArray *maps)
{
  guint n_ways = self->calibrator->n_ways;
  guint n_queries = n_ways * self->calibrator->n_queries;
  gsize n_channels = lk_tensor_get_dim (maps->pdata[0], 0);
  LkTensor *const *all = (LkTensor *const *) maps->pdata;
  g_autofree double *classes = lk_prototype_pool (all, n_ways, self->n_shots);
  g_autofree double *queries
      = lk_prototype_pool (all + n_ways * self->n_shots, n_queries, 1);

  lk_prototype_compare (queries, n_queries, classes, n_ways, n_channels, self->prototype);
}

static gboolean
fill_levels (const Collection *self, const LkRawScores *scores, GError **error)
{
  const LkMetricOptions *options = &self->calibrator->options;
  guint n_ways = scores->n_classes;

  for (guint query = 0; query < scores->n_queries; query++)
    {
      double *own = self->levels + (gsize) query * LK_N_LEVELS * n_ways;
      const double *raw[LK_N_LEVELS];
      double *unit[LK_N_LEVELS];

      for (LkLevel level = 0; level < LK_N_LEVELS; level++)
        unit[level] = own + level * n_ways;
      lk_raw_scores_get_query (scores, query, options->distance, raw);
      if (!lk_decision_get_unit (n_ways, raw, options, self->fusion, unit, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
on_episode (LkOutcome *outcome,
            const LkSample *sample,
            GPtrArray *maps,
            const LkRawScores *scores,
            gpointer data,
            GError **error)
{
  Collection *self = data;

  if (!fill_levels (self, scores, error))
    return FALSE;
  fill_prototype (self, maps);
  lk_episode_scores_append (self->scores, self->levels, self->prototype);
  return TRUE;
}

/* Progress of one half as that of both. */
typedef struct
{
  LkCalibratorProgress progress;
  gpointer user_data;
  guint n_before;
  guint total;
} Progress;

static void
on_progress (guint n_done, guint total, double seconds_left, gpointer data)
{
  const Progress *self = data;
  guint n_left = self->total - self->n_before - n_done;
  double seconds = -1;

  if (self->progress == NULL)
    return;
  if (seconds_left >= 0 && total > n_done)
    seconds = seconds_left * n_left / (total - n_done);
  self->progress (self->n_before + n_done, self->total, seconds, self->user_data);
}

static gboolean
run_half (LkCalibrator *self,
          Collection *collection,
          LkDataset *half,
          guint n_episodes,
          Progress *progress,
          GCancellable *cancellable,
          GError **error)
{
  const LkSampler sampler
      = { self->n_ways, collection->n_shots, self->n_queries, self->seed };
  g_autoptr (LkEvaluation) evaluation = lk_evaluation_new (half, &sampler);
  g_autoptr (LkEpisodeRunner) runner
      = lk_episode_runner_new_for_source (half, self->source, &sampler, &self->options);
  gsize size = (gsize) self->n_ways * self->n_queries * self->n_ways;
  g_autofree double *levels = g_new (double, size *LK_N_LEVELS);
  g_autofree double *prototype = g_new (double, size);

  collection->levels = levels;
  collection->prototype = prototype;
  lk_episode_runner_set_collect (runner, on_episode, collection);
  return lk_episode_runner_run (runner, evaluation, 0, n_episodes, on_progress, progress,
                                cancellable, error);
}

gboolean
lk_calibrator_run (LkCalibrator *self,
                   guint n_shots,
                   guint n_episodes,
                   LkCalibratorProgress progress,
                   gpointer user_data,
                   LkEpisodeScores *scores[LK_CALIBRATION_N_HALVES],
                   GCancellable *cancellable,
                   GError **error)
{
  LkModel *model;
  g_autoptr (LkTrainedFusion) fusion = NULL;
  g_autoptr (LkEpisodeScores) first = NULL;
  g_autoptr (LkEpisodeScores) second = NULL;
  guint n_first = (n_episodes + 1) / 2;
  Progress shown = { progress, user_data, 0, n_episodes };

  g_return_val_if_fail (self != NULL && n_episodes >= LK_CALIBRATION_N_HALVES, FALSE);

  model = lk_map_source_get_model (self->source);
  if (model != NULL && !lk_scoring_read_fusion (model, &fusion, error))
    return FALSE;
  first = lk_episode_scores_new (self->n_ways, self->n_queries);
  second = lk_episode_scores_new (self->n_ways, self->n_queries);
  if (!run_half (self, &(Collection){ self, fusion, first, NULL, NULL, n_shots },
                 self->halves[0], n_first, &shown, cancellable, error))
    return FALSE;
  shown.n_before = n_first;
  if (!run_half (self, &(Collection){ self, fusion, second, NULL, NULL, n_shots },
                 self->halves[1], n_episodes - n_first, &shown, cancellable, error))
    return FALSE;
  scores[0] = g_steal_pointer (&first);
  scores[1] = g_steal_pointer (&second);
  return TRUE;
}
