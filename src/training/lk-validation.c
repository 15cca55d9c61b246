/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-validation.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "lk-batch.h"
#include "lk-error.h"
#include "lk-random.h"
#include "lk-student.h"

#define MAX_WAYS 5
#define EMBED_AT_ONCE 32
#define SEED 20260

const guint lk_validation_shots[LK_VALIDATION_N_SHOTS] = { 1, 5 };

struct _LkValidation
{
  const LkPictureSet *set;
  const LkProfile *profile;
  guint n_ways;
  guint n_queries;
  guint n_episodes;
  void (*tick) (gpointer user_data);
  gpointer tick_data;
  float *maps; /* while it runs: of all pictures */
  double *accuracies[LK_VALIDATION_N_SHOTS][LK_EPISODE_N_LOSSES]; /* [n_episodes] */
  gsize shape[3];
};

gboolean
lk_validation_check (const LkPictureSet *set, guint n_queries, GError **error)
{
  guint n_needed = lk_validation_shots[LK_VALIDATION_N_SHOTS - 1] + n_queries;
  guint first;

  g_return_val_if_fail (set != NULL, FALSE);

  if (lk_picture_set_get_n_classes (set) < 2)
    {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_EPISODE,
                           _ ("Validation needs at least two classes"));
      return FALSE;
    }
  for (guint i = 0; i < lk_picture_set_get_n_classes (set); i++)
    if (lk_picture_set_get_class (set, i, &first) < n_needed)
      {
        g_set_error (error, LK_ERROR, LK_ERROR_EPISODE,
                     _ ("Validation needs %u pictures of each class; “%s” has %u"),
                     n_needed, lk_picture_set_get_class_name (set, i),
                     lk_picture_set_get_class (set, i, &first));
        return FALSE;
      }
  return TRUE;
}

LkValidation *
lk_validation_new (const LkPictureSet *set,
                   const LkProfile *profile,
                   guint n_episodes,
                   guint n_queries,
                   GError **error)
{
  LkValidation *self;

  g_return_val_if_fail (set != NULL && profile != NULL && n_episodes > 1, NULL);

  if (!lk_validation_check (set, n_queries, error))
    return NULL;
  self = g_new0 (LkValidation, 1);
  self->set = set;
  self->profile = profile;
  self->n_ways = MIN (MAX_WAYS, lk_picture_set_get_n_classes (set));
  self->n_queries = n_queries;
  self->n_episodes = n_episodes;
  for (guint i = 0; i < LK_VALIDATION_N_SHOTS; i++)
    for (guint j = 0; j < LK_EPISODE_N_LOSSES; j++)
      self->accuracies[i][j] = g_new0 (double, n_episodes);
  return self;
}

void
lk_validation_free (LkValidation *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < LK_VALIDATION_N_SHOTS; i++)
    for (guint j = 0; j < LK_EPISODE_N_LOSSES; j++)
      g_free (self->accuracies[i][j]);
  g_free (self->maps);
  g_free (self);
}

void
lk_validation_set_tick (LkValidation *self,
                        void (*tick) (gpointer user_data),
                        gpointer user_data)
{
  g_return_if_fail (self != NULL);

  self->tick = tick;
  self->tick_data = user_data;
}

static gboolean
go_on (LkValidation *self, GCancellable *cancellable, GError **error)
{
  if (self->tick != NULL)
    self->tick (self->tick_data);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static gsize
get_map_size (const LkValidation *self)
{
  return self->shape[0] * self->shape[1] * self->shape[2];
}

static gboolean
embed (LkValidation *self, LkNetwork *network, GCancellable *cancellable, GError **error)
{
  guint n = lk_picture_set_get_n_pictures (self->set);
  guint indices[EMBED_AT_ONCE];

  lk_network_get_map_shape (network, self->profile->crop, self->profile->crop,
                            self->shape);
  self->maps = g_new (float, n *get_map_size (self));
  for (guint first = 0; first < n; first += EMBED_AT_ONCE)
    {
      guint n_now = MIN (n - first, EMBED_AT_ONCE);
      g_autoptr (LkTensor) pictures = NULL;
      g_autoptr (LkTensor) maps = NULL;

      if (!go_on (self, cancellable, error))
        return FALSE;
      for (guint i = 0; i < n_now; i++)
        indices[i] = first + i;
      pictures = lk_batch_prepare (self->set, self->profile, indices, n_now,
                                   self->profile->crop);
      maps = lk_network_forward (network, pictures, cancellable, error);
      if (maps == NULL)
        return FALSE;
      memcpy (self->maps + first * get_map_size (self), lk_tensor_get_data (maps),
              lk_tensor_get_size (maps) * sizeof (float));
    }
  return TRUE;
}

static void
take_map (const LkValidation *self, guint picture, LkTensor *maps, guint position)
{
  gsize size = get_map_size (self);

  memcpy (lk_tensor_get_data (maps) + position * size, self->maps + picture * size,
          size * sizeof (float));
}

/* Episode @index with @n_shots. */
static LkTensor *
gather (const LkValidation *self, guint n_shots, guint index)
{
  guint n_each = n_shots + self->n_queries;
  const gsize shape[]
      = { self->n_ways * n_each, self->shape[0], self->shape[1], self->shape[2] };
  LkTensor *maps = lk_tensor_new (G_N_ELEMENTS (shape), shape);
  g_autofree guint *classes = g_new (guint, self->n_ways);
  g_autofree guint *chosen = g_new (guint, n_each);
  LkRandom random;

  lk_random_init (&random, SEED + n_shots, index);
  lk_random_choose (&random, lk_picture_set_get_n_classes (self->set), self->n_ways,
                    classes);
  for (guint i = 0; i < self->n_ways; i++)
    {
      guint first;
      guint n = lk_picture_set_get_class (self->set, classes[i], &first);

      lk_random_choose (&random, n, n_each, chosen);
      for (guint j = 0; j < n_shots; j++)
        take_map (self, first + chosen[j], maps, i * n_shots + j);
      for (guint j = 0; j < self->n_queries; j++)
        take_map (self, first + chosen[n_shots + j], maps,
                  self->n_ways * n_shots + i * self->n_queries + j);
    }
  return maps;
}

static void
summarise (const double *values, guint n, double *mean, double *ci95)
{
  double sum = 0, squares = 0, variance;

  for (guint i = 0; i < n; i++)
    {
      sum += values[i];
      squares += values[i] * values[i];
    }
  *mean = sum / n;
  variance = fmax (squares / n - *mean * *mean, 0) * n / (n - 1);
  *ci95 = lk_student_quantile_975 (n - 1) * sqrt (variance / n);
}

static gboolean
judge (LkValidation *self,
       guint shots,
       LkEpisodeLoss *loss,
       const LkEpisodeOptions *options,
       GCancellable *cancellable,
       GError **error)
{
  guint n_shots = lk_validation_shots[shots];

  for (guint i = 0; i < self->n_episodes; i++)
    {
      g_autoptr (LkTensor) maps = gather (self, n_shots, i);
      const LkLevelMaps episode = { maps, self->n_ways, n_shots, self->n_queries };
      LkLossTally tallies[LK_EPISODE_N_LOSSES] = { 0 };

      if (!go_on (self, cancellable, error)
          || !lk_episode_loss_run (loss, options, &episode, 1, NULL, tallies, error))
        return FALSE;
      for (guint j = 0; j < LK_EPISODE_N_LOSSES; j++)
        self->accuracies[shots][j][i] = lk_loss_tally_get_accuracy (&tallies[j]);
    }
  return TRUE;
}

static void
sum_up (const LkValidation *self, guint shots, LkValidationResult *result)
{
  for (guint j = 0; j < LK_EPISODE_N_LOSSES; j++)
    summarise (self->accuracies[shots][j], self->n_episodes, &result->accuracy[shots][j],
               &result->ci95[shots][j]);
  result->sum += MAX (result->accuracy[shots][LK_LEVEL_PIXEL],
                      result->accuracy[shots][LK_EPISODE_FUSED]);
}

guint
lk_validation_result_get_better (const LkValidationResult *self, guint shots)
{
  g_return_val_if_fail (self != NULL && shots < LK_VALIDATION_N_SHOTS, 0);

  return self->accuracy[shots][LK_EPISODE_FUSED] >= self->accuracy[shots][LK_LEVEL_PIXEL]
             ? LK_EPISODE_FUSED
             : LK_LEVEL_PIXEL;
}

LkTensor *
lk_validation_get_chosen (LkValidation *self, const LkValidationResult *result)
{
  LkTensor *chosen;

  g_return_val_if_fail (self != NULL && result != NULL, NULL);

  chosen = lk_tensor_new (2, (const gsize[]){ LK_VALIDATION_N_SHOTS, self->n_episodes });
  for (guint i = 0; i < LK_VALIDATION_N_SHOTS; i++)
    for (guint j = 0; j < self->n_episodes; j++)
      lk_tensor_get_data (chosen)[i * self->n_episodes + j]
          = (float) self->accuracies[i][lk_validation_result_get_better (result, i)][j];
  return chosen;
}

void
lk_validation_result_compare (LkValidationResult *self, LkTensor *chosen, LkTensor *best)
{
  gsize n_chosen, n_best, n;
  g_autofree double *differences = NULL;

  g_return_if_fail (self != NULL && chosen != NULL && best != NULL);

  n_chosen = lk_tensor_get_dim (chosen, 1);
  n_best = lk_tensor_get_dim (best, 1);
  n = MIN (n_chosen, n_best);
  if (n < 2)
    return;
  self->n_compared = (guint) n;
  differences = g_new (double, n);
  for (guint i = 0; i < LK_VALIDATION_N_SHOTS; i++)
    {
      for (gsize j = 0; j < n; j++)
        differences[j] = (double) lk_tensor_get_data (chosen)[i * n_chosen + j]
                         - lk_tensor_get_data (best)[i * n_best + j];
      summarise (differences, (guint) n, &self->difference[i], &self->difference_ci95[i]);
    }
}

gboolean
lk_validation_run (LkValidation *self,
                   LkNetwork *network,
                   LkEpisodeLoss *loss,
                   const LkEpisodeOptions *options,
                   LkValidationResult *result,
                   GCancellable *cancellable,
                   GError **error)
{
  LkEpisodeOptions all = *options;
  gboolean fine;

  g_return_val_if_fail (self != NULL && LK_IS_NETWORK (network), FALSE);

  for (guint i = 0; i < LK_EPISODE_N_LOSSES; i++)
    all.weights[i] = 1;
  *result = (LkValidationResult){ .n_episodes = self->n_episodes };
  fine = embed (self, network, cancellable, error);
  for (guint i = 0; fine && i < LK_VALIDATION_N_SHOTS; i++)
    {
      fine = judge (self, i, loss, &all, cancellable, error);
      if (fine)
        sum_up (self, i, result);
    }
  g_clear_pointer (&self->maps, g_free);
  return fine;
}
