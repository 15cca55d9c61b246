/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "bench-turns.h"
#include "lk-model.h"
#include "lk-optimizer.h"
#include "lk-trainable.h"

/*
 * Likeness's side of the comparison of training: MODEL.safetensors PICTURES.f32 NUMBER
 * EDGE [FROZEN]. A step is the way forward, that back, and gradient descent with
 * Nesterov's momentum at a rate of 0, so that each step computes the same; its result the
 * gradient of the first convolution that is learned. LIKENESS_THREADS and
 * LIKENESS_KERNELS say with what.
 */

typedef struct
{
  LkTrainable *trainable;
  LkOptimizer *optimizer;
  LkTensor *pictures;
  float *gradient;
  guint n_frozen;
} Training;

/* Of the maps: numbers that anybody can make, of both signs. */
static float *
make_gradient (gsize n)
{
  float *gradient = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    gradient[i] = (float) ((double) (i * 2654435761u % 4093) / 2046 - 1);
  return gradient;
}

static void
run (gpointer data)
{
  Training *self = data;
  g_autoptr (GError) error = NULL;
  LkTensor *maps = lk_trainable_forward (self->trainable, self->pictures,
                                         LK_STATISTICS_BATCH, &error);

  if (maps == NULL)
    g_error ("%s", error->message);
  if (self->gradient == NULL)
    self->gradient = make_gradient (lk_tensor_get_size (maps));
  lk_optimizer_clear_gradients (self->optimizer);
  lk_trainable_backward (self->trainable, self->gradient);
  lk_optimizer_step (self->optimizer, 0);
}

static void
save (gpointer data, FILE *file)
{
  Training *self = data;
  GPtrArray *parameters = lk_trainable_get_parameters (self->trainable);

  for (guint i = 0; i < parameters->len; i++)
    {
      const LkParameter *parameter = g_ptr_array_index (parameters, i);

      if (parameter->frozen)
        continue;
      bench_turns_write (parameter->gradient, lk_parameter_get_size (parameter), file);
      return;
    }
}

int
main (int argc, char **argv)
{
  const LkOptimizerOptions options = { 0.9, TRUE, 5e-4, 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (LkModel) model = NULL;
  Training training = { NULL };
  gsize shape[4] = { 0, 3 };
  g_autofree float *values = NULL;
  int result;

  if (argc != 5 && argc != 6)
    return 2;
  shape[0] = strtoul (argv[3], NULL, 10);
  shape[2] = shape[3] = strtoul (argv[4], NULL, 10);
  model = lk_model_open (argv[1], NULL, &error);
  if (model != NULL)
    training.trainable
        = lk_trainable_new_for_layout (lk_model_get_layout (model), &error);
  if (training.trainable == NULL)
    g_error ("%s", error->message);
  if (argc == 6)
    lk_trainable_freeze (training.trainable, (guint) strtoul (argv[5], NULL, 10));
  training.optimizer
      = lk_optimizer_new (lk_trainable_get_parameters (training.trainable), &options);
  training.pictures = lk_tensor_new (4, shape);
  values = bench_turns_read (argv[2], lk_tensor_get_size (training.pictures));
  memcpy (lk_tensor_get_data (training.pictures), values,
          lk_tensor_get_size (training.pictures) * sizeof (float));
  result = bench_turns_serve (&(BenchTask){ run, save, &training });
  lk_tensor_unref (training.pictures);
  lk_optimizer_free (training.optimizer);
  lk_trainable_free (training.trainable);
  g_free (training.gradient);
  return result;
}
