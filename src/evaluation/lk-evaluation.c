/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-evaluation-private.h"

#include <unistd.h>

#include "lk-predictions.h"
#include "lk-pool.h"

#define MAX_STORE_BYTES (G_GUINT64_CONSTANT (3) << 29)
#define MAX_PICTURES_AT_ONCE 5000
/* Share of the newest episodes in the time that the next are expected to take. */
#define NEWEST 0.1

G_DEFINE_FINAL_TYPE (LkEvaluation, lk_evaluation, G_TYPE_OBJECT)

static void
outcome_free (LkOutcome *outcome)
{
  g_free (outcome->classes);
  g_array_unref (outcome->mistakes);
  g_free (outcome);
}

static void
lk_evaluation_finalize (GObject *object)
{
  LkEvaluation *self = LK_EVALUATION (object);

  g_object_unref (self->dataset);
  g_object_unref (self->model);
  g_clear_pointer (&self->trained, lk_trained_fusion_free);
  g_clear_pointer (&self->store, lk_map_store_free);
  g_ptr_array_unref (self->outcomes);
  g_free (self->confusion);
  g_array_unref (self->mistakes);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (lk_evaluation_parent_class)->finalize (object);
}

static void
lk_evaluation_class_init (LkEvaluationClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lk_evaluation_finalize;
}

static void
lk_evaluation_init (LkEvaluation *self)
{
  g_mutex_init (&self->lock);
  self->outcomes = g_ptr_array_new_with_free_func ((GDestroyNotify) outcome_free);
  self->mistakes = g_array_new (FALSE, FALSE, sizeof (LkMistake));
}

LkEvaluation *
lk_evaluation_new (LkDataset *dataset,
                   LkModel *model,
                   const LkSampler *sampler,
                   const LkMetricOptions *options)
{
  LkEvaluation *self;
  gsize n_classes;

  g_return_val_if_fail (LK_IS_DATASET (dataset) && LK_IS_MODEL (model), NULL);
  g_return_val_if_fail (sampler != NULL && options != NULL, NULL);

  self = g_object_new (LK_TYPE_EVALUATION, NULL);
  self->dataset = g_object_ref (dataset);
  self->model = g_object_ref (model);
  self->sampler = *sampler;
  self->options = *options;
  n_classes = lk_dataset_get_n_classes (dataset);
  self->confusion = g_new0 (guint, n_classes * n_classes);
  return self;
}

/* A quarter of the machine's memory, at most 1.5 GiB: all 9,600 maps of Conv64F of a
 * validation split take 1.1. */
static gsize
get_store_size (void)
{
  long n_pages = sysconf (_SC_PHYS_PAGES);
  long page = sysconf (_SC_PAGESIZE);

  if (n_pages <= 0 || page <= 0)
    return MAX_STORE_BYTES;
  return MIN ((guint64) n_pages * (guint64) page / 4, MAX_STORE_BYTES);
}

static gboolean
prepare (LkEvaluation *self, GError **error)
{
  GHashTable *fusion = lk_model_get_layout (self->model)->fusion;

  if (!lk_sampler_check (&self->sampler, self->dataset, error)
      || !lk_metric_options_validate (&self->options, error))
    return FALSE;
  if (fusion != NULL && self->trained == NULL)
    {
      self->trained = lk_trained_fusion_new (fusion, error);
      if (self->trained == NULL)
        {
          g_prefix_error (error, "“%s”: ", lk_model_get_name (self->model));
          return FALSE;
        }
    }
  if (self->store == NULL)
    self->store = lk_map_store_new (self->dataset, self->model, get_store_size ());
  return TRUE;
}

/* Episodes on their way: item i of the pool's run scores the i-th. */
typedef struct
{
  LkEvaluation *evaluation;
  GCancellable *cancellable;
  guint n;
  LkSample **samples;
  GPtrArray **maps;
  LkPredictions **predictions;
  GError **errors;
} Wave;

static void
wave_init (Wave *wave, LkEvaluation *self, guint n, GCancellable *cancellable)
{
  wave->evaluation = self;
  wave->cancellable = cancellable;
  wave->n = n;
  wave->samples = g_new0 (LkSample *, n);
  wave->maps = g_new0 (GPtrArray *, n);
  wave->predictions = g_new0 (LkPredictions *, n);
  wave->errors = g_new0 (GError *, n);
}

static void
wave_clear (Wave *wave)
{
  for (guint i = 0; i < wave->n; i++)
    {
      lk_sample_free (wave->samples[i]);
      g_clear_pointer (&wave->maps[i], g_ptr_array_unref);
      lk_predictions_free (wave->predictions[i]);
      g_clear_error (&wave->errors[i]);
    }
  g_free (wave->samples);
  g_free (wave->maps);
  g_free (wave->predictions);
  g_free (wave->errors);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Wave, wave_clear)

static guint
add_keys (LkMapKey *keys,
          const LkSample *sample,
          guint n_ways,
          const guint *pictures,
          guint n_each)
{
  for (guint i = 0; i < n_ways * n_each; i++)
    keys[i] = (LkMapKey){ sample->classes[i / n_each], pictures[i] };
  return n_ways * n_each;
}

static GPtrArray *
fetch_maps (LkEvaluation *self,
            const LkSample *sample,
            GCancellable *cancellable,
            GError **error)
{
  const LkSampler *sampler = &self->sampler;
  guint n_keys = sampler->n_ways * (sampler->n_shots + sampler->n_queries);
  g_autofree LkMapKey *keys = g_new (LkMapKey, n_keys);
  guint n_shots
      = add_keys (keys, sample, sampler->n_ways, sample->shots, sampler->n_shots);

  add_keys (keys + n_shots, sample, sampler->n_ways, sample->queries, sampler->n_queries);
  return lk_map_store_fetch (self->store, keys, n_keys, cancellable, error);
}

static void
predict_item (guint index, guint worker, gpointer data)
{
  Wave *wave = data;
  LkEvaluation *self = wave->evaluation;

  wave->predictions[index]
      = lk_predictions_new (&self->sampler, wave->maps[index], &self->options,
                            self->trained, wave->cancellable, &wave->errors[index]);
}

static gboolean
run_wave (Wave *wave, guint64 first, GError **error)
{
  LkEvaluation *self = wave->evaluation;

  for (guint i = 0; i < wave->n; i++)
    {
      wave->samples[i] = lk_sampler_draw (&self->sampler, self->dataset, first + i);
      wave->maps[i] = fetch_maps (self, wave->samples[i], wave->cancellable, error);
      if (wave->maps[i] == NULL)
        return FALSE;
    }
  lk_pool_run (lk_pool_get_shared (), wave->n, predict_item, wave);
  for (guint i = 0; i < wave->n; i++)
    if (wave->errors[i] != NULL)
      {
        g_propagate_error (error, g_steal_pointer (&wave->errors[i]));
        return FALSE;
      }
  return TRUE;
}

static LkOutcome *
outcome_new (LkEvaluation *self,
             guint64 index,
             LkSample *sample,
             const LkPredictions *predictions)
{
  guint n_queries = self->sampler.n_ways * self->sampler.n_queries;
  LkOutcome *outcome = g_new0 (LkOutcome, 1);

  outcome->result.index = index;
  outcome->classes = g_steal_pointer (&sample->classes);
  outcome->mistakes = g_array_new (FALSE, FALSE, sizeof (LkMistake));
  for (guint query = 0; query < n_queries; query++)
    {
      guint truth = query / self->sampler.n_queries;
      guint prediction = predictions->predictions[LK_PREDICTOR_FUSED][query];

      for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
        outcome->result.accuracy[predictor]
            += predictions->predictions[predictor][query] == truth;
      if (prediction != truth)
        {
          LkMistake mistake
              = { index, query, outcome->classes[truth], outcome->classes[prediction],
                  predictions->margins[query] };

          g_array_append_val (outcome->mistakes, mistake);
        }
    }
  for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
    outcome->result.accuracy[predictor] /= n_queries;
  outcome->result.n_mistakes = outcome->mistakes->len;
  return outcome;
}

static void
hand_over (LkEvaluation *self, Wave *wave, guint64 first, double seconds)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  for (guint i = 0; i < wave->n; i++)
    {
      g_ptr_array_add (self->outcomes, outcome_new (self, first + i, wave->samples[i],
                                                    wave->predictions[i]));
      self->ridge_used = MAX (self->ridge_used, wave->predictions[i]->ridge_used);
    }
  self->seconds += seconds;
  self->n_embedded = lk_map_store_get_n_embedded (self->store);
  self->n_repeated = lk_map_store_get_n_repeated (self->store);
}

static guint
get_wave_size (LkEvaluation *self)
{
  guint n_pictures
      = self->sampler.n_ways * (self->sampler.n_shots + self->sampler.n_queries);

  return CLAMP (MAX_PICTURES_AT_ONCE / n_pictures, 1,
                lk_pool_get_n_threads (lk_pool_get_shared ()));
}

/* How fast the latest episodes went: the first have pictures to embed. */
typedef struct
{
  guint n_waves;
  double seconds_each;
} Pace;

static void
pace_add (Pace *self, double seconds_each)
{
  double share = MAX (NEWEST, 1.0 / ++self->n_waves);

  self->seconds_each += share * (seconds_each - self->seconds_each);
}

static gboolean
run_next_wave (LkEvaluation *self,
               guint n_episodes,
               Pace *pace,
               GCancellable *cancellable,
               GError **error)
{
  guint first = lk_evaluation_get_n_episodes (self);
  guint n = MIN (get_wave_size (self), n_episodes - first);
  gint64 start = g_get_monotonic_time ();
  g_auto (Wave) wave = { NULL };
  double seconds;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  wave_init (&wave, self, n, cancellable);
  if (!run_wave (&wave, first, error))
    return FALSE;
  seconds = (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
  pace_add (pace, seconds / n);
  hand_over (self, &wave, first, seconds);
  return TRUE;
}

static double
guess_seconds_left (const Pace *pace, guint n_left)
{
  if (n_left > 0 && pace->n_waves < 2)
    return -1;
  return n_left * pace->seconds_each;
}

gboolean
lk_evaluation_run (LkEvaluation *self,
                   guint n_episodes,
                   LkEvaluationProgress progress,
                   gpointer user_data,
                   GCancellable *cancellable,
                   GError **error)
{
  Pace pace = { 0 };
  gboolean fine;

  g_return_val_if_fail (LK_IS_EVALUATION (self), FALSE);

  fine = prepare (self, error);
  while (fine && lk_evaluation_get_n_episodes (self) < n_episodes)
    {
      fine = run_next_wave (self, n_episodes, &pace, cancellable, error);
      if (fine && progress != NULL)
        {
          guint n_done = lk_evaluation_get_n_episodes (self);

          progress (n_done, n_episodes, guess_seconds_left (&pace, n_episodes - n_done),
                    user_data);
        }
    }
  return fine;
}
