/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-episode-runner.h"

#include "lk-dataset-maps.h"
#include "lk-pace.h"
#include "lk-pool.h"
#include "lk-prototype.h"
#include "lk-scoring.h"
#include "lk-sweep-plan.h"

#define MAX_PICTURES_AT_ONCE 5000

struct _LkEpisodeRunner
{
  GObject parent_instance;

  LkDataset *dataset;
  LkMapSource *source;
  LkSampler sampler;
  GArray *options;   /* of LkMetricOptions */
  GPtrArray *others; /* evaluations of all but the first of them */
  LkSweepPlan *plan;
  LkTrainedFusion *fusion;

  LkEpisodeRunnerCollect collect;
  gpointer collect_data;
};

G_DEFINE_FINAL_TYPE (LkEpisodeRunner, lk_episode_runner, G_TYPE_OBJECT)

static void
lk_episode_runner_finalize (GObject *object)
{
  LkEpisodeRunner *self = LK_EPISODE_RUNNER (object);

  g_object_unref (self->dataset);
  g_object_unref (self->source);
  g_array_unref (self->options);
  g_ptr_array_unref (self->others);
  g_clear_pointer (&self->plan, lk_sweep_plan_free);
  g_clear_pointer (&self->fusion, lk_trained_fusion_free);
  G_OBJECT_CLASS (lk_episode_runner_parent_class)->finalize (object);
}

static void
lk_episode_runner_class_init (LkEpisodeRunnerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lk_episode_runner_finalize;
}

static void
lk_episode_runner_init (LkEpisodeRunner *self)
{
  self->options = g_array_new (FALSE, FALSE, sizeof (LkMetricOptions));
  self->others = g_ptr_array_new_with_free_func (g_object_unref);
}

LkEpisodeRunner *
lk_episode_runner_new_for_source (LkDataset *dataset,
                                  LkMapSource *source,
                                  const LkSampler *sampler,
                                  const LkMetricOptions *options)
{
  LkEpisodeRunner *self;

  g_return_val_if_fail (LK_IS_DATASET (dataset) && LK_IS_MAP_SOURCE (source), NULL);
  g_return_val_if_fail (sampler != NULL && options != NULL, NULL);

  self = g_object_new (LK_TYPE_EPISODE_RUNNER, NULL);
  self->dataset = g_object_ref (dataset);
  self->source = g_object_ref (source);
  self->sampler = *sampler;
  g_array_append_vals (self->options, options, 1);
  return self;
}

LkEpisodeRunner *
lk_episode_runner_new (LkDataset *dataset,
                       LkModel *model,
                       const LkSampler *sampler,
                       const LkMetricOptions *options)
{
  g_autoptr (LkMapSource) source = lk_episode_runner_make_source (model);

  return lk_episode_runner_new_for_source (dataset, source, sampler, options);
}

void
lk_episode_runner_add (LkEpisodeRunner *self,
                       const LkMetricOptions *options,
                       LkEvaluation *evaluation)
{
  g_return_if_fail (LK_IS_EPISODE_RUNNER (self) && LK_IS_EVALUATION (evaluation));
  g_return_if_fail (options != NULL && self->plan == NULL);

  g_array_append_vals (self->options, options, 1);
  g_ptr_array_add (self->others, g_object_ref (evaluation));
}

static const LkMetricOptions *
get_options (LkEpisodeRunner *self, guint i)
{
  return &g_array_index (self->options, LkMetricOptions, i);
}

void
lk_episode_runner_set_collect (LkEpisodeRunner *self,
                               LkEpisodeRunnerCollect collect,
                               gpointer user_data)
{
  g_return_if_fail (LK_IS_EPISODE_RUNNER (self));

  self->collect = collect;
  self->collect_data = user_data;
}

static gboolean
prepare (LkEpisodeRunner *self, GError **error)
{
  LkModel *model = lk_map_source_get_model (self->source);

  for (guint i = 0; i < self->options->len; i++)
    if (!lk_metric_options_validate (get_options (self, i), error))
      return FALSE;
  if (self->plan == NULL)
    self->plan = lk_sweep_plan_new (self->options);
  return lk_sampler_check (&self->sampler, self->dataset, error)
         && (model == NULL || self->fusion != NULL
             || lk_scoring_read_fusion (model, &self->fusion, error));
}

/* An episode on its way: @outcomes has one for each of the options, or is %NULL. */
typedef struct
{
  guint64 index;
  LkSample *sample;
  GPtrArray *maps;
  GPtrArray *scores;
  GPtrArray *outcomes;
  GError *error;
} Episode;

static void
episode_clear (Episode *self)
{
  lk_sample_free (self->sample);
  g_clear_pointer (&self->maps, g_ptr_array_unref);
  g_clear_pointer (&self->scores, g_ptr_array_unref);
  g_clear_pointer (&self->outcomes, g_ptr_array_unref);
  g_clear_error (&self->error);
}

/* Episodes that are run at once: item i of the pool's run scores the i-th. */
typedef struct
{
  LkEpisodeRunner *runner;
  GCancellable *cancellable;
  GArray *episodes;
} Wave;

static Episode *
wave_get (const Wave *wave, guint i)
{
  return &g_array_index (wave->episodes, Episode, i);
}

static GPtrArray *
fetch_maps (LkEpisodeRunner *self,
            const LkSample *sample,
            gboolean *again,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (GArray) drawn = g_array_new (FALSE, FALSE, sizeof (LkDrawnPicture));
  const LkSampler *sampler = &self->sampler;

  lk_drawn_pictures_append (drawn, sample->classes, sampler->n_ways, sample->shots,
                            sampler->n_shots);
  lk_drawn_pictures_append (drawn, sample->classes, sampler->n_ways, sample->queries,
                            sampler->n_queries);
  return lk_dataset_fetch_maps (self->dataset, drawn, self->source, again, cancellable,
                                error);
}

static const LkRawScores *
get_scores (LkEpisodeRunner *self, const Episode *episode, guint i)
{
  return episode->scores->pdata[lk_sweep_plan_get_place (self->plan, i)];
}

static void
decide (LkEpisodeRunner *self, Episode *episode)
{
  g_autoptr (GPtrArray) outcomes
      = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_outcome_free);
  const LkSampler *sampler = &self->sampler;
  guint n_prototype_right
      = lk_prototype_count ((LkTensor *const *) episode->maps->pdata, sampler->n_ways,
                            sampler->n_shots, sampler->n_queries);

  for (guint i = 0; i < self->options->len; i++)
    {
      LkOutcome *outcome = lk_outcome_new (
          episode->index, episode->sample->classes, get_scores (self, episode, i),
          get_options (self, i), self->fusion, &episode->error);

      if (outcome == NULL)
        return;
      outcome->n_prototype_right = n_prototype_right;
      g_ptr_array_add (outcomes, outcome);
    }
  episode->outcomes = g_steal_pointer (&outcomes);
}

static void
score_item (guint index, guint worker, gpointer data)
{
  const Wave *wave = data;
  LkEpisodeRunner *self = wave->runner;
  Episode *episode = wave_get (wave, index);

  episode->scores = lk_sweep_plan_score (self->plan, &self->sampler, episode->maps,
                                         wave->cancellable, &episode->error);
  if (episode->scores != NULL)
    decide (self, episode);
}

/* Adds the picture that was left out last: without it the class may have been large
 * enough. @problem: (nullable) */
static gboolean
explain (const GError *problem, GError **error)
{
  if (problem != NULL && error != NULL)
    {
      g_autofree char *text
          = g_strdup_printf ("%s; %s", (*error)->message, problem->message);

      g_free ((*error)->message);
      (*error)->message = g_steal_pointer (&text);
    }
  return FALSE;
}

/* Draws the episode anew as long as it has pictures that cannot be read. */
static gboolean
draw (LkEpisodeRunner *self, Episode *episode, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) problem = NULL;
  gboolean again;

  while (episode->maps == NULL)
    {
      g_clear_pointer (&episode->sample, lk_sample_free);
      episode->sample = lk_sampler_draw (&self->sampler, self->dataset, episode->index);
      if (episode->sample == NULL
          && !lk_sampler_check (&self->sampler, self->dataset, error))
        return explain (problem, error);
      if (episode->sample == NULL)
        continue;
      g_clear_error (&problem);
      episode->maps = fetch_maps (self, episode->sample, &again, cancellable, &problem);
      if (episode->maps == NULL && !again)
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
    }
  return TRUE;
}

/* Draws the episode and gets its maps; where that fails, those before it are still run.
 */
static gboolean
wave_add (Wave *wave, guint64 index, GError **error)
{
  Episode episode = { .index = index };

  if (draw (wave->runner, &episode, wave->cancellable, error))
    {
      g_array_append_val (wave->episodes, episode);
      return TRUE;
    }
  episode_clear (&episode);
  return FALSE;
}

static LkEvaluation *
get_evaluation (LkEpisodeRunner *self, LkEvaluation *first, guint i)
{
  return i == 0 ? first : self->others->pdata[i - 1];
}

static gboolean
collect (LkEpisodeRunner *self, const Episode *episode, GError **error)
{
  return self->collect == NULL
         || self->collect (episode->outcomes->pdata[0], episode->sample, episode->maps,
                           get_scores (self, episode, 0), self->collect_data, error);
}

static gboolean
hand_over_episode (LkEpisodeRunner *self,
                   const Episode *episode,
                   LkEvaluation *evaluation,
                   GError **error)
{
  for (guint i = 0; i < episode->outcomes->len; i++)
    if (!lk_evaluation_add (get_evaluation (self, evaluation, i),
                            lk_outcome_copy (episode->outcomes->pdata[i]), error))
      return FALSE;
  return TRUE;
}

/* The outcomes up to the first that there is none of. */
static gboolean
hand_over (Wave *wave, LkEvaluation *evaluation, guint *n_done, GError **error)
{
  LkEpisodeRunner *self = wave->runner;

  for (guint i = 0; i < wave->episodes->len; i++)
    {
      Episode *episode = wave_get (wave, i);

      if (episode->outcomes == NULL)
        {
          g_propagate_error (error, g_steal_pointer (&episode->error));
          return FALSE;
        }
      if (!collect (self, episode, error)
          || !hand_over_episode (self, episode, evaluation, error))
        return FALSE;
      ++*n_done;
    }
  return TRUE;
}

static guint
get_wave_size (LkEpisodeRunner *self)
{
  guint n_pictures
      = self->sampler.n_ways * (self->sampler.n_shots + self->sampler.n_queries);

  return CLAMP (MAX_PICTURES_AT_ONCE / n_pictures, 1,
                lk_pool_get_n_threads (lk_pool_get_shared ()));
}

/* A run: episodes before @next are there. */
typedef struct
{
  LkEpisodeRunner *runner;
  LkEvaluation *evaluation;
  guint64 next;
  guint64 end;
  GCancellable *cancellable;
} Run;

static gboolean
has_all (LkEpisodeRunner *self, LkEvaluation *evaluation, guint64 index)
{
  for (guint i = 0; i < self->options->len; i++)
    if (!lk_evaluation_has (get_evaluation (self, evaluation, i), index))
      return FALSE;
  return TRUE;
}

static gboolean
fill_wave (Run *run, Wave *wave, GError **error)
{
  guint size = get_wave_size (run->runner);

  for (; run->next < run->end && wave->episodes->len < size; run->next++)
    if (!has_all (run->runner, run->evaluation, run->next)
        && !wave_add (wave, run->next, error))
      return FALSE;
  return TRUE;
}

static void
add_cost (Run *run, gint64 start, guint64 n_embedded, guint64 n_repeated)
{
  double seconds = (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
  guint64 n_embedded_now, n_repeated_now;

  lk_map_source_get_n_computed (run->runner->source, &n_embedded_now, &n_repeated_now);
  lk_evaluation_add_cost (run->evaluation, seconds, n_embedded_now - n_embedded,
                          n_repeated_now - n_repeated);
}

/* Runs the next episodes; @n_done of them are handed over, whatever it ends with. */
static gboolean
run_wave (Run *run, guint *n_done, GError **error)
{
  Wave wave
      = { run->runner, run->cancellable, g_array_new (FALSE, FALSE, sizeof (Episode)) };
  gint64 start = g_get_monotonic_time ();
  guint64 n_embedded, n_repeated;
  g_autoptr (GError) problem = NULL;
  gboolean fine;

  g_array_set_clear_func (wave.episodes, (GDestroyNotify) episode_clear);
  lk_map_source_get_n_computed (run->runner->source, &n_embedded, &n_repeated);
  fill_wave (run, &wave, &problem);
  lk_pool_run (lk_pool_get_shared (), wave.episodes->len, score_item, &wave);
  fine = hand_over (&wave, run->evaluation, n_done, error);
  if (fine && problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      fine = FALSE;
    }
  add_cost (run, start, n_embedded, n_repeated);
  g_array_unref (wave.episodes);
  return fine;
}

static guint
count_done (LkEpisodeRunner *self, LkEvaluation *evaluation, guint64 first, guint64 end)
{
  guint n = 0;

  for (guint64 i = first; i < end; i++)
    n += has_all (self, evaluation, i);
  return n;
}

gboolean
lk_episode_runner_run (LkEpisodeRunner *self,
                       LkEvaluation *evaluation,
                       guint64 first,
                       guint64 end,
                       LkEpisodeRunnerProgress progress,
                       gpointer user_data,
                       GCancellable *cancellable,
                       GError **error)
{
  Run run = { self, evaluation, first, end, cancellable };
  LkPace pace = { 0 };
  guint n_done;
  gboolean fine;

  g_return_val_if_fail (LK_IS_EPISODE_RUNNER (self) && LK_IS_EVALUATION (evaluation),
                        FALSE);
  g_return_val_if_fail (first <= end && end - first <= G_MAXUINT, FALSE);

  n_done = count_done (self, evaluation, first, end);
  fine = prepare (self, error);
  while (fine && run.next < end)
    {
      gint64 start = g_get_monotonic_time ();
      guint n_new = 0;

      fine = !g_cancellable_set_error_if_cancelled (cancellable, error)
             && run_wave (&run, &n_new, error);
      if (n_new == 0)
        continue;
      n_done += n_new;
      lk_pace_add (&pace, n_new,
                   (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC);
      if (progress != NULL)
        progress (n_done, (guint) (end - first),
                  lk_pace_get_seconds_left (&pace, (guint) (end - first) - n_done),
                  user_data);
    }
  return fine;
}
