/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench-turns.h"
#include "lk-episode-loss.h"
#include "lk-model.h"
#include "lk-trainable.h"

/*
 * Likeness's side of the comparison of learning from an episode, pixel level and KL (Q ||
 * S), forward and backward: WAYS SHOTS QUERIES (of a class) and then either FEATURES.f32
 * C H W, for the losses alone, whose result is the gradient by the maps; or
 * MODEL.safetensors PICTURES.f32 EDGE, for the network and the losses, with running
 * statistics, whose result is the gradient of its first convolution. LIKENESS_THREADS
 * says with how many threads.
 */

#define PIXEL_SCALE 0.1
#define DISTRIBUTION_SCALE 0.01

typedef struct
{
  guint n_ways;
  guint n_shots;
  guint n_queries;
  LkEpisodeLoss *loss;
  LkTensor *input; /* maps, or pictures of the network */
  LkTrainable *trainable;
  float *gradient; /* by the maps */
} Learning;

static void
run (gpointer data)
{
  const LkEpisodeOptions options = { .neighbours = 1,
                                     .distance = LK_DISTANCE_KL_QS,
                                     .ridge = 0.01,
                                     .weights = { 0, 1, 1, 0 } };
  Learning *self = data;
  LkLossTally tallies[LK_EPISODE_N_LOSSES] = { 0 };
  LkLevelMaps episode = { self->input, self->n_ways, self->n_shots, self->n_queries };
  g_autoptr (GError) error = NULL;
  gsize size;

  if (self->trainable != NULL)
    {
      GPtrArray *parameters = lk_trainable_get_parameters (self->trainable);

      for (guint i = 0; i < parameters->len; i++)
        {
          const LkParameter *parameter = parameters->pdata[i];

          memset (parameter->gradient, 0,
                  lk_parameter_get_size (parameter) * sizeof (float));
        }
      episode.maps = lk_trainable_forward (self->trainable, self->input,
                                           LK_STATISTICS_FROZEN, &error);
    }
  if (episode.maps == NULL)
    g_error ("%s", error->message);
  size = lk_tensor_get_size (episode.maps);
  if (self->gradient == NULL)
    self->gradient = g_new (float, size);
  memset (self->gradient, 0, size * sizeof (float));
  if (!lk_episode_loss_run (self->loss, &options, &episode, 1, self->gradient, tallies,
                            &error))
    g_error ("%s", error->message);
  if (self->trainable != NULL)
    lk_trainable_backward (self->trainable, self->gradient);
}

static void
save (gpointer data, FILE *file)
{
  Learning *self = data;
  const LkParameter *first;

  if (self->trainable == NULL)
    {
      bench_turns_write (self->gradient, lk_tensor_get_size (self->input), file);
      return;
    }
  first = lk_trainable_get_parameters (self->trainable)->pdata[0];
  bench_turns_write (first->gradient, lk_parameter_get_size (first), file);
}

static LkTensor *
read_tensor (const char *path, const gsize shape[4])
{
  LkTensor *tensor = lk_tensor_new (4, shape);
  g_autofree float *values = bench_turns_read (path, lk_tensor_get_size (tensor));

  memcpy (lk_tensor_get_data (tensor), values,
          lk_tensor_get_size (tensor) * sizeof (float));
  return tensor;
}

static void
open_network (Learning *self, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkModel) model = lk_model_open (path, NULL, &error);

  if (model != NULL)
    self->trainable = lk_trainable_new_for_layout (lk_model_get_layout (model), &error);
  if (self->trainable == NULL)
    g_error ("%s", error->message);
}

int
main (int argc, char **argv)
{
  Learning self = { 0 };
  gsize shape[4] = { 0, 3 };
  int result;

  if (argc != 7 && argc != 8)
    return 2;
  self.n_ways = (guint) atoi (argv[1]);
  self.n_shots = (guint) atoi (argv[2]);
  self.n_queries = (guint) atoi (argv[3]);
  shape[0] = self.n_ways * (self.n_shots + self.n_queries);
  self.loss = lk_episode_loss_new ();
  lk_tensor_get_data (self.loss->scales->value)[LK_LEVEL_PIXEL] = logf (PIXEL_SCALE);
  lk_tensor_get_data (self.loss->scales->value)[LK_LEVEL_DISTRIBUTION]
      = logf (DISTRIBUTION_SCALE);
  if (argc == 8)
    {
      for (guint i = 1; i < 4; i++)
        shape[i] = strtoul (argv[4 + i], NULL, 10);
      self.input = read_tensor (argv[4], shape);
    }
  else
    {
      open_network (&self, argv[4]);
      shape[2] = shape[3] = strtoul (argv[6], NULL, 10);
      self.input = read_tensor (argv[5], shape);
    }
  result = bench_turns_serve (&(BenchTask){ run, save, &self });
  lk_tensor_unref (self.input);
  lk_trainable_free (self.trainable);
  lk_episode_loss_free (self.loss);
  g_free (self.gradient);
  return result;
}
